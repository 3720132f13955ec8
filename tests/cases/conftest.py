"""A fresh store for each test, once in SQLite and once in a real PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from robots.cases import Store
from tests.cases.desk import KEY, Clock, Desk
from tests.postgres import emptied, postgres_server

collect_ignore = ["test_full_disk.py"] if sys.platform == "win32" else []  # it limits what a process may write


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests do."""
    with postgres_server() as server:
        yield server.get_uri()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'store' / 'cases.db').as_posix()}"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    return emptied(postgres)


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
