"""The week in figures, from what the store may show in the clear; what is not known is None, never nought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from robots.errors import Reason
from robots.model import State
from robots.reports.facts import Known
from robots.reports.weeks import Week
from robots.workdays import working_days_on

if TYPE_CHECKING:
    import numpy as np

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

AT_RISK = 5  # working days before the last day
AGE_BANDS = (14, 30, 60, 90, 180)  # the last day of each band; after six months 12 § förvaltningslagen applies
DECISIONS = ("grant", "reject", "dismiss")  # proposals that a decision can agree with


@dataclass(frozen=True)
class Share:
    """A part of a whole, which is not known where there is nothing to count."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None


@dataclass(frozen=True)
class Spread:
    """Days of some cases: in the middle, and what nine in ten do not pass. None where nobody knows of any."""

    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True)
class Lead:
    """Days from arrival to decision of the decided cases, and who had the case meanwhile."""

    whole: Spread
    applicant: Spread  # of the cases whose case system tells
    us: Spread  # what is left, of the same cases
    robot: Spread  # until a robot was done with it, from arrival or from the first run of all


@dataclass(frozen=True)
class Figures:
    """One week of some cases. What happened is counted within the week, what stands on its last day."""

    inflow: int
    closed: int
    decided: int
    open: int
    ages: tuple[int, ...]  # open cases by age, one for each of AGE_BANDS and one for the older ones
    lead: Lead
    in_time: Share  # decided by their last day, of the decided whose last day is known
    at_risk: int | None  # open, with few working days left; None: no open case has a known last day
    overdue: int | None
    prepared: Share  # with a proposal that stands, of the cases that robots took up
    agreement: Share  # decided as proposed, of the decided with a proposal that could be followed
    helped: int  # decided with a proposal that stood and was seen: a person was spared the work of preparing
    reworked: int  # of those, decided otherwise than proposed
    handed_over: Mapping[Reason, int] | None  # the most common first; None, as below: no robot had run yet
    completions: int | None  # proposals to ask the applicant for more
    failed: int | None  # given up after technical faults

    @property
    def all_handed_over(self) -> int | None:
        return None if self.handed_over is None else sum(self.handed_over.values())


def figures(of: Known, week: Week, today: date) -> Figures | None:
    """The figures of a week; None where the store does not know it.

    Args:
        of: The cases.
        week: The week.
        today: The day of the report: of a week that is not over, only what was until then is counted.
    """
    if not of.covers(week) or today < week.first:
        return None
    first, last = week.first, min(week.last, today)
    closed = within(of, "closed_on", first, last)
    decided = closed & of.of("state", State.DECIDED.value)
    stands = open_on(of, last)
    timed = decided & _known(of, "due")
    taken_up, prepared = within(of, "taken_up_on", first, last), of.array("prepared")
    comparable, agrees = _compared(of)
    helped = decided & prepared & ~of.array("blind")
    robots_ran = of.robots_since is not None and of.robots_since <= last
    at_risk, overdue = _pressing(of, stands, last)
    completions = within(of, "proposed_on", first, last) & prepared & of.of("outcome", "completion")
    return Figures(
        inflow=_count(within(of, "arrived_on", first, last)),
        closed=_count(closed),
        decided=_count(decided),
        open=_count(stands),
        ages=_ages(of, stands, last),
        lead=_lead(of, decided),
        in_time=Share(_count(timed & (of.array("closed_on") <= of.array("due"))), _count(timed)),
        at_risk=at_risk,
        overdue=overdue,
        prepared=Share(_count(taken_up & prepared), _count(taken_up)),
        agreement=Share(_count(decided & agrees), _count(decided & comparable)),
        helped=_count(helped),
        reworked=_count(helped & comparable & ~agrees),
        handed_over=_by_reason(of, within(of, "handed_over_on", first, last)) if robots_ran else None,
        completions=_count(completions) if robots_ran else None,
        failed=_count(within(of, "failed_on", first, last)) if robots_ran else None,
    )


def open_on(of: Known, day: date) -> Mask:
    """The cases that had come and were not closed when a day ended."""
    at = _instant(day)
    is_open: Mask = (of.array("arrived_on") <= at) & ~(of.array("closed_on") <= at)
    return is_open


def within(of: Known, column: str, first: date, last: date) -> Mask:
    """The cases to which something happened between two days, both included."""
    days = of.array(column)
    happened: Mask = (days >= _instant(first)) & (days <= _instant(last))
    return happened


def _instant(day: date) -> np.datetime64:
    import numpy as np

    return np.datetime64(day, "s")


def _count(which: Mask) -> int:
    return int(which.sum())


def _known(of: Known, column: str) -> Mask:
    import numpy as np

    known: Mask = ~np.isnat(of.array(column))
    return known


def _compared(of: Known) -> tuple[Mask, Mask]:
    """The cases of which a decision could have been as proposed, and those of which it was."""
    outcome, decided = of.table["outcome"], of.table["decided_outcome"]
    comparable: Mask = (outcome.isin(DECISIONS) & decided.notna()).to_numpy()
    agrees: Mask = comparable & (outcome.astype(object) == decided.astype(object)).to_numpy()
    return comparable, agrees


def _pressing(of: Known, stands: Mask, last: date) -> tuple[int | None, int | None]:
    """How many open cases had few working days left when a day ended, and how many were past their last day."""
    due = of.array("due")[stands & _known(of, "due")]
    if not len(due):
        return None, None
    overdue = due < _instant(last)
    return _count(~overdue & (due <= _instant(working_days_on(last, AT_RISK)))), _count(overdue)


def _lead(of: Known, decided: Mask) -> Lead:
    """Days from arrival to decision. What one has had is never more than what is left of the whole."""
    import numpy as np

    arrived, waiting = of.array("arrived_on")[decided], of.array("waiting")[decided].astype("float64")
    whole = _days(of.array("closed_on")[decided] - arrived)
    robot = np.zeros(len(whole))
    if of.robots_since is not None:
        robot = _days(of.array("robot_done_on")[decided] - np.maximum(arrived, _instant(of.robots_since)))
        robot = np.minimum(np.maximum(np.nan_to_num(robot), 0.0), whole)
    applicant = np.minimum(waiting, whole - robot)
    return Lead(*map(_spread, (whole, applicant, whole - robot - applicant, robot)))


def _days(times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Stretches of time in days; what is not known is no number."""
    import numpy as np

    days: np.ndarray[Any, Any] = times / np.timedelta64(1, "D")
    return days


def _spread(days: np.ndarray[Any, Any]) -> Spread:
    import numpy as np

    days = days[~np.isnan(days)]
    return Spread(*map(float, np.quantile(days, (0.5, 0.9)))) if len(days) else Spread()


def _by_reason(of: Known, handed_over: Mask) -> dict[Reason, int]:
    counts = of.table["reason"][handed_over].astype(object).value_counts()
    found = {Reason(str(reason)): int(count) for reason, count in counts.items()}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _ages(of: Known, stands: Mask, last: date) -> tuple[int, ...]:
    """How many fall into each band."""
    import numpy as np

    days = _days(_instant(last) - of.array("arrived_on")[stands])
    bands = np.searchsorted(AGE_BANDS, days)
    return tuple(int(count) for count in np.bincount(bands, minlength=len(AGE_BANDS) + 1))
