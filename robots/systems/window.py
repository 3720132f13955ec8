"""One window of the browser: go somewhere, wait for what a person would see, read it, press a button."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import CDPSession, Dialog, Frame, Page, Request, Response
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from robots.errors import PageProblem, ScreenChanged, SystemDown
from robots.systems import popups
from robots.systems.apart import Apart
from robots.systems.astray import NotThere
from robots.systems.description import FieldPart, FramedPress, Listing, Press, SystemFile
from robots.systems.habits import Habit, Habits
from robots.systems.kinds import Link
from robots.systems.naming import Naming
from robots.systems.passage import frames_of
from robots.systems.request import Request as Sent
from robots.systems.view import ENDED, KEPT, NOT_WHOLE, READER, LoggedOut, Turn, View, as_pattern, at_once

FORBIDDEN = 403
_NO_FAILURE = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT")
# What a browser says where nobody answers; a connection that breaks is a fault that may pass.
_NOBODY = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_TIMED_OUT", "ERR_NAME", "ERR_ADDRESS", "ERR_INTERNET")
CLOSING = 10  # seconds in which a window closes, or is left to the end of its context
_THERE = f"""([heading, text]) => {{
  const seen = ({READER})({{said: text ? [text] : []}});
  return (!heading || seen.headings.some((one) => new RegExp(heading).test(one))) && (!text || seen.said[text]);
}}"""
_ASK = f"(asked) => '{KEPT}' in globalThis ? globalThis['{KEPT}'].told(asked) : null"
_OFFERED = f"(request) => ({READER})(request) > 0"


class Window(View[Frame]):
    """One page of a logged-in session. It waits for what a person would see, with a limit, and never sleeps."""

    def __init__(self, page: Page, system: SystemFile, apart: Apart, *, pause: float = 0, turn: Turn = at_once) -> None:
        super().__init__(system, apart, turn=turn)
        self.page = page
        self._pause = pause
        self._status: dict[Frame, int] = {}
        self._question: str | None = None
        self._asked = False  # the expected question came
        self._asked_otherwise = False  # another one did
        self._popups: list[Page] = []
        self.noted: tuple[Habits, Naming] | None = None  # where it is noted what presses send, and of which case
        self.sent: Sent | None = None  # by the last press, where that is noted
        self.own = ""  # the page's own frame, by the browser's own name
        self.had: set[str] = set()  # every frame that it and what it opened has had
        self._account: CDPSession | None = None  # tells of the page's frames; a page that is busy admits no new one
        self._learning: set[asyncio.Task[None]] = set()
        page.set_default_timeout(self._limit)
        page.on("dialog", self._answer)
        page.on("framenavigated", self._forget_status)
        page.on("requestfailed", self._note_failure)
        page.on("popup", self._note_popup)
        self._learn(page)

    async def close(self) -> None:
        """Close the window. It may have gone with its browser; amid a navigation Chromium may never answer."""
        with suppress(BrowserError, TimeoutError):
            await asyncio.wait_for(self.page.close(), CLOSING)

    async def close_popups(self) -> None:
        """Close what its pages have opened and nobody has closed: a script could fill the memory with windows."""
        while self._popups:
            popup = self._popups.pop()
            if not popup.is_closed():
                with suppress(BrowserError, TimeoutError):
                    await asyncio.wait_for(popup.close(), CLOSING)

    async def know_frames(self) -> None:
        """Have all the frames that there are by now in `had`, as far as the pages answer in time."""
        if self._learning:
            await asyncio.wait(self._learning, timeout=CLOSING)
        if self._account:
            with suppress(BrowserError, TimeoutError):
                self.had.update(await frames_of(self._account))

    async def go(self, at: str, *, shown: str | None = None) -> None:
        """Go to an address of the system and wait until it and its frames are loaded.

        Args:
            at: The address.
            shown: What messages call it, where it holds what they must not say.

        Raises:
            PageProblem: It did not answer in time, or answered with an error.
            LoggedOut: It sent the robot away to log in.
            SystemDown: Nothing listens there.
        """
        await self.its_turn()
        try:
            answer = await self.page.goto(urljoin(self.system.description.address, at), wait_until="load")
        except BrowserTimeout:
            if self.system.description.login.is_on_the_way(self.page.url):  # its page may send on what is held back
                raise LoggedOut(ENDED) from None
            raise PageProblem(f"{shown or at} did not load in {self._limit / 1000:.0f} s.") from None
        except BrowserError as refused:
            if any(sign in refused.message for sign in _NOBODY):
                raise SystemDown(
                    f"{self.system.name} does not answer at its address. Nothing was written. When it does: "
                    f"run.py check {self.system.name}"
                ) from None
            raise PageProblem(f"{shown or at} could not be loaded.") from None
        self._note_status(self.page.main_frame, answer.status if answer else None)
        if self.status(self.page.main_frame) == FORBIDDEN:  # some say with it that the session has ended
            self._still_logged_in(self.page.main_frame, await self.ask(self.page.main_frame, {}))
        self._healthy(self.page.main_frame, shown or at)

    async def enter(self, at: str, frame: str | None, *, shown: str | None = None) -> Frame:
        """Go to an address that is only for those who are logged in; its frame of that name, or the page itself.

        Raises:
            LoggedOut: The login page stands there instead; otherwise as `go`.
        """
        await self.go(at, shown=shown)
        if frame:
            await self.see(self.page.main_frame)
        return self.frame(frame)

    async def see_inbox(self) -> None:
        """Go to the inbox and wait until it stands there; see `see`."""
        inbox = self.system.description.inbox
        await self.see(await self.come_to(inbox), heading=inbox.heading)

    async def come_to(self, listing: Listing) -> Frame:
        """Go to a list of cases, by its address and then through the menu; its frame, or the page itself."""
        first = listing.path[0].frame if listing.path else listing.frame
        await self.enter(listing.at, first)
        for step in listing.path:
            opens = self.frame(step.opens) if step.opens else None
            await self.press(self.frame(step.frame), step, watch=opens)
        return self.frame(listing.frame)

    def frame(self, name: str | None) -> Frame:
        """The frame of that name, or the page itself."""
        frame = self.page.frame(name=name) if name else self.page.main_frame
        if frame is None:
            text = f'{self.system.shown}: there is no frame "{name}". {self.system.advice}'
            raise NotThere(text, "frame", name or "", tuple(one.name for one in self.page.frames if one.name))
        self._healthy(frame, f'frame "{name}"')
        return frame

    def status(self, frame: Frame) -> int | None:
        """What the system answered when the frame was last loaded."""
        return self._status.get(frame)

    async def _come(self, frame: Frame, heading: str | None, awaits: str | None) -> None:
        await self._until(frame, _THERE, [as_pattern(heading), awaits])

    async def ask(self, frame: Frame, request: Mapping[str, Any]) -> Any:
        """One call of the reader."""
        if self._pause:  # Playwright slows down what it does itself, and the reader does the rest
            await asyncio.sleep(self._pause)
        try:
            answer = await asyncio.wait_for(self._called(frame, request), self._limit / 1000)
        except TimeoutError:
            raise PageProblem(f"the page did not answer in {self._limit / 1000:.0f} s.") from None
        except BrowserError:
            raise PageProblem("the page went away while it was read.") from None
        if isinstance(answer, dict):
            self._note_status(frame, answer.get("status"))
        return answer

    async def _called(self, frame: Frame, request: Mapping[str, Any]) -> Any:
        told = await frame.evaluate(_ASK, json.dumps(request))
        if told is None:  # nothing was kept there
            return await frame.evaluate(f"({READER})", request)
        return (json.loads(told) if isinstance(told, str) else told)[0]

    async def press(
        self,
        frame: Frame,
        button: Press,
        *,
        watch: Frame | None = None,
        outside: FieldPart | None = None,
        waits: bool = True,
    ) -> None:
        """Press the one button of that text and wait for the page that answers, unless the button's own page stays.

        Args:
            watch: The frame whose answer is waited for; the button's own without.
        """
        await self.its_turn(waits=waits)
        if button.stays:
            await self._until(frame, _OFFERED, {"offers": button.press, "outside": outside and outside.spec})
            await self._press_one(frame, button, outside)
            return
        async with self.expecting(button.confirm), self._noting(frame, button, outside) as answered:
            try:
                async with (watch or frame).expect_navigation(wait_until="load", timeout=self._limit) as answer:
                    await self._press_one(frame, button, outside)
                    if self._asked_otherwise and button.confirm and not self._asked:  # no answer is to be waited for
                        raise self._other_question(button)
            except BrowserTimeout:
                if self._asked_otherwise:
                    raise self._other_question(button) from None
                raise PageProblem(f'no answer came after "{button.press}".') from None
            except BrowserError:
                raise PageProblem(f'the answer to "{button.press}" did not load.') from None
            came = await answer.value
            self._note_status(watch or frame, came.status if came else None)
            answered(came)
        self._healthy(watch or frame, f'the answer to "{button.press}"')

    async def opened(self, button: FramedPress) -> Window:
        """The window that a button opens, once it is loaded; `close_popups` closes it."""
        await self.its_turn()
        async with self.expecting(button.confirm):
            try:
                async with self.page.expect_popup(timeout=self._limit) as opening:
                    await self._press_one(self.frame(button.frame), button, None)
                popup = await opening.value
                inside = self.beside(popup)
                await popup.wait_for_load_state("load", timeout=self._limit)
            except BrowserError:
                raise PageProblem(f'no window came after "{button.press}", or it did not load.') from None
        return inside

    async def _press_one(self, frame: Frame, button: Press, outside: FieldPart | None) -> None:
        pressed = await self.ask(frame, {"press": button.press, "outside": outside and outside.spec})
        if pressed != 1:
            await self.see(frame)
            refused = self._refuse(pressed, button)
            raise refused if pressed else await self._no_button(frame, button.press, str(refused))

    @asynccontextmanager
    async def _noting(
        self, frame: Frame, button: Press, outside: FieldPart | None
    ) -> AsyncIterator[Callable[[Response | None], None]]:
        """Note what a press sends beside what stands there, where habits are noted."""
        if self.noted is None:
            yield lambda _answer: None
            return
        habits, case = self.noted
        found = await self.ask(frame, {"sending": button.press, "outside": outside and outside.spec})

        def note(answer: Response | None) -> None:
            self.sent = self._sent(answer)
            habits.pressed(button, Habit.between(found, self.sent, case) if self.sent else None)

        yield note

    def _sent(self, answer: Response | None) -> Sent | None:
        """The request that was sent in the first place."""
        if answer is None:
            return None
        request = answer.request
        while request.redirected_from:
            request = request.redirected_from
        body, charset = request.post_data_buffer or b"", self.system.description.charset
        return Sent(request.method, request.url, request.headers, body, charset=charset)

    async def behind(self, link: Link, table: FieldPart, column: str, frame: str | None) -> str | None:
        """Where a link leads of which only a script knows the address: what its pop-up window shows."""
        opened, address = await popups.behind(self, link, table, column, frame)
        if self.noted and opened:
            self.noted[0].opened(link.script, self.frame(frame).url, opened)
        return address

    def beside(self, popup: Page) -> Window:
        """A window that this one has opened."""
        return Window(popup, self.system, self.apart, pause=self._pause, turn=self._turn)

    async def run(self, frame: Frame, script: str, about: Any, *, within: float) -> Any:
        """Run a function of the robot's own in a frame."""
        try:
            return await asyncio.wait_for(frame.evaluate(f"({script})", about), within)
        except BrowserError:
            raise PageProblem("the page went away.") from None

    async def arrives(self, until: Callable[[str], bool], *, heading: str | None = None) -> None:
        """Wait until the page has gone on by itself to such an address or, where one is named, shows a heading.

        Where it does neither in time, it stands where it stands: whoever waits sees what is wrong.
        """
        ways = [self.page.wait_for_url(until, timeout=self._limit)]
        if heading:
            ways.append(self._until(self.page.main_frame, _THERE, [as_pattern(heading), None]))
        tasks = [asyncio.ensure_future(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _other_question(self, button: Press) -> ScreenChanged:
        return ScreenChanged(
            f'{self.system.shown}: "{button.press}" asked a question that its "confirm" does not say. It was answered '
            f"with no. {self.system.advice}"
        )

    @asynccontextmanager
    async def expecting(self, question: str | None) -> AsyncIterator[None]:
        """Answer this one question of a confirm box with yes; every other box is dismissed."""
        self._question, self._asked, self._asked_otherwise = question, False, False
        try:
            yield
        finally:
            self._question = None

    async def _answer(self, dialog: Dialog) -> None:
        expected = dialog.type == "confirm" and dialog.message.strip() == self._question
        leaving = dialog.type == "beforeunload"  # a case is always left, also one with a half-filled form
        self._asked |= expected
        self._asked_otherwise |= dialog.type in ("confirm", "prompt") and not expected
        with suppress(BrowserError):  # it went with its page
            await (dialog.accept() if expected or leaving else dialog.dismiss())

    async def _until(self, frame: Frame, expression: str, about: Any) -> None:
        """Wait until this is so in the page, or the limit is over: whoever looks next sees which."""
        try:
            await frame.wait_for_function(expression, arg=about, timeout=self._limit, polling=100)
        except BrowserError:
            self._healthy(frame, "the page")

    def _note_popup(self, popup: Page) -> None:
        self._popups.append(popup)
        self._learn(popup)

    def _learn(self, page: Page) -> None:
        """Keep account of a page's frames from now on: what a frame asked for may be judged when it is gone."""
        task = asyncio.ensure_future(self._note_frames(page))
        self._learning.add(task)
        task.add_done_callback(self._learning.discard)

    async def _note_frames(self, page: Page) -> None:
        with suppress(BrowserError):  # it was closed at once
            account = await page.context.new_cdp_session(page)
            account.on("Page.frameAttached", lambda event: self.had.add(event["frameId"]))
            account.on("Page.frameNavigated", lambda event: self.had.add(event["frame"]["id"]))
            own = (await account.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
            self.had.add(own)
            if page is self.page:
                self.own, self._account = own, account
            await account.send("Page.enable")

    def _note_status(self, frame: Frame, status: int | None) -> None:
        if status and self._status.get(frame) != NOT_WHOLE:
            self._status[frame] = status

    def _forget_status(self, frame: Frame) -> None:
        self._status.pop(frame, None)

    @contextmanager
    def failing(self, *, of: str) -> Iterator[list[str]]:
        """What is asked for meanwhile of this address's origin, or of a sign-on server, and does not come.

        What the firewall blocks is left out.
        """
        failures: list[str] = []

        def note(request: Request) -> None:
            ours = urlsplit(request.url)[:2] == urlsplit(of)[:2]
            if request.failure not in _NO_FAILURE and (
                ours or self.system.description.login.is_on_the_way(request.url)
            ):
                failures.append(request.url)

        self.page.on("requestfailed", note)
        try:
            yield failures
        finally:
            self.page.remove_listener("requestfailed", note)

    def _note_failure(self, request: Request) -> None:
        """A page that did not come, or not whole: what came of it, or came before it, stands in the frame all the same.

        A navigation that another one overtook, a download and what the firewall blocked count as no failure.
        """
        if request.is_navigation_request() and request.failure not in _NO_FAILURE:
            self._status[request.frame] = NOT_WHOLE

    def _healthy(self, frame: Frame, what: str) -> None:
        if frame.url.startswith("chrome-error:"):
            raise PageProblem(f"{what} did not come, or not whole.")
        super()._healthy(frame, what)

    async def shows_login(self) -> bool:
        """Whether the page stands in place of another one because nobody is logged in."""
        try:
            self._still_logged_in(self.page.main_frame, await self.ask(self.page.main_frame, {}))
        except LoggedOut:
            return True
        return False
