"""What is counted of the cases: one row each, in the clear, without names or numbers of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from robots.cases import CaseView
from robots.errors import Reason
from robots.model import HAND_OVER, State
from robots.reports.spoken import local_day
from robots.reports.weeks import Week

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_AT_ONCE = 5000  # cases that are objects at a time; as columns they take a hundredth of the room
_PREPARED = (State.VERIFIED, State.DRAFTED, State.PROPOSED, State.HANDED_OVER, State.FAILED)
"""The states with which a robot's part in a case ends, the furthest first."""


@dataclass(frozen=True)
class Facts:
    """One case, as it is counted."""

    id: int
    flow: str | None
    unit: str | None
    state: str
    reason: str | None
    outcome: str | None  # the latest proposal's
    decided_outcome: str | None
    waiting: int | None  # days that the applicant had it
    prepared: bool  # a proposal stands that a person can work with
    blind: bool  # but nobody is to see it before the decision
    due: date | None
    arrived_on: date | None  # where the store may not hold that, the day a robot first saw it
    closed_on: date | None  # decided, or gone from the inbox
    taken_up_on: date | None  # by a robot; None: known only from the list of decided cases
    proposed_on: date | None
    robot_done_on: date | None  # prepared, handed over or given up
    handed_over_on: date | None
    failed_on: date | None

    @classmethod
    def of(cls, case: CaseView) -> Facts:
        """What is counted of a case."""
        days = {state: local_day(at) for state, at in case.times.items()}
        shielded = case.reason is Reason.PERSON_ONLY  # its way began with the hand-over
        return cls(
            id=case.id,
            flow=case.flow,
            unit=case.unit,
            state=case.state.value,
            reason=case.reason.value if case.reason else None,
            outcome=case.outcome,
            decided_outcome=case.decided_outcome,
            waiting=case.days_waiting_for_applicant,
            prepared=case.outcome not in (None, HAND_OVER) and not case.reason and case.state is not State.FAILED,
            blind=case.blind,
            due=case.due,
            arrived_on=case.received or min(filter(None, days.values()), default=None),
            closed_on=_closed(case, days.get(case.state)),
            taken_up_on=days.get(State.FOUND) or (days.get(State.HANDED_OVER) if shielded else None),
            proposed_on=days.get(State.PROPOSED),
            robot_done_on=next(filter(None, map(days.get, _PREPARED)), None),
            handed_over_on=days.get(State.HANDED_OVER) if case.reason else None,
            failed_on=days.get(State.FAILED),
        )

    @property
    def days(self) -> list[date]:
        """Every day on which the case is counted, oldest first; it stands open on those between."""
        found = (getattr(self, field.name) for field in fields(self) if field.name.endswith("_on"))
        return sorted(day for day in found if day is not None)


_NAMES = tuple(field.name for field in fields(Facts))
_DAYS = tuple(name for name in _NAMES if name.endswith("_on") or name == "due")
_WORDS = ("flow", "unit", "state", "reason", "outcome", "decided_outcome")


@dataclass(frozen=True)
class Known:
    """The facts of all cases as one table, and the first days from which the store knows enough to count."""

    table: pd.DataFrame
    since: date | None  # the first decision, or the first run
    robots_since: date | None  # the first run
    _arrays: dict[str, Any] = field(default_factory=dict)

    def covers(self, week: Week) -> bool:
        """Whether a week can be counted at all."""
        return self.since is not None and week.last >= self.since

    def values(self, column: str) -> list[str]:
        """What stands in a column of words, each once."""
        return sorted(map(str, self.table[column].dropna().unique()))

    def parts(self, column: str) -> dict[str, Known]:
        """The cases of each case type, or of each unit; "" is those of which the column says nothing."""
        if column not in self._arrays:
            words = self.table[column].astype(object).where(self.table[column].notna(), "")
            parts = self.table.groupby(words, sort=True)
            self._arrays[column] = {str(name): replace(self, table=part, _arrays={}) for name, part in parts}
        parts_of: dict[str, Known] = self._arrays[column]
        return parts_of

    def array(self, column: str) -> np.ndarray[Any, Any]:
        """A column's values: days, numbers, or yes and no."""
        if column not in self._arrays:
            self._arrays[column] = self.table[column].to_numpy()
        array: np.ndarray[Any, Any] = self._arrays[column]
        return array

    def of(self, column: str, *words: str) -> np.ndarray[Any, Any]:
        """Where a column of words holds one of these."""
        return self.table[column].isin(words).to_numpy()


def known(cases: Iterable[CaseView], first_run: date | None, first_decision: date | None) -> Known:
    """Lay out cases as a table. Counting may begin where the list of decisions begins, or with the first run."""
    import pandas as pd

    parts = [_columns(part) for part in _parts(map(Facts.of, cases))]
    table = pd.concat(parts, ignore_index=True) if parts else _columns([])
    for name in _WORDS:
        table[name] = table[name].astype("category")
    return Known(table, min(filter(None, (first_decision, first_run)), default=None), first_run)


def _parts(facts: Iterator[Facts]) -> Iterator[list[Facts]]:
    while part := list(islice(facts, _AT_ONCE)):
        yield part


def _columns(facts: Sequence[Facts]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame.from_records(list(map(attrgetter(*_NAMES), facts)), columns=list(_NAMES))
    for name in _DAYS:
        table[name] = pd.to_datetime(table[name], errors="coerce").astype("datetime64[s]")
    for name in ("prepared", "blind"):
        table[name] = table[name].astype(bool)
    table["waiting"] = table["waiting"].astype("float32")
    return table


def _closed(case: CaseView, reached: date | None) -> date | None:
    if case.state is State.DECIDED:
        return case.decided or reached
    return reached if case.state is State.WITHDRAWN else None
