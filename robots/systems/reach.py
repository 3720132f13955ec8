"""One case as one view reaches it: opened, its screens, its decision form, and how it is left."""

from __future__ import annotations

from typing import Any

from robots.errors import CaseProblem, Reason, ScreenChanged
from robots.systems.decision import Decision
from robots.systems.description import Press
from robots.systems.naming import Naming
from robots.systems.screen import Screen
from robots.systems.stops import refuse_marked
from robots.systems.view import View


class Reach:
    """A case in one view."""

    def __init__(self, view: View[Any], case: Naming, flow: str) -> None:
        self.view = view
        self.case = case
        self.proved = False  # its heading stood on the page
        self._flow = flow
        self.part = view.system.description.cases[flow]
        self.screens = {
            name: Screen(view, part, case, "cases", flow, "screens", name) for name, part in self.part.screens.items()
        }
        self.decision = Decision(view, self.part.draft, case, flow)
        decided = self.part.decision
        self.decided = Screen(view, decided, case, "cases", flow, "decision") if decided else None
        self.of_decided = False  # it is only looked at: nothing is accepted

    async def enter(self) -> None:
        """Open the case, and accept it where that comes first.

        A decided one may have another heading, and is not opened where its decision has an address and a heading of
        its own, unless a mark of it must be looked at before.

        Raises:
            CaseProblem: A colleague has it open.
            ScreenChanged: It is not the case that was asked for, or the page is not what its description says.
        """
        part, decision = self.part.open, self.part.decision
        if self.of_decided and decision and decision.at and decision.heading and not self.part.stops.marks:
            return
        frame = await self._come()
        said = (part.locked,) if part.locked else ()
        heading = self.case.shown(part.heading)
        seen = await self.view.see(frame, heading=heading, said=said)
        self.proved = True
        if part.locked and seen.said[part.locked]:
            raise CaseProblem(Reason.LOCKED, "A colleague has the case open.")
        if part.accept and not self.of_decided:
            await self._accept(part.accept, heading)

    async def leave(self) -> None:
        """Press the button that leaves, on the case's first page where no other has it.

        Where the login page answers it, the case still stands open.
        """
        if leave := self.part.open.leave:
            try:
                await self._press(leave)
            except ScreenChanged:  # it stands on the first page only
                await self._come()
                await self._press(leave)

    async def _press(self, leave: Press) -> None:
        frame = self.view.frame(self.part.open.frame)
        await self.view.press(frame, leave)
        await self.view.see(frame)

    async def heed_marks(self, name: str) -> None:
        """Look at the marks of a screen, and at nothing else.

        Raises:
            Stopped: One says that no robot may read on.
        """
        marks = self.part.stops.by_screen[name]
        read = {str(number): mark.shown for number, mark in enumerate(marks)}
        refuse_marked(await self.screens[name].show(read=read), marks)

    async def _come(self) -> Any:
        part = self.part.open
        return await self.view.enter(self.case.address(part.at), part.frame, shown=self.case.shown(part.at))

    async def _accept(self, accept: Press, heading: str) -> None:
        """Take the case, where it is offered and not the robot's already."""
        frame, sign = self.view.frame(self.part.open.frame), accept.shows or ""
        if offered := await self.view.offers(frame, accept.press):
            await self.view.press(frame, accept)
            frame = self.view.frame(self.part.open.frame)
        if (await self.view.see(frame, heading=heading, said=(sign,))).said[sign]:
            return
        if not offered:
            raise CaseProblem(Reason.LOCKED, "The case could not be accepted: a colleague may have it.")
        system = self.view.system
        place = system.place("cases", self._flow, "open", "accept", "shows")
        raise ScreenChanged(f'{place}: "{accept.press}" was pressed, and "{sign}" is not shown. {system.advice}')
