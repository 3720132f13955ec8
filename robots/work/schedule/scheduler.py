"""The scheduler: it looks what is due, takes each firing once, and lets the robot work.

APScheduler only wakes it in time. What is due is told by the timetable and the store at every look, so a late look, a
restart, a clock that jumps and a store that was away need no case of their own.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from loguru import logger

from robots.cases import Firing, Store
from robots.errors import ConfigError, RobotError
from robots.redaction import redacted, unforeseen
from robots.settings import Home
from robots.work.ledger import Ledger
from robots.work.schedule.holding import hold
from robots.work.schedule.pending import AGAIN, Plan, pending
from robots.work.schedule.presence import at_work
from robots.work.schedule.timetable import Timetable

LOOK = 15.0
"""Seconds between looks when nothing wakes it: for robots that follow others, systems that open, faults that pass."""

Fire = Callable[[Firing], Awaitable[object]]
Startable = Callable[[Home, Store, datetime], tuple[str, ...]]
Stamps = tuple[tuple[int, int], ...]


class Scheduler:
    """Starts the robots of a home by their schedules, as robots.yaml and settings.yaml say at each look.

    Args:
        home: The home folder.
        ledger: The open store, of which this is a working process.
        fire: Lets a robot do its work, and waits for the whole of it. What it raises ends that firing and nothing else.
        startable: The robots that waited for a case system which is back: by the home, the store and an instant.
        holds: Where `fire` only puts work into the queue that machines share: whether that holds work of a robot.
        clock: Tells the instant.
    """

    def __init__(
        self,
        home: Home,
        ledger: Ledger,
        fire: Fire,
        *,
        startable: Startable = lambda _home, _store, _now: (),
        holds: Callable[[str], bool] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._home = home
        self._ledger = ledger
        self._fire = fire
        self._startable = startable
        self._holds = holds
        self._clock = clock
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._timer = AsyncIOScheduler(timezone=UTC)
        self._planned: Stamps = ()  # the files that the plans are of
        self._unread = ""  # why what they say by now cannot be read
        self._plans: dict[str, Plan] = {}
        self._unkept: set[str] = set()  # whose schedule the store has not been told
        self._plan(home, _stamps(home))
        self._working: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, str] = {}
        self._wake = asyncio.Event()
        self.looked: datetime | None = None
        """When it last saw what is due, without trouble: whoever gives a sign of life looks how long ago that is."""
        self.trouble: str | None = None
        """What keeps it from seeing that, as of the last look."""

    async def run(self, stop: asyncio.Event) -> None:
        """Start robots until `stop` is set; then wait for those at work, which heed it too."""
        self._timer.start()
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._wake.clear()
                await self.look()
                waking = asyncio.create_task(self._wake.wait())
                await asyncio.wait({stopping, waking}, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
            await self.done()
        finally:
            self._timer.shutdown(wait=False)
            stopping.cancel()
            for task in self._working.values():
                task.cancel()
            await self.done()

    async def look(self) -> None:
        """See once what is due, and start it; trouble with one robot, or with the store, waits for the next look."""
        now, trouble = self._clock(), None
        self._plan_anew()
        try:
            back = await self._ledger(self._startable, self._home, self._ledger.store, now)
        except Exception as fault:
            back, trouble = (), _told(fault)
        for robot in self._plans:
            try:
                firing = await self._ledger(self._take, robot, now, robot in back)
            except ConfigError as problem:  # this robot's own, such as a description that cannot be read
                self._tell(robot, _told(problem))
            except Exception as fault:  # a scheduler that ends over one fault would look alive and start nothing
                trouble = _told(fault)
            else:
                if firing:
                    self._begin(firing)
        self._settle(now, trouble)

    async def done(self) -> None:
        """Wait for the robots at work."""
        while self._working:
            await asyncio.wait(self._working.values())
            await asyncio.sleep(0)  # for what is called once a task has ended

    def _plan_anew(self) -> None:
        """Plan by what config/ says now. While it cannot be read no robot starts: each would have to read it too."""
        try:
            stamps = _stamps(self._home)
            if stamps == self._planned and not self._unread:
                return
            self._plan(Home(self._home.path), stamps)
        except Exception as fault:  # an editor may have the file for a moment
            unread, self._unread = self._unread, f"config/ cannot be read: {_told(fault)}"
            if self._unread != unread:
                logger.error("no robot starts until it is mended: {}", self._unread)
        else:
            self._unread = ""
            logger.info("config/ has changed; the schedule is now as it says")

    def _plan(self, home: Home, stamps: Stamps) -> None:
        """Take up the schedules of a home.

        Raises:
            ConfigError: Its robots or its calendar cannot be read; nothing was taken up.
        """
        self._plans = {robot: Plan.of(home, robot) for robot in home.robots}
        self._home, self._planned, self._unkept = home, stamps, set(self._plans)
        self._timer.remove_all_jobs()
        for robot, plan in self._plans.items():  # wakes once however late, and however often a time was missed
            if plan.timetable.parts:
                due = Due(plan.timetable, self._clock)
                self._timer.add_job(self._ring, due, id=robot, misfire_grace_time=None, coalesce=True)

    def _take(self, robot: str, now: datetime, back: bool) -> Firing | None:
        """Take what a robot is due for, unless something holds it back or another scheduler was quicker."""
        store, plan = self._ledger.store, self._plans[robot]
        if robot in self._unkept:
            store.keep_schedule(robot, plan.kept)
            self._unkept.discard(robot)
        view = store.schedule(robot)
        if view is None or view.holder or robot in self._working or self._is_others(robot, now):
            return None
        firing = pending(self._home, store, plan, view, now)
        if back:
            last = next(iter(store.firings(robot, 1)), None)
            firing = firing or Firing(robot, f"{AGAIN}{last.id if last else 0}", now)
        if firing is None:
            self._held.pop(robot, None)
            return None
        if self._unread:
            self._tell(robot, self._unread)
            return None
        if why := hold(self._home, store, plan.part, view, now):
            self._tell(robot, why.says)
            return None
        self._held.pop(robot, None)
        return firing if store.fire(firing, owner=self._owner, queued=self._holds is not None) else None

    def _is_others(self, robot: str, now: datetime) -> bool:
        """Whether workers have what a robot was last fired for; once the queue holds none of it any more it is over."""
        store = self._ledger.store
        last = next(iter(store.firings(robot, 1, planned_by=now)), None)
        if self._holds is None or last is None or not last.queued:
            return False
        if self._holds(robot):
            return True
        if last.begun:
            store.end_firing(robot, last.due)
        return False

    def _begin(self, firing: Firing) -> None:
        """Let a robot work beside this; however that ends, its schedule goes on."""

        def ended(_task: asyncio.Task[None]) -> None:
            del self._working[firing.robot]
            self._wake.set()

        task = self._working[firing.robot] = asyncio.create_task(self._perform(firing))
        task.add_done_callback(ended)

    async def _perform(self, firing: Firing) -> None:
        try:
            async with at_work(self._ledger, firing.robot, firing.due):
                await self._fire(firing)
        except Exception as fault:
            logger.error("{}: {}", firing.robot, _told(fault))

    def _tell(self, robot: str, why: str) -> None:
        """Log what holds a robot back, once."""
        if self._held.get(robot) != why:
            self._held[robot] = why
            logger.warning("{} is due and does not start: {}", robot, why)

    def _settle(self, now: datetime, trouble: str | None) -> None:
        if self.trouble and trouble is None:
            logger.info("the schedule goes on")
        elif trouble and trouble != self.trouble:
            logger.error("the schedule cannot be seen now and is looked at again: {}", trouble)
        self.trouble = trouble
        if trouble is None:
            self.looked = now

    async def _ring(self) -> None:
        self._wake.set()


class Due(BaseTrigger):  # type: ignore[misc]  # it ships no types
    """Wakes at the next time of a timetable, by a clock that need not be the machine's."""

    def __init__(self, timetable: Timetable, clock: Callable[[], datetime]) -> None:
        self._timetable = timetable
        self._clock = clock

    def get_next_fire_time(self, _previous: Any, now: datetime) -> datetime | None:
        """The next time, as the machine's clock will show it."""
        at = self._clock()
        time = self._timetable.next(at)
        return now + (time.planned - at) if time else None


def _stamps(home: Home) -> Stamps:
    """What tells that one of the files behind the schedules has changed; without one of them, that it is not there."""
    files = (home.path / "config" / name for name in ("robots.yaml", "settings.yaml"))
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else (0, 0) for file in files)


def _told(fault: Exception) -> str:
    return redacted(str(fault)) if isinstance(fault, RobotError) else unforeseen(fault)
