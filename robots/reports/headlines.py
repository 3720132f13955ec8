"""The key figures of a week: the number, how it moved since the week before, and whether it meets its target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from robots.reports.counting import WeekFigures
from robots.reports.page import Format
from robots.reports.shielding import FEWEST
from robots.reports.spoken import Spoken
from robots.reports.terms import Terms

Read = Callable[[WeekFigures], float | None]


@dataclass(frozen=True)
class Headline:
    """One key figure as a reader meets it."""

    label: str
    format: Format
    value: float | None
    before: float | None  # the week before
    change: str
    target: str = ""
    met: bool | None = None  # whether it meets its target; None where there is none, or nothing to hold against it


@dataclass(frozen=True)
class KeyFigure:
    """How a headline is made of figures."""

    name: str  # of its cell, in any language
    label: str
    read: Read
    format: Format = "number"
    aim: Literal["most", "least", "none"] = "none"
    target: Callable[[Terms], float | None] = lambda _terms: None

    def headline(self, now: WeekFigures | None, before: WeekFigures | None, terms: Terms, say: Spoken) -> Headline:
        """The headline of a week; where the store knows nothing of it, there is none."""
        value, then = (None if week is None else self.read(week) for week in (now, before))
        target = self.target(terms)
        met = None if value is None or target is None else (value <= target if self.aim == "most" else value >= target)
        return Headline(
            say(self.label),
            self.format,
            value,
            then,
            self._change(value, then, say),
            self._target(target, met, say),
            met,
        )

    def _change(self, value: float | None, then: float | None, say: Spoken) -> str:
        if value is None:
            return say("not known")
        if then is None:
            return say("the week before is not known")
        by = value - then
        if self.format == "share":
            points = round(by * 100)
            return say("{by} percentage points since last week", by=_signed(points, say)) if points else _same(say)
        decimals = 1 if self.format == "decimal" else 0
        return say("{by} since last week", by=_signed(by, say, decimals)) if round(by, decimals) else _same(say)

    def _target(self, target: float | None, met: bool | None, say: Spoken) -> str:
        if target is None:
            return say("no target")
        said = say.percent(target) if self.format == "share" else say.number(target, 0 if target == int(target) else 1)
        aim = say("target: at most {target}" if self.aim == "most" else "target: at least {target}", target=said)
        if met is None:
            return aim
        return f"✓ {aim}" if met else f"✗ {aim}"


def _same(say: Spoken) -> str:
    return say("as last week")


def _signed(by: float, say: Spoken, decimals: int = 0) -> str:
    return ("+" if by > 0 else "−") + say.number(abs(by), decimals)


def enough(week: WeekFigures, name: str) -> float | None:
    """A share of the whole, such as "in_time"; None where it rests on too few cases to tell anything of them all."""
    share = getattr(week.whole, name)
    value: float | None = share.value if share.of >= FEWEST else None
    return value


def lead(week: WeekFigures, name: str) -> float | None:
    """Days from arrival to decision, "median" or "p90"; None where too few were decided to tell of them all."""
    days: float | None = getattr(week.whole.lead.whole, name)
    return days if week.whole.decided >= FEWEST else None


def _at_risk(week: WeekFigures) -> float | None:
    return None if week.kronor is None else float(week.kronor.at_risk)


def _lost(week: WeekFigures) -> float | None:
    return None if week.kronor is None else float(week.kronor.lost)


def _hours(at: int) -> Read:
    """Hours saved: at least, likely, at most."""
    return lambda week: None if week.saved is None else week.saved.span[at]


CARDS = (
    KeyFigure(
        "Arrived", "Arrived", lambda week: week.whole.inflow, "number", "most", lambda terms: terms.targets.inflow
    ),
    KeyFigure(
        "Closed", "Closed", lambda week: week.whole.closed, "number", "least", lambda terms: terms.targets.closed
    ),
    KeyFigure("Open", "Open", lambda week: week.whole.open, "number", "most", lambda terms: terms.targets.open),
    KeyFigure(
        "LeadMedian",
        "Lead time, days",
        lambda week: lead(week, "median"),
        "decimal",
        "most",
        lambda terms: terms.targets.lead,
    ),
    KeyFigure(
        "InTime", "In time", lambda week: enough(week, "in_time"), "share", "least", lambda terms: terms.targets.in_time
    ),
    KeyFigure(
        "Prepared",
        "Prepared by robots",
        lambda week: enough(week, "prepared"),
        "share",
        "least",
        lambda terms: terms.targets.prepared,
    ),
)
"""What a manager sees first."""

LEGAL = (
    KeyFigure("NearLastDay", "Near the last day", lambda week: week.whole.at_risk),
    KeyFigure("PastLastDay", "Past the last day", lambda week: week.whole.overdue),
    KeyFigure("KronorAtRisk", "Kronor at risk in 7 days", _at_risk),
    KeyFigure("KronorLost", "Kronor lost already", _lost),
    KeyFigure("LeadP90", "Nine in ten within, days", lambda week: lead(week, "p90"), "decimal"),
)
"""What stands under "legal time", beside the share in time."""

WORK = (
    KeyFigure(
        "AsProposed",
        "Decided as proposed",
        lambda week: enough(week, "agreement"),
        "share",
        "least",
        lambda terms: terms.goal.share,
    ),
    KeyFigure("HandedOver", "Handed over", lambda week: week.whole.all_handed_over),
    KeyFigure("Completions", "Completions proposed", lambda week: week.whole.completions),
    KeyFigure("Failed", "Technical failures", lambda week: week.whole.failed),
    KeyFigure(
        "OnTime",
        "Starts on time",
        lambda week: week.on_time.value,
        "share",
        "least",
        lambda terms: terms.targets.on_time,
    ),
)
"""How the robots' work went."""

SAVED = (
    KeyFigure("HoursSaved", "Hours saved, likely", _hours(1), "decimal"),
    KeyFigure("HoursSavedLow", "At least", _hours(0), "decimal"),
    KeyFigure("HoursSavedHigh", "At most", _hours(2), "decimal"),
    KeyFigure("Helped", "Decided with a proposal", lambda week: week.whole.helped),
    KeyFigure("RunsWell", "Runs that ended well", lambda week: week.runs.value, "share"),
)
"""What the robots saved."""
