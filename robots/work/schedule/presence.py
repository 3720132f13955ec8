"""That a robot is at work: a mark in the store, renewed meanwhile, so that no other process works as it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from loguru import logger

from robots.cases.firings import HELD
from robots.errors import ConfigError, RobotError
from robots.work.ledger import Ledger

RENEWED = HELD.total_seconds() / 3
"""Seconds between renewals: two may fail before another process could take the robot for free."""


@asynccontextmanager
async def at_work(ledger: Ledger, robot: str, holder: str) -> AsyncIterator[None]:
    """Work as a robot, and let nobody else.

    Args:
        ledger: The open store.
        robot: Its name.
        holder: Who works: a firing's `due` or, where a person asked for it, the process.

    Raises:
        ConfigError: Somebody else works as this robot; nothing was started.
    """
    if not await ledger(ledger.store.hold, robot, holder):
        raise ConfigError(f'Robot "{robot}" is at work already. Wait until it is done: run.py status')
    renewing = asyncio.create_task(_renew(ledger, robot, holder))
    outcome = "done"
    try:
        yield
    except BaseException as fault:
        outcome = type(fault).__name__
        raise
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        await _let_go(ledger, robot, holder, outcome)


async def _renew(ledger: Ledger, robot: str, holder: str) -> None:
    """Renew the mark for as long as the work lasts; a store that does not answer is asked again."""
    while True:
        await asyncio.sleep(RENEWED)
        try:
            if not await ledger(ledger.store.hold, robot, holder):
                logger.error("{}: another process works as this robot; its cases are this one's no longer", robot)
        except RobotError as trouble:
            logger.warning("{}: the mark of being at work was not renewed: {}", robot, trouble)


async def _let_go(ledger: Ledger, robot: str, holder: str, outcome: str) -> None:
    """Give the mark back; where the store does not answer, it expires."""
    store = ledger.store
    try:
        run = next(iter(await ledger(store.runs, 1, robot=robot)), None)
        firing = await ledger(store.firing, robot, holder)
        if outcome == "done" and run and firing and run.began >= firing.fired:
            outcome = run.outcome or outcome
        await ledger(store.let_robot_go, robot, holder, outcome=outcome)
    except RobotError as trouble:
        logger.error("{}: that it is done was not noted: {}", robot, trouble)
