"""What really stands in Trac, read from its own database, beside what should stand there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..parking import ROBOT, Application, Standing, Verdict, applications, asked_for, expected_standing, seeded_day
from .seeding import DRAFT

NEW = "new"


class Change(NamedTuple):
    """All that one save changed in a ticket; Trac notes an empty day that was saved empty, which is none."""

    author: str
    fields: frozenset[str]  # with "comment" where one was written


def judge(folder: Path) -> list[Verdict]:
    """Every application of the Trac in a `Trac` folder, in the order of their numbers.

    What ends in a proposal to reject, or with a person, leaves no trace: its ticket must be as it was seeded.
    """
    day = seeded_day(folder)
    with closing(sqlite3.connect(_address(folder), uri=True)) as database:
        return [
            Verdict(application.number, expected_standing(application, day, NEW), _got(application, database))
            for application in applications(day)
        ]


def logged_in(folder: Path) -> int:
    """How many sessions are open in Trac."""
    with closing(sqlite3.connect(_address(folder), uri=True)) as database:
        ((sessions,),) = database.execute("SELECT count(*) FROM auth_cookie")
        return int(sessions)


def _address(folder: Path) -> str:
    return (folder / "trac" / "db" / "trac.db").resolve().as_uri() + "?mode=ro"


def _got(application: Application, database: sqlite3.Connection) -> Standing:
    number = (application.number,)
    values = dict(database.execute("SELECT name, coalesce(value, '') FROM ticket_custom WHERE ticket = ?", number))
    ((status,),) = database.execute("SELECT status FROM ticket WHERE id = ?", number)
    changes = list(_changes(application.number, database))
    by_robot = [change for change in changes if change.author == ROBOT.name]
    return Standing(
        proposal=values.get("proposal", ""),
        valid_from=_day(values.get("valid_from", "")),
        valid_to=_day(values.get("valid_to", "")),
        asks_for=asked_for(values.get("reasons", ""), application.expected.missing),
        reasons_by=next((change.author for change in reversed(changes) if "reasons" in change.fields), ""),
        status=status,
        robot_edits=len(by_robot),
        beside_the_draft=tuple(sorted({name for change in by_robot for name in change.fields - set(DRAFT)})),
    )


def _changes(number: int, database: sqlite3.Connection) -> Iterator[Change]:
    rows = database.execute(
        """SELECT author, time, field FROM ticket_change
            WHERE ticket = ? AND NOT (field = 'comment' AND coalesce(newvalue, '') = '')
              AND (field = 'comment' OR coalesce(oldvalue, '') != coalesce(newvalue, '')) ORDER BY time""",
        (number,),
    )
    for (author, _), fields in groupby(rows, key=lambda row: row[:2]):
        yield Change(author, frozenset(field for *_, field in fields))


def _day(stored: str) -> date | None:
    """Trac keeps a day as the microseconds at which it begins."""
    return datetime.fromtimestamp(int(stored) / 1_000_000, UTC).date() if stored else None
