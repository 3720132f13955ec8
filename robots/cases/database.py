"""The database beneath: SQLite in WAL by default, PostgreSQL by URL, and the schema brought up to date."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from robots.errors import ConfigError
from robots.folders import own

HEAD = "0016"
"""The newest migration; a store that stands there is opened without loading Alembic."""

_BUSY_SECONDS = 30.0


def connected(url: str, *, as_it_is: bool = False) -> Engine:
    """An engine for the store, with its schema up to date.

    Args:
        url: The store's.
        as_it_is: Make no file and bring nothing up to date.

    Raises:
        ConfigError: The address is none, nothing answers there, or a newer version of the toolkit made the store.
    """
    address = _checked(url)
    if as_it_is and is_sqlite(address) and not file_of(address).is_file():
        raise ConfigError(f"There is no store {file_of(address)} yet. To make one: run.py setup")
    try:
        engine = (
            _sqlite(address) if is_sqlite(address) else create_engine(address, hide_parameters=True, pool_pre_ping=True)
        )
        _migrate(engine, as_it_is)
    except DBAPIError as refused:
        if (why := lasting(refused)) or not isinstance(refused, OperationalError):
            raise ConfigError(why or str(refused.orig)) from None
        raise ConfigError(
            f"The store at {address.render_as_string(hide_password=True)} cannot be opened: {refused.orig}. "
            "Check `database:` in config/settings.yaml."
        ) from None
    return engine


FULL = "The store's disk is full; nothing more can be noted. Make room; then see: run.py doctor"
FAILING = "The store's disk answers with errors, as one does that is full or worn out. Mend it; then see: run.py doctor"
DAMAGED = "The store's file is damaged. Stop all robots (run.py stop --all) and restore a backup."
READ_ONLY = "The store cannot be written: this account may not, or its disk does not. See: run.py doctor"

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
}
_POSTGRESQL = {"53100": FULL, "58030": FAILING, "XX001": DAMAGED, "XX002": DAMAGED, "25006": READ_ONLY}


def lasting(failed: DBAPIError) -> str | None:
    """What is wrong with the store where no waiting mends it, and what to do; None where it may pass."""
    if isinstance(failed.orig, sqlite3.Error):
        code = getattr(failed.orig, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code & 0xFF)  # above stands which kind of it
    return _POSTGRESQL.get(getattr(failed.orig, "sqlstate", None) or "")


def is_sqlite(url: URL) -> bool:
    """Whether the store is one file on this machine."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """The file of an SQLite store."""
    if not url.database or url.database == ":memory:":
        raise ConfigError("The store needs a file: sqlite:///data/cases.db")
    return Path(url.database)


def alone(connection: Connection, what: str) -> None:
    """Let one transaction at a time do `what`. On SQLite every writing transaction is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(zlib.crc32(what.encode("utf-8")))))


def one_moment(session: Session) -> None:
    """Let all that a session asks from now on be of one moment; call it first. On SQLite it is so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def one_working_process(url: URL) -> Iterator[None]:
    """Hold the place of the one working process; the operating system frees it when the process dies.

    Raises:
        ConfigError: Another process works with this store; this one changes nothing.
    """
    beside = file_of(url).with_suffix(".working")
    with closing(sqlite3.connect(beside, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise ConfigError(
                f"Another process is working with the store {file_of(url)}: a run, or the service. Nothing was "
                "changed. Commands that only ask work beside it; for others wait until it is done, or end it."
            ) from None
        yield


def _checked(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "`database:` in config/settings.yaml is no address; for one file: sqlite:///data/cases.db"
        ) from None
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ConfigError(f"The store cannot use {address.drivername}: use sqlite:/// or postgresql+psycopg://")
    return address


def _sqlite(url: URL) -> Engine:
    file = file_of(url)
    own(file.parent)
    file.touch(mode=0o600)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and never IMMEDIATE
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an intent must outlive a power cut: it comes before the save
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # a destroyed key must not linger on a free page

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine, as_it_is: bool) -> None:
    with engine.execution_options(reading=True).connect() as connection:
        if (version := _version(connection)) == HEAD:
            return
        if as_it_is:
            raise ConfigError(
                f"The store stands at version {version}, and this toolkit works with {HEAD}. Nothing was "
                "changed. Once all that works with it has ended: run.py setup"
            )
    with engine.begin() as connection:
        alone(connection, "migration")
        _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    from robots.cases.migrations import configured

    config = configured(connection)
    version = _version(connection)
    try:
        if version is not None:
            ScriptDirectory.from_config(config).get_revision(version)
    except (CommandError, ResolutionError):
        raise ConfigError(
            f"The store stands at version {version}, which this version of the toolkit does not know. "
            "Nothing was changed. Use the version that made it, or a newer one."
        ) from None
    command.upgrade(config, "head")
