"""What is due and has not been started: from the timetable, and from what the store knows.

Many missed times come to one, the latest. What was due before the schedule was kept, or while it was paused, is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from robots.cases import Firing, FiringView, ScheduleView, Store, WorkerView
from robots.errors import ConfigError, SystemClosed
from robots.settings import Home, RobotPart
from robots.when import WhenPart
from robots.work.schedule.holding import hold
from robots.work.schedule.timetable import Timetable

REST = timedelta(minutes=10)
"""How long a robot that is started by waiting cases rests after each start: what it cannot take must not start it."""

DEAD = timedelta(minutes=1)
"""Without a sign of life for so long a worker is dead, though nobody may live to bury it."""

AGAIN = "again:"
_LEFT = ("stopped", "SystemClosed", "StopAsked", "CancelledError")
"""How a run ends that leaves cases which it would have taken: it was asked to end, or its system closed."""


@dataclass(frozen=True)
class Plan:
    """What starts one robot."""

    robot: str
    part: RobotPart
    timetable: Timetable

    @classmethod
    def of(cls, home: Home, robot: str) -> Plan:
        """The plan of a robot of this home."""
        part = home.robots[robot]
        return cls(robot, part, Timetable(part.when, home.settings.calendar.calendar))

    @property
    def kept(self) -> str:
        """The text by which a change of the plan is known."""
        return "; ".join(part.shown for part in self.part.when)


def pending(home: Home, store: Store, plan: Plan, view: ScheduleView, now: datetime) -> Firing | None:
    """What a robot is to be started for at this instant, if nothing holds it back; None where it is for nothing."""
    last = next(iter(store.firings(plan.robot, 1, planned_by=now)), None)
    if last and last.queued:  # what falls due meanwhile is done once afterwards
        return None if last.begun else last.firing
    after = max(view.since, _covered(last, now)) if last else view.since
    found = [firing for firing in _followed(home, store, plan, last, now) if firing.planned > after]
    if time := plan.timetable.latest(after, now):
        found.append(Firing(plan.robot, time.due, time.planned))
    if last and (left := _left(plan.robot, view, last)):
        found.append(left)
    if plan.part.works_cases and (rest := _rest(store, plan.robot, view)):
        found.append(rest)
    new = [firing for firing in found if store.firing(plan.robot, firing.due) is None]
    return max(new, key=lambda firing: firing.planned, default=None)


def _covered(last: FiringView, now: datetime) -> datetime:
    """Until when a firing has done what was due: until it started, unless a clock that was ahead noted that."""
    return max(last.planned, last.fired) if last.fired <= now else last.planned


def overdue(home: Home, store: Store, now: datetime, *, by: timedelta) -> list[Firing]:
    """What should have been started so long ago, was not, and is held back by nothing: robots that are silently late.

    What stands in the queue of several machines was not started until a worker has begun with it; while another robot
    works in that case system it waits for its turn, and is not late. What was begun and put back, as when its system
    closed, is late where no worker lives to go on with it.

    Raises:
        ConfigError: config/ cannot be read.
    """
    late = []
    for robot, view in store.schedules().items():
        if robot not in home.robots or view.holder:
            continue
        plan = Plan.of(home, robot)
        firing = pending(home, store, plan, view, now) or _stranded(store, robot, now)
        if firing is None or firing.planned > now - by or _is_held(home, store, plan, view, now):
            continue
        if not _waits_its_turn(home, store, firing):
            late.append(firing)
    return late


def _stranded(store: Store, robot: str, now: datetime) -> Firing | None:
    """What workers began, and none lives to go on with; planned, as it were, for when the last of it was done."""
    last = next(iter(store.firings(robot, 1, planned_by=now)), None)
    if last is None or not last.queued or _living(store):
        return None
    run = next(iter(store.runs(1, robot=robot)), None)
    noted = (last.fired, last.begun, run.began if run else None, run.ended if run else None)
    return Firing(robot, last.due, max(at for at in noted if at))


def _waits_its_turn(home: Home, store: Store, firing: Firing) -> bool:
    """Whether it stands in the queue while a worker works in its case system."""
    system = home.worked(home.robots[firing.robot]).system
    taken = store.firing(firing.robot, firing.due)
    at_work = [worker.login or "" for worker in _living(store)]
    return taken is not None and taken.queued and any(login.startswith(f"{system}/") for login in at_work)


def _living(store: Store) -> list[WorkerView]:
    return [worker for worker in store.workers() if worker.silent < DEAD]


def _is_held(home: Home, store: Store, plan: Plan, view: ScheduleView, now: datetime) -> bool:
    """Whether something holds a robot back; a description that cannot be read is a reason why it is late."""
    try:
        return hold(home, store, plan.part, view, now) is not None
    except ConfigError:
        return False


def _followed(home: Home, store: Store, plan: Plan, last: FiringView | None, now: datetime) -> Iterator[Firing]:
    """Firings that follow what is in the store, not the clock."""
    for when in plan.part.when:
        if when.after is not None:
            yield from _after(home, store, plan.robot, when)
        elif when.waiting and (last is None or last.fired <= now - REST):
            many = store.waiting_cases(plan.part.system or "", plan.part.flow or "")
            if many >= when.waiting:
                yield Firing(plan.robot, f"waiting:{last.id if last else 0}", now)


def _after(home: Home, store: Store, robot: str, when: WhenPart) -> Iterator[Firing]:
    """The latest time that the other robot was done, with each of its logins; some have no runs, only firings."""
    other = when.after or ""
    going = next((firing.fired for firing in store.firings(other, 1) if firing.queued), None)
    runs = (run for run in store.runs(5, robot=other) if going is None or run.began < going)
    for one in runs if home.robots[other].flow else store.firings(other, 5):
        if one.ended and (one.outcome == "done" or when.even_if_failed):
            yield Firing(robot, f"after:{other}:{one.id}", one.ended)
            return


def _left(robot: str, view: ScheduleView, last: FiringView) -> Firing | None:
    """The rest of a firing that ended before its cases did, or whose process died. One that dies again waits."""
    died = last.ended is None and view.holder is None and not last.due.startswith(AGAIN)
    if last.outcome not in _LEFT and not died:
        return None
    planned = last.ended or last.fired
    return Firing(robot, f"{AGAIN}{last.id}", planned) if planned >= view.since else None


def _rest(store: Store, robot: str, view: ScheduleView) -> Firing | None:
    """The rest of a run that its closing system ended, whoever started it."""
    run = next(iter(store.runs(1, robot=robot)), None)
    if run is None or run.ended is None or run.outcome != SystemClosed.__name__ or run.ended < view.since:
        return None
    return Firing(robot, f"continued:{run.id}", run.ended)
