"""One case opened in its case system: read its screens, look at its decision form, save a draft, and leave it.

Each screen by the fastest lane that was proven (lanes.py): at the desk, where the desk cannot do it in the window.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar

from loguru import logger

from robots.errors import CaseProblem, PageProblem, Reason, RobotError, ScreenChanged, WriteBlocked
from robots.model import Unknown, Value
from robots.redaction import keep_out
from robots.systems.astray import NotThere
from robots.systems.decision import Form
from robots.systems.description import FieldPart, Lane
from robots.systems.desk import Desk, Unseen, Unshown
from robots.systems.documents import read_in
from robots.systems.habits import Unsteady
from robots.systems.lanes import DRAFT, SAVE
from robots.systems.listing import look_up
from robots.systems.naming import Naming
from robots.systems.proving import Foretold, alike, foretell
from robots.systems.reach import Reach
from robots.systems.screen import Reading, Survey, Surveyed
from robots.systems.session import Session
from robots.systems.stops import Stopped
from robots.systems.view import SeveralButtons
from robots.systems.window import Window

T = TypeVar("T")
_HOSTILE = (
    "A page of the case tried by itself to send something that nobody has declared. It was blocked: nothing was "
    "written. The application may hold a script that the case system lets run; tell those who keep the system."
)
_DISTURBED = "A page tried to send something by itself while the save was held; nothing was written."

_OTHERWISE = "window and desk did not read the same."
_NO_ADDRESS = "The address of the case is not known: it has no row in the inbox whose one link leads to it."


class Hostile(CaseProblem):
    """A page of the case tried by itself to decide or to write; the case goes to a person at once."""

    left = True  # False: it was met as the case was opened, and the case may stand open still

    def __init__(self, text: str) -> None:
        super().__init__(Reason.HOSTILE, text)


class Casework:
    """A case that the robot has open."""

    def __init__(self, session: Session, window: Window, case: Naming, flow: str) -> None:
        self.case = case  # what it is called
        self._session = session
        self._window = window
        self._part = session.system.description.cases[flow]
        self._lanes = session.lanes[flow]
        self._page = Reach(window, case, flow)
        self._desk: Reach | None = None  # where a lane above the page lane is used, or tried
        self._at = self._page  # which of them is in the case
        self._entered = 0  # by which login
        self._saver = self._page
        self._since = time.monotonic()
        self._sent = False  # a save may have gone out
        self._whole = False  # every screen was read
        self._shown = False  # a window showed something of it: at a desk alone nothing of it can act
        self._hostile = False  # a page tried something by itself
        self._unshown: set[str] = set()  # scripts and handlers of its pages that no window had shown before

    @classmethod
    async def open(
        cls,
        session: Session,
        window: Window,
        number: str,
        flow: str,
        handle: str | None = None,
        *,
        decided: bool = False,
    ) -> Casework:
        """Open a case; whoever opens it must `leave` it.

        Args:
            session: The robot, logged in.
            window: Where it is opened.
            number: Its number.
            flow: Whose case it is.
            handle: Where its row's link is followed: the handle, as it was last read; else it is looked up.
            decided: A person has decided it: it is not accepted, only looked at, and in the window.

        Raises:
            CaseProblem: A colleague has it open, or its address is not known; nothing was changed.
            ScreenChanged: It is not the case that was asked for, or the page is not what its description says.
        """
        session.turns_to_another_case(window)
        work = cls(session, window, await _named(session, number, flow, handle), flow)
        if decided:
            work._page.of_decided = True
        else:
            await work._have_desk(flow)
        try:
            await work._do(next(iter(work._part.screens)), _at_hand)
        except (ScreenChanged, Hostile) as problem:  # the page came, and with it perhaps its lock
            if isinstance(problem, ScreenChanged):
                await session.witness(window, problem, number)
            if isinstance(problem, Hostile):
                problem.left = False
            if work._page.proved or not work._part.open.accept:  # else it may be another case, which it has accepted
                with suppress(RobotError):
                    await work._page.leave()
                    if isinstance(problem, Hostile):
                        problem.left = True
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
        marked = list(self._part.stops.by_screen)
        for name in marked[:-1]:
            await self._do(name, partial(Reach.heed_marks, name=name))
        rest = [name for name in self._part.screens if name not in marked[-1:]]
        readings = {name: await self._read(name, marked=name in marked) for name in (*marked[-1:], *rest)}
        await self._prove(readings)
        self._whole = True
        values = {name: value for reading in readings.values() for name, value in reading.values.items()}
        fetched = tuple(fetched for reading in readings.values() for fetched in reading.fetched)
        for name, part in self._part.in_documents.items():
            values[name] = await read_in(values, fetched, part, self._window.apart)
        return Reading(values, fetched)

    async def decided(self) -> Mapping[str, object]:
        """What a person decided, once every mark says that a robot may read it: a value, None or Unknown by field.

        Raises:
            Stopped: A mark says that no robot may read on; nothing is taken.
            ScreenChanged: The case shows no decision, or a label is not there; nothing is taken.
        """
        assert self._page.decided
        await self._heed_marks()
        return (await self._quietly(self._page, self._page.decided.read)).values

    async def look(self) -> list[ScreenChanged]:
        """Look at each screen and the decision form by itself, however they have changed; what each complains of.

        Nothing is taken. Where a mark, or a screen that has one, is not what it was, no other is looked at.

        Raises:
            Stopped: A mark says that no robot may read on.
        """
        complaints: list[ScreenChanged] = []
        try:
            await self._heed_marks()
        except ScreenChanged as change:
            return [change]
        for screen in (*self._page.screens.values(), *self._page.decision.screens.values()):
            try:
                await self._quietly(self._page, screen.show)
            except ScreenChanged as change:
                complaints.append(change)
        return complaints

    async def survey(self, wanted: Mapping[str, Mapping[str, FieldPart]]) -> Survey:
        """Look at each screen that can be reached, whatever its heading: how it is laid out, and what fields would be.

        Where a mark, or the screen that has it, is not what it was, nothing else is looked at.

        Args:
            wanted: The fields that are tried on a screen, or on a page of the form ("draft/then/0"). Without any, its
                own, and whether the form has its button that saves.

        Raises:
            Stopped: A mark says that no robot may read on.
            ScreenChanged: The screen of a mark is otherwise than it was accepted.
        """
        for name in self._part.stops.by_screen:
            if lost := await self._mark_lost(name):
                return lost
        surveyed: dict[str, Surveyed] = {}
        astray: dict[str, NotThere] = {}
        for name, screen in {**self._page.screens, **self._page.decision.screens}.items():
            tried = screen.bare(wanted.get(name, screen.part.shown))
            try:
                surveyed[name] = await self._quietly(self._page, tried.survey)
            except NotThere as gone:
                astray[name] = gone
            except ScreenChanged:
                continue
        return Survey(surveyed, astray, await self.unsaved() if surveyed and not wanted else {})

    async def unsaved(self) -> Mapping[str, NotThere]:
        """The pages of the decision form that can be written in and lack their button that saves; none is pressed."""
        return await self._quietly(self._page, self._page.decision.unsaved)

    async def _mark_lost(self, name: str) -> Survey | None:
        """How a screen is that lacks a mark, or was not reached; nothing else of the case is looked at then."""
        try:
            await self._quietly(self._page, partial(self._page.heed_marks, name))
        except NotThere as gone:
            return Survey(astray={name: gone})
        except Stopped as stop:
            if not stop.missing:
                raise
            bare = await self._quietly(self._page, self._page.screens[name].bare({}).survey)
            return Survey(unmarked={name: bare.layout})
        return None

    async def form(self) -> Form:
        """Load the decision form anew and read what stands in it."""
        tried = await self._tried(DRAFT, _form) if self._desk and self._lanes.tries(DRAFT) else None
        form = await self._do(DRAFT, _form)
        if tried:
            self._judge(DRAFT, alike(tried.values, form.values))
        return form

    def touched(self, form: Form) -> tuple[str, ...]:
        """The fields that hold something else than a form that nobody has begun."""
        return self._page.decision.touched(form)

    def differing(self, wanted: Mapping[str, Value], form: Form) -> tuple[str, ...]:
        """The fields that do not hold what is wanted, each compared by its kind."""
        return self._page.decision.differing(wanted, form)

    def writable(self, form: Form) -> bool:
        """Whether every field of the form can be written in; not in a case that a person decided, or has taken."""
        return self._page.decision.writable(form)

    def ours(self, before: Mapping[str, Value], after: Mapping[str, Value], form: Form) -> bool:
        """Whether the form holds what the robot wrote, on all its pages or on some, and nobody has written since."""
        return self.holds(after, form) or self.between(before, after, form)

    def between(self, before: Mapping[str, Value], after: Mapping[str, Value], form: Form) -> bool:
        """Whether only some of the form's pages were saved: those hold what they were to hold, the others as before."""
        return self._page.decision.between(before, after, form)

    @property
    def half(self) -> bool:
        """Whether in the latest save an earlier page of the form may have been saved, and a later one was not."""
        return self._saver.decision.half

    def holds(self, values: Mapping[str, Value], form: Form) -> bool:
        """Whether the form holds just these values; not where it has other fields than they name."""
        return values.keys() == form.values.keys() and not self.differing(values, form)

    async def save(
        self, form: Form, values: Mapping[str, Value], last_act: Callable[[], Awaitable[None]]
    ) -> Form | None:
        """Save the form with these values; see Decision.save. What it shows was just looked at, by `form`."""
        if self._at is self._page:
            return await self._save(form, values, last_act)
        if self._lanes.saves:
            try:
                return await self._save(form, values, last_act)
            except ScreenChanged as unfit:  # nothing was sent
                self._lanes.differed(SAVE, str(unfit))
        said = await self._foretold(form, values) if self._lanes.foretells else None
        again = await self._quietly(self._page, partial(_form, self._page))
        if again.values != form.values:
            raise CaseProblem(Reason.BEGUN, "A colleague saved the case meanwhile; nothing was overwritten.")
        shown = await self._save(again, values, last_act)
        self._hold_against(said)
        return shown

    async def _save(
        self, form: Form, values: Mapping[str, Value], last_act: Callable[[], Awaitable[None]]
    ) -> Form | None:
        """Save the form where it was looked at."""

        async def last_look() -> None:
            fresh = (attempt for attempt in self._session.firewall.attempts if attempt.at >= self._since)
            if not all(self._session.is_anothers(attempt, self._window) for attempt in fresh):
                raise WriteBlocked(_DISTURBED)
            await last_act()

        logger.debug("saved in the {} lane", Lane.PAGE if self._at is self._page else Lane.REPLAY)
        sent, self._sent, self._saver = self._sent, True, self._at
        try:
            return await self._at.decision.save(form, values, self._session.firewall, last_look)
        except ScreenChanged as unfit:
            if self._at is self._page and not isinstance(unfit, SeveralButtons):
                raise
            self._sent = sent or self.half
            if self._at is not self._page:
                raise
            raise CaseProblem(Reason.UNREADABLE, str(unfit)) from None
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
        if self._shown and await self._session.attempt_from(self._window, self._since):
            logger.warning("a page of the case tried to send something by itself; it was blocked")
            self._hostile = True
            raise Hostile(_HOSTILE)

    async def leave(self) -> None:
        """Leave the case, so that no colleague meets the robot's lock.

        Raises:
            PageProblem: It could not be left; the next run leaves it.
        """
        await self._window.close_popups()
        if self._part.open.leave and not (self._page.of_decided and self._part.open.accept):
            await self._leave()
        if self._whole and not self._hostile:
            self._lanes.habits.acts |= self._unshown  # a window has shown them by now, and they did nothing

    async def _leave(self) -> None:
        if self._at is not self._page:
            try:
                await self._inside(self._at, self._at.leave)
                return
            except ScreenChanged as unfit:
                logger.debug("the case is left in the page lane: {}", unfit)
        await self._inside(self._page, self._page.leave)

    async def _have_desk(self, flow: str) -> None:
        """Have a desk where a lane above the page lane is used, or tried; what presses send is noted until then."""
        self._window.noted = None
        names = (*self._part.screens, DRAFT)
        if any(self._lanes.reads(name) or self._lanes.tries(name) for name in names):
            desk = await self._session.desk(self._window)
            desk.turn_to(self.case, self._lanes.habits)
            self._unshown = desk.unshown
            self._desk = Reach(desk, self.case, flow)
            if not self._lanes.settled:
                self._window.noted = self._lanes.habits, self.case

    async def _read(self, name: str, *, marked: bool) -> Reading:
        """Read a screen, after its marks where it has some; what the desk is not sure of is read in the window too."""

        async def read(reach: Reach) -> Reading:
            if marked:
                await reach.heed_marks(name)
            return await reach.screens[name].read(standing=marked)

        reading = await self._do(name, read)
        if self._at is self._page or not _unsure(reading.values):
            return reading
        again = await self._quietly(self._page, partial(read, self._page))
        if not alike(reading.values, again.values):
            self._lanes.differed(name, _OTHERWISE)
        return again

    async def _prove(self, readings: Mapping[str, Reading]) -> None:
        """Read at the desk what was read in the window, where that is still to be proven."""
        for name, reading in readings.items():
            if self._desk and self._lanes.tries(name):
                tried = await self._tried(name, partial(_reading, name=name))
                if tried:
                    self._judge(name, alike(tried.values, reading.values))

    def _judge(self, name: str, same: bool) -> None:
        if same:
            self._lanes.agreed(name)
        else:
            self._lanes.differed(name, _OTHERWISE)

    async def _foretold(self, form: Form, values: Mapping[str, Value]) -> Foretold | None:
        """What the desk says that the page is going to send."""
        try:
            return await foretell(self._at, form, values)
        except Unsteady:
            self._lanes.differed(SAVE, "what pressing it sends is not the same each time.")
            return None

    def _hold_against(self, said: Foretold | None) -> None:
        """Hold what the page has sent against what the desk had said of it."""
        if said is None:
            return
        if self._window.sent and said.fits(self._window.sent):
            self._lanes.foretold()
        else:
            self._lanes.differed(SAVE, "the page sent something else than was foretold.")

    async def _heed_marks(self) -> None:
        for name in self._part.stops.by_screen:
            await self._quietly(self._page, partial(self._page.heed_marks, name))

    async def _tried(self, name: str, step: Callable[[Reach], Awaitable[T]]) -> T | None:
        """Do a step at the desk, for the proof; None where it cannot be done there."""
        assert self._desk
        assert isinstance(self._desk.view, Desk)
        try:
            with self._desk.view.proving():
                return await self._inside(self._desk, partial(step, self._desk))
        except (Unseen, SeveralButtons) as early:
            logger.debug("nothing was proven: {}", early)
        except Hostile:
            raise
        except (ScreenChanged, CaseProblem) as unfit:
            self._lanes.differed(name, str(unfit))
        except PageProblem as trouble:
            logger.debug("nothing was proven: {}", trouble)
        return None

    async def _do(self, name: str, step: Callable[[Reach], Awaitable[T]]) -> T:
        """Do a step that is about a screen at the desk, where that is proven; in the window where it cannot be done."""
        if self._desk and self._lanes.reads(name):
            try:
                return await self._quietly(self._desk, partial(step, self._desk))
            except (Unshown, SeveralButtons) as news:  # this case's own: it may wait for another page, or be a trap
                logger.debug("the case is worked in the window: {}", news)
                self._desk = None
            except ScreenChanged as unfit:
                self._lanes.differed(name, str(unfit))
            except Stopped as stopped:
                if not stopped.missing:
                    raise
                self._lanes.differed(name, _OTHERWISE)
            except PageProblem as trouble:  # a window tells what is wrong: perhaps a sign-on server is asked
                logger.debug("{} is looked at in the window: {}", name, trouble)
        return await self._quietly(self._page, partial(step, self._page))

    async def _quietly(self, reach: Reach, step: Callable[[], Awaitable[T]]) -> T:
        """Do a step in the open case, and take its result only where no page tried anything by itself.

        Once a save may have gone out, it is first read back: then `heed` tells.
        """
        done = await self._inside(reach, step)
        if not self._sent:
            await self.heed()
        return done

    async def _inside(self, reach: Reach, step: Callable[[], Awaitable[T]]) -> T:
        """Do a step in the open case; after a new login, or in the other lane, the case is opened again first."""

        async def opened() -> T:
            if self._entered != self._session.logins or self._at is not reach:
                self._at = reach
                self._shown |= reach is self._page
                await reach.enter()
                self._entered = self._session.logins
            return await step()

        try:
            return await self._session.steadily(opened)
        except (ScreenChanged, PageProblem) as trouble:
            if not self._sent:
                await self.heed()  # a script may have brought that about
            if isinstance(trouble, SeveralButtons) and reach is self._page:
                raise CaseProblem(Reason.UNREADABLE, str(trouble)) from None
            raise


async def _at_hand(reach: Reach) -> None:
    """Being inside is all that is asked."""


async def _form(reach: Reach) -> Form:
    return await reach.decision.form()


async def _reading(reach: Reach, name: str) -> Reading:
    return await reach.screens[name].read()


def _unsure(values: Mapping[str, object]) -> bool:
    """Whether something was not surely read."""
    return any(
        isinstance(value, Unknown)
        or (isinstance(value, tuple) and any(isinstance(row, Mapping) and _unsure(row) for row in value))
        for value in values.values()
    )


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
