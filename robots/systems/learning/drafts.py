"""The form that a draft could be saved in, its button, and everything on the pages that decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from robots.systems.description import FieldPart
from robots.systems.learning.fields import Found
from robots.systems.learning.pages import Button, Form, FormControl, Link, Pane
from robots.systems.learning.pressing import Pressed, pressed
from robots.systems.learning.screens import Screen, with_case
from robots.systems.learning.wording import CONTENT, DECIDING, LEAVING, SAVING, TELLING, holds

_FEW = 4  # words of a link that does something
PRESET = "it is ticked beforehand, and the save may reach somebody by it: it is taken away before the save"


@dataclass(frozen=True)
class Draft:
    """A candidate for the decision form."""

    screen: int
    form: Form
    save: Pressed
    controls: tuple[FormControl, ...]  # what can be written in it
    presets: tuple[FormControl, ...]  # boxes that are ticked beforehand and may tell somebody
    score: float
    buttons: tuple[str, ...] = ()  # names of the form's other buttons, but for those that decide

    def carries(self, chosen: Sequence[str]) -> list[str]:
        """What the form sends beside the chosen controls; not what may tell somebody."""
        risky = {control.name for control in self.presets}
        left_out = {*chosen, *risky, *self.save.with_}
        return [name for name in dict.fromkeys((*self.form.names, *self.buttons)) if name not in left_out]

    @property
    def tells(self) -> list[dict[str, Any]]:
        """Requests of this form that may reach somebody: those that carry a box which was ticked beforehand."""
        to = (self.save.sends or "").replace("{case}", "*")
        return [{"to": to, "with": {control.name: "*"}} for control in self.presets if to]


@dataclass(frozen=True)
class Dangers:
    """What no robot may press or send."""

    press: tuple[str, ...]
    send: tuple[dict[str, Any], ...]


def find_drafts(screens: Sequence[Screen]) -> list[Draft]:
    """Forms that a draft could be saved in, the likeliest first."""
    found = []
    for place, screen in enumerate(screens):
        number, pane = screen.first
        for at, form in enumerate(pane.forms):
            save = _save(pane, at)
            if form.method == "POST" and save and (one := _draft(place, pane, form, save, number)):
                found.append(one)
    return sorted(found, key=lambda one: -one.score)


def dangers(screens: Sequence[Screen], kept: Sequence[str], save: Pressed | None) -> Dangers:
    """Buttons and links that decide, delete or send, by their words; not those that the description presses.

    Args:
        screens: Where they may stand.
        kept: The texts that the description presses.
        save: The draft's save: what is told apart from nothing else would forbid it too.
    """
    texts: dict[str, None] = {}
    sends: list[dict[str, Any]] = []
    for screen in screens:
        for number, pane in screen.named_panes:
            for what in _deciding(pane):
                if what.text in kept:
                    continue
                if holds(what.text, DECIDING):  # a sign such as × says nothing by itself; its address does
                    texts[what.text] = None
                request = _request(pane, what, number, save)
                if request and request not in sends and not _same(request, save):
                    sends.append(request)
    return Dangers(tuple(texts), tuple(sends))


def leaving(screens: Sequence[Screen]) -> tuple[Screen, Pressed] | None:
    """The button that gives a case back, where there is one."""
    for screen in screens:
        number, pane = screen.first
        for button in pane.buttons:
            if holds(button.text, LEAVING) and not holds(button.text, DECIDING - LEAVING):
                send = with_case(pressed(pane, button), pane.forms[max(button.form, 0)] if pane.forms else None, number)
                if send.sends and send.sure:
                    return screen, send
    return None


def untouched(part: FieldPart, found: Found) -> str | bool | None:
    """What a field holds while nobody has begun: what it held in every case, else nothing, or its first choice."""
    values = [part.reads.read(spot) for spot in found.spots.values()]
    plain = [value if isinstance(value, str | bool) else "" for value in values]
    if part.kind in ("choice", "yes/no"):
        return Counter(plain).most_common(1)[0][0] if plain else ""
    return plain[0] if len(set(plain)) == 1 else ""


def varies(part: FieldPart, found: Found) -> bool:
    """Whether a field held different values in the sample: somebody has begun somewhere."""
    return len({repr(part.reads.read(spot)) for spot in found.spots.values()}) > 1


def _draft(place: int, pane: Pane, form: Form, save: Button, number: str) -> Draft | None:
    controls = tuple(c for c in form.controls if c.seen and c.name and c.kind not in ("hidden", "file", "password"))
    kinds = Counter(control.kind for control in controls)
    if not kinds["textarea"] and not (kinds["select"] and len(controls) > 1):
        return None
    labels = [p.label for p in pane.places if p.spot.control and p.spot.control.name in {c.name for c in controls}]
    named = " ".join((*labels, *(p.section for p in pane.places if p.label in labels), *(c.beside for c in controls)))
    score = (
        2.0 * min(kinds["textarea"], 2)
        + 1.0 * bool(kinds["select"])
        + 2.0 * holds(named, CONTENT)
        + 1.5 * holds(save.text, SAVING)
    )
    score -= 5.0 * any(control.kind == "password" for control in form.controls)
    presets = tuple(
        c
        for c in controls
        if c.kind == "checkbox" and c.checked and holds(f"{c.name} {c.beside} {_beside(pane, c)}", TELLING)
    )
    at = pane.forms.index(form)
    buttons = tuple(b.name for b in pane.buttons if b.form == at and b.name and not holds(b.text, DECIDING))
    return Draft(place, form, with_case(pressed(pane, save), form, number), controls, presets, score, buttons)


def _save(pane: Pane, form: int) -> Button | None:
    """The button that saves: one that says so, else the only one that the form has, never one that decides."""
    there = [
        b for b in pane.buttons if b.form == form and not b.disabled and b.text and not holds(b.text, LEAVING - SAVING)
    ]
    harmless = [b for b in there if not holds(b.text, DECIDING)]
    named = [b for b in harmless if holds(b.text, SAVING)]
    if named:
        return next((one for one in named if one.submits), named[0])
    return harmless[0] if len(harmless) == 1 and harmless[0].submits else None


def _deciding(pane: Pane) -> Iterator[Button | Link]:
    yield from (
        button for button in pane.buttons if button.text and holds(button.text, DECIDING) and len(button.text) < 60
    )
    for link in pane.links:
        named = f"{link.text} {urlsplit(link.address).path if link.plain else ''}"
        if link.text and not link.header and len(link.text.split()) <= _FEW and holds(named, DECIDING):
            yield link


def _request(pane: Pane, what: Button | Link, number: str, save: Pressed | None) -> dict[str, Any] | None:
    """What it would send, where that can be told from what the save sends."""
    if isinstance(what, Link) and what.plain:
        path = urlsplit(what.address).path
        return {"to": f"* {path.replace(number, '*')}"} if number in path else None
    send = pressed(pane, what)
    if not send.sends:
        return None
    told: dict[str, Any] = {name: value for name, value in send.with_.items() if value != number}
    if isinstance(what, Button) and what.form >= 0 and (not told or (save and told.items() <= save.with_.items())):
        others = {name for at, form in enumerate(pane.forms) if at != what.form for name in form.names}
        told |= {name: "*" for name in pane.forms[what.form].names if others and name not in others}
    return {"to": send.sends.replace(number, "*"), "with": told} if told else None


def _same(request: dict[str, Any], save: Pressed | None) -> bool:
    """Whether a request that is to be forbidden cannot be told from the save."""
    told = request.get("with", {})
    return save is not None and bool(told) and told.items() <= save.with_.items()


def _beside(pane: Pane, control: FormControl) -> str:
    return " ".join(
        place.label for place in pane.places if place.spot.control and place.spot.control.name == control.name
    )
