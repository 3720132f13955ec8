"""The robot logged in to one case system: one context, its windows, and one new login when the session has ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from loguru import logger
from playwright.async_api import Browser, BrowserContext
from playwright.async_api import Error as BrowserError

from robots.errors import (
    BrowserGone,
    LoginRefused,
    PageProblem,
    RobotError,
    ScreenChanged,
    SystemDown,
    SystemProblem,
    TechnicalProblem,
)
from robots.systems.apart import Apart
from robots.systems.credentials import Credentials
from robots.systems.description import Press, SystemFile
from robots.systems.desk import Desk
from robots.systems.door import Door
from robots.systems.evidence import EvidenceFolder, take
from robots.systems.firewall import Blocked, Firewall
from robots.systems.lanes import lanes
from robots.systems.passage import own_frame
from robots.systems.view import KEEP, LoggedOut, Turn, at_once
from robots.systems.window import Window

T = TypeVar("T")
GONE = "The robot's browser ended or did not answer, as when memory runs out. Nothing is lost: the next run goes on."
_OPENING = 30  # seconds in which a window opens
_CLOSING = 5  # seconds in which all of a login's windows close, or are left to the end of their browser
_LOOKS = 3  # times that a system is looked at before it counts as down


class Session:
    """One login of the robot's own account. All its windows share the case system's session."""

    def __init__(
        self,
        context: BrowserContext,
        firewall: Firewall,
        system: SystemFile,
        credentials: Credentials,
        *,
        evidence: EvidenceFolder | None = None,
        pause: float = 0,
        turn: Turn = at_once,
    ) -> None:
        self.system = system
        self.firewall = firewall
        self._apart = Apart()
        self._windows: list[Window] = []
        self._past: set[str] = set()  # frames of windows that are closed and of cases that are done
        self._context = context
        self._evidence = evidence
        self._pause = pause
        self._turn = turn
        self.lanes = lanes(system.description, None)  # by flow; a run has its own
        self._desks: dict[Window, Desk] = {}
        self._door = Door(system, firewall, credentials, self.window)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        browser: Browser,
        firewall: Firewall,
        system: SystemFile,
        credentials: Credentials,
        *,
        evidence: EvidenceFolder | None = None,
        pause: float = 0,
        turn: Turn = at_once,
    ) -> AsyncIterator[Session]:
        """Log in, and log out at the end.

        Args:
            browser: Behind its firewall.
            firewall: Admits the system for as long as the session lasts.
            system: The case system.
            credentials: Of the robot's account there.
            evidence: Where to keep what a page looked like when something failed; None: nowhere.
            pause: Seconds between what each window does, for people who watch.
            turn: Waits, before each page, until the pace of the system's owner allows it.

        Raises:
            LoginRefused: The password was refused; it is not tried again.
            SystemDown: Nothing answers at the system's address.
            BrowserGone: The browser ended or does not answer.
        """
        try:
            state = json.loads(credentials.state) if credentials.state else None
            made = browser.new_context(
                service_workers="block", accept_downloads=False, locale="sv-SE", storage_state=state
            )
            context = await asyncio.wait_for(made, _OPENING)
            await asyncio.wait_for(context.add_init_script(KEEP), _OPENING)
        except (BrowserError, TimeoutError):
            raise BrowserGone(GONE) from None
        firewall.admit(system.description.policy)
        session = cls(context, firewall, system, credentials, evidence=evidence, pause=pause, turn=turn)
        try:
            await session._door.enter(seen_logins=0)
            yield session
            if state:  # it is a person's, and robots go on with it another time
                with suppress(BrowserError):
                    credentials.renew(json.dumps(await context.storage_state()))
            else:
                await session._log_out()
        finally:
            await session._apart.close()
            with suppress(BrowserError, TimeoutError):  # it went with its browser, or will
                await asyncio.wait_for(context.close(), _CLOSING)
            firewall.dismiss(system.description.policy)

    @property
    def logins(self) -> int:
        """How many there were; a page made before the last one may hold tokens that are void."""
        return self._door.logins

    @asynccontextmanager
    async def window(self) -> AsyncIterator[Window]:
        """A window of this session. What fails in it leaves evidence.

        Raises:
            BrowserGone: There is no browser any more.
        """
        try:
            page = await asyncio.wait_for(self._context.new_page(), _OPENING)
        except (BrowserError, TimeoutError):
            self.firewall.cut()
            raise BrowserGone(GONE) from None
        window = Window(page, self.system, self._apart, pause=self._pause, turn=self._turn)
        self._windows.append(window)
        await window.know_frames()
        try:
            yield window
        except (TechnicalProblem, ScreenChanged, LoginRefused) as problem:
            await self.witness(window, problem)
            raise
        finally:
            self._windows.remove(window)
            self._past.update(window.had)
            if desk := self._desks.pop(window, None):
                with suppress(BrowserError, TimeoutError):
                    await asyncio.wait_for(desk.close(), _CLOSING)
            await window.close()

    async def desk(self, window: Window) -> Desk:
        """The desk beside a window; what is fetched there is the robot's own doing, and no page's.

        Raises:
            BrowserGone: There is no browser any more.
        """
        if window not in self._desks:
            try:
                made = Desk.open(self._context, self.firewall, self.system, self._apart, turn=self._turn)
                desk = self._desks[window] = await asyncio.wait_for(made, _OPENING)
                self._past.add(await own_frame(desk.page))
            except (BrowserError, TimeoutError):
                self.firewall.cut()
                raise BrowserGone(GONE) from None
        return self._desks[window]

    async def has_browser(self) -> bool:
        """Whether the browser answers. One that does not is killed: what it still holds must not go out later."""
        if await self.firewall.answers():
            return True
        self.firewall.cut()
        return False

    async def look_at_system(self) -> None:
        """See whether the system is there at all: whether it shows its inbox.

        Raises:
            SystemDown: It did not, however often it was asked.
            SystemProblem: It cannot be worked with for another reason.
        """
        for _ in range(_LOOKS):
            try:
                async with self.window() as window:
                    await self.steadily(window.see_inbox)
            except TechnicalProblem as trouble:
                logger.warning("{} does not show its inbox: {}", self.system.name, trouble)
                problem = trouble
            else:
                return
        raise down(self.system, problem)

    async def witness(self, window: Window, problem: RobotError, case: str = "") -> None:
        """Keep evidence of a failure, once, while the window still stands where it failed."""
        if self._evidence and problem.evidence is None and not self.firewall.is_shut:
            problem.evidence = await take(window, self._evidence, problem, case)

    def turns_to_another_case(self, window: Window) -> None:
        """From here on what the window's frames, but the page itself, have asked for is not the next case's."""
        self._past.update(window.had - {window.own})

    async def attempt_from(self, window: Window, since: float) -> Blocked | None:
        """What a page in this window tried to send by itself, as a script in an applicant's words would; told once.

        It is what the firewall blocked: a write that nobody has declared, a request that decides, or a way out for the
        whole page. An attempt of which nobody can tell the window counts for each that asks; one of a frame that
        another window had, though it is gone since, does not. No page is asked unless it must be: a script that never
        rests leaves it no time to answer.
        """
        attempts = self.firewall.attempts
        fresh = [attempt for attempt in attempts if attempt.at >= since]
        if not fresh:
            return None
        if not all(one.frame in window.had or self.is_anothers(one, window) for one in fresh):
            await asyncio.gather(*(each.know_frames() for each in self._windows))
        ours = window.had - self._past
        if mine := [one for one in fresh if (one.frame in ours if one.writes else one.frame == window.own)]:
            for one in mine:
                with suppress(ValueError):  # so many came that it was dropped
                    attempts.remove(one)
            return mine[0]
        return next((one for one in fresh if one.writes and not self.is_anothers(one, window)), None)

    def is_anothers(self, attempt: Blocked, window: Window) -> bool:
        """Whether it is surely of another window or of an earlier case."""
        others = (other.had for other in self._windows if other is not window)
        return any(attempt.frame in frames for frames in (self._past, *others))

    async def steadily(self, step: Callable[[], Awaitable[T]]) -> T:
        """Do a step that only reads; where the session has ended, log in once and do it again.

        Raises:
            PageProblem: The session ended again at once.
        """
        before = self.logins
        try:
            return await step()
        except LoggedOut:
            logger.info("the session has ended; logging in again")
        await self._door.enter(seen_logins=before)
        try:
            return await step()
        except LoggedOut:
            raise PageProblem("the session ended again right after a new login.") from None

    async def _log_out(self) -> None:
        """Log out; where that fails the work is done all the same, and the system ends the session in its own time."""
        if logout := self.system.description.logout:
            try:
                async with self.window() as window:
                    await (window.go(logout) if isinstance(logout, str) else _press_out(window, logout))
            except (TechnicalProblem, SystemProblem) as trouble:
                logger.warning("could not log out: {}", trouble)


async def _press_out(window: Window, button: Press) -> None:
    """Press the button that logs out; what answers it may be for those who are logged in."""
    await window.come_to(window.system.description.inbox)
    try:
        await window.press(window.page.main_frame, button)
    except PageProblem:
        if not await window.shows_login():
            raise


def down(system: SystemFile, trouble: TechnicalProblem) -> SystemDown:
    """What a fault means that came again and again, and was no case's."""
    problem = SystemDown(
        f"{system.name} answers with faults only: {trouble} Nothing was written. When it does its work again: "
        f"run.py check {system.name}"
    )
    problem.evidence = trouble.evidence
    return problem
