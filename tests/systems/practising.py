"""A robot logged in to a practice system of its own, and a clerk beside it who looks what really happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT
from robots.systems.credentials import Credentials
from robots.systems.description import SystemFile, open_system
from robots.systems.session import Session
from robots.systems.window import Window
from tests.practice.clerk import Clerk
from tests.systems.conftest import Walled
from tests.systems.pages import PRACTICE

FLOW = "parking_permit"
DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Practising:
    """A session of the robot's at a practice system, one window of it, and the clerk."""

    session: Session
    window: Window
    clerk: Clerk

    @property
    def logins(self) -> int:
        """How often the robot's password was sent."""
        events = self.clerk.account("handelser")
        return sum(event["method"] == "POST" and event["path"] == "/login" for event in events)

    @property
    def locks(self) -> dict[str, str]:
        """Who has which case open."""
        locks: dict[str, str] = self.clerk.account()["locks"]
        return locks


def opened(address: str) -> SystemFile:
    """The practice system's description, for one that answers at this address."""
    return open_system(PRACTICE, address=address)


@asynccontextmanager
async def practising(
    walled: Walled, system: Path = PRACTICE, *, password: str = ROBOT.password, **options: Any
) -> AsyncIterator[Practising]:
    """Log in to a fresh practice system, started with these options; the clerk is not logged in."""
    with PracticeServer(Options(**({"day": DAY} | options))) as server:
        described = open_system(system, address=server.address)
        async with (
            Session.open(walled.browser, walled.firewall, described, Credentials(password)) as session,
            session.window() as window,
        ):
            yield Practising(session, window, Clerk(server.address))
