"""The circuit breaker of a case system: what opens it, what a run may begin in spite of it, and what closes it.

A system that is down, and a browser that does not last, are tried again by one run at a time, after rests that grow; a
changed screen after the longest rest, for a line that was bad for an hour may have looked like one. A refused password
waits for a person. The robots that could not do their work are kept in mind, so that each is started as soon as its
system is back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from loguru import logger

from robots.browser import version
from robots.cases import Breaker, Store
from robots.errors import BreakerOpen, BrowserGone, ConfigError, LoginRefused, RobotError, ScreenChanged, SystemDown
from robots.model import SWEDEN
from robots.redaction import redacted
from robots.settings import Faults, Home
from robots.work.ledger import Ledger
from robots.work.resting import rest

if TYPE_CHECKING:
    from robots.systems.description import SystemFile

PROBED = (SystemDown, BrowserGone, ScreenChanged)
_LEAST = 0.5  # of the rest before a probe: a system that comes back is not to be met by every robot at once


@dataclass(frozen=True)
class Breaking:
    """The breaker of the system that a run works with."""

    ledger: Ledger
    system: SystemFile
    robot: str
    faults: Faults

    async def opens(self, trouble: RobotError, browser: str) -> None:
        """Open it where the trouble is one that the next run would meet as well."""
        if not isinstance(trouble, (*PROBED, LoginRefused)):
            return
        store, before = self.ledger.store, await self.ledger(self.ledger.store.breaker, self.system.name)
        cause = type(trouble).__name__
        tries = before.tries if before and before.cause == cause else 0
        first = self.faults.longest_probe if isinstance(trouble, ScreenChanged) else self.faults.probe
        after = rest(first, tries, self.faults.longest_probe, least=_LEAST)
        opened = await self.ledger(
            store.open_breaker,
            self.system.name,
            cause=cause,
            says=redacted(str(trouble)),
            rest=after if isinstance(trouble, PROBED) else None,
            description=self.system.sha256,
            browser=browser,
        )
        await self.ledger(store.hold_back, self.robot, self.system.name)
        if opened.next_probe:
            logger.warning("{} is tried again at {}", self.system.name, clock(opened.next_probe))

    async def closes(self) -> timedelta | None:
        """Close it; after how long, or None where it was not open."""
        away = await self.ledger(self.ledger.store.close_breaker, self.system.name)
        if away is not None:
            logger.info("{} is back after {:.0f} min", self.system.name, away / timedelta(minutes=1))
        return away


def begin(home: Home, store: Store, system: SystemFile, robot: str) -> Breaker | None:
    """Let a run begin, or hold its robot back while the system cannot be worked with.

    Returns:
        The breaker that is open in spite of which it begins: it is the probe, or a person has acted. None: none is.

    Raises:
        BreakerOpen: It is not time to try the system again. Nothing was started.
    """
    breaker = store.breaker(system.name)
    if breaker and not (_acted(home, store, breaker, system) or store.take_probe(system.name)):
        store.hold_back(robot, system.name)
        raise BreakerOpen(told(breaker))
    return breaker


def startable(home: Home, store: Store, now: datetime) -> tuple[str, ...]:
    """The robots that were held back and may be started now, the first of each system that is tried again.

    Whoever starts robots by themselves asks this from time to time.
    """
    robots: list[str] = []
    probed: set[str] = set()
    paused = {name for name, view in store.schedules().items() if view.pause and view.pause.stands(now)}
    for waiting in store.held_back():
        if waiting.system in probed or waiting.robot in paused or waiting.robot not in home.robots:
            continue
        breaker = store.breaker(waiting.system)
        if breaker is None:
            robots.append(waiting.robot)
        elif _due(breaker, now) or _mended(home, store, breaker):
            robots.append(waiting.robot)
            probed.add(waiting.system)
    return tuple(robots)


def told(breaker: Breaker) -> str:
    """What is the matter with a system, since when, and what to do."""
    since = f"{breaker.since.astimezone(SWEDEN):%Y-%m-%d %H:%M}"
    name, why = breaker.system, breaker.says
    if breaker.next_probe is None:
        return f"{name} waits for a person since {since}: {why}"
    at = clock(breaker.next_probe)
    return f"{name} cannot be worked with since {since}; at {at} a robot tries again. Now: run.py check {name}\n{why}"


def clock(instant: datetime) -> str:
    """The time of day in Sweden."""
    return f"{instant.astimezone(SWEDEN):%H:%M}"


def _due(breaker: Breaker, now: datetime) -> bool:
    return breaker.next_probe is not None and breaker.next_probe <= now


def _acted(home: Home, store: Store, breaker: Breaker, system: SystemFile) -> bool:
    """Whether something has changed that lets a run begin before anything was tried.

    Machines that share a store may have several versions of the browser: there that tells nothing.
    """
    if breaker.cause == LoginRefused.__name__:
        return True  # a password that was refused is not sent again: whoever comes so far has another one
    if breaker.cause != ScreenChanged.__name__:
        return False
    if breaker.description != system.sha256:
        return True
    return not store.shared and bool(now := version(home.settings.browser.program)) and breaker.browser not in now


def _mended(home: Home, store: Store, breaker: Breaker) -> bool:
    """The same, of a breaker that waits for a person."""
    from robots.systems.description import open_system
    from robots.work.credentials import credentials_for

    try:
        system = open_system(home.system_file(breaker.system), address=home.settings.addresses.get(breaker.system))
        if breaker.cause == LoginRefused.__name__:
            credentials_for(home, system, store)
        return _acted(home, store, breaker, system)
    except (ConfigError, LoginRefused):
        return False
