"""How a process at work is ended from outside: it finishes the step at hand, leaves its cases, and is soon gone."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from loguru import logger

from robots.errors import StopAsked

T = TypeVar("T")

GRACE = 20.0
"""Seconds that the step at hand has to come to rest; then it is broken off, and to leave the cases takes time too."""

END = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that ask a process to end; SIGBREAK is Windows' CTRL_BREAK, and not every system has each."""


@contextmanager
def asked_by(stop: asyncio.Event, *names: str) -> Iterator[None]:
    """Let signals set `stop`, for as long as the block lasts. Of the main thread's running loop only.

    Args:
        stop: Is set by the first of them; more of them change nothing.
        names: Of the signals; those that this system does not know are left out.
    """
    loop = asyncio.get_running_loop()

    def ask(number: int, _frame: FrameType | None) -> None:
        logger.info("asked to end ({})", signal.Signals(number).name)
        loop.call_soon_threadsafe(stop.set)

    known = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    before = {number: signal.signal(number, ask) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def in_time(going: asyncio.Task[T], stop: asyncio.Event) -> T:
    """Wait until something is done; once `stop` is set, for GRACE seconds at most.

    Raises:
        StopAsked: It had to be broken off.
    """
    asked = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({going, asked}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({going}, timeout=GRACE)
        if going.done():
            return going.result()
        raise StopAsked(f"What was at hand did not come to rest within {GRACE:.0f} s and was broken off.")
    finally:
        asked.cancel()
        if not going.done():
            going.cancel()
            await asyncio.wait({going})
