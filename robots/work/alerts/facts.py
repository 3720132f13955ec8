"""What alerts are decided by, as plain records: the store, the home folder and the disk at one instant."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from robots.cases import Store
from robots.cases.watching import BACKUP, BACKUP_FAILED, RunCount, RunEnd
from robots.errors import ConfigError
from robots.model import SWEDEN
from robots.secrets import Secrets
from robots.settings import Alerts, Home
from robots.systems.description import Description, open_system
from robots.work.schedule import overdue

SILENT = timedelta(hours=1)  # without a step, after which a run is not at work any more
WEEKS = timedelta(weeks=10)  # of runs that are looked at: enough for all that is compared
ON_PURPOSE = (
    *("StopAsked", "Stopped", "stopped", "OutOfTime", "KeyboardInterrupt", "CancelledError"),
    *("SystemClosed", "BreakerOpen"),
)
"""Ends that a person wanted, or that tell nothing new: they leave it as the end before them had it."""


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
    """One robot."""

    name: str
    system: str  # that it works; none: it makes a report or does a chore
    last: RunEnd | None = None  # its latest end, unless a person wanted it
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
    by_person: bool = False  # a person logs the robots in


@dataclass(frozen=True)
class Facts:
    """All that is known at one instant."""

    now: datetime
    settings: Alerts
    robots: tuple[Robot, ...] = ()
    systems: tuple[System, ...] = ()
    late: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))  # robots, and when they were due
    stopped: datetime | None = None  # since when STOP stands
    backup: datetime | None = None  # the last one; since when one is awaited, where there was none
    backup_failed: datetime | None = None  # since when: none went well after that one
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
    settings, systems = home.settings.alerts, {part.system for part in home.robots.values() if part.system}
    made, failed = store.last_noted(BACKUP), store.last_noted(BACKUP_FAILED)
    awaited = store.watched({"backup": str(settings.backup)}, now)["backup"]
    return Facts(
        now,
        settings,
        robots=_robots(home, store, now),
        systems=tuple(_system(home, store, name) for name in sorted(systems)),
        late={one.robot: one.planned for one in overdue(home, store, now, by=timedelta(minutes=settings.late))},
        stopped=_since(home),
        backup=made or awaited,
        backup_failed=failed if failed and (made is None or failed > made) else None,
        free=shutil.disk_usage(home.path).free // 1_000_000,
    )


def _robots(home: Home, store: Store, now: datetime) -> tuple[Robot, ...]:
    ends = {run.robot: run for run in store.latest_runs(besides=ON_PURPOSE, ended=True)}
    latest = {run.robot: run for run in store.latest_runs()}
    days = _days(store.run_counts(now - WEEKS))
    failed = store.failed_cases()

    def robot(name: str, system: str) -> Robot:
        last = latest.get(name)
        silent = last if last and last.ended is None and now - last.sign > SILENT else None
        end = _end(store, name, system, ends.get(name), last)
        return Robot(name, system, end, silent, days.get(name, ()), failed.get(name, 0))

    return tuple(robot(name, home.worked(part).system or "") for name, part in home.robots.items())


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


def _end(store: Store, robot: str, system: str, run: RunEnd | None, latest: RunEnd | None) -> RunEnd | None:
    """How a robot ended last: by its latest run, unless it was fired since and did not come to a run."""
    for firing in store.firings(robot, 1):
        came_to_one = latest is not None and latest.began >= firing.fired
        if firing.ended and firing.outcome not in ON_PURPOSE and not came_to_one:
            return RunEnd(robot, system, firing.fired, firing.ended, firing.outcome, firing.ended)
    return run


def _system(home: Home, store: Store, name: str) -> System:
    description = described(home, name)
    if description is None:
        return System(name, breaker=_breaker(store, name))
    by_person = description.login.by == "person"
    return System(name, description.account.secret, _breaker(store, name), expires(home, description), by_person)


def _breaker(store: Store, system: str) -> Breaker | None:
    """Whether a system is left alone."""
    found = store.breaker(system)
    return Breaker(found.since, found.cause, found.next_probe) if found else None


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
