"""One case opened in its case system: read its screens, look at its decision form, save a draft, and leave it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from loguru import logger
from playwright.async_api import Frame

from robots.errors import CaseProblem, PageProblem, Reason, RobotError, ScreenChanged, WriteBlocked
from robots.model import Value
from robots.redaction import keep_out
from robots.systems.decision import Decision, Form
from robots.systems.description import FieldPart, Press
from robots.systems.documents import read_in
from robots.systems.listing import look_up
from robots.systems.naming import Naming
from robots.systems.screen import Reading, Screen, Surveyed
from robots.systems.session import Session
from robots.systems.stops import refuse_marked
from robots.systems.window import SeveralButtons, Window

T = TypeVar("T")
_HOSTILE = (
    "A page of the case tried by itself to send something that nobody has declared. It was blocked: nothing was "
    "written. The application may hold a script that the case system lets run; tell those who keep the system."
)
_DISTURBED = "A page tried to send something by itself while the save was held; nothing was written."

_NO_ADDRESS = "The address of the case is not known: it has no row in the inbox whose one link leads to it."


class Hostile(CaseProblem):
    """A page of the case tried by itself to decide or to write; the case goes to a person at once."""

    def __init__(self, text: str) -> None:
        super().__init__(Reason.HOSTILE, text)


class Casework:
    """A case that the robot has open."""

    def __init__(self, session: Session, window: Window, case: Naming, flow: str) -> None:
        self.case = case  # what it is called
        self._flow = flow
        self._session = session
        self._window = window
        self._part = session.system.description.cases[flow]
        self._screens = {
            name: Screen(window, part, case, "cases", flow, "screens", name)
            for name, part in self._part.screens.items()
        }
        self._decision = Decision(window, self._part.draft, case, flow)
        self._proved = False  # its heading stood on the page
        self._entered = 0  # by which login the case was opened
        self._since = time.monotonic()
        self._sent = False  # a save may have gone out

    @classmethod
    async def open(
        cls, session: Session, window: Window, number: str, flow: str, handle: str | None = None
    ) -> Casework:
        """Open a case; whoever opens it must `leave` it.

        Args:
            session: The robot, logged in.
            window: Where it is opened.
            number: Its number.
            flow: Whose case it is.
            handle: Where its row's link is followed: the handle, as it was last read; else it is looked up.

        Raises:
            CaseProblem: A colleague has it open, or its address is not known; nothing was changed.
            ScreenChanged: It is not the case that was asked for, or the page is not what its description says.
        """
        session.turns_to_another_case(window)
        work = cls(session, window, await _named(session, number, flow, handle), flow)
        try:
            await work._inside(work._at_hand)
        except (ScreenChanged, Hostile) as problem:  # the page came, and with it perhaps its lock
            if isinstance(problem, ScreenChanged):
                await session.witness(window, problem, number)
            if work._proved or not work._part.open.accept:  # else another case may stand there, which it has accepted
                with suppress(RobotError):
                    await work._leave()
            raise
        return work

    async def read(self) -> Reading:
        """Read every screen of the case and fetch its attachments, once every mark says that a robot may.

        Raises:
            Stopped: A mark or a document says that no robot may read on; nothing is taken.
            ScreenChanged: A label is not there; nothing of that screen is taken.
            PageProblem: A page did not load.
            CaseProblem: A page of the case tried to send something by itself; it was blocked.
        """
        return await self._quietly(self._read)

    async def look(self) -> list[ScreenChanged]:
        """Look at each screen and the decision form by itself, however they have changed; what each complains of.

        Nothing is taken. Where a mark, or a screen that has one, is not what it was, no other is looked at.

        Raises:
            Stopped: A mark says that no robot may read on.
        """
        complaints: list[ScreenChanged] = []
        try:
            await self._quietly(self._heed_marks)
        except ScreenChanged as change:
            return [change]
        for screen in (*self._screens.values(), *self._decision.screens.values()):
            try:
                await self._quietly(screen.show)
            except ScreenChanged as change:
                complaints.append(change)
        return complaints

    async def survey(self, wanted: Mapping[str, Mapping[str, FieldPart]]) -> dict[str, Surveyed]:
        """Look at each screen that can be reached, whatever its heading: how it is laid out, and what fields would be.

        Args:
            wanted: The fields that are tried on a screen, or on a page of the form ("draft/then/0"); its own without.

        Raises:
            Stopped: A mark says that no robot may read on.
            ScreenChanged: A mark, or the screen that has it, is not what it was: nothing is looked at.
        """
        await self._quietly(self._heed_marks)
        surveyed: dict[str, Surveyed] = {}
        for name, screen in {**self._screens, **self._decision.screens}.items():
            with suppress(ScreenChanged):
                tried = screen.bare(wanted.get(name, screen.part.shown))
                surveyed[name] = await self._quietly(tried.survey)
        return surveyed

    async def form(self) -> Form:
        """Load the decision form anew and read what stands in it."""
        return await self._quietly(self._decision.form)

    def touched(self, form: Form) -> tuple[str, ...]:
        """The fields that hold something else than a form that nobody has begun."""
        return self._decision.touched(form)

    def differing(self, wanted: Mapping[str, Value], form: Form) -> tuple[str, ...]:
        """The fields that do not hold what is wanted, each compared by its kind."""
        return self._decision.differing(wanted, form)

    def writable(self, form: Form) -> bool:
        """Whether every field of the form can be written in; not in a case that a person decided, or has taken."""
        return self._decision.writable(form)

    def ours(self, before: Mapping[str, Value], after: Mapping[str, Value], form: Form) -> bool:
        """Whether the form holds what the robot wrote, on all its pages or on some, and nobody has written since."""
        return self.holds(after, form) or self.between(before, after, form)

    def between(self, before: Mapping[str, Value], after: Mapping[str, Value], form: Form) -> bool:
        """Whether only some of the form's pages were saved: those hold what they were to hold, the others as before."""
        return self._decision.between(before, after, form)

    @property
    def half(self) -> bool:
        """Whether in the latest save an earlier page of the form may have been saved, and a later one was not."""
        return self._decision.half

    def holds(self, values: Mapping[str, Value], form: Form) -> bool:
        """Whether the form holds just these values; not where it has other fields than they name."""
        return values.keys() == form.values.keys() and not self.differing(values, form)

    async def save(
        self, form: Form, values: Mapping[str, Value], last_act: Callable[[], Awaitable[None]]
    ) -> Form | None:
        """Save the form with these values; see Decision.save."""

        async def last_look() -> None:
            fresh = (attempt for attempt in self._session.firewall.attempts if attempt.at >= self._since)
            if not all(self._session.is_anothers(attempt, self._window) for attempt in fresh):
                raise WriteBlocked(_DISTURBED)
            await last_act()

        sent, self._sent = self._sent, True
        try:
            return await self._decision.save(form, values, self._session.firewall, last_look)
        except SeveralButtons as ambiguous:
            self._sent = sent or self.half
            raise CaseProblem(Reason.UNREADABLE, str(ambiguous)) from None
        except (CaseProblem, WriteBlocked) as held:
            self._sent = sent or self.half
            await self.heed()
            if str(held) == _DISTURBED:  # by a page that nobody knows
                raise PageProblem(_DISTURBED) from None
            raise

    async def heed(self) -> None:
        """See whether a page of the case tried to send something by itself since the case was opened.

        Raises:
            CaseProblem: One did. The firewall blocked it: nothing was written.
        """
        if await self._session.attempt_from(self._window, self._since):
            logger.warning("a page of the case tried to send something by itself; it was blocked")
            raise Hostile(_HOSTILE)

    async def leave(self) -> None:
        """Leave the case, so that no colleague meets the robot's lock.

        Raises:
            PageProblem: It could not be left; the next run leaves it.
        """
        await self._window.close_popups()
        if self._part.open.leave:
            await self._inside(self._leave)

    async def _quietly(self, step: Callable[[], Awaitable[T]]) -> T:
        """Do a step in the open case, and take its result only where no page tried anything by itself.

        Once a save may have gone out, it is first read back: then `heed` tells.
        """
        done = await self._inside(step)
        if not self._sent:
            await self.heed()
        return done

    async def _inside(self, step: Callable[[], Awaitable[T]]) -> T:
        """Do a step in the open case; after a new login the case is opened again first."""

        async def opened() -> T:
            if self._entered != self._session.logins:
                await self._enter()
            return await step()

        try:
            return await self._session.steadily(opened)
        except (ScreenChanged, PageProblem) as trouble:
            if not self._sent:
                await self.heed()  # a script may have brought that about
            if isinstance(trouble, SeveralButtons):
                raise CaseProblem(Reason.UNREADABLE, str(trouble)) from None
            raise

    async def _enter(self) -> None:
        part = self._part.open
        frame = await self._come()
        said = (part.locked,) if part.locked else ()
        heading = self.case.shown(part.heading)
        seen = await self._window.see(frame, heading=heading, said=said)
        self._proved = True
        if part.locked and seen.said[part.locked]:
            raise CaseProblem(Reason.LOCKED, "A colleague has the case open.")
        if part.accept:
            await self._accept(part.accept, heading)
        self._entered = self._session.logins

    async def _come(self) -> Frame:
        part = self._part.open
        return await self._window.enter(self.case.address(part.at), part.frame, shown=self.case.shown(part.at))

    async def _accept(self, accept: Press, heading: str) -> None:
        """Take the case, where it is offered and not the robot's already."""
        frame, sign = self._window.frame(self._part.open.frame), accept.shows or ""
        if offered := await self._window.offers(frame, accept.press):
            await self._window.press(frame, accept)
            frame = self._window.frame(self._part.open.frame)
        if (await self._window.see(frame, heading=heading, said=(sign,))).said[sign]:
            return
        if not offered:
            raise CaseProblem(Reason.LOCKED, "The case could not be accepted: a colleague may have it.")
        place = self._session.system.place("cases", self._flow, "open", "accept", "shows")
        advice = self._session.system.advice
        raise ScreenChanged(f'{place}: "{accept.press}" was pressed, and "{sign}" is not shown. {advice}')

    async def _leave(self) -> None:
        """Press the button that leaves, on the case's first page where no other has it.

        Where the login page answers it, the case still stands open.
        """
        part = self._part.open
        if leave := part.leave:
            if not await self._window.has(leave.press, part.frame):
                await self._come()
            frame = self._window.frame(part.frame)
            await self._window.press(frame, leave)
            await self._window.see(frame)

    async def _at_hand(self) -> None:
        """Being inside is all that is asked."""

    async def _read(self) -> Reading:
        standing = await self._heed_marks()
        first = [await standing.read(standing=True)] if standing else []
        readings = first + [await screen.read() for screen in self._screens.values() if screen is not standing]
        values = {name: value for reading in readings for name, value in reading.values.items()}
        fetched = tuple(fetched for reading in readings for fetched in reading.fetched)
        for name, part in self._part.in_documents.items():
            values[name] = await read_in(values, fetched, part, self._window.apart)
        return Reading(values, fetched)

    async def _heed_marks(self) -> Screen | None:
        """Look at the marks, and at nothing else, before any field is read; the screen that stands there then."""
        standing = None
        for name, marks in self._part.stops.by_screen.items():
            standing = self._screens[name]
            read = {str(number): mark.shown for number, mark in enumerate(marks)}
            refuse_marked(await standing.show(read=read), marks)
        return standing


async def _named(session: Session, number: str, flow: str, handle: str | None) -> Naming:
    """What the case is called. Where its row's link is followed, its handle is kept out of every text: it may tell of a
    person."""
    if session.system.description.cases[flow].open.follow is None:
        return Naming(number)
    handle = handle or await look_up(session, number)
    if handle is None:
        raise CaseProblem(Reason.UNREADABLE, _NO_ADDRESS)
    keep_out([handle])
    return Naming(number, handle)
