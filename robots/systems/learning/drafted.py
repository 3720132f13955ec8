"""The draft as it is proposed: the form, what it holds while nobody has begun, and its one save."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from robots.systems.description import FieldPart
from robots.systems.learning.choosing import Purpose, choose
from robots.systems.learning.described import Described, Keys, Learned
from robots.systems.learning.drafts import PRESET, Draft, untouched, varies
from robots.systems.learning.fields import Found
from robots.systems.learning.guessing import UNSEEN, Guess, slug
from robots.systems.learning.kept import deciding_states, pinned
from robots.systems.learning.screens import Screen

SHOWS = "nothing was saved: put here what the page says after a save, by hand, in a test environment"
SENDS = "confirm that this saves and does nothing else: nobody is told, nothing is decided"

NO_DRAFT = "no form for a draft was found in the cases that were opened: nothing can be saved"
PINNED = (
    "these stood the same in all cases and are to go unchanged, so that a save moves no case and writes to nobody: "
    "{names}"
)
_PLAIN = "%Y-%m-%d"
DIFFERS = "it was not the same in all cases: somebody had begun somewhere"


def draft_of(
    out: Described, learned: Learned, draft: Draft | None, found: Sequence[Found], purpose: Purpose | None, place: Keys
) -> dict[str, Any]:
    """The draft's part of a description.

    Args:
        out: Gets what is not sure, what no flow needs, and the requests of the form that decide.
        learned: What the walk saw.
        draft: The form; None where none was found.
        found: The fields that can be written in it.
        purpose: The flow whose draft it is; all fields without.
        place: Where the case stands in the description.
    """
    keys = (*place, "draft")
    if draft is None:
        out.doubt(keys, NO_DRAFT)
        return {"fields": {}, "untouched": {}, "save": {"press": "?", "sends": "POST /?", "shows": "?"}}
    screen = learned.seen[draft.screen]
    beside = [one for one in learned.fields if one.screen == draft.screen]
    kept = {} if purpose else pinned(draft, screen, ())  # without a flow all is drafted but what must stay as it is
    named = _written_alike(_named(out, [one for one in found if one.control not in kept], purpose, keys), beside)
    reached = screen.reached
    if screen.at is None and not screen.tab:
        reached = {"at": learned.inbox.case_at or "/", **reached}
    begun = _untouched(out, named, keys)
    settings = _settings(out, draft, screen, keys)
    ours = [one.control for one in named.values() if one.control]
    pins = pinned(draft, screen, ours)
    out.deciding.extend(deciding_states(draft, screen, ours))
    return {
        **reached,
        "fields": {name: one.described for name, one in named.items()},
        "untouched": begun,
        **({"settings": settings} if settings else {}),
        "carries": draft.carries((*ours, *pins)),
        "save": _save(out, draft, pins, (*keys, "save")),
    }


def _named(out: Described, found: Sequence[Found], purpose: Purpose | None, keys: Keys) -> dict[str, Found]:
    """The fields that the draft writes, by our names."""
    if purpose is None:
        named: dict[str, Found] = {}
        for one in found:
            named[slug(one.label, tuple(named))] = one
        return named
    chosen, missing = choose(purpose.draft, found)
    out.missing[(*keys, "fields")] = [want.name for want in missing]
    labels = {one.found.label for one in chosen}
    out.left_out[(*keys, "fields")] = [(slug(one.label), one.described) for one in found if one.label not in labels]
    return {one.wanted.name: one.found for one in chosen}


def _untouched(out: Described, named: Mapping[str, Found], keys: Keys) -> dict[str, Any]:
    parts = {name: FieldPart.model_validate(one.described) for name, one in named.items()}
    for name, one in named.items():
        if varies(parts[name], one):
            out.doubt((*keys, "untouched", name), DIFFERS)
        if one.doubts:
            out.doubt((*keys, "fields", name), *one.doubts)
    return {name: untouched(parts[name], one) for name, one in named.items()}


def _written_alike(named: Mapping[str, Found], found: Sequence[Found]) -> dict[str, Found]:
    """The same, with days that nobody has entered yet written as the form's other days are.

    Where those show a time too, the day alone is what one types. What only stands there as a text need not be how one
    types it: that is taken to be how the form may show it later.
    """
    dated = [one for one in found if one.guess.kind == "date" and isinstance(one.guess.said.get("formats"), str)]
    forms = {one.guess.said["formats"]: False for one in dated} | {
        one.guess.said["formats"]: True for one in dated if one.control
    }
    if len(forms) != 1:
        return dict(named)
    ((shown, is_typed),) = forms.items()
    typed = re.split(r"[^%\w]?%H", shown)[0] if is_typed else _PLAIN
    formats = shown if typed == shown else [typed, shown]
    return {
        name: replace(one, guess=Guess({**one.guess.said, "formats": formats}, one.guess.doubts))
        if one.guess.kind == "date" and UNSEEN in one.guess.doubts
        else one
        for name, one in named.items()
    }


def _save(out: Described, draft: Draft, pins: Mapping[str, str], keys: Keys) -> dict[str, Any]:
    """The one button, and what must go with it."""
    out.doubt(keys, SENDS)
    out.doubt((*keys, "shows"), SHOWS)
    if pins:
        out.doubt((*keys, "with"), PINNED.format(names=", ".join(pins)))
    said = draft.save.described
    told = {**said.get("with", {}), **pins}
    return {**said, "sends": draft.save.sends or "POST /", **({"with": told} if told else {}), "shows": "?"}


def _settings(out: Described, draft: Draft, screen: Screen, keys: Keys) -> dict[str, Any]:
    """Boxes that are ticked beforehand and may tell somebody: off before the save, found by their labels."""
    settings: dict[str, Any] = {}
    pane = next(iter(screen.panes.values()))
    for control in draft.presets:
        labels = [
            place.label for place in pane.places if place.spot.control and place.spot.control.name == control.name
        ]
        name = slug(control.name, tuple(settings))
        settings[name] = {**({"label": labels[0]} if labels else {"at": f'[name="{control.name}"]'}), "is": False}
        out.doubt((*keys, "settings", name), PRESET)
    return settings
