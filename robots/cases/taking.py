"""Which case is claimed next: one statement, whose cost does not grow with the store.

The most urgent of each state are found at the top of an index, and the most urgent of those is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Update,
    and_,
    bindparam,
    literal_column,
    not_,
    or_,
    select,
    union_all,
    update,
)

from robots.cases.schema import CaseRow, table_of
from robots.model import HAND_OVER, State

LONGEST = timedelta(hours=2)
"""Longer than any claim or rest lasts: what is noted for later than that was noted while the clock was wrong."""

_TOP = 20
"""Of each state so many are looked at: more than there are processes that claim in the same instant."""

_CASES = table_of(CaseRow)
_Place = tuple[State, str | None]  # a state and, of proposals that may not all be taken, an outcome


@dataclass(frozen=True)
class Which:
    """Which cases a robot takes."""

    states: tuple[State, ...]
    drafts: tuple[str, ...] | None  # outcomes of which proposals may be drafted; None: whatever was proposed
    other_logins: tuple[str, ...]  # accounts as which a case must not stand open
    numbered: bool  # one case alone
    barring: bool  # none that is held or barred for the versions at hand
    again: bool  # also one that the run had before


@cache
def taking(which: Which) -> Update:
    """The statement that takes the most urgent of these cases, and gives back what a claim is made of."""
    one, places = _CASES.alias("one"), tuple(_places(which))
    chosen = select(one.c.id).where(*_asked(one, which))
    if which.numbered:
        chosen = chosen.where(*_there(one), one.c.number == bindparam("of_number"), _stands(one, one.c.state, places))
    else:  # found by the ids alone: by its state as such, SQLite would go through all cases of the flow
        tops = union_all(*(_top(which, place) for place in places))
        chosen = chosen.where(one.c.id.in_(tops), _stands(one, one.c.state.concat(""), places))
    chosen = chosen.order_by(*by_urgency(one.c)).limit(1).with_for_update(skip_locked=True)
    return (
        update(_CASES)
        .where(_CASES.c.id == chosen.scalar_subquery())
        .values(owner=bindparam("to_owner"), robot=bindparam("to_robot"), run=bindparam("to_run"))
        .values(fence=_CASES.c.fence + 1, stepped=bindparam("now"), claimed_until=bindparam("until"))
        .returning(*(_CASES.c[name] for name in ("id", "number", "fence", "state", "received", "key", "handle")))
    )


def by_urgency(case: Any) -> tuple[ColumnElement[Any], ...]:
    """The order in which cases are worked and listed, of a table's columns; indexes hold it so."""
    return case.urgent.desc(), case.due.is_(None), case.due, case.received.is_(None), case.received, case.number


def free(case: FromClause, now: Any, latest: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions that nobody holds a case, and that it does not rest after a fault.

    A clock that was set back keeps no case for ever: whoever still holds one then is fenced off as ever.
    """
    return tuple(
        or_(until.is_(None), until <= now, until > latest) for until in (case.c.claimed_until, case.c.not_before)
    )


def not_open_as(case: FromClause, logins: Collection[str]) -> list[ColumnElement[bool]]:
    """The condition that a case does not stand open as one of these accounts."""
    return [or_(case.c.stands_as.is_(None), case.c.stands_as.not_in(logins))] if logins else []


def _asked(case: FromClause, which: Which) -> Iterator[ColumnElement[bool]]:
    """What is asked of a case in whichever state it is."""
    yield from free(case, bindparam("now"), bindparam("latest"))
    yield from not_open_as(case, which.other_logins)
    if which.drafts is not None and which.barring:
        held = and_(case.c.state == State.PROPOSED, case.c.held.is_not(None), case.c.held == bindparam("edition"))
        yield not_(held)
    if which.drafts is not None:  # a blind case is drafted by nobody; one that was about to be handed over still is
        yield not_(and_(case.c.state == State.PROPOSED, case.c.outcome != HAND_OVER, case.c.blind.is_(True)))
    if which.barring:
        barred = (case.c.barred == bindparam(name) for name in ("rules", "edition"))
        yield or_(case.c.barred.is_(None), not_(or_(*barred)))
    if not which.again:
        yield or_(case.c.run.is_(None), case.c.run != bindparam("to_run"))


def _places(which: Which) -> Iterator[_Place]:
    """Where these cases stand; for each there is a place in an index."""
    for state in which.states:
        if state is State.PROPOSED and which.drafts is not None:
            yield from ((state, outcome) for outcome in which.drafts)
        else:
            yield state, None


def _there(case: FromClause) -> tuple[ColumnElement[bool], ...]:
    return case.c.system == bindparam("of_system"), case.c.flow == bindparam("of_flow")


def _stands(case: FromClause, state: ColumnElement[Any], places: Iterable[_Place]) -> ColumnElement[bool]:
    """The condition that a case is in one of some places; in so many words, for one index is of proposals alone."""
    found = []
    for place, outcome in places:
        in_state = state == literal_column(f"'{place.value}'")
        found.append(in_state if outcome is None else and_(in_state, case.c.outcome == outcome))
    return or_(*found)


def _top(which: Which, place: _Place) -> Select[Any]:
    case = _CASES.alias()
    wanted = select(case.c.id).where(*_there(case), *_asked(case, which), _stands(case, case.c.state, [place]))
    return select(wanted.order_by(*by_urgency(case.c)).limit(_TOP).subquery().c.id)
