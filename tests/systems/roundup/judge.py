"""What really stands in Roundup, read from its own database and journal, beside what should stand there."""

import ast
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..parking import (
    ROBOT,
    Application,
    Standing,
    Verdict,
    applications,
    asked_for,
    expected_standing,
    seeded_day,
)

DRAFT = {"proposal", "reasons", "valid_from", "valid_to", "answer_due", "internal_note"}
UNDECIDED = "unread"


class Edit(NamedTuple):
    """One line of Roundup's journal."""

    user: str
    action: str
    changed: tuple[str, ...]


def judge(folder: Path) -> list[Verdict]:
    """Every application of the tracker in a `Roundup` folder, in the order of their numbers.

    What ends in a proposal to reject, or with a person, leaves no trace in Roundup: its issue must be as it was seeded.
    """
    day = seeded_day(folder)
    with closing(sqlite3.connect(_address(folder), uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [
            Verdict(application.number, expected_standing(application, day, UNDECIDED), _got(application, database))
            for application in applications(day)
        ]


def _address(folder: Path) -> str:
    return (folder / "tracker" / "db" / "db").resolve().as_uri() + "?mode=ro"


def _got(application: Application, database: sqlite3.Connection) -> Standing:
    issue = _issue(application.number, database)
    edits = list(_edits(application.number, database))
    by_robot = [edit for edit in edits if edit.user == ROBOT.name]
    return Standing(
        proposal=issue["proposal"] or "",
        valid_from=_day(issue["valid_from"]),
        valid_to=_day(issue["valid_to"]),
        asks_for=asked_for(issue["reasons"] or "", application.expected.missing),
        reasons_by=next((edit.user for edit in reversed(edits) if "reasons" in edit.changed), ""),
        status=issue["status"],
        robot_edits=len(by_robot),
        beside_the_draft=tuple(sorted({name for edit in by_robot for name in _beside_the_draft(edit)})),
    )


def _issue(number: int, database: sqlite3.Connection) -> sqlite3.Row:
    row: sqlite3.Row = database.execute(
        """SELECT issue._valid_from AS valid_from, issue._valid_to AS valid_to, issue._reasons AS reasons,
                  proposal._name AS proposal, status._name AS status
             FROM _issue AS issue
             LEFT JOIN _proposal AS proposal ON proposal.id = issue._proposal
             LEFT JOIN _status AS status ON status.id = issue._status
            WHERE issue.id = ? AND issue.__retired__ = 0""",
        (number,),
    ).fetchone()
    return row


def _edits(number: int, database: sqlite3.Connection) -> Iterator[Edit]:
    rows = database.execute(
        """SELECT user._username, journal.action, journal.params
             FROM issue__journal AS journal JOIN _user AS user ON user.id = CAST(journal.tag AS INTEGER)
            WHERE journal.nodeid = ? ORDER BY journal.date""",
        (number,),
    )
    for user, action, params in rows:
        former: dict[str, Any] = ast.literal_eval(params) if action == "set" else {}
        yield Edit(user, action, tuple(former))


def _beside_the_draft(edit: Edit) -> set[str]:
    return set(edit.changed) - DRAFT if edit.action == "set" else {edit.action}


def _day(stored: str | None) -> date | None:
    """Roundup keeps a date as UTC digits, such as 20261120000000.000."""
    return datetime.strptime(stored[:8], "%Y%m%d").date() if stored else None  # noqa: DTZ007 - a day has no zone
