"""The decision form: what stands in it, and the one save that a robot may send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from loguru import logger
from playwright.async_api import Error as BrowserError

from robots.errors import CaseProblem, PageProblem, Reason, ScreenChanged
from robots.model import Unknown, Value
from robots.systems.description import DraftPart
from robots.systems.firewall import Firewall
from robots.systems.permit import Permit
from robots.systems.screen import Screen
from robots.systems.window import Seen, Window


@dataclass(frozen=True)
class Form:
    """The decision form as it stands: its values by our names."""

    values: Mapping[str, Value | Unknown]
    seen: Seen = field(repr=False)


class Decision:
    """The decision form of one case. It knows one button: the one that saves without deciding."""

    def __init__(self, window: Window, part: DraftPart, number: str, flow: str) -> None:
        self.part = part
        self._window = window
        self._number = number
        self.screen = Screen(window, part, number, "cases", flow, "draft")

    async def form(self) -> Form:
        """Load the form anew and read what stands in it."""
        seen = await self.screen.show()
        return Form(self.screen.values(seen), seen)

    def touched(self, form: Form) -> tuple[str, ...]:
        """The fields that hold something else than a form that nobody has begun."""
        untouched = {name: None if text == "" else text for name, text in self.part.untouched.items()}
        return tuple(name for name, value in form.values.items() if value != untouched[name])

    def differing(self, wanted: Mapping[str, Value], form: Form) -> tuple[str, ...]:
        """The fields that do not hold what is wanted, each compared by its kind."""
        fields = self.part.fields
        return tuple(name for name, part in fields.items() if not part.reads.same(wanted[name], form.values[name]))

    def writable(self, form: Form) -> bool:
        """Whether every field can be written in; not in a case that a person decided, or has taken."""
        controls = [spot.control if (spot := form.seen.spot(name)) else None for name in self.part.fields]
        return all(control is not None and not control.disabled for control in controls)

    async def save(
        self,
        form: Form,
        values: Mapping[str, Value],
        firewall: Firewall,
        last_act: Callable[[], Awaitable[None]],
    ) -> Form | None:
        """Fill the form in and press its save, under a permit for exactly these values.

        Args:
            form: The form as it was just looked at.
            values: The value of each of its fields.
            firewall: Lets the one request out.
            last_act: Run when the request is held, last before it is released; raises HandsOff to block it.

        Returns:
            The form as the system shows it in its answer; None where the answer does not show it.

        Raises:
            CaseProblem: A value does not fit its field; nothing was sent.
            HandsOff: The request was not released; nothing was sent.
            PageProblem: No sign came that the save worked; only a new look tells what the system holds.
        """
        await self._fill(form, values)
        filled = await self.screen.look(form=True)
        self._holds(values, filled)
        permit = self._permit(filled)
        frame = self._window.frame(self.part.frame)
        async with firewall.permit(self._window.page, permit, last_act) as passage:
            try:
                await self._window.press(frame, self.part.save, waits=False)
            except (PageProblem, BrowserError):
                await passage.settled()
                if passage.refused is None:
                    raise
            if passage.refused is not None:
                raise passage.refused
        logger.debug("draft point {}", "response")
        sign = self.part.save.shows or ""
        answer = await self._window.see(self._window.frame(self.part.frame), read=self.part.fields, said=(sign,))
        if not answer.said[sign]:
            raise PageProblem(f'no "{sign}" was shown after the save.')
        try:
            return Form(self.screen.values(answer), answer)
        except ScreenChanged:  # another page answers
            return None

    async def _fill(self, form: Form, values: Mapping[str, Value]) -> None:
        """Type the values in; what the form would not take is refused before anything is typed."""
        written = {name: part.reads.write(values[name]) for name, part in self.part.fields.items()}
        for name, text in written.items():
            self._fits(form, name, text)
        asked = {name: {"spec": part.spec, "value": written[name]} for name, part in self.part.fields.items()}
        problems = await self._window.ask(self._window.frame(self.part.frame), {"fill": asked})
        refused = [f'"{name}": {why}' for name, why in problems.items() if why]
        if refused:
            raise CaseProblem(Reason.TOO_LONG, f"The form does not take {', '.join(refused)}.")

    def _fits(self, form: Form, name: str, text: str) -> None:
        spot = form.seen.spot(name)
        control = spot.control if spot else None
        if control is None or control.disabled:
            raise CaseProblem(Reason.LOCKED, f'"{name}" of the decision form cannot be changed.')
        if control.longest and len(text) > control.longest:
            raise CaseProblem(Reason.TOO_LONG, f'"{name}" takes {control.longest} characters.')
        if control.kind in ("select", "radio") and text not in (control.options or ()):
            raise ScreenChanged(
                f'{self.screen.place("fields", name)}: the form does not offer the option "{text}". It offers: '
                f"{', '.join(control.options or ())}. {self._window.system.advice}"
            )

    def _holds(self, values: Mapping[str, Value], seen: Seen) -> None:
        """Refuse to save a form of which a script changed what was filled in."""
        if altered := self.differing(values, Form(self.screen.values(seen), seen)):
            raise CaseProblem(Reason.ALTERED, f"The form did not keep what was filled in: {', '.join(altered)}.")

    def _permit(self, seen: Seen) -> Permit:
        """Leave for one request that carries exactly what now stands in the form."""
        sends = self.part.save.request
        sent = list(seen.form["sent"]) if seen.form else []
        if sends is None or seen.form is None or len({name for name, _ in sent}) != len(sent):
            raise ScreenChanged(f"{self.screen.place('fields')}: the fields do not stand in one form, each once.")
        others = frozenset(seen.form["names"]) - frozenset(seen.form["ours"])
        if undeclared := others - frozenset(self.part.carries) - frozenset(self.part.save.with_):
            raise ScreenChanged(
                f"{self.screen.place('carries')}: the form would also send {', '.join(sorted(undeclared))}, which "
                f"nobody has declared. {self._window.system.advice}"
            )
        return Permit(case=self._number, sends=sends, required=dict(sent), allowed=others)
