"""A session of the robot's in a real system behind its firewall, and the draft that tests save there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from robots.model import Value
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.systems.firewall import Blocked, Firewall
from robots.systems.session import Session

from ..served import Served
from .accounts import ROBOT

SYSTEMS = Path(__file__).parents[3] / "config" / "systems"
FLOW = "parking_permit"
DAY = date(2026, 11, 20)
DRAFT: Mapping[str, Value] = {
    "outcome": "grant",
    "answer_by": None,
    "reasons": "Skäl.\n\nTvå stycken, med å, ä och ö.",
    "valid_from": DAY,
    "valid_to": date(2031, 11, 19),
    "note": "Testdata",
}


@asynccontextmanager
async def robot_in(served: Served) -> AsyncIterator[Session]:
    """Log the robot in to a running system, in a browser of its own."""
    system = open_system(SYSTEMS / f"{served.here.name}.yaml", address=served.address)
    async with (
        warm_browser() as (browser, firewall),
        Session.open(browser, firewall, system, Credentials(ROBOT.password)) as session,
    ):
        yield session


async def nothing_stands_against_it() -> None:
    """The last act before a save is released."""


async def blocked_by(firewall: Firewall, act: Callable[[], Awaitable[object]]) -> Blocked:
    """The request that an act led to and that the firewall did not let out."""
    told: asyncio.Queue[Blocked] = asyncio.Queue()
    firewall.on_block = told.put_nowait
    try:
        await act()
        return await asyncio.wait_for(told.get(), 15)
    finally:
        firewall.on_block = None
