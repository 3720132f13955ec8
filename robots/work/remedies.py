"""What of a description no longer fits its pages, what is proposed instead, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from robots import yamltext
from robots.model import File, Unknown
from robots.systems.candidates import Candidate, best, candidates, grid_like, renamed
from robots.systems.contract import Contract
from robots.systems.description import FieldPart, ScreenPart, SystemFile
from robots.systems.kinds import Link
from robots.systems.layout import Grid, Layout, common
from robots.systems.screen import Surveyed
from robots.yamltext import Keys

LIKELY = 0.5  # a renamed heading, column or option less likely than that is a person's to decide
DRAFT = "draft"


@dataclass(frozen=True)
class Edit:
    """One change of the file's text: a value put at a place, or (None) dropped, or a place moved under another."""

    keys: Keys
    value: str | int | None = None
    under: Keys = ()


@dataclass(frozen=True)
class Remedy:
    """What is proposed for one place of the description."""

    keys: Keys
    was: str
    now: str  # empty: nothing is likely enough to be named
    why: str  # the evidence
    sure: bool
    edits: tuple[Edit, ...] = ()  # none, though sure: it stands as it should, and only the contract is behind
    others: tuple[str, ...] = ()  # what came next


@dataclass(frozen=True)
class Pages:
    """The screens of some cases of one flow as they are now, or (flow "") a list of cases."""

    flow: str
    numbers: tuple[str, ...]
    cases: tuple[Mapping[str, Surveyed], ...]  # the screens of each

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """What each screen shows on all of them."""
        names = dict.fromkeys(name for case in self.cases for name in case)
        return {name: _shown([case[name].layout for case in self.cases if name in case]) for name in names}

    def options(self, screen: str, field: str) -> tuple[str, ...]:
        """The options that a control offers."""
        return next((texts for case in self.cases if (texts := case[screen].options.get(field))), ())


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


def applied(text: str, remedies: Sequence[Remedy]) -> str:
    """A description's text with what is proposed."""
    for edit in (edit for remedy in remedies for edit in remedy.edits):
        if edit.under:
            text = yamltext.move(text, edit.keys, edit.under)
        elif edit.value is None:
            text = yamltext.drop(text, edit.keys)
        else:
            text = yamltext.put(text, edit.keys, edit.value)
    return text


def wounds(system: SystemFile, contract: Contract, pages: Pages) -> list[Wound]:
    """The fields of a flow that are not where they were, each with its candidates."""
    found: list[Wound] = []
    for name, part, keys in _screens(system, pages):
        layouts = pages.layouts
        if name not in layouts:
            continue
        others = {other: page for other, page in layouts.items() if not _is_draft(other)}
        others = {name: layouts[name]} if _is_draft(name) else others
        accepted = contract.screens.get("/".join(keys))
        touched = _touched(contract, "/".join(keys), pages, name)
        hurt = {field: touched.get(field, "") for field, about in part.shown.items() if about.kind != "table"}
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


def plain(system: SystemFile, contract: Contract, pages: Pages) -> list[Remedy]:
    """What needs no value to be compared: headings of screens, columns of tables, options."""
    found: list[Remedy] = []
    for name, part, keys in _screens(system, pages):
        if name in pages.layouts:
            page, accepted = pages.layouts[name], contract.screens.get("/".join(keys))
            found += _heading(part.heading, keys, page, accepted)
            for field, about in part.shown.items():
                at = (*keys, "fields", field)
                if about.kind == "table":
                    found += _table(about, at, page, field, accepted)
                elif about.options and (offered := pages.options(name, field)):
                    found += _options(about, at, offered)
    return found


def listed(system: SystemFile, contract: Contract, name: str, page: Layout) -> list[Remedy]:
    """The same of a list of cases."""
    listing = system.description.inbox
    accepted = contract.screens.get(name)
    part = FieldPart(kind="table", columns=listing.columns)
    return [*_heading(listing.heading, (name,), page, accepted), *_table(part, (name,), page, "rows", accepted)]


def _shown(layouts: Sequence[Layout]) -> Layout:
    """What all show; of a single page all of it: it is looked at here, and kept nowhere."""
    if len(layouts) == 1:
        return layouts[0]
    return common(layouts).model_copy(update={"heads": layouts[0].heads})


def _screens(system: SystemFile, pages: Pages) -> Iterator[tuple[str, ScreenPart, Keys]]:
    case = system.description.cases[pages.flow]
    for name, part in case.screens.items():
        yield name, part, ("cases", pages.flow, "screens", name)
    for keys, sheet in case.draft.sheets.items():
        yield "/".join(keys), sheet, ("cases", pages.flow, *keys)


def _is_draft(screen: str) -> bool:
    """Whether it is a page of the decision form."""
    return screen.partition("/")[0] == DRAFT


def _touched(contract: Contract, key: str, pages: Pages, name: str) -> dict[str, str]:
    """The fields that stand otherwise than accepted though their labels are there, and how."""
    seen = (case[name].layout for case in pages.cases if name in case)
    return {one.field: one.says for page in seen for one in contract.changes(key, page) if one.field}


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
            [known.get(field, Unknown("not on the page")) for known in stored] if not _is_draft(wound.screen) else []
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


def _heading(heading: str | None, keys: Keys, page: Layout, accepted: Layout | None) -> Iterator[Remedy]:
    if not heading or "{case}" in heading or heading in page.headings:
        return
    before = accepted.headings if accepted and heading in accepted.headings else (heading,)
    found = renamed(before, page.headings, heading)
    yield _likely((*keys, "heading"), heading, found)


def _table(part: FieldPart, keys: Keys, page: Layout, field: str, accepted: Layout | None) -> Iterator[Remedy]:
    """Columns that have other headings, and the heading over the table."""
    if field in page.tables:
        return
    labels = [
        next((label for label in one.label if any(label in grid.titles for grid in page.heads)), one.label[0])
        for one in part.columns.values()
    ]
    grid = grid_like(labels, page.heads)
    if grid is None:
        yield Remedy(keys, part.called, "", "no table on the page is like it.", sure=False)
        return
    known = accepted.tables.get(field, Grid()).titles if accepted else ()
    for name, one in part.columns.items():
        if not set(one.label) & set(grid.titles):
            before = known if one.label[0] in known else tuple(labels)
            yield _likely((*keys, "columns", name, "label"), one.label[0], renamed(before, grid.titles, one.label[0]))
    if part.within and grid.section != part.within:
        yield _likely((*keys, "within"), part.within, (grid.section, 1.0) if grid.section else None)


def _options(part: FieldPart, keys: Keys, offered: Sequence[str]) -> Iterator[Remedy]:
    """Options of a choice that have other texts."""
    before = [text for texts in part.options.values() for text in texts]
    for ours, texts in part.options.items():
        if not set(texts) & set(offered):
            yield _likely((*keys, "options", ours), texts[0], renamed(before, offered, texts[0]))


def _likely(keys: Keys, was: str, found: tuple[str, float] | None) -> Remedy:
    if found is None:
        return Remedy(keys, was, "", "nothing on the pages is like it.", sure=False)
    now, share = found
    sure = share >= LIKELY
    return Remedy(
        keys, was, now, f"it is alike by {share:.2f}, by text and place.", sure, (Edit(keys, now),) if sure else ()
    )
