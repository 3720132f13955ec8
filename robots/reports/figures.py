"""The week in figures, from what the store may show in the clear; what is not known is None, never nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from robots.cases import RunView
from robots.errors import Reason
from robots.model import State
from robots.reports.facts import Known
from robots.reports.running import ended_well
from robots.reports.weeks import Week
from robots.workdays import working_days_on

if TYPE_CHECKING:
    import pandas as pd

AT_RISK = 5  # working days before the last day
AGE_BANDS = (14, 30, 60, 90, 180)  # the last day of each band; after six months 12 § förvaltningslagen applies
_DECISIONS = ("grant", "reject", "dismiss")  # proposals that a decision can agree with


@dataclass(frozen=True)
class Share:
    """A part of a whole, which is not known where there is nothing to count."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None


@dataclass(frozen=True)
class Figures:
    """One week of some cases. What happened is counted within the week, what stands on its last day."""

    inflow: int
    closed: int
    open: int
    ages: tuple[int, ...]  # open cases by age, one for each of AGE_BANDS and one for the older ones
    lead_median: float | None  # days from arrival to decision, of the decided
    lead_p90: float | None
    waiting_median: float | None  # of those, days that the applicant had the case
    in_time: Share  # decided by their last day, of the decided whose last day is known
    at_risk: int | None  # open, with few working days left; None: no open case has a known last day
    overdue: int | None
    prepared: Share  # with a proposal that stands, of the cases that robots took up
    agreement: Share  # decided as proposed, of the decided with a proposal that could be followed
    handed_over: Mapping[Reason, int] | None  # the most common first; None, as below: no robot had run yet
    completions: int | None  # proposals to ask the applicant for more
    failed: int | None  # given up after technical faults
    runs: Share  # that ended well

    @property
    def all_handed_over(self) -> int | None:
        return None if self.handed_over is None else sum(self.handed_over.values())


def figures(of: Known, week: Week, today: date, runs: Sequence[RunView] = ()) -> Figures | None:
    """The figures of a week; None where the store does not know it.

    Args:
        of: The cases.
        week: The week.
        today: The day of the report: of a week that is not over, only what was until then is counted.
        runs: The robots' runs in the week.
    """
    import pandas as pd

    if not of.covers(week) or today < week.first:
        return None
    table, last = of.table, min(week.last, today)

    def within(name: str) -> pd.DataFrame:
        return table[table[name].between(pd.Timestamp(week.first), pd.Timestamp(last))]

    closed = within("closed_on")
    decided = closed[closed["state"] == State.DECIDED]
    open_cases = _open_on(table, last)
    lead = (decided["closed_on"] - decided["arrived_on"]).dt.days
    taken_up = within("taken_up_on")
    timed = decided[decided["due"].notna()]
    comparable = decided[decided["outcome"].notna() & decided["decided_outcome"].notna()]
    comparable = comparable[comparable["outcome"].isin(_DECISIONS)]
    robots_ran = of.robots_since is not None and of.robots_since <= last
    due = open_cases["due"].dropna()
    soon = pd.Timestamp(working_days_on(last, AT_RISK))
    return Figures(
        inflow=len(within("arrived_on")),
        closed=len(closed),
        open=len(open_cases),
        ages=_ages((pd.Timestamp(last) - open_cases["arrived_on"]).dt.days),
        lead_median=_quantile(lead, 0.5),
        lead_p90=_quantile(lead, 0.9),
        waiting_median=_quantile(decided["waiting"].dropna(), 0.5),
        in_time=_share(timed["closed_on"] <= timed["due"]),
        at_risk=int(due.between(pd.Timestamp(last), soon).sum()) if len(due) else None,
        overdue=int((due < pd.Timestamp(last)).sum()) if len(due) else None,
        prepared=_share(taken_up["prepared"]),
        agreement=_share(comparable["outcome"] == comparable["decided_outcome"]),
        handed_over=_by_reason(within("handed_over_on")) if robots_ran else None,
        completions=_completions(within("proposed_on")) if robots_ran else None,
        failed=len(within("failed_on")) if robots_ran else None,
        runs=Share(sum(map(ended_well, runs)), len(runs)),
    )


def _by_reason(handed_over: pd.DataFrame) -> dict[Reason, int]:
    return {Reason(str(reason)): int(count) for reason, count in handed_over["reason"].value_counts().items()}


def _completions(proposed: pd.DataFrame) -> int:
    return int((proposed["prepared"] & (proposed["outcome"] == "completion")).sum())


def _open_on(table: pd.DataFrame, day: date) -> pd.DataFrame:
    """The cases that had come and were not closed when a day ended."""
    import pandas as pd

    at = pd.Timestamp(day)
    return table[(table["arrived_on"] <= at) & ~(table["closed_on"] <= at)]


def _ages(days: pd.Series[int]) -> tuple[int, ...]:
    """How many fall into each band."""
    import pandas as pd

    bands = pd.cut(days, [float("-inf"), *AGE_BANDS, float("inf")])
    return tuple(int(count) for count in bands.value_counts(sort=False))


def _quantile(days: pd.Series[int], part: float) -> float | None:
    return float(days.quantile(part)) if len(days) else None


def _share(met: pd.Series[bool]) -> Share:
    return Share(int(met.sum()), len(met))
