"""What holds a robot back that is due: STOP, a pause, a case system that is closed or cannot be worked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from robots.cases import Pause, ScheduleView, Store
from robots.settings import Home, RobotPart
from robots.systems.description import open_system
from robots.systems.opening import MAINTENANCE, Opening, clock, shut

Cause = Literal["stop", "paused", "closed", "maintenance", "breaker", "working", "queued"]


@dataclass(frozen=True)
class Hold:
    """Why a robot does not start, and until when, as far as one can see."""

    cause: Cause
    says: str
    until: datetime | None = None


def hold(home: Home, store: Store | None, part: RobotPart, view: ScheduleView | None, at: datetime) -> Hold | None:
    """What would hold a robot back at an instant, by what is known now; None: nothing.

    Raises:
        ConfigError: Its case system has no description that can be read.
    """
    if home.stop_file.exists():
        return Hold("stop", "STOP stands in the home folder")
    if view and view.pause and view.pause.stands(at):
        return Hold("paused", paused(view.pause), view.pause.until)
    system = home.worked(part).system
    if system is None:
        return None
    if closed := opening(home, system).closed(at):
        return Hold("maintenance" if closed.cause == MAINTENANCE else "closed", shut(system, closed), closed.until)
    return _broken(store, system, at) if store else None


def opening(home: Home, system: str) -> Opening:
    """When a system lets robots work, as its description says now."""
    file = home.system_file(system)
    return _opening(file, file.stat().st_mtime_ns if file.exists() else 0)


def paused(pause: Pause) -> str:
    """Who paused a robot, until when, and why."""
    until = f" until {clock(pause.until)}" if pause.until else ""
    return f"paused by {pause.by}{until}" + (f": {pause.why}" if pause.why else "")


@lru_cache(maxsize=64)
def _opening(file: Path, _written: int) -> Opening:
    return open_system(file).description.opening


def _broken(store: Store, system: str, at: datetime) -> Hold | None:
    """That a system cannot be worked with, until it is tried again."""
    breaker = store.breaker(system)
    if breaker is None or (breaker.next_probe is not None and breaker.next_probe <= at):
        return None
    if breaker.next_probe is None:
        return Hold("breaker", f"{system} waits for a person since {clock(breaker.since)}")
    probe = breaker.next_probe
    return Hold("breaker", f"{system} cannot be worked with, tried again at {clock(probe)}", probe)
