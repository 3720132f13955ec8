"""One page of the decision form: what stands in it, and the one save that a robot may send from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any

from loguru import logger
from playwright.async_api import Error as BrowserError

from robots.errors import CaseProblem, PageProblem, Reason, ScreenChanged
from robots.model import Unknown, Value
from robots.systems.astray import NotThere
from robots.systems.description import DraftPart, FieldPart, SettingPart, kept_of
from robots.systems.description.field import KeptPart
from robots.systems.desk import Desk
from robots.systems.firewall import Firewall
from robots.systems.naming import Naming
from robots.systems.permit import Permit
from robots.systems.screen import Screen
from robots.systems.view import Seen, View, nearest

Values = Mapping[str, Value | Unknown]


class Sheet:
    """One page of the decision form of one case. It knows one button: the one that saves without deciding."""

    def __init__(self, window: View[Any], part: DraftPart, case: Naming, *keys: str) -> None:
        self.part = part
        self._window = window
        self._case = case
        self.screen = Screen(window, part, case, *keys)

    async def show(self) -> tuple[Values, Seen]:
        """Load the page anew and read what stands in it; what must hold in it before a save must be there too."""
        seen = await self.screen.show(read=self._controls)
        values = self._values(seen)
        for name, setting in self._settings.items():
            if not seen.places(name):
                raise self._lacks(setting.shown.called, seen)
        return values, seen

    async def unsaved(self) -> NotThere | None:
        """What is pressed on the page in place of its save, where it can be written in and the save is not there.

        Raises:
            ScreenChanged: The page is not there.
        """
        looked = await self.screen.bare(self._controls).show()
        if not self.writable(looked):
            return None
        return await self._window.lacks(self._window.frame(self.part.frame), self.part.save.press)

    def touched(self, standing: Values) -> tuple[str, ...]:
        """The fields that hold something else than a page that nobody has begun."""
        untouched = {name: None if text == "" else text for name, text in self.part.untouched.items()}
        return tuple(name for name in self.part.fields if standing[name] != untouched[name])

    def differing(self, wanted: Mapping[str, Value], standing: Values) -> tuple[str, ...]:
        """The fields that do not hold what is wanted, each compared by its kind."""
        fields = self.part.fields
        return tuple(name for name, part in fields.items() if not part.reads.same(wanted[name], standing[name]))

    def refuse_to_unsay(self, wanted: Mapping[str, Value], standing: Values) -> None:
        """Refuse to take a comment back, before anything is saved: an empty one after it would not.

        Raises:
            CaseProblem: The page holds a comment of the robot's, and is to hold none.
        """
        for name in self.differing(wanted, standing):
            if self.part.fields[name].kept and not wanted[name]:
                raise CaseProblem(Reason.UNCERTAIN, f'"{name}" is a comment, and what was said in one stays said.')

    def writable(self, seen: Seen) -> bool:
        """Whether every field can be written in; not in a case that a person decided, or has taken."""
        controls = [spot.control if (spot := seen.spot(name)) else None for name in self.part.fields]
        return all(control is not None and not control.disabled for control in controls)

    async def save(
        self,
        looked: Seen,
        values: Mapping[str, Value],
        firewall: Firewall,
        last_act: Callable[[], Awaitable[None]],
    ) -> Values | None:
        """Fill the page in and press its save, under a permit for exactly these values.

        Args:
            looked: The page as it was just looked at; it stands in the window.
            values: The value of each of its fields, and perhaps of other pages'.
            firewall: Lets the one request out.
            last_act: Run when the request is held, last before it is released; raises HandsOff to block it.

        Returns:
            What the page holds as the system shows it in its answer; None where the answer does not show it.

        Raises:
            CaseProblem: A value does not fit its field, or the system refused the save; nothing was written.
            HandsOff: The request was not released; nothing was sent.
            PageProblem: No sign came that the save worked; only a new look tells what the system holds.
        """
        filled = await self._fill(looked, values)
        self._holds(values, filled)
        self._set(filled)
        permit = self._permit(filled, values)
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
        sign, conflict = self.part.save.shows or "", self.part.conflict
        said = (sign, conflict) if conflict else (sign,)
        try:
            answer = await self._window.see(self._window.frame(self.part.frame), read=self.part.shown, said=said)
        except ScreenChanged:  # it went out: whatever stands there now is no reason to take it for unsent
            raise PageProblem(f'no "{sign}" was shown after the save.') from None
        if conflict and answer.said[conflict]:
            raise CaseProblem(Reason.BEGUN, "A colleague saved the case meanwhile; nothing was overwritten.")
        if not answer.said[sign]:
            raise PageProblem(f'no "{sign}" was shown after the save.')
        try:
            return self._values(answer)
        except ScreenChanged:  # another page answers
            return None

    async def foretell(self, looked: Seen, values: Mapping[str, Value]) -> Mapping[str, Any]:
        """Fill the page in as it stands at a desk; what its save would send then. Nothing is sent."""
        await self._fill(looked, values)
        assert isinstance(self._window, Desk)
        return await self._window.foretold(self._window.frame(self.part.frame), self.part.save)

    async def _fill(self, looked: Seen, values: Mapping[str, Value]) -> Seen:
        """Type the values in, and look; what the form would not take is refused before anything is typed."""
        written = {name: part.reads.write(values[name]) for name, part in self.part.fields.items()}
        for name, text in written.items():
            self._fits(looked, name, text)
        asked = {name: {"spec": part.spec, "value": written[name]} for name, part in self.part.fields.items()}
        for name, setting in self._settings.items():
            asked[name] = {"spec": setting.shown.spec, "value": setting.shown.reads.write(setting.is_)}
        filled = await self.screen.look(form=True, read=self._controls, fill=asked)
        refused = [f'"{name}": {why}' for name, why in filled.problems.items() if why]
        if refused:
            raise CaseProblem(Reason.TOO_LONG, f"The form does not take {', '.join(refused)}.")
        if self._window.inert:
            return filled
        return await self.screen.look(form=True, read=self._controls)  # a script may have been told, and answer now

    def _values(self, seen: Seen) -> Values:
        """What stands in each field; of a comment what is being written or, with its box empty, what was saved."""
        values = self.screen.values(seen)
        for name, part in self.part.fields.items():
            if part.kept:
                saved = _own(values.pop(kept_of(name)), part.kept)
                values[name] = saved if values[name] is None else values[name]
        return values

    def _fits(self, looked: Seen, name: str, text: str) -> None:
        spot = looked.spot(name)
        control = spot.control if spot else None
        if control is None or control.disabled:
            raise CaseProblem(Reason.LOCKED, f'"{name}" of the decision form cannot be changed.')
        if control.longest and len(text) > control.longest:
            raise CaseProblem(Reason.TOO_LONG, f'"{name}" takes {control.longest} characters.')
        if control.kind == "rich" and not self.part.fields[name].rich:
            raise ScreenChanged(
                f'{self.screen.place("fields", name)}: a rich-text editor stands there; "rich" must name the form\'s '
                f"field that carries its text. {self._window.system.advice}"
            )
        if control.kind in ("select", "radio") and text not in (control.options or ()):
            raise ScreenChanged(
                f'{self.screen.place("fields", name)}: the form does not offer the option "{text}". It offers: '
                f"{', '.join(control.options or ())}. {self._window.system.advice}"
            )

    def _holds(self, values: Mapping[str, Value], seen: Seen) -> None:
        """Refuse to save a form of which a script changed what was filled in."""
        if altered := self.differing(values, self._values(seen)):
            raise CaseProblem(Reason.ALTERED, f"The form did not keep what was filled in: {', '.join(altered)}.")

    @cached_property
    def _settings(self) -> dict[str, SettingPart]:
        """What must hold in the form beside its fields, by names that no field has."""
        return {f"setting {name}": setting for name, setting in self.part.settings.items()}

    @cached_property
    def _controls(self) -> dict[str, FieldPart]:
        """All that a save is about, for the reader."""
        return {**self.part.shown, **{name: setting.shown for name, setting in self._settings.items()}}

    def _lacks(self, setting: str, seen: Seen) -> ScreenChanged:
        return ScreenChanged(
            f'{self.screen.place("settings")}: the form has no setting "{setting}". Nearest on the page: '
            f"{nearest(setting, seen.labels)}. {self._window.system.advice}"
        )

    def _set(self, seen: Seen) -> None:
        """Refuse to save a form in which a setting does not hold."""
        for name, setting in self._settings.items():
            part, spot = setting.shown, seen.spot(name)
            if spot is None or spot.control is None or not part.reads.same(setting.is_, part.read(spot)):
                raise CaseProblem(Reason.ALTERED, f'The form did not keep the setting "{part.called}".')

    def _permit(self, seen: Seen, values: Mapping[str, Value]) -> Permit:
        """Leave for one request that carries exactly what now stands in the form, and shows it where it is HTML."""
        rich = {part.rich: part.reads.write(values[name]) for name, part in self.part.fields.items() if part.rich}
        sends = self.part.save.request
        sent = list(seen.form["sent"]) if seen.form else []
        if sends is None or seen.form is None or len({name for name, _ in sent}) != len(sent):
            raise ScreenChanged(f"{self.screen.place('fields')}: the fields do not stand in one form, each once.")
        others = frozenset(seen.form["names"]) - frozenset(seen.form["ours"]) - rich.keys()
        if undeclared := others - frozenset(self.part.carries) - frozenset(self.part.save.with_):
            raise ScreenChanged(
                f"{self.screen.place('carries')}: the form would also send {', '.join(sorted(undeclared))}, which "
                f"nobody has declared. {self._window.system.advice}"
            )
        unsent = frozenset(seen.form["ours"]) - frozenset(name for name, _ in sent)  # boxes that are not ticked
        return Permit(
            case=self._case.handle, sends=sends, required=dict(sent), rich=rich, allowed=others, forbidden=unsent
        )


def _own(comments: Any, kept: KeptPart) -> Value | Unknown:
    """The robot's own comment, None where it has written none; nobody can tell which of several is meant."""
    if isinstance(comments, Unknown):
        return comments
    if any(isinstance(one["by"], Unknown) for one in comments):
        return Unknown("it is not sure who wrote what")
    own: list[Value | Unknown] = [one["text"] for one in comments if one["by"] in kept.own]
    return Unknown("the robot has several comments there") if len(own) > 1 else own[0] if own else None
