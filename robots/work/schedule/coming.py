"""What will run when and, where it will not, why not: the answer to `run.py next`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from robots.cases import ScheduleView, Store
from robots.settings import Home
from robots.work.schedule.holding import Hold, hold
from robots.work.schedule.pending import Plan, pending


@dataclass(frozen=True)
class Coming:
    """One start of a robot, or one that will not be."""

    robot: str
    due: str | None  # its identity; None: it follows something else than the clock
    planned: datetime | None
    starts: datetime | None  # None: not, or nobody can say when
    hold: Hold | None = None
    day_off: str | None = None  # what makes the day no working day, where that leaves the time out or moves it
    moved: bool = False  # to the next working day
    after: str | None = None  # the robot that it follows
    even_if_failed: bool = False  # also where that one failed
    waiting: int | None = None  # the number of waiting cases that starts it


def coming(home: Home, store: Store | None, now: datetime, *, days: int) -> list[Coming]:
    """Every start of the next days, in order; those without a time come last.

    Args:
        home: The home folder.
        store: None where there is none yet.
        now: The instant to begin with.
        days: How far ahead.

    Raises:
        ConfigError: config/ cannot be read.
    """
    known = store.schedules() if store else {}
    found = [
        one for robot in home.robots for one in _of(home, store, Plan.of(home, robot), known.get(robot), now, days)
    ]
    last = now + timedelta(days=days + 1)
    return sorted(found, key=lambda one: (one.starts or one.planned or last, one.robot))


def _of(
    home: Home, store: Store | None, plan: Plan, view: ScheduleView | None, now: datetime, days: int
) -> Iterator[Coming]:
    until = now + timedelta(days=days)
    starts: dict[object, Coming] = {}
    if store and view and (firing := pending(home, store, plan, view, now)):
        working = Hold("working", "it is at work", None) if view.holder else None
        waits = Hold("queued", "it waits for a worker", None) if store.firing(plan.robot, firing.due) else None
        why = working or waits or hold(home, store, plan.part, view, now)
        at = None if why and why.until is None else why.until if why else now
        starts[at or firing.due] = Coming(plan.robot, firing.due, firing.planned, at, why)
    for time in plan.timetable.between(now, until):
        why = hold(home, store, plan.part, view, time.planned)
        at = _starts(why, time.planned)
        starts[at or time.due] = Coming(plan.robot, time.due, time.planned, at, why)  # several at one instant are one
    yield from starts.values()
    for skipped in plan.timetable.skipped(now, until):
        yield Coming(plan.robot, None, skipped.planned, None, day_off=skipped.why, moved=skipped.moved)
    for part in plan.part.when:
        if part.after or part.waiting:
            why = hold(home, store, plan.part, view, now)
            yield Coming(
                plan.robot,
                None,
                None,
                None,
                why,
                after=part.after,
                even_if_failed=part.even_if_failed,
                waiting=part.waiting,
            )


def _starts(why: Hold | None, planned: datetime) -> datetime | None:
    """What falls into a pause is not caught up; what a closed system holds back is."""
    if why is None:
        return planned
    return None if why.cause == "paused" else why.until
