"""What is counted of the cases: one row each, in the clear, without names or numbers of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from robots.cases import CaseView, RunView
from robots.errors import Reason
from robots.model import HAND_OVER, State
from robots.reports.spoken import local_day
from robots.reports.weeks import Week

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Facts:
    """One case, as it is counted."""

    flow: str | None
    state: str
    reason: str | None
    outcome: str | None  # the latest proposal's
    decided_outcome: str | None
    waiting: int | None  # days that the applicant had it
    prepared: bool  # a proposal stands that a person can work with
    due: date | None
    arrived_on: date | None  # where the store may not hold that, the day a robot first saw it
    closed_on: date | None  # decided, or gone from the inbox
    taken_up_on: date | None  # by a robot; None: known only from the list of decided cases
    proposed_on: date | None
    handed_over_on: date | None
    failed_on: date | None

    @classmethod
    def of(cls, case: CaseView) -> Facts:
        """What is counted of a case."""
        days = {state: local_day(at) for state, at in case.times.items()}
        shielded = case.reason is Reason.PERSON_ONLY  # its way began with the hand-over
        return cls(
            flow=case.flow,
            state=case.state.value,
            reason=case.reason.value if case.reason else None,
            outcome=case.outcome,
            decided_outcome=case.decided_outcome,
            waiting=case.days_waiting_for_applicant,
            prepared=case.outcome not in (None, HAND_OVER) and not case.reason and case.state is not State.FAILED,
            due=case.due,
            arrived_on=case.received or min(filter(None, days.values()), default=None),
            closed_on=_closed(case, days.get(case.state)),
            taken_up_on=days.get(State.FOUND) or (days.get(State.HANDED_OVER) if shielded else None),
            proposed_on=days.get(State.PROPOSED),
            handed_over_on=days.get(State.HANDED_OVER) if case.reason else None,
            failed_on=days.get(State.FAILED),
        )

    @property
    def days(self) -> list[date]:
        """Every day on which the case is counted, oldest first; it stands open on those between."""
        found = (getattr(self, field.name) for field in fields(self) if field.name.endswith("_on"))
        return sorted(day for day in found if day is not None)


@dataclass(frozen=True)
class Known:
    """The facts of all cases as one table, and the first days from which the store knows enough to count."""

    table: pd.DataFrame
    since: date | None  # the first decision, or the first run
    robots_since: date | None  # the first run

    def covers(self, week: Week) -> bool:
        """Whether a week can be counted at all."""
        return self.since is not None and week.last >= self.since

    @property
    def flows(self) -> list[str]:
        """The case types there are."""
        return sorted(self.table["flow"].dropna().unique())

    def of_flow(self, flow: str) -> Known:
        """The cases of one case type."""
        return replace(self, table=self.table[self.table["flow"] == flow])


def known(cases: Iterable[CaseView], runs: Iterable[RunView]) -> Known:
    """Lay out the cases as a table. Counting may begin where the list of decisions begins, or with the first run."""
    import pandas as pd

    names = [field.name for field in fields(Facts)]
    row = attrgetter(*names)
    table = pd.DataFrame.from_records([row(Facts.of(case)) for case in cases], columns=names)
    for name in names:
        if name.endswith("_on") or name == "due":
            table[name] = pd.to_datetime(table[name], errors="coerce")
    table["prepared"] = table["prepared"].astype(bool)
    closed = table["closed_on"].dropna()
    first_run = min((day for run in runs if (day := local_day(run.began))), default=None)
    first_closed = closed.min().date() if len(closed) else None
    return Known(table, min(filter(None, (first_closed, first_run)), default=None), first_run)


def _closed(case: CaseView, reached: date | None) -> date | None:
    if case.state is State.DECIDED:
        return case.decided or reached
    return reached if case.state is State.WITHDRAWN else None
