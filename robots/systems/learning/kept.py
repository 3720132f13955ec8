"""What a save must leave as it stands: the state of the case, and the boxes in which one writes to somebody.

A form that holds the draft often holds a state beside it, as radio buttons or a list, and one save sends all of it.
What is pinned here goes into the permit, and every other state under `never`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from robots.systems.learning.drafts import Draft
from robots.systems.learning.pages import Form, FormControl, Pane
from robots.systems.learning.screens import Screen
from robots.systems.learning.wording import DECIDING, INTERNAL, STATE, WRITING_TO, holds

_STATES = 20  # more options are no states


def pinned(draft: Draft, screen: Screen, chosen: Sequence[str]) -> dict[str, str]:
    """What the form must send unchanged, where it stood the same in every case that was seen.

    Args:
        draft: The form.
        screen: Where it stands, in each case.
        chosen: The names of the controls that the draft itself writes in.
    """
    forms = list(_forms(draft, screen))
    pins: dict[str, str] = {}
    for name in draft.form.names:
        if name in chosen or name in draft.save.with_:
            continue
        held = {_held(form, name) for _, form in forms}
        value = held.pop() if len(held) == 1 else None
        if value is not None and any(_is_pinned(pane, form, name, value) for pane, form in forms[:1]):
            pins[name] = value
    return pins


def deciding_states(draft: Draft, screen: Screen, chosen: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Requests of the form that would give the case another state: all but the pinned one, else those that decide."""
    pins = pinned(draft, screen, chosen)
    pane, form = next(_forms(draft, screen))
    to = (draft.save.sends or "").replace("{case}", "*")
    for name in form.names if to else ():
        options = _options(form, name)
        if name in chosen or not 1 < len(options) <= _STATES or not _is_state(pane, form, name):
            continue
        for value, text in options.items():
            if value and (value != pins[name] if name in pins else holds(f"{text} {value}", DECIDING)):
                yield {"to": to, "with": {name: value}}


def _forms(draft: Draft, screen: Screen) -> Iterator[tuple[Pane, Form]]:
    """The form in each case: the one with the same controls."""
    for pane in screen.panes.values():
        yield from [(pane, form) for form in pane.forms if form.names == draft.form.names][:1]


def _held(form: Form, name: str) -> str | None:
    """What the form would send for a control; None where that is nothing, or several things."""
    sent = [c.value for c in _named(form, name) if not c.fixed and (c.checked or c.kind not in ("radio", "checkbox"))]
    return sent[0] if len(sent) == 1 else None


def _is_pinned(pane: Pane, form: Form, name: str, value: str) -> bool:
    kinds = {control.kind for control in _named(form, name)}
    if kinds == {"textarea"} and not value:
        said = _said(pane, form, name)
        return holds(said, WRITING_TO) and not holds(said, INTERNAL)
    return _is_state(pane, form, name)


def _is_state(pane: Pane, form: Form, name: str) -> bool:
    kinds = {control.kind for control in _named(form, name) if not control.fixed}
    return kinds in ({"radio"}, {"select"}) and holds(_said(pane, form, name), STATE)


def _said(pane: Pane, form: Form, name: str) -> str:
    """The words by which a person, or the system, knows a control."""
    labels = [p.label for p in pane.places if p.spot.control and p.spot.control.name == name]
    own = [control.beside for control in _named(form, name) if control.kind != "radio"]
    return " ".join((name, *own, *labels))


def _options(form: Form, name: str) -> dict[str, str]:
    """What may be chosen, and how a person sees it."""
    options: dict[str, str] = {}
    for control in _named(form, name):
        options |= dict(control.options) if control.kind == "select" else {control.value: control.beside}
    return options


def _named(form: Form, name: str) -> list[FormControl]:
    return [control for control in form.controls if control.name == name]
