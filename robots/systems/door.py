"""The way into a case system: one login at a time, and none any more once a password was refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from urllib.parse import urlsplit

from loguru import logger

from robots.errors import LoginRefused, PageProblem, ScreenChanged, SystemDown, SystemProblem
from robots.systems.challenge import Answer
from robots.systems.credentials import Credentials
from robots.systems.description import (
    Account,
    AskedLogin,
    CodePart,
    FieldPart,
    FormLogin,
    PersonLogin,
    Press,
    SystemFile,
    WayIn,
)
from robots.systems.firewall import Firewall
from robots.systems.request import origin_of
from robots.systems.view import LoggedOut
from robots.systems.window import Window

CUT_OFF = "A login did not come to its end in time. The password was not sent again; the next run tries it."


class Door:
    """Lets one session of the robot's in, and in again when it has ended."""

    def __init__(
        self,
        system: SystemFile,
        firewall: Firewall,
        credentials: Credentials,
        window: Callable[[], AbstractAsyncContextManager[Window]],
    ) -> None:
        self.logins = 0  # how many there were
        self._system = system
        self._firewall = firewall
        self._credentials = credentials
        self._window = window
        self._refused: SystemProblem | None = None  # why no login works; the password is not tried again
        self._one_at_a_time = asyncio.Lock()

    async def enter(self, *, seen_logins: int) -> None:
        """Log in, unless another window of this session has done so since `seen_logins` were counted.

        Raises:
            LoginRefused: The password was refused, now or before.
            SystemProblem: The login did not go as described; it is not tried again.
        """
        async with self._one_at_a_time:
            if self.logins > seen_logins:
                return
            if self._refused:
                raise self._refused
            try:
                async with self._window() as window:
                    with self._firewall.entering(self._system.description.policy):
                        await self._go_in(window)
                    self._has_landed(window)
            except SystemProblem as refused:
                self._refused = refused
                raise
            except LoggedOut:
                raise PageProblem("the way in answered that one has to log in first.") from None
            except asyncio.CancelledError:
                self._refused = SystemDown(CUT_OFF)
                raise
            self.logins += 1
            logger.info("logged in to {}", self._system.name)

    async def _go_in(self, window: Window) -> None:
        match self._system.description.login:
            case FormLogin() as login:
                began = time.time()
                await self._fill_in(window, login)
                if login.code and self._credentials.codes and not self._is_in(window.page.url):
                    await self._give_code(window, login.code, await self._credentials.codes.fresh(since=began))
            case AskedLogin() as login:
                await self._answer(window, login)
            case PersonLogin() as login:
                await self._come_back(window, login)

    async def _fill_in(self, window: Window, login: FormLogin) -> None:
        await window.go(login.at)
        if login.through:
            await window.arrives(self._is_in, heading=login.heading)
            if self._is_in(window.page.url):  # the sign-on server knew the robot still
                return
        await self._fill(window, (login.user, self._account.user), (login.password, self._credentials.password))
        await window.press(window.frame(None), Press(press=login.press))
        if login.through and not login.code:
            await window.arrives(self._is_in, heading=login.heading)
        seen = await window.ask(window.frame(None), {"said": [login.refused]})
        if seen["said"][login.refused] and seen["password"]:
            raise self._refusal()
        if seen["password"]:
            place = self._system.place("login")
            raise ScreenChanged(f"{place}: the login page still stands there, and says no reason.")

    async def _give_code(self, window: Window, page: CodePart, code: str) -> None:
        await self._fill(window, (page.field, code))
        await window.press(window.frame(None), Press(press=page.press))
        if self._login.through:
            await window.arrives(self._is_in)
        seen = await window.ask(window.frame(None), {"said": [page.refused]})
        if seen["said"][page.refused]:
            raise self._refusal_of_code()

    async def _fill(self, window: Window, *fields: tuple[FieldPart, str]) -> None:
        """Fill in fields of the page."""
        asked = {part.called: {"spec": part.spec, "value": value} for part, value in fields}
        filled = await window.ask(window.frame(None), {"fill": asked})
        problems = {name: why for name, why in filled["problems"].items() if why}
        if problems:
            named = ", ".join(f'"{name}": {why}' for name, why in problems.items())
            raise ScreenChanged(f"{self._system.place('login')}: the login page has changed ({named}).")

    async def _answer(self, window: Window, login: AskedLogin) -> None:
        """Go where the server asks for the password, and give it once."""
        await window.know_frames()
        origin = origin_of(self._system.description.address)
        answer = Answer(origin, login.by, self._account.user, self._credentials.password, page=window.own)
        let_in = False
        with self._firewall.challenges.answering(answer), suppress(LoggedOut):
            await window.go(login.at)
            let_in = True
        if answer.refused or (answer.given and not let_in):
            raise self._refusal()
        if answer.asked:
            raise ScreenChanged(
                f"{self._system.place('login', 'by')}: {login.at} asks for the password by {answer.asked}, not by "
                f"{login.by}. It was not sent."
            )
        if not let_in or not (answer.given or self.logins):  # later the browser may give it by itself
            raise ScreenChanged(f"{self._system.place('login', 'at')}: {login.at} did not ask for the password.")

    async def _come_back(self, window: Window, login: PersonLogin) -> None:
        """Go on with the session that a person began."""
        with suppress(LoggedOut):
            await window.go(login.at)
            if login.through:
                await window.arrives(self._is_in)
            if self._is_in(window.page.url) and not await window.shows_login():
                return
        raise LoginRefused(
            f'{self._system.name} has ended the session of "{self._account.user}" that a person began. Begin a new '
            f"one: run.py login {self._system.name}",
            secret=self._account.secret,
        )

    @property
    def _login(self) -> WayIn:
        return self._system.description.login

    @property
    def _account(self) -> Account:
        return self._system.description.account

    def _refusal(self) -> LoginRefused:
        secret = self._account.secret
        return LoginRefused(
            f'{self._system.name} refused the password of "{self._account.user}". It was tried once and will not be '
            f"tried again. Set the right one: run.py secret set {secret}",
            secret=secret,
        )

    def _refusal_of_code(self) -> LoginRefused:
        secret = self._account.codes or ""
        return LoginRefused(
            f'{self._system.name} refused the one-time code of "{self._account.user}". It was sent once. Is the clock '
            f"right (run.py doctor)? Else set the right key: run.py secret set {secret}",
            secret=secret,
            is_code=True,
        )

    def _is_in(self, address: str) -> bool:
        """Whether a page at this address shows that somebody was let in."""
        return self._login.has_landed(address, self._system.description.address)

    def _has_landed(self, window: Window) -> None:
        """See that the login led where it is to lead."""
        if not self._is_in(window.page.url):
            there = urlsplit(window.page.url).path
            raise ScreenChanged(
                f"{self._system.place('login', 'lands')}: the login led to {there}, not to {self._login.lands}."
            )
