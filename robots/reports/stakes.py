"""Kronor at risk: what a board loses where a legal time does not hold, for the case types whose flow says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from robots.cases import Store
from robots.cases.records import Shown

Step = tuple[date, Decimal]
"""A day, and how many kronor are lost from that day on."""

Stakes = Callable[[Mapping[str, Shown], date], Sequence[Step] | None]
"""The steps of one application, as of a day; None where they cannot be told."""

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Kronor:
    """What stood at risk when a week ended, over the open cases that were near or past their last day."""

    lost: Decimal  # already
    at_risk: Decimal  # further: what the next seven days cost where none of the cases is decided
    cases: int  # of which that is known
    unknown: int  # of which it is not


def kronor(store: Store, pressing: Mapping[int, Stakes], day: date) -> Kronor:
    """Add up what is at stake in some cases as of a day.

    Args:
        store: The store.
        pressing: How each case's flow tells, by the case's id.
        day: The day.
    """
    lost = at_risk = Decimal()
    cases = 0
    for case, application in store.applications(list(pressing)):
        steps = pressing[case](application, day)
        if steps is not None:
            cases += 1
            lost += _lost(steps, day)
            at_risk += _lost(steps, day + _WEEK) - _lost(steps, day)
    return Kronor(lost, at_risk, cases, len(pressing) - cases)


def _lost(steps: Iterable[Step], day: date) -> Decimal:
    return max(_until(steps, day), default=Decimal())


def _until(steps: Iterable[Step], day: date) -> Iterator[Decimal]:
    return (lost for first, lost in steps if first <= day)
