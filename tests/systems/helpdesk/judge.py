"""What really stands in the helpdesk, read from its own database and mail folder, beside what should stand there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ..parking import ROBOT, Application, Standing, Verdict, applications, asked_for, expected_standing, seeded_day

DRAFT = {"proposal", "reasons", "valid_from", "valid_to", "answer_due", "internal_note"}
OPEN = "1"


class Update(NamedTuple):
    """One follow-up of a ticket, by somebody who had logged in."""

    user: str
    changed: frozenset[str]
    comment: str
    public: bool
    status: int | None  # where it changed


def judge(folder: Path) -> list[Verdict]:
    """Every application of the helpdesk in a `Helpdesk` folder, in the order of their numbers.

    What ends in a proposal to reject, or with a person, leaves no trace: its ticket must be as it was seeded.
    """
    day = seeded_day(folder)
    with closing(sqlite3.connect(_address(folder), uri=True)) as database:
        return [
            Verdict(application.number, expected_standing(application, day, OPEN), _got(application, database))
            for application in applications(day)
        ]


def mailed(folder: Path) -> list[str]:
    """Every message that the helpdesk has sent."""
    return [letter.read_text(encoding="utf-8") for letter in (folder / "helpdesk" / "mail").glob("*")]


def _address(folder: Path) -> str:
    return (folder / "helpdesk" / "helpdesk.sqlite").resolve().as_uri() + "?mode=ro"


def _got(application: Application, database: sqlite3.Connection) -> Standing:
    values = _values(application.number, database)
    updates = list(_updates(application.number, database))
    by_robot = [update for update in updates if update.user == ROBOT.name]
    ((status,),) = database.execute("SELECT status FROM helpdesk_ticket WHERE id = ?", (application.number,))
    return Standing(
        proposal=values["proposal"],
        valid_from=_day(values["valid_from"]),
        valid_to=_day(values["valid_to"]),
        asks_for=asked_for(values["reasons"], application.expected.missing),
        reasons_by=next((update.user for update in reversed(updates) if "reasons" in update.changed), ""),
        status=str(status),
        robot_edits=len(by_robot),
        beside_the_draft=tuple(sorted({name for update in by_robot for name in _beside_the_draft(update)})),
    )


def _values(number: int, database: sqlite3.Connection) -> dict[str, str]:
    rows = database.execute(
        """SELECT field.name, coalesce(kept.value, '') FROM helpdesk_ticketcustomfieldvalue AS kept
             JOIN helpdesk_customfield AS field ON field.id = kept.field_id WHERE kept.ticket_id = ?""",
        (number,),
    )
    return dict(rows)


def _updates(number: int, database: sqlite3.Connection) -> Iterator[Update]:
    updates = database.execute(
        """SELECT update_.id, user.username, coalesce(update_.comment, ''), update_.public, update_.new_status
             FROM helpdesk_followup AS update_ JOIN auth_user AS user ON user.id = update_.user_id
            WHERE update_.ticket_id = ? ORDER BY update_.id""",
        (number,),
    ).fetchall()
    for key, user, comment, public, status in updates:
        changed = database.execute("SELECT field FROM helpdesk_ticketchange WHERE followup_id = ?", (key,))
        yield Update(user, frozenset(field for (field,) in changed), comment, bool(public), status)


def _beside_the_draft(update: Update) -> Iterator[str]:
    yield from update.changed - DRAFT
    if update.comment:
        yield "comment"
    if update.public:
        yield "public"
    if update.status is not None:
        yield "status"


def _day(stored: str) -> date | None:
    return date.fromisoformat(stored) if stored else None
