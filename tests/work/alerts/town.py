"""Made-up robots and their last weeks, as the alerts see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from robots.cases.watching import RunEnd
from robots.settings import Alerts
from robots.work.alerts.deciding import Cause, decide
from robots.work.alerts.facts import Day, Facts, Robot, System

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)  # a Thursday, 8 o'clock in Sweden
TODAY = date(2026, 11, 26)


def ended(outcome: str, *, robot: str = "night", hours_ago: float = 4) -> RunEnd:
    """A run that ended so."""
    at = NOW - timedelta(hours=hours_ago)
    return RunEnd(robot, "practice", at - timedelta(minutes=10), at, outcome, at)


def robot(name: str = "night", **known: Any) -> Robot:
    return Robot(name, "practice", **{"last": ended("done", robot=name), **known})


def causes(*robots: Robot, settings: Alerts | None = None, **known: Any) -> list[Cause]:
    """What is wrong in a town with these robots, all of which work the practice system."""
    given = {"systems": (System("practice", "practice.password"),), **known}
    return list(decide(Facts(NOW, settings or Alerts(), robots, **given)))


def told(*robots: Robot, **known: Any) -> list[tuple[str, str]]:
    """The same, as kinds and what each is about."""
    return [(str(one.kind), one.about) for one in causes(*robots, **known)]


def weeks(cases: Sequence[tuple[int, int]], *, found: int = 3, until: date = TODAY) -> tuple[Day, ...]:
    """Days up to one, each with so many cases brought to an end and handed over."""
    first = until - timedelta(days=len(cases) - 1)
    return tuple(
        Day(first + timedelta(days=place), True, found, ended, handed) for place, (ended, handed) in enumerate(cases)
    )
