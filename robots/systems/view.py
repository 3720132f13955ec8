"""What screens are seen through: a window of the browser or, in the faster lanes, a desk with fetched pages."""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from importlib.resources import files
from secrets import token_hex
from typing import Any, Generic, Protocol, TypeVar

from playwright.async_api import Page

from robots.errors import PageProblem, ScreenChanged, TechnicalProblem
from robots.systems.apart import Apart
from robots.systems.astray import NotThere
from robots.systems.description import FieldPart, FramedPress, Press, SystemFile
from robots.systems.kinds import Link, Spot
from robots.systems.layout import Layout
from robots.systems.vocabulary import NEAR, as_label, shape

READER = files("robots.systems").joinpath("reader.js").read_text(encoding="utf-8").strip()
KEPT = (
    f"reader{token_hex(8)}"  # where each page keeps the reader, so that it need not be sent again; no page can alter it
)
KEEP = f"""(() => {{
  const {{parse, stringify}} = JSON, reader = {READER};
  const told = (asked) => {{
    const answer = [reader(parse(asked))];
    return 'toJSON' in answer ? answer : stringify(answer);
  }};
  Object.defineProperty(globalThis, '{KEPT}', {{value: Object.freeze(Object.assign(reader, {{told}}))}});
}})();"""
"""Keeps it before any script of the page runs. `told` is asked and answers in one text: lists and records that pass one
by one cost more than all the reading. Where an old library of scripts has its own way to write them, they pass so."""
ENDED = "the session has ended."
NOT_WHOLE = 0  # in place of a status: the answer was broken off, or none came

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


class Standing(Protocol):
    """Where a screen stands: a frame of a window, or a page that was fetched."""

    @property
    def url(self) -> str:
        """Its address."""
        ...


P = TypeVar("P", bound=Standing)


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
    problems: Mapping[str, str | None] = field(default_factory=dict)  # of what was filled in
    layout: Layout | None = None  # where the system is watched

    def spot(self, name: str) -> Spot | None:
        """What stands at a field that is no table; None where its label stands several times or not at all."""
        seen = self.fields[name]["spot"]
        return Spot.of(seen) if seen else None

    def places(self, name: str) -> list[str]:
        """The places at which a field's label, or a table's header, stands."""
        return list(self.fields[name]["places"])


class View(ABC, Generic[P]):
    """Screens of a logged-in session, one after the other; whoever looks sees what a person would see."""

    page: Page  # whose frames send what is sent
    inert = False  # no script runs: what was filled in stays as it is

    def __init__(self, system: SystemFile, apart: Apart, *, turn: Turn) -> None:
        self.system = system
        self.apart = apart  # where files are opened
        self._turn = turn
        self._limit = system.description.limits.wait * 1000

    @abstractmethod
    async def enter(self, at: str, frame: str | None, *, shown: str | None = None) -> P:
        """Go to an address that is only for those who are logged in; its frame of that name, or the page itself.

        Args:
            at: The address.
            frame: The name of a frame.
            shown: What messages call the address, where it holds what they must not say.

        Raises:
            LoggedOut: The login page stands there instead, or it sent the robot away to log in.
            PageProblem: It did not answer in time, or answered with an error.
            SystemDown: Nothing listens there.
        """

    @abstractmethod
    def frame(self, name: str | None) -> P:
        """The frame of that name, or the page itself."""

    @abstractmethod
    async def ask(self, frame: P, request: Mapping[str, Any]) -> Any:
        """One call of the reader."""

    @abstractmethod
    async def run(self, frame: P, script: str, about: Any, *, within: float) -> Any:
        """Run a function of the robot's own where the screen stands; within so many seconds, else TimeoutError."""

    @abstractmethod
    async def press(self, frame: P, button: Press, *, outside: FieldPart | None = None, waits: bool = True) -> None:
        """Press the one button of that text and wait for the page that answers, unless the button's own page stays.

        Args:
            frame: Where the button stands.
            button: What stands on it, and the question that it may ask.
            outside: A table in whose rows no such button is looked for: an applicant may have written there.
            waits: For its turn. A save does not: what was looked at must not get old. The next page waits longer.

        Raises:
            LoggedOut: The login page stands there instead.
            ScreenChanged: There is no such button, or it asked another question; SeveralButtons: there are several.
            PageProblem: No answer came in time.
        """

    @abstractmethod
    async def opened(self, button: FramedPress) -> View[Any]:
        """The window that a button opens, once it is loaded.

        Raises:
            LoggedOut, ScreenChanged, SeveralButtons: As for `press`.
            PageProblem: No window came in time, or it did not load.
        """

    @abstractmethod
    async def behind(self, link: Link, table: FieldPart, column: str, frame: str | None) -> str | None:
        """Where a link in a table leads of which only a script knows the address; None where it leads nowhere.

        Raises:
            LoggedOut: The login page came instead.
            PageProblem: The system failed; it may do better later.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close it."""

    @abstractmethod
    def failing(self, *, of: str) -> AbstractContextManager[list[str]]:
        """What is asked for meanwhile of this address's origin, or of a sign-on server, and does not come."""

    @abstractmethod
    def status(self, frame: P) -> int | None:
        """What the system answered when the frame was last loaded."""

    async def its_turn(self, *, waits: bool = True) -> None:
        """Wait until the pace of the system's owner allows the next page; without `waits` only take the turn."""
        if (left := await self._turn()) and waits:
            await asyncio.sleep(left)

    async def see(
        self,
        frame: P,
        *,
        heading: str | None = None,
        awaits: str | None = None,
        read: Mapping[str, FieldPart] | None = None,
        said: tuple[str, ...] = (),
        anchors: tuple[str, ...] = (),
        match: Mapping[str, str] | None = None,
        form: bool = False,
        layout: bool = False,
        heads: bool = False,
        fill: Mapping[str, Any] | None = None,
    ) -> Seen:
        """Read a screen once it is there.

        Args:
            frame: Where it stands.
            heading: Must stand there; "*" in it is any text, such as a title that somebody wrote.
            awaits: A text that must have come too: it stands there once scripts have brought the rest.
            read: The fields that are looked for.
            said: Texts of which is asked whether they stand there.
            anchors: Labels of which is asked whether one of them is gone.
            match: Patterns of which the first group is wanted.
            form: Whether the form that holds the fields is asked for.
            layout: Whether it is asked how the page is laid out, where the system is watched.
            heads: Whether that tells of tables too that are not ours.
            fill: What is filled in first, for the reader.

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
            "heads": heads,
        }
        seen = await self.ask(frame, {**request, "fill": fill} if fill else request)
        problems = seen["problems"]
        self._healthy(frame, "the page")
        self._still_logged_in(frame, seen)
        if not (headed(heading, seen["headings"]) and (awaits is None or seen["said"][awaits])):
            await self._come(frame, heading, awaits)
            seen = await self.ask(frame, request)
            self._still_logged_in(frame, seen)
            if heading and not headed(heading, seen["headings"]):
                text = _no_heading(self.system, heading, seen["headings"])
                raise NotThere(text, "heading", heading, tuple(seen["headings"]))
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
            problems or {},
            Layout.of(seen["layout"]) if seen["layout"] else None,
        )

    async def _come(self, frame: P, heading: str | None, awaits: str | None) -> None:
        """Wait until a heading and a text stand there, where they may still come."""

    async def offers(self, frame: P, button: str, *, outside: FieldPart | None = None) -> bool:
        """Whether there is a button or link of that text that can be pressed, outside the rows of a table."""
        return bool(await self.ask(frame, {"offers": button, "outside": outside and outside.spec}))

    async def lacks(self, frame: P, button: str) -> NotThere | None:
        """What can be pressed in a frame, where no button or link of that text can."""
        if await self.offers(frame, button):
            return None
        return await self._no_button(
            frame, button, f'{self.system.shown}: there is no "{button}". {self.system.advice}'
        )

    async def _no_button(self, frame: P, button: str, text: str) -> NotThere:
        return NotThere(text, "button", button, tuple(await self.ask(frame, {"faces": True})))

    def _refuse(self, pressed: int, button: Press) -> ScreenChanged:
        """What a page is answered with that has no such button, or several."""
        return (SeveralButtons if pressed else ScreenChanged)(
            f'{self.system.shown}: "{button.press}" stands on the page {pressed} times; once was '
            f"expected. Nothing was pressed. {self.system.advice}"
        )

    def _healthy(self, frame: P, what: str) -> None:
        status = self.status(frame)
        if status == NOT_WHOLE:
            raise PageProblem(f"{what} did not come, or not whole.")
        if status == 401:
            raise LoggedOut(ENDED)
        if status in (404, 410):
            raise PageMissing(f"{what}: the system says that there is no such page.")
        if status is not None and status >= 400:
            raise PageProblem(f"{what}: the system answered {status}.")

    def _still_logged_in(self, frame: P, seen: Mapping[str, Any]) -> None:
        login = self.system.description.login
        if login.stands_in(frame.url, seen["headings"], password=seen["password"]):
            raise LoggedOut(ENDED)


def nearest(wanted: str, there: Sequence[str]) -> str:
    """What on a page comes nearest to a text, and how near, for messages."""
    near = get_close_matches(wanted, there, n=3, cutoff=NEAR)
    scored = (f'"{as_label(text)}" ({SequenceMatcher(None, text, wanted).ratio():.2f})' for text in near)
    return ", ".join(scored) or "nothing like it"


def as_pattern(heading: str | None) -> str | None:
    """A heading of a description as a pattern; "*" in it is any text."""
    return heading and f"^{'.*'.join(map(re.escape, heading.split('*')))}$"


def headed(heading: str | None, there: Sequence[str]) -> bool:
    """Whether one of the headings on a page is the wanted one, in which "*" is any text."""
    pattern = as_pattern(heading)
    return pattern is None or any(re.search(pattern, text) for text in there)


def _no_heading(system: SystemFile, heading: str, there: list[str]) -> str:
    near = [as_label(text) for text in get_close_matches(heading, there, n=3, cutoff=NEAR)]
    shown = ", ".join(f'"{text}"' for text in near or map(shape, there[:3])) or "none"
    return f'{system.shown}: no heading "{heading}". Headings on the page: {shown}. {system.advice}'
