"""Signs of life: in the store, to systemd's watchdog, and to an address outside.

All are given only while the loop and the store answer, so that whoever listens notices when one of them does not.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
import urllib.request
from contextlib import suppress
from types import TracebackType
from typing import Self

from loguru import logger

from robots.errors import RobotError
from robots.redaction import unforeseen
from robots.settings import Heartbeat
from robots.work.claiming import owner
from robots.work.ledger import Ledger

BEAT = 20.0
"""Seconds between two signs of life, or less where systemd's watchdog asks for more."""

PATIENCE = 10.0  # seconds for the address outside to answer


def notify(state: str) -> None:
    """Tell systemd how the service stands, as sd_notify does; nothing where no service manager listens."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place or not hasattr(socket, "AF_UNIX"):
        return
    address = "\0" + place[1:] if place.startswith("@") else place  # a name that is no file
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto(state.encode(), address)


class Life:
    """Signs of life for as long as the block lasts, from the first moment that the store answers."""

    def __init__(self, ledger: Ledger, stop: asyncio.Event, heartbeat: Heartbeat | None) -> None:
        self._ledger = ledger
        self._stop = stop
        self._heartbeat = heartbeat
        self._last = 0.0
        self._number = 0  # in the store
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self._beat()
        notify("READY=1")
        self._tasks = [asyncio.create_task(self._beating()), asyncio.create_task(self._farewell())]
        if self._heartbeat:
            self._tasks.append(asyncio.create_task(self._calling(self._heartbeat)))
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        if fault is None:  # else it is told as dead
            await self._ledger(self._ledger.store.leave, self._number)

    async def _beat(self) -> None:
        store = self._ledger.store
        if not await self._ledger(store.sign_of_life, self._number):
            self._number = await self._ledger(store.join, owner(), socket.gethostname(), service=True)
        self._last = time.monotonic()
        notify("WATCHDOG=1")

    async def _beating(self) -> None:
        while True:
            await asyncio.sleep(_interval())
            try:
                await self._beat()
            except RobotError as problem:
                logger.error("no sign of life: {}", problem)
            except Exception as fault:
                logger.error("no sign of life: {}", unforeseen(fault))

    async def _farewell(self) -> None:
        await self._stop.wait()
        notify("STOPPING=1")

    async def _calling(self, heartbeat: Heartbeat) -> None:
        well = True
        while True:
            if time.monotonic() - self._last < 3 * BEAT:
                answered = await asyncio.to_thread(_called, heartbeat.address)
                if answered is not well:
                    logger.warning("the heartbeat's address {}", "answers again" if answered else "does not answer")
                well = answered
            await asyncio.sleep(heartbeat.minutes * 60)


def _interval() -> float:
    """A third of the time after which systemd takes the service for hung, where it watches."""
    watched = os.environ.get("WATCHDOG_USEC", "")
    return min(BEAT, int(watched) / 3e6) if watched.isdecimal() else BEAT


def _called(address: str) -> bool:
    """Call it; the address may be a secret, and is not told."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310  settings.yaml takes the web's alone
            return True
    except (OSError, ValueError):
        return False
