"""The whole store as one SQLite file of one moment, whatever database it stands in; and a store from such a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, insert, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from robots.cases.database import connected, file_of, is_sqlite, one_working_process
from robots.cases.schema import CanaryRow, CaseRow, RunRow, Table
from robots.errors import ConfigError
from robots.folders import own

_AT_ONCE = 500  # rows
_FULL = (
    "The database {name} holds a store already, and only SQLite's can be put aside from here (--replace). Nothing was "
    "changed. End all services and workers, then put it aside and make an empty one with PostgreSQL's own commands:\n"
    "  pg_dump --format=custom --file={name}-aside.dump {name}\n"
    "  dropdb {name} && createdb --owner=ACCOUNT {name}\n"
    "Then give this command again. Back to what stood there, into an empty database:\n"
    "  pg_restore --dbname={name} {name}-aside.dump"
)


def copy_out(url: str, file: Path) -> None:
    """Copy what a store holds at one moment into a new file; robots may work with it meanwhile.

    Raises:
        ConfigError: There is no store, it cannot be opened, or what was copied is not sound; the file is of no use.
    """
    address = make_url(url)
    if is_sqlite(address):
        _copy_file(file_of(address), file)
        return
    with _opened(url) as source, _opened(_url_of(file), new=True) as target:
        _copy_rows(source, target)
        target.commit()


def copy_in(file: Path, url: str, *, aside: Path | None = None) -> None:
    """Make a store of what such a file holds; the file itself is used up.

    Args:
        file: From `copy_out`, at the newest version of the schema.
        url: Where the store shall stand. A database server's must be empty.
        aside: The folder to move an SQLite store to in which robots have worked; without, such a one is left alone.

    Raises:
        ConfigError: Another process works with a store that stands there, or robots have; it stands as it stood.
    """
    address = make_url(url)
    if is_sqlite(address):
        own(file_of(address).parent)
        with one_working_process(address):
            _make_room(address, aside)
            file.replace(file_of(address))
        return
    with _opened(_url_of(file)) as source, _opened(url, new=True) as target:
        if _holds(target, CaseRow, RunRow, CanaryRow):
            raise ConfigError(_FULL.format(name=make_url(url).database))
        _copy_rows(source, target)
        target.commit()


def _url_of(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


def _copy_file(there: Path, file: Path) -> None:
    if not there.is_file():
        raise ConfigError(f"There is no store {there} yet. To make one: run.py setup")
    with (
        closing(sqlite3.connect(f"{there.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(file)) as target,
    ):
        try:
            source.backup(target)  # all in one reading: whoever writes meanwhile does not disturb it
            sound = target.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as wrong:
            sound = str(wrong)
    if sound != "ok":
        raise ConfigError(
            "The store's file is damaged. Stop all robots (run.py stop --all) and restore an earlier backup."
        )


def _make_room(address: URL, aside: Path | None) -> None:
    """Move what stands in the place of an SQLite store, its log included: an old log would spoil a new store."""
    place = file_of(address)
    if not place.exists():
        return
    if _has_worked(address):
        if aside is None:
            raise ConfigError(
                f"There is a store {place} already, and robots have worked with it. Nothing was changed. To put it "
                "aside and take the backup's instead: run.py restore FILE --replace"
            )
        own(aside)
    for part in place.parent.glob(f"{place.name}*"):
        part.replace(aside / part.name) if aside else part.unlink()


def _has_worked(address: URL) -> bool:
    """Whether a robot has ever worked with a store; one that cannot be read counts."""
    try:
        with _opened(address.render_as_string(hide_password=False)) as connection:
            return _holds(connection, CaseRow, RunRow)
    except (ConfigError, SQLAlchemyError):
        return True


def _holds(connection: Connection, *tables: type[Table]) -> bool:
    return any(connection.scalar(select(func.count()).select_from(table)) for table in tables)


@contextmanager
def _opened(url: str, *, new: bool = False) -> Iterator[Connection]:
    """A connection of which everything that is read is of one moment; what is written counts once it is committed."""
    engine = connected(url, as_it_is=not new)
    once = {} if is_sqlite(engine.url) else {"isolation_level": "REPEATABLE READ"}
    try:
        with engine.execution_options(reading=not new, **once).connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in Table.metadata.sorted_tables:
        rows = source.execution_options(yield_per=_AT_ONCE).execute(select(table))
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
        if target.dialect.name == "postgresql":
            _count_on(target, table.name, [column.name for column in table.primary_key])


def _count_on(target: Connection, table: str, keys: list[str]) -> None:
    """Let a table's numbers go on after those that were copied."""
    for key in keys:
        asked = text("SELECT pg_get_serial_sequence(:table, :key)")
        if sequence := target.scalar(asked, {"table": f'"{table}"', "key": key}):
            last = f'SELECT setval(:sequence, coalesce(max("{key}"), 1), max("{key}") IS NOT NULL) FROM "{table}"'  # noqa: S608
            target.execute(text(last), {"sequence": sequence})
