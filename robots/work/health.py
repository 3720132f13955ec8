"""How the service is, in one line for a monitoring system such as Nagios; only looks, and works beside a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from robots.cases import Store
from robots.errors import RobotError
from robots.model import SWEDEN, UNDECIDED, State
from robots.redaction import unforeseen
from robots.settings import Home
from robots.work.breaking import told
from robots.work.office import open_store
from robots.work.schedule import overdue

SILENT = timedelta(minutes=3)
"""Without a sign of life for so long a service is taken for dead."""

LATE = timedelta(minutes=15)
"""A robot that should have started so long ago, and that nothing holds back, did not start on time."""

BROKEN = {"SystemDown", "LoginRefused", "ScreenChanged", "DraftsAltered", "FirewallLeaks", "BrowserGone"}
"""Ends of a run after which its system is not worked with until something is mended or comes back."""


class Level(IntEnum):
    """What monitoring systems understand as an exit code."""

    OK = 0
    WARNING = 1  # a person should look in office hours
    CRITICAL = 2  # robots do not work
    UNKNOWN = 3  # nobody can tell


@dataclass(frozen=True)
class Sign:
    """One thing that is not as it should be."""

    level: Level
    says: str


@dataclass(frozen=True)
class Health:
    """All of them, the worst first, and figures to draw a curve of."""

    signs: tuple[Sign, ...]
    figures: Mapping[str, int]

    @property
    def level(self) -> Level:
        return max((sign.level for sign in self.signs), default=Level.OK)


def health(home: Home, now: datetime) -> Health:
    """Look how the service, the robots and the cases are; changes nothing and raises nothing of ours."""
    try:
        with open_store(home, as_it_is=True) as store:
            figures = _figures(store, now)
            signs = [*service_signs(store), *_robots(home, store, now), *_cases(home, figures)]
    except Exception as problem:
        says = str(problem) if isinstance(problem, RobotError) else unforeseen(problem)
        return Health((Sign(Level.UNKNOWN, says.partition("\n")[0]),), {})
    return Health(tuple(sorted(signs, key=lambda sign: -sign.level)), figures)


def service_signs(store: Store) -> Iterator[Sign]:
    """That no service works, and since when; nothing where one lives."""
    services = store.services()
    if any(service.ended is None and service.silent < SILENT for service in services):
        return
    if not services:
        yield Sign(Level.CRITICAL, "no service works here: run.py start")
    elif (last := services[0]).ended:
        yield Sign(Level.CRITICAL, f"the service was ended at {_clock(last.ended)}: run.py start")
    else:
        yield Sign(Level.CRITICAL, f"the service has given no sign of life since {_clock(last.seen)}")


def _robots(home: Home, store: Store, now: datetime) -> Iterator[Sign]:
    for firing in overdue(home, store, now, by=LATE):
        yield Sign(Level.CRITICAL, f"{firing.robot} has not started, due {_clock(firing.planned)}")
    for breaker in store.breakers():
        yield Sign(Level.CRITICAL, told(breaker).partition("\n")[0])
    for name, part in home.robots.items():
        run = next(iter(store.runs(1, robot=name)), None) if part.works_cases else None
        if run and run.ended and run.outcome in BROKEN:
            yield Sign(Level.CRITICAL, f"{name} was stopped by {run.system} at {_clock(run.ended)}: run.py status")


def _cases(home: Home, figures: Mapping[str, int]) -> Iterator[Sign]:
    if home.stop_file.exists():
        yield Sign(Level.WARNING, "STOP stands, no robot works")
    if failed := figures["failed"]:
        yield Sign(Level.WARNING, f"failed cases: {failed}")
    if late := figures["overdue"]:
        yield Sign(Level.WARNING, f"cases past their day: {late}")


def _figures(store: Store, now: datetime) -> dict[str, int]:
    states, yesterday = store.summary().states, now.astimezone(SWEDEN).date() - timedelta(days=1)
    return {
        "failed": states.get(State.FAILED, 0),
        "handed_over": states.get(State.HANDED_OVER, 0),
        "overdue": sum(store.due_by(yesterday).values()),
        "undecided": sum(states.get(state, 0) for state in UNDECIDED),
    }


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone(SWEDEN):%Y-%m-%d %H:%M}" if at else ""
