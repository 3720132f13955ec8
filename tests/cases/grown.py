"""A store as it looks after years: mostly decided cases, some thousands that are still worked. Every row is made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from robots.cases import Store
from robots.cases.schema import AttemptRow, CaseRow, PersonRow, RunRow, table_of
from robots.errors import Reason
from robots.model import Mode, State

SYSTEM, FLOW, ROBOT, AUTHORITY = "practice", "parking_permit", "parking-practice", "Övningsnämnden"
TODAY = date(2026, 11, 23)
A_WEEK = 4000  # cases that come in
_AT_ONCE = 5000  # rows in one statement
_OPEN = (  # how the cases stand that are not over, of a hundred
    *(State.FOUND,) * 20,
    *(State.PROPOSED,) * 25,
    *(State.VERIFIED,) * 35,
    *(State.HANDED_OVER,) * 15,
    *(State.FAILED,) * 3,
    *(State.WAITING,) * 2,
)
_WAY = {
    State.FOUND: (State.FOUND,),
    State.FAILED: (State.FOUND, State.FAILED),
    State.HANDED_OVER: (State.FOUND, State.EXTRACTED, State.HANDED_OVER),
    State.PROPOSED: (State.FOUND, State.EXTRACTED, State.PROPOSED),
    State.WITHDRAWN: (State.FOUND, State.WITHDRAWN),
}
_WHOLE_WAY = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.VERIFIED)


def grow(store: Store, cases: int, *, undecided: int) -> None:
    """Fill an empty store with so many cases, the last of which nobody has decided yet."""
    with store._engine.begin() as connection:
        for table, rows in (
            (RunRow, _runs(cases)),
            (CaseRow, (_case(place, cases, undecided) for place in range(1, cases + 1))),
            (AttemptRow, (step for place in range(1, cases + 1) for step in _steps(place, cases, undecided))),
            (PersonRow, (_person(place) for place in range(1, cases + 1))),
        ):
            indexes = sorted(table_of(table).indexes, key=lambda index: index.name or "")
            for index in indexes:
                index.drop(connection)  # made once in the end, they take a part of the time
            while part := list(islice(rows, _AT_ONCE)):
                connection.execute(insert(table_of(table)), part)
            for index in indexes:
                index.create(connection)
    if store.shared:  # PostgreSQL does so by itself, in time
        with store._engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _day(place: int, cases: int) -> date:
    """The day on which a case came in: the last one yesterday."""
    return TODAY - timedelta(days=1 + (cases - place) * 7 // A_WEEK)


def _state(place: int, cases: int, undecided: int) -> State:
    if place > cases - undecided:
        return _OPEN[place % len(_OPEN)]
    return State.WITHDRAWN if place % 50 == 0 else State.DECIDED


def _at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _runs(cases: int) -> Iterator[dict[str, Any]]:
    """One run for each hundred cases."""
    for number in range(cases // 100 + 1):
        began = _at(_day(min(number * 100 + 1, cases), cases), 3)
        told = {"robot": ROBOT, "system": SYSTEM, "flow": FLOW, "mode": Mode.DRAFT, "outcome": "done"}
        yield told | {"rules": "", "texts": "", "description": "", "browser": "", "began": began, "ended": began}


def _case(place: int, cases: int, undecided: int) -> dict[str, Any]:
    state, came = _state(place, cases, undecided), _day(place, cases)
    decided = came + timedelta(days=14 + place % 21) if state is State.DECIDED else None
    return {
        "id": place,
        "number": f"{came.year}-PRK-{place:07}",
        "system": SYSTEM,
        "flow": FLOW,
        "robot": ROBOT,
        "authority": AUTHORITY,
        "state": state,
        "reason": Reason.JUDGEMENT if state is State.HANDED_OVER else None,
        "received": came,
        "due": came + timedelta(days=60),
        "urgent": place % 97 == 0,
        "outcome": "grant" if place % 3 else "completion",
        "decided": decided,
        "decided_outcome": None if decided is None else "grant",
        "remind": TODAY if state is State.WAITING else None,
        "attempts": 0,
        "fence": 1,
        "stepped": _at(came, 9),
    }


def _steps(place: int, cases: int, undecided: int) -> Iterator[dict[str, Any]]:
    came, told = _day(place, cases), {"case_id": place, "run": place // 100 + 1, "robot": ROBOT, "seconds": 1.0}
    for hour, state in enumerate(_WAY.get(_state(place, cases, undecided), _WHOLE_WAY)):
        yield told | {"at": _at(came, 5 + hour), "step": state.value, "state": state}


def _person(place: int) -> dict[str, Any]:
    return {"case_id": place, "field": "applicant", "mark": place.to_bytes(32, "big")}
