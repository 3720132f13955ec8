"""The desk: pages are fetched onto it from inside the logged-in session and read by the one reader, and no script runs.

It stands on an empty page of the system's own address, which the firewall itself answers: what is fetched goes by the
session's cookies, proxy and certificates, and through the firewall, as all else does. Nobody's script can reach it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin

from playwright.async_api import BrowserContext, JSHandle, Page
from playwright.async_api import Error as BrowserError

from robots.errors import PageProblem, ScreenChanged
from robots.systems.apart import Apart
from robots.systems.description import FieldPart, FramedPress, Press, SystemFile
from robots.systems.firewall import Firewall
from robots.systems.habits import Habits, Unsteady
from robots.systems.kinds import Link
from robots.systems.naming import Naming
from robots.systems.view import ENDED, KEPT, NOT_WHOLE, LoggedOut, Turn, View

_DESK = (
    f"() => ({files('robots.systems').joinpath('desk.js').read_text(encoding='utf-8').strip()})(globalThis['{KEPT}'])"
)
_CALL = "async (desk, asked) => JSON.stringify(await desk(JSON.parse(asked)))"
_GRACE = 5  # seconds beyond the limits of its requests in which a desk answers


class Unseen(ScreenChanged):
    """A window has not shown yet what a button sends."""


class Unshown(ScreenChanged):
    """A script or handler stands there that no window has shown yet: what it does, only a window can tell."""


@dataclass(frozen=True)
class Leaf:
    """The page at hand, or a frame of it."""

    desk: Desk
    name: str  # empty: the page itself

    @property
    def url(self) -> str:
        """Its address, once it was fetched."""
        return self.desk.address(self.name)


class Desk(View[Leaf]):
    """Pages one after the other, as a window shows them. What is to be done waits until somebody looks."""

    inert = True

    def __init__(self, page: Page, desk: JSHandle, system: SystemFile, apart: Apart, *, turn: Turn) -> None:
        super().__init__(system, apart, turn=turn)
        self.page = page
        self.habits = Habits()
        self.case = Naming("")
        self._desk = desk
        self._pages: Mapping[str, Mapping[str, Any]] = {}
        self._steps: list[dict[str, Any]] = []
        self._pressed: list[Press] = []
        self._acts: dict[int, str] = {}  # the mark of each script and handler that was met, by its number
        self._proving = False
        self.unshown: set[str] = set()  # marks of those that were met in this case, and that no window had shown

    @classmethod
    async def open(
        cls,
        context: BrowserContext,
        firewall: Firewall,
        system: SystemFile,
        apart: Apart,
        *,
        turn: Turn,
    ) -> Desk:
        """Make an empty desk."""
        page = await context.new_page()
        with firewall.answering(system.description.policy) as address:
            await page.goto(address)
        desk = await page.evaluate_handle(_DESK)
        return cls(page, desk, system, apart, turn=turn)

    def turn_to(self, case: Naming, habits: Habits) -> None:
        """From here on another case lies on the desk, whose habits are followed."""
        self.case, self.habits, self.unshown = case, habits, set()
        self._pages, self._steps, self._pressed = {}, [], []

    def address(self, name: str) -> str:
        """Where a page came from; empty before it was fetched."""
        return str(self._pages[name]["url"]) if name in self._pages else ""

    async def close(self) -> None:
        """Put the desk away."""
        await self.page.close()

    async def enter(self, at: str, frame: str | None, *, shown: str | None = None) -> Leaf:  # noqa: ARG002
        """Have a page fetched. Its own frame is fetched once it is looked at."""
        await self.its_turn()
        self._steps, self._pressed, self._pages = [{"go": urljoin(self.system.description.address, at)}], [], {}
        if frame:
            await self.see(Leaf(self, ""))
        return Leaf(self, frame or "")

    def frame(self, name: str | None) -> Leaf:
        """The frame of that name, or the page itself; whether it is there is seen once it is looked at."""
        leaf = Leaf(self, name or "")
        self._healthy(leaf, f'frame "{name}"')
        return leaf

    def status(self, frame: Leaf) -> int | None:
        """What the system answered when the page was fetched."""
        return self._pages[frame.name]["status"] if frame.name in self._pages else None

    async def ask(self, frame: Leaf, request: Mapping[str, Any]) -> Any:
        """Do what waits to be done, and call the reader."""
        got = await self._do(frame.name, request)
        self._heed_scripts(got["acts"])
        return got["answer"]

    @contextmanager
    def proving(self) -> Iterator[None]:
        """Meanwhile read also what holds scripts that no window has shown: a window is at the same page."""
        self._proving = True
        try:
            yield
        finally:
            self._proving = False

    async def press(self, frame: Leaf, button: Press, *, outside: FieldPart | None = None, waits: bool = True) -> None:
        """Have sent what pressing the button sent before. A save is sent at once."""
        await self.its_turn(waits=waits)
        self._steps.append(self._press(frame, button, outside))
        self._pressed.append(button)
        if not waits:
            await self._do(frame.name, None)
            self._healthy(frame, f'the answer to "{button.press}"')

    async def foretold(self, frame: Leaf, button: Press) -> Mapping[str, Any]:
        """What pressing the button would send, method, address and fields; nothing is sent.

        Raises:
            ScreenChanged: That cannot be told.
        """
        self._steps.append(self._press(frame, button, None) | {"dry": True})
        self._pressed.append(button)
        sends: Mapping[str, Any] = (await self._do(frame.name, None))["sends"]
        return sends

    async def opened(self, button: FramedPress) -> View[Any]:
        """A desk has no second window."""
        raise self._unfit(button.press, "it opens a window")

    async def behind(self, link: Link, table: FieldPart, column: str, frame: str | None) -> str | None:
        """Where a link leads of which only a script knows the address, as it was seen before."""
        at = self.frame(frame)
        address = link.script and self.habits.address(link.script, at.url)
        if not address:
            raise self._unfit(link.text, "only a script knows where it leads")
        inner = table.columns[column].popup
        if inner is None:
            return address
        await self.its_turn()
        return await self._beside(address, inner)

    async def times(self, at: str, many: int) -> tuple[float, float]:
        """Seconds in which a page of the system comes by itself, and in which it comes so many times at once.

        Raises:
            PageProblem: It did not come, or not so often.
        """
        got = await self._call({"timed": urljoin(self.system.description.address, at), "many": many})
        return got["alone"] / 1000, got["together"] / 1000

    async def run(self, frame: Leaf, script: str, about: Any, *, within: float) -> Any:  # noqa: ARG002
        """Run a function of the robot's own on the empty page that the desk stands on."""
        try:
            return await asyncio.wait_for(self.page.evaluate(f"({script})", about), within)
        except BrowserError:
            raise PageProblem("the page went away.") from None

    @contextmanager
    def failing(self, *, of: str) -> Iterator[list[str]]:  # noqa: ARG002
        """What is fetched says itself what became of it."""
        yield []

    async def _beside(self, address: str, inner: str) -> str | None:
        """Where the link of a text leads on a page that is looked at beside the one at hand."""
        got = await self._call({"beside": address, "ask": {"address": inner}})
        if (status := got["status"]) == NOT_WHOLE or status >= 500:
            raise PageProblem(f"the window of an attachment: the system answered {status}.")
        login = self.system.description.login
        if status == 401 or login.stands_in(got["url"], got["seen"]["headings"], password=got["seen"]["password"]):
            raise LoggedOut(ENDED)
        found: str | None = got["answer"]
        return found

    def _press(self, frame: Leaf, button: Press, outside: FieldPart | None) -> dict[str, Any]:
        try:
            habit = self.habits.habit(button)
        except Unsteady:
            raise self._unfit(button.press, "what pressing it sends is not the same each time") from None
        if button.stays:
            raise self._unfit(button.press, "no page answers it")
        if habit is None:
            raise Unseen(f'what "{button.press}" sends was not seen yet')
        return {
            "press": button.press,
            "frame": frame.name,
            "outside": outside and outside.spec,
            "habit": habit.of(self.case),
        }

    async def _do(self, frame: str, ask: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """Do what waits to be done, in order, and look; whatever stands in the way is told as a window would."""
        steps, self._steps = self._steps, []
        pressed, self._pressed = self._pressed, []
        got = await self._call({"steps": steps, "frame": frame, "ask": ask})
        self._pages = got["pages"]
        stopped = next((name for name in ("broken", "missing", "frame") if name in got), None)
        if stopped:
            leaf = Leaf(self, got[stopped])
            if stopped == "missing" and leaf.name:
                self._healthy(Leaf(self, ""), "the page")
                await self._refuse_login()
                raise self._unfit(leaf.name, "there is no such frame")
            self._healthy(leaf, "the page")
            if stopped == "broken":
                raise PageProblem("the page did not come, or not whole.")
            self._still_logged_in(leaf, got["seen"])
            raise self._refuse(got["pressed"], pressed[-1])
        if "unfit" in got:
            raise self._unfit(pressed[-1].press, got["unfit"])
        return got

    def _heed_scripts(self, acts: Sequence[Sequence[Any]]) -> None:
        """Leave to a window what could act by itself and was never shown, as a script in an applicant's words."""
        for number, *text in acts:
            if text:
                self._acts[number] = hashlib.sha256(text[0].encode()).hexdigest()
        met = {self._acts.get(number, "") for number, *_ in acts}
        new = met - self.habits.acts
        self.unshown |= new
        if new and not self._proving:
            raise Unshown("a script stands there that no window has shown yet.")

    async def _refuse_login(self) -> None:
        """See whether the login page stands in place of the page."""
        page = Leaf(self, "")
        self._still_logged_in(page, await self.ask(page, {}))

    async def _call(self, asked: dict[str, Any]) -> Mapping[str, Any]:
        charset = self.system.description.charset
        request = json.dumps({**asked, "charset": charset, "within": self._limit}, ensure_ascii=False)
        most = self._limit / 1000 * (1 + len(asked.get("steps", ()))) + _GRACE
        try:
            done: Mapping[str, Any] = json.loads(await asyncio.wait_for(self._desk.evaluate(_CALL, request), most))
        except TimeoutError:
            raise PageProblem(f"the page did not answer in {most:.0f} s.") from None
        except BrowserError:
            raise PageProblem("the page went away while it was read.") from None
        return done

    def _unfit(self, what: str, why: str) -> ScreenChanged:
        return ScreenChanged(f'{self.system.shown}: "{what}" is out of reach of the faster lanes: {why}.')
