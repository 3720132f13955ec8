"""The decision form on all its pages: what stands in it, and the saves that a robot may send, page after page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from robots.errors import CaseProblem, Reason, ScreenChanged
from robots.model import Unknown, Value
from robots.systems.astray import NotThere
from robots.systems.description import DraftPart
from robots.systems.firewall import Firewall
from robots.systems.naming import Naming
from robots.systems.sheet import Sheet
from robots.systems.view import Seen, View


@dataclass(frozen=True)
class Form:
    """The decision form as it stands: its values by our names, from all its pages."""

    values: Mapping[str, Value | Unknown]
    seen: tuple[Seen, ...] = field(repr=False)  # each page as it was looked at


class Decision:
    """The decision form of one case, mostly on one page."""

    def __init__(self, window: View[Any], part: DraftPart, case: Naming, flow: str) -> None:
        self.half = False  # in the latest save an earlier page held what it was to hold, and a later one did not
        self._sheets = [Sheet(window, one, case, "cases", flow, *keys) for keys, one in part.sheets.items()]
        self.screens = {"/".join(keys): sheet.screen for keys, sheet in zip(part.sheets, self._sheets, strict=True)}

    async def form(self) -> Form:
        """Load each page of the form anew and read what stands in it."""
        values: dict[str, Value | Unknown] = {}
        looks: list[Seen] = []
        for sheet in self._sheets:
            standing, seen = await sheet.show()
            values |= standing
            looks.append(seen)
        return Form(values, tuple(looks))

    async def unsaved(self) -> dict[str, NotThere]:
        """The pages of the form that lack their button that saves, each as messages call it; nothing is pressed."""
        found: dict[str, NotThere] = {}
        for name, sheet in zip(self.screens, self._sheets, strict=True):
            with suppress(ScreenChanged):
                if gone := await sheet.unsaved():
                    found[name] = gone
        return found

    def touched(self, form: Form) -> tuple[str, ...]:
        """The fields that hold something else than a form that nobody has begun."""
        return tuple(name for sheet in self._sheets for name in sheet.touched(form.values))

    def differing(self, wanted: Mapping[str, Value], form: Form) -> tuple[str, ...]:
        """The fields that do not hold what is wanted, each compared by its kind."""
        return tuple(name for sheet in self._sheets for name in sheet.differing(wanted, form.values))

    def between(self, before: Mapping[str, Value], after: Mapping[str, Value], form: Form) -> bool:
        """Whether some pages hold what they held before, and all others what they were to hold after."""
        held = all(
            any(not sheet.differing(values, form.values) for values in (before, after)) for sheet in self._sheets
        )
        return held and all(self.differing(values, form) for values in (before, after))

    def writable(self, form: Form) -> bool:
        """Whether every field can be written in; not in a case that a person decided, or has taken."""
        return all(sheet.writable(seen) for sheet, seen in zip(self._sheets, form.seen, strict=True))

    async def save(
        self,
        form: Form,
        values: Mapping[str, Value],
        firewall: Firewall,
        last_act: Callable[[], Awaitable[None]],
    ) -> Form | None:
        """Save each page that does not hold its values yet, in their order, each under a permit of its own.

        Args:
            form: The form as it was just looked at.
            values: The value of each of its fields.
            firewall: Lets the one request of each page out.
            last_act: Run when a request is held, last before it is released; raises HandsOff to block it.

        Returns:
            The form as the system shows it in its answers; None where one of them does not show it.

        Raises:
            CaseProblem: A value does not fit its field, a colleague came first, or the system refused the save.
            HandsOff: A request was not released.
            PageProblem: No sign came that a save worked; only a new look tells what the system holds.

        After CaseProblem and HandsOff `half` tells whether an earlier page may have been saved; else nothing was.
        """
        self.half, shown = False, dict[str, Value | Unknown]()
        for sheet in self._sheets:
            sheet.refuse_to_unsay(values, form.values)
        for sheet, looked in zip(self._sheets, form.seen, strict=True):
            if len(self._sheets) == 1:
                shown |= await sheet.save(looked, values, firewall, last_act) or {}
                continue
            if sheet.differing(values, form.values):
                again = await self._again(sheet, form)  # other pages were looked at since
                shown |= await sheet.save(again, values, firewall, last_act) or {}
            else:
                shown |= {name: form.values[name] for name in sheet.part.fields}
            self.half = True
        self.half = False
        return Form(shown, ()) if shown.keys() == form.values.keys() else None

    async def foretell(self, form: Form, values: Mapping[str, Value]) -> Mapping[str, Any]:
        """What saving the form's one page would send, as it stands at a desk; nothing is sent."""
        (sheet,), (looked,) = self._sheets, form.seen
        return await sheet.foretell(looked, values)

    async def _again(self, sheet: Sheet, form: Form) -> Seen:
        """Load a page anew just before it is written in; nobody may have written in it since it was looked at."""
        standing, seen = await sheet.show()
        if any(standing[name] != form.values[name] for name in sheet.part.fields):
            raise CaseProblem(Reason.BEGUN, "A colleague saved the case meanwhile; nothing was overwritten.")
        return seen
