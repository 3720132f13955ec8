"""What alerts are decided by, as plain records: the store, the home folder and the disk at one instant."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from robots.cases import Store
from robots.cases.watching import RunCount, RunEnd
from robots.errors import ConfigError
from robots.model import SWEDEN
from robots.secrets import Secrets
from robots.settings import Alerts, Home
from robots.systems.description import Description, open_system
from robots.work.alerts.schedule import next_due

WEEKS = timedelta(weeks=10)  # of runs that are looked at: enough for all that is compared
ON_PURPOSE = ("StopAsked", "KeyboardInterrupt", "CancelledError")  # ends of runs that a person wanted
SILENT = timedelta(hours=1)  # without a step, after which a run is not at work any more


@dataclass(frozen=True)
class Day:
    """What a robot came to on one Swedish day."""

    day: date
    looked: bool  # a run came to its end: it has read the whole inbox
    found: int
    ended: int  # cases brought to an end: proposed, drafted, handed over or failed
    handed_over: int


@dataclass(frozen=True)
class Robot:
    """One robot that works a case system."""

    name: str
    system: str
    due: datetime | None = None  # when it should next have begun after it began last; None: it has no schedule
    last: RunEnd | None = None  # its latest run that ended, unless a person ended it
    working: bool = False
    silent: RunEnd | None = None  # a run that has neither ended nor given a sign of life for long
    days: tuple[Day, ...] = ()  # the oldest first
    failed: int = 0  # cases that wait for a person


@dataclass(frozen=True)
class Breaker:
    """That a case system is left alone, and until when."""

    since: datetime
    cause: str  # the error's name
    probe: datetime | None = None


@dataclass(frozen=True)
class System:
    """One case system that robots work."""

    name: str
    secret: str = ""
    breaker: Breaker | None = None
    expires: date | None = None  # the password


@dataclass(frozen=True)
class Facts:
    """All that is known at one instant."""

    now: datetime
    settings: Alerts
    robots: tuple[Robot, ...] = ()
    systems: tuple[System, ...] = ()
    stopped: datetime | None = None  # since when STOP stands
    backup: datetime | None = None  # the last one; since when one is awaited, where there was none
    free: int | None = None  # megabytes on the disk

    @property
    def today(self) -> date:
        return self.now.astimezone(SWEDEN).date()


def gather(home: Home, store: Store, now: datetime) -> Facts:
    """Ask for all of it.

    Raises:
        ConfigError: The settings or robots.yaml cannot be read.
        TechnicalProblem: The store does not answer.
    """
    robots = {name: part for name, part in home.robots.items() if part.system}
    plans = {f"robot {name}": part.when for name, part in robots.items() if part.when}
    watched = store.watched({**plans, "backup": str(home.settings.alerts.backup)}, now)
    ends = {run.robot: run for run in store.latest_runs(besides=ON_PURPOSE, ended=True)}
    latest = {run.robot: run for run in store.latest_runs()}
    days = _days(store.run_counts(now - WEEKS))
    failed = store.failed_cases()

    def robot(name: str) -> Robot:
        last = latest.get(name)
        open_run = last if last and last.ended is None else None
        silent = open_run if open_run and now - open_run.sign > SILENT else None
        return Robot(
            name,
            robots[name].system or "",
            due=_due(robots[name].when, last, watched.get(f"robot {name}")),
            last=ends.get(name),
            working=open_run is not None and silent is None,
            silent=silent,
            days=days.get(name, ()),
            failed=failed.get(name, 0),
        )

    return Facts(
        now,
        home.settings.alerts,
        robots=tuple(map(robot, robots)),
        systems=tuple(_system(home, store, name) for name in sorted({part.system or "" for part in robots.values()})),
        stopped=_since(home),
        backup=store.last_noted("backup") or watched["backup"],
        free=shutil.disk_usage(home.path).free // 1_000_000,
    )


def described(home: Home, system: str) -> Description | None:
    """A case system's description; None where it cannot be read, which the doctor and every run tell of."""
    file = home.system_file(system)
    try:
        return _described(file, file.stat().st_mtime_ns)
    except (ConfigError, OSError):
        return None


@lru_cache(maxsize=16)
def _described(file: Path, _changed: int) -> Description:
    """Read once for each change of the file: looks are many, and reading takes a third of a second."""
    return open_system(file).description


def expires(home: Home, description: Description) -> date | None:
    """The day from which the robots' password in a case system is refused, where that is known."""
    account = description.account
    return account.expires(Secrets(home.path).set_on(account.secret))


def _due(when: str | None, last: RunEnd | None, watched: datetime | None) -> datetime | None:
    if when is None or watched is None:
        return None
    return next_due(when, max(last.began, watched) if last else watched)


def _system(home: Home, store: Store, name: str) -> System:
    description = described(home, name)
    if description is None:
        return System(name, breaker=_breaker(store, name))
    return System(name, description.account.secret, _breaker(store, name), expires(home, description))


def _breaker(store: Store, system: str) -> Breaker | None:
    """Whether a system is left alone, where the store keeps that."""
    asked = getattr(store, "breaker", None)
    found = asked(system) if asked else None
    return found and Breaker(found.since, found.cause, found.probe)


def _since(home: Home) -> datetime | None:
    try:
        return datetime.fromtimestamp(home.stop_file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _days(counts: Iterable[RunCount]) -> Mapping[str, tuple[Day, ...]]:
    """Each robot's days, the oldest first."""
    days: dict[str, dict[date, Day]] = {}
    for count in counts:
        day = count.began.astimezone(SWEDEN).date()
        mine = days.setdefault(count.robot, {})
        before = mine.get(day, Day(day, False, 0, 0, 0))
        mine[day] = Day(
            day,
            before.looked or count.outcome == "done",
            before.found + count.found,
            before.ended + count.ended,
            before.handed_over + count.handed_over,
        )
    return {robot: tuple(mine.values()) for robot, mine in days.items()}
