"""How many cases at once: a system that serves one request a session at a time gains nothing from more than two."""

from __future__ import annotations

from loguru import logger

from robots.errors import TechnicalProblem
from robots.systems.description import Lane
from robots.systems.session import Session

TURNS = 2  # windows, where the system serves one request a session at a time: one waits while the other computes
_AS_LONG = 0.75  # of the time one after the other, from which on several at once have gained nothing


async def windows(session: Session) -> int:
    """How many windows of a login are worth having: as many as the system's owner allows, or fewer.

    The inbox is fetched once, and then as often at once as there may be windows. Where the owner has set a pace, that
    is what holds the robots up, and nothing is asked beyond it; nor where the description wants every page shown.
    """
    description = session.system.description
    most = description.limits.at_once
    if most <= TURNS or description.limits.pace is not None or Lane.FETCH not in description.lanes:
        return most
    try:
        async with session.window() as window:
            desk = await session.desk(window)
            alone, together = await desk.times(description.inbox.at, most)
    except TechnicalProblem as trouble:
        logger.debug("how many requests the system serves at once is not known: {}", trouble)
        return most
    if together < _AS_LONG * most * alone:
        return most
    logger.info("the system serves one request of a login at a time: {} cases are worked at once, not {}", TURNS, most)
    return TURNS
