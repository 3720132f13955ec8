"""Fields that are not where they were: where each may be now, by its label, its place, and what it says there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from robots.model import File, Unknown
from robots.systems.candidates import Candidate, best, candidates
from robots.systems.contract import Contract
from robots.systems.description import FieldPart, ScreenPart, SystemFile
from robots.systems.kinds import Link
from robots.systems.layout import Layout
from robots.work.remedies import Edit, Remedy
from robots.work.surveyed import Pages, is_draft, screens, touched
from robots.yamltext import Keys


@dataclass(frozen=True)
class Wound:
    """A field that is not where it was, or of which the neighbours are others, and where it may be now."""

    keys: Keys
    part: FieldPart
    screen: str
    why: str  # what was seen of it; empty: it is not there at all
    candidates: tuple[Candidate, ...]

    def tried(self) -> Iterator[tuple[str, str, FieldPart]]:
        """Under which name each candidate is tried, and on which screen."""
        for number, one in enumerate(self.candidates):
            yield one.screen, f"{self.keys[-1]} {number}", one.part(self.part)


def wounds(system: SystemFile, contract: Contract, pages: Pages) -> list[Wound]:
    """The fields of a flow that are not where they were, each with its candidates."""
    found: list[Wound] = []
    for name, part, keys in screens(system, pages):
        layouts = pages.layouts
        if name not in layouts:
            continue
        others = {other: page for other, page in layouts.items() if not is_draft(other)}
        others = {name: layouts[name]} if is_draft(name) else others
        accepted = contract.screens.get("/".join(keys))
        moved = touched(contract, "/".join(keys), pages, name)
        hurt = {field: moved.get(field, "") for field, about in part.shown.items() if about.kind != "table"}
        there = layouts[name].fields
        hurt = {
            field: why for field, why in hurt.items() if why or (field not in there and _awaited(part, field, accepted))
        }
        taken = frozenset(there) - frozenset(hurt)
        for field, why in hurt.items():
            about = part.fields[field]
            near = candidates(about, field, name, others, accepted, taken)
            found.append(Wound((*keys, "fields", field), about, name, why, tuple(near)))
    return found


def settled(found: Sequence[Wound], pages: Pages, stored: Sequence[Mapping[str, object]]) -> list[Remedy]:
    """What is proposed for each, once its candidates were tried on the pages.

    Args:
        found: The wounds.
        pages: The pages as seen with every candidate as a field.
        stored: What the store has of the same cases; nothing leaves this function but whether it is the same.
    """
    return [_settled(wound, pages, stored) for wound in found]


def _awaited(part: ScreenPart, field: str, accepted: Layout | None) -> bool:
    """Whether a field has to be there: also one that may be absent, where every accepted page had it."""
    return not part.fields[field].optional or (accepted is not None and field in accepted.fields)


def _settled(wound: Wound, pages: Pages, stored: Sequence[Mapping[str, object]]) -> Remedy:
    field = wound.keys[-1]
    tried = []
    for one, (screen, name, part) in zip(wound.candidates, wound.tried(), strict=True):
        values = [
            case[screen].values.get(name) if screen in case else Unknown("not on the page") for case in pages.cases
        ]
        before = (
            [known.get(field, Unknown("not on the page")) for known in stored] if not is_draft(wound.screen) else []
        )
        pairs = [(value, was) for value, was in zip(values, before, strict=False) if _can_tell(value, was)]
        readable = [not isinstance(value, Unknown) for value in values]
        tried.append(one.tried(readable, [_same(value, was, part) for value, was in pairs]))
    first, sure = best(tried)
    ranked = sorted(tried, key=lambda one: -one.score)
    others = tuple(f'"{one.label}" ({one.score:.2f})' for one in ranked[1:3])
    if first is None:
        return Remedy(wound.keys, wound.part.called, "", "nothing on the pages is like it.", sure=False)
    told = f"{wound.why} " if wound.why else ""
    why = f"{told}{_evidence(first)}"
    edits = tuple(_edits(wound, first))
    return Remedy(wound.keys, wound.part.called, first.label, why, sure, edits if sure else (), others)


def _can_tell(value: object, was: object) -> bool:
    """Whether two values tell anything when they are held against each other: two empty ones do not."""
    return not isinstance(was, Unknown) and not (value is None and was is None)


def _same(value: object, was: object, part: FieldPart) -> bool:
    if part.kind == "table":
        return _rows(value) == _rows(was)
    return value == was


def _rows(value: Any) -> list[dict[str, Any]]:
    """A table without its files, which are fetched only to be read."""
    rows = value if isinstance(value, tuple) else ()
    return [{name: cell for name, cell in dict(row).items() if not isinstance(cell, File | Link)} for row in rows]


def _evidence(one: Candidate) -> str:
    said = f"its label is alike by {one.likeness:.2f}, its place by {one.place:.2f}"
    if one.compared:
        return f"{said}; it says what the store has in {one.agreeing} of {one.compared} cases."
    return f"{said}; the store has nothing to compare it with."


def _edits(wound: Wound, one: Candidate) -> Iterator[Edit]:
    keys, part, now = wound.keys, wound.part, one.part(wound.part)
    if one.screen != wound.screen:
        to = (*keys[:2], "screens", one.screen, "fields")
        yield Edit(keys, under=to)
        keys = (*to, keys[-1])
    if one.label not in part.label:
        yield Edit((*keys, "label"), one.label)
    if part.at:
        yield Edit((*keys, "at"))
    for name, was, is_ in (("within", part.within, now.within), ("nth", part.nth, now.nth)):
        if is_ != was:
            yield Edit((*keys, name), is_)
