"""Decisions in Trac: tickets that a person closed are followed up, and read in the very fields that the draft had."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from robots import yamlfile
from robots.cases import Compared, Verdict
from robots.settings import Home
from robots.work.approving import approve
from robots.work.office import open_store, run_robot, today

from ..parking.working import home_of
from . import Trac

pytestmark = pytest.mark.proof
ROBOT, FOLLOWS = "parking-trac", "follows"


@pytest.fixture(scope="module")
def came_to(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Compared]]:
    """What the decisions about three tickets came to: one as proposed, one changed, one overruled."""
    folder = tmp_path_factory.mktemp("trac")
    with Trac(folder / "trac", day=today()) as trac:
        home = home_of("trac", trac, folder / "home", ROBOT)
        follows = {FOLLOWS: {"follows_up": ROBOT}}
        yamlfile.change(home.path / "config" / "robots.yaml", lambda tree: tree["robots"].update(follows))
        home = approve(Home(home.path), ROBOT, by="test", reference="test data only")
        assert run_robot(home, ROBOT, limit=10).trouble is None
        with open_store(home) as store:
            granted = [case.number for case in store.cases() if case.outcome == "grant" and case.state == "verified"]
        agreed, changed, overruled = granted[:3]
        _closed(trac, agreed)
        _closed(trac, changed, valid_to=today() + timedelta(days=40))
        _closed(trac, overruled, proposal="Reject")
        result = run_robot(home, FOLLOWS)
        assert (result.trouble, len(result.outcomes)) == (None, 3)
        with open_store(home) as store:
            numbers = {case.id: case.number for case in store.cases()}
            found = {numbers[one.case_id]: one for one in store.follow_ups(None, today(), today())}
            yield {
                why: found[number].compared
                for why, number in zip(("as it was", "day", "outcome"), granted, strict=False)
            }


def _closed(trac: Trac, number: str, **changes: object) -> None:
    """A person changes fields of a ticket and closes it."""
    with closing(sqlite3.connect(trac.home / "db" / "trac.db")) as database, database:
        database.execute("UPDATE ticket SET status = 'closed', resolution = 'fixed' WHERE id = ?", (number,))
        for name, value in {"decided": today(), **changes}.items():
            kept = value if isinstance(value, str) else _kept(value)
            database.execute("INSERT OR REPLACE INTO ticket_custom VALUES (?, ?, ?)", (number, name, kept))


def _kept(day: object) -> str:
    """A day as Trac keeps it: the microseconds at which it begins."""
    begins = datetime.fromisoformat(str(day)).replace(tzinfo=UTC)
    return f"{int(begins.timestamp() * 1_000_000):018}"


def test_a_ticket_closed_as_it_was_drafted_agrees_word_for_word(came_to: dict[str, Compared]) -> None:
    told = came_to["as it was"]
    assert (told.verdict, told.unread, dict(told.wording)) == (Verdict.AGREED, None, {"reasons": Verdict.AGREED})
    assert {"valid_from", "valid_to"} <= told.fields.keys()


def test_a_changed_day_and_another_outcome_are_told(came_to: dict[str, Compared]) -> None:
    assert (came_to["day"].verdict, came_to["day"].differing) == (Verdict.CHANGED, ("valid_to",))
    assert (came_to["outcome"].verdict, came_to["outcome"].outcome) == (Verdict.OVERRULED, "reject")
