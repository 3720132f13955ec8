"""The service: one process that works by schedule until it is asked to end."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from robots import browser
from robots.cases import Firing
from robots.errors import StopAsked
from robots.settings import Home
from robots.work import machine
from robots.work.alerts import Watch
from robots.work.breaking import startable
from robots.work.ending import END, asked_by
from robots.work.ledger import Ledger
from robots.work.life import Life
from robots.work.office import open_store, perform
from robots.work.queueing import enqueue, holds
from robots.work.schedule.scheduler import Scheduler

LOOKS = 300.0  # seconds between two looks at what people should be told


def serve(home: Home, *, started: Callable[[], None] = lambda: None) -> None:
    """Work by schedule until a signal asks to end; then finish the step at hand, leave the cases, and return.

    Args:
        home: The home folder.
        started: Told once it works.

    Raises:
        ConfigError: What is installed is not what is locked, the home cannot be read, or another process works with
            the store; nothing was started.
        NoBrowser: There is none; nothing was started.
    """
    machine.lock()
    browser.find(home.settings.browser.program)
    _ = home.robots
    with open_store(home) as store, store.working(), Ledger(store) as ledger:
        asyncio.run(Service(home, ledger).go(started))


class Service:
    """Performs what the schedule fires: one robot at a time in each case system, several systems side by side.

    Where several machines share the store it is their workers that perform it: the service puts it into their queue.
    """

    def __init__(self, home: Home, ledger: Ledger) -> None:
        self._home = home
        self._ledger = ledger
        self._stop = asyncio.Event()
        self._fired = asyncio.Event()  # a robot has ended
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def go(self, started: Callable[[], None]) -> None:
        """Work until a signal asks to end."""
        with asked_by(self._stop, "SIGINT", *END):
            async with Life(self._ledger, self._stop, self._home.settings.heartbeat):
                started()
                watching = asyncio.create_task(self._watch())
                shared = self._in_queue if self._ledger.store.shared else None
                scheduler = Scheduler(self._home, self._ledger, self.fire, startable=startable, holds=shared)
                try:
                    await scheduler.run(self._stop)
                finally:
                    watching.cancel()

    async def fire(self, firing: Firing) -> None:
        """Perform what a firing asks for, by what the home's files say by then; or let workers do it.

        Raises:
            RobotError: It did not start, or was broken off; the schedule goes on.
        """
        home = Home(self._home.path)
        if self._ledger.store.shared:
            await enqueue(home, firing.robot, firing.due)
            await self._ledger(self._ledger.store.goes_on, firing.robot)
            return
        async with self._turns[home.worked(home.robot(firing.robot)).system or ""]:
            if self._stop.is_set():
                raise StopAsked("The service ends; the next start goes on with this.")
            try:
                await perform(home, self._ledger, firing.robot, firing=firing, stop=self._stop)
            finally:
                self._fired.set()

    def _in_queue(self, robot: str) -> bool:
        return holds(Home(self._home.path), robot)

    async def _watch(self) -> None:
        """Tell people of what is wrong, every some minutes and when a robot has ended."""
        watch = Watch(self._home)
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._fired.wait(), LOOKS)
            self._fired.clear()
            await asyncio.to_thread(watch.once, self._ledger.store, datetime.now(UTC))
