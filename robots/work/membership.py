"""A process's sign of life in a store that several share. Who gives none is buried: its cases and its login are free.

A process that was buried, or could give no sign for so long that others may have buried it, ends what it is doing. What
it does not know yet the store does: its claims have a new fence, and no save of it is released.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from time import monotonic
from typing import Any, TypeVar

from loguru import logger

from robots.cases import Store
from robots.errors import LoginInUse, RobotError, TechnicalProblem
from robots.work.claiming import owner
from robots.work.ledger import Ledger

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, T]]

BEAT = 3.0  # seconds between one sign of life and the next
SILENT = 12.0  # seconds without one after which a process is dead to the others


class Membership:
    """The signs of life of one process."""

    def __init__(self, ledger: Ledger) -> None:
        self.worker = 0  # its number in the store
        self.lost = asyncio.Event()  # others may work with its cases and its login
        self._ledger = ledger
        self._store = ledger.store
        self._seen = self._steadily_since = monotonic()
        self._to_leave = False  # the login is not worked with any more, and the store may not know

    @classmethod
    @asynccontextmanager
    async def begin(cls, store: Store) -> AsyncIterator[Membership]:
        """Give signs of life until the block ends, on a thread of their own: no long step holds them up."""
        with Ledger(store) as ledger:
            member = cls(ledger)
            await member._join()
            beating = asyncio.create_task(member._go_on())
            try:
                yield member
            finally:
                beating.cancel()
                with suppress(TechnicalProblem):  # the others bury it in time
                    await ledger(store.leave, member.worker)

    @property
    def steady(self) -> bool:
        """Whether it gave its signs without a gap for long enough to know that the store was there for everybody."""
        now = monotonic()
        return now - self._steadily_since > SILENT and now - self._seen < SILENT

    async def with_login(self, robot: str, login: str | None, work: Work[T]) -> T:
        """Do a robot's work, as one of its logins where it works a case system.

        Raises:
            LoginInUse: Another process works with that login; nothing was done.
            TechnicalProblem: The process was taken for dead meanwhile, and the work was broken off.
        """
        self.lost.clear()
        self._to_leave, taken = False, False  # from here on no beat may leave what is being taken
        try:
            taken = await self._ledger(self._store.take_login, self.worker, robot, login)
        finally:
            self._to_leave = not taken
        if not taken:
            raise LoginInUse(f"Another process works with {login} at the moment. See which: run.py status")
        try:
            return await self._unless_lost(asyncio.create_task(work()))
        finally:
            self._to_leave = True
            with suppress(TechnicalProblem):  # the next beats try again, or the login would be nobody's to work with
                await self._leave()

    async def _leave(self) -> None:
        if self._to_leave:
            await self._ledger(self._store.leave_login, self.worker)
            self._to_leave = False

    async def _unless_lost(self, going: asyncio.Task[T]) -> T:
        lost = asyncio.create_task(self.lost.wait())
        try:
            await asyncio.wait({going, lost}, return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                return going.result()
            raise TechnicalProblem(
                "This process gave no sign of life for too long, so others may work with its cases. It was broken off."
            )
        finally:
            lost.cancel()
            if not going.done():
                going.cancel()
                await asyncio.wait({going})

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await asyncio.wait_for(self._beat(), SILENT)
            except (RobotError, TimeoutError) as trouble:
                self._steadily_since = monotonic()
                logger.warning("no sign of life could be given: {}", trouble or "the store does not answer")
            if monotonic() - self._seen > SILENT:
                self.lost.set()

    async def _beat(self) -> None:
        lives = await self._ledger(self._store.sign_of_life, self.worker)
        now = monotonic()
        if now - self._seen > SILENT:  # it stood still
            self._steadily_since = now
        self._seen = now
        if not lives:
            logger.warning("this process was taken for dead; what it had is others' now")
            self.lost.set()
            await self._join()
        await self._leave()
        await self.bury()

    async def bury(self) -> None:
        """Bury the dead, unless it may have been the store that was away."""
        if not self.steady:
            return
        for dead in await self._ledger(self._store.bury, timedelta(seconds=SILENT)):
            logger.warning("{} gives no sign of life; its cases and its login are free", dead.owner)

    async def _join(self) -> None:
        self.worker = await self._ledger(self._store.join, owner(), socket.gethostname())
        self._seen = self._steadily_since = monotonic()


async def alone_with(store: Store, robot: str, login: str, work: Work[T]) -> T:
    """Do what a person asked for beside the workers that share the store; on SQLite there are none.

    Raises:
        LoginInUse: A worker works with that login; nothing was done.
    """
    if not store.shared:
        return await work()
    async with Membership.begin(store) as member:
        return await member.with_login(robot, login, work)
