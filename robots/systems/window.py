"""One window of the browser: go somewhere, wait for what a person would see, read it, press a button."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import CDPSession, Dialog, Frame, Page, Request, Response
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from robots.errors import PageProblem, ScreenChanged, SystemDown, TechnicalProblem
from robots.systems.apart import Apart
from robots.systems.description import FieldPart, FramedPress, Listing, Press, SystemFile
from robots.systems.kinds import Spot
from robots.systems.layout import Layout
from robots.systems.passage import frames_of
from robots.systems.vocabulary import NEAR, as_label, shape

READER = files("robots.systems").joinpath("reader.js").read_text(encoding="utf-8")
FORBIDDEN = 403
ENDED = "the session has ended."
NOT_WHOLE = 0  # in place of a status: the answer was broken off, or none came
_NO_FAILURE = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT")
# What a browser says where nobody answers; a connection that breaks is a fault that may pass.
_NOBODY = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_TIMED_OUT", "ERR_NAME", "ERR_ADDRESS", "ERR_INTERNET")
CLOSING = 10  # seconds in which a window closes, or is left to the end of its context
_THERE = f"""([heading, text]) => {{
  const seen = ({READER.strip()})({{said: text ? [text] : []}});
  return (!heading || seen.headings.some((one) => new RegExp(heading).test(one))) && (!text || seen.said[text]);
}}"""
_OFFERED = f"(request) => ({READER.strip()})(request) > 0"


Turn = Callable[[], Awaitable[float]]
"""Takes the next turn to ask the system for a page: seconds until it is there. A page's frames need none."""


async def at_once() -> float:
    """The turn where the system's owner has set no pace."""
    return 0.0


class LoggedOut(TechnicalProblem):
    """The login page stands where a screen should: the session has ended. It is answered with one new login."""


class SeveralButtons(ScreenChanged):
    """Several buttons or links of one text. In a case an applicant's words can bring that about."""


class PageMissing(PageProblem):
    """The system answered that there is no such page."""


@dataclass(frozen=True)
class Seen:
    """What the reader saw on one screen."""

    headings: tuple[str, ...]
    said: Mapping[str, bool]
    found: Mapping[str, str | None]
    fields: Mapping[str, Mapping[str, Any]]
    labels: tuple[str, ...]  # the page's labels, where one of ours is missing
    form: Mapping[str, Any] | None
    gone: tuple[str, ...] = ()  # labels that must be there and are not
    layout: Layout | None = None  # where the system is watched

    def spot(self, name: str) -> Spot | None:
        """What stands at a field that is no table; None where its label stands several times or not at all."""
        seen = self.fields[name]["spot"]
        return Spot.of(seen) if seen else None

    def places(self, name: str) -> list[str]:
        """The places at which a field's label, or a table's header, stands."""
        return list(self.fields[name]["places"])


class Window:
    """One page of a logged-in session. It waits for what a person would see, with a limit, and never sleeps."""

    def __init__(self, page: Page, system: SystemFile, apart: Apart, *, pause: float = 0, turn: Turn = at_once) -> None:
        self.page = page
        self._turn = turn
        self.system = system
        self.apart = apart  # where files are opened
        self._pause = pause
        self._limit = system.description.limits.wait * 1000
        self._status: dict[Frame, int] = {}
        self._question: str | None = None
        self._asked = False  # the expected question came
        self._asked_otherwise = False  # another one did
        self._popups: list[Page] = []
        self.own = ""  # the page's own frame, by the browser's own name
        self.had: set[str] = set()  # every frame that it and what it opened has had
        self._account: CDPSession | None = None  # tells of the page's frames; a page that is busy admits no new one
        self._learning: set[asyncio.Task[None]] = set()
        page.set_default_timeout(self._limit)
        page.on("dialog", self._answer)
        page.on("response", self._note_status)
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

    async def its_turn(self, *, waits: bool = True) -> None:
        """Wait until the pace of the system's owner allows the next page; without `waits` only take the turn."""
        if (left := await self._turn()) and waits:
            await asyncio.sleep(left)

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
            await self.page.goto(urljoin(self.system.description.address, at), wait_until="load")
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
            raise ScreenChanged(f'{self.system.shown}: there is no frame "{name}". {self.system.advice}')
        self._healthy(frame, f'frame "{name}"')
        return frame

    def status(self, frame: Frame) -> int | None:
        """What the system answered when the frame was last loaded."""
        return self._status.get(frame)

    async def see(
        self,
        frame: Frame,
        *,
        heading: str | None = None,
        awaits: str | None = None,
        read: Mapping[str, FieldPart] | None = None,
        said: tuple[str, ...] = (),
        anchors: tuple[str, ...] = (),
        match: Mapping[str, str] | None = None,
        form: bool = False,
        layout: bool = False,
    ) -> Seen:
        """Read a screen once it is there.

        Args:
            frame: Where it stands.
            heading: Must stand there; "*" in it is any text, such as a title that somebody wrote.
            awaits: A text that must have come too: it stands there once scripts have brought the rest.
            read: The fields that are looked for.
            said: Texts of which is asked whether they stand there.
            match: Patterns of which the first group is wanted.
            form: Whether the form that holds the fields is asked for.

        Raises:
            LoggedOut: The login page stands there instead.
            PageProblem: The system answered with an error.
            ScreenChanged: The heading, or the text, did not come.
        """
        request = {
            "read": {name: part.spec for name, part in (read or {}).items()},
            "said": [*said, awaits] if awaits else said,
            "anchors": anchors,
            "match": match or {},
            "form": form,
            "layout": layout and self.system.watch is not None,
        }
        seen = await self.ask(frame, request)
        self._healthy(frame, "the page")
        self._still_logged_in(frame, seen)
        if not (_headed(heading, seen["headings"]) and (awaits is None or seen["said"][awaits])):
            await self._until(frame, _THERE, [_as_pattern(heading), awaits])
            seen = await self.ask(frame, request)
            self._still_logged_in(frame, seen)
            if heading and not _headed(heading, seen["headings"]):
                raise ScreenChanged(_no_heading(self.system, heading, seen["headings"]))
            if awaits and not seen["said"][awaits]:
                raise ScreenChanged(f'{self.system.shown}: "{awaits}" did not come. {self.system.advice}')
        return Seen(
            tuple(seen["headings"]),
            seen["said"],
            seen["found"],
            seen["fields"],
            tuple(seen["labels"]),
            seen["form"],
            tuple(seen["gone"]),
            Layout.of(seen["layout"]) if seen["layout"] else None,
        )

    async def ask(self, frame: Frame, request: Mapping[str, Any]) -> Any:
        """One call of the reader."""
        if self._pause:  # Playwright slows down what it does itself, and the reader does the rest
            await asyncio.sleep(self._pause)
        try:
            return await asyncio.wait_for(frame.evaluate(f"({READER.strip()})", request), self._limit / 1000)
        except TimeoutError:
            raise PageProblem(f"the page did not answer in {self._limit / 1000:.0f} s.") from None
        except BrowserError:
            raise PageProblem("the page went away while it was read.") from None

    async def offers(self, frame: Frame, button: str, *, outside: FieldPart | None = None) -> bool:
        """Whether there is a button or link of that text that can be pressed, outside the rows of a table."""
        return bool(await self.ask(frame, {"offers": button, "outside": outside and outside.spec}))

    async def has(self, button: str, name: str | None) -> bool:
        """Whether the frame of that name, or the page itself, is there and has such buttons or links."""
        frame = self.page.frame(name=name) if name else self.page.main_frame
        return frame is not None and await self.offers(frame, button)

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
            frame: Where the button stands.
            button: What stands on it, and the question that it may ask.
            watch: The frame whose answer is waited for; the button's own without.
            outside: A table in whose rows no such button is looked for: an applicant may have written there.
            waits: For its turn. A save does not: what was looked at must not get old. The next page waits longer.

        Raises:
            LoggedOut: The login page stands there instead.
            ScreenChanged: There is no such button, or it asked another question; SeveralButtons: there are several.
            PageProblem: No answer came in time.
        """
        await self.its_turn(waits=waits)
        if button.stays:
            await self._until(frame, _OFFERED, {"offers": button.press, "outside": outside and outside.spec})
            await self._press_one(frame, button, outside)
            return
        async with self.expecting(button.confirm):
            try:
                async with (watch or frame).expect_navigation(wait_until="load", timeout=self._limit):
                    await self._press_one(frame, button, outside)
                    if self._asked_otherwise and button.confirm and not self._asked:  # no answer is to be waited for
                        raise self._other_question(button)
            except BrowserTimeout:
                if self._asked_otherwise:
                    raise self._other_question(button) from None
                raise PageProblem(f'no answer came after "{button.press}".') from None
            except BrowserError:
                raise PageProblem(f'the answer to "{button.press}" did not load.') from None
        self._healthy(watch or frame, f'the answer to "{button.press}"')

    async def opened(self, button: FramedPress) -> Window:
        """The window that a button opens, once it is loaded; `close_popups` closes it.

        Raises:
            LoggedOut, ScreenChanged, SeveralButtons: As for `press`.
            PageProblem: No window came in time, or it did not load.
        """
        await self.its_turn()
        async with self.expecting(button.confirm):
            try:
                async with self.page.expect_popup(timeout=self._limit) as opening:
                    await self._press_one(self.frame(button.frame), button, None)
                popup = await opening.value
                inside = Window(popup, self.system, self.apart, pause=self._pause, turn=self._turn)
                await popup.wait_for_load_state("load", timeout=self._limit)
            except BrowserError:
                raise PageProblem(f'no window came after "{button.press}", or it did not load.') from None
        return inside

    async def _press_one(self, frame: Frame, button: Press, outside: FieldPart | None) -> None:
        pressed = await self.ask(frame, {"press": button.press, "outside": outside and outside.spec})
        if pressed != 1:
            await self.see(frame)
            raise (SeveralButtons if pressed else ScreenChanged)(
                f'{self.system.shown}: "{button.press}" stands on the page {pressed} times; once was '
                f"expected. Nothing was pressed. {self.system.advice}"
            )

    async def arrives(self, until: Callable[[str], bool], *, heading: str | None = None) -> None:
        """Wait until the page has gone on by itself to such an address or, where one is named, shows a heading.

        Where it does neither in time, it stands where it stands: whoever waits sees what is wrong.
        """
        ways = [self.page.wait_for_url(until, timeout=self._limit)]
        if heading:
            ways.append(self._until(self.page.main_frame, _THERE, [_as_pattern(heading), None]))
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

    def _note_status(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._status[response.frame] = response.status

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
        status = self._status.get(frame, 200)
        if status == NOT_WHOLE or frame.url.startswith("chrome-error:"):
            raise PageProblem(f"{what} did not come, or not whole.")
        if status == 401:
            raise LoggedOut(ENDED)
        if status in (404, 410):
            raise PageMissing(f"{what}: the system says that there is no such page.")
        if status >= 400:
            raise PageProblem(f"{what}: the system answered {status}.")

    async def shows_login(self) -> bool:
        """Whether the page stands in place of another one because nobody is logged in."""
        try:
            self._still_logged_in(self.page.main_frame, await self.ask(self.page.main_frame, {}))
        except LoggedOut:
            return True
        return False

    def _still_logged_in(self, frame: Frame, seen: Mapping[str, Any]) -> None:
        login = self.system.description.login
        if login.stands_in(frame.url, seen["headings"], password=seen["password"]):
            raise LoggedOut(ENDED)


def nearest(wanted: str, there: Sequence[str]) -> str:
    """What on a page comes nearest to a text, and how near, for messages."""
    near = get_close_matches(wanted, there, n=3, cutoff=NEAR)
    scored = (f'"{as_label(text)}" ({SequenceMatcher(None, text, wanted).ratio():.2f})' for text in near)
    return ", ".join(scored) or "nothing like it"


def _as_pattern(heading: str | None) -> str | None:
    return heading and f"^{'.*'.join(map(re.escape, heading.split('*')))}$"


def _headed(heading: str | None, there: Sequence[str]) -> bool:
    pattern = _as_pattern(heading)
    return pattern is None or any(re.search(pattern, text) for text in there)


def _no_heading(system: SystemFile, heading: str, there: list[str]) -> str:
    near = [as_label(text) for text in get_close_matches(heading, there, n=3, cutoff=NEAR)]
    shown = ", ".join(f'"{text}"' for text in near or map(shape, there[:3])) or "none"
    return f'{system.shown}: no heading "{heading}". Headings on the page: {shown}. {system.advice}'
