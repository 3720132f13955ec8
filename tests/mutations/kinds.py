"""What a vendor's upgrade may change on a page, and which change of which field is drawn by a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from robots.systems.description import Description, FieldPart

DICE = 97  # numbers by which the mutator chooses; it begins anew after the last


class Kind(StrEnum):
    """The names are those of the functions in mutator/."""

    LABEL_RENAMED = "label_renamed"
    LABELS_SWAPPED = "labels_swapped"
    COLUMNS_SWAPPED = "columns_swapped"
    COLUMN_INSERTED = "column_inserted"
    FIELD_MOVED = "field_moved"
    DUPLICATED = "duplicated"
    HIDDEN = "hidden"
    DECOY = "decoy"
    OPTIONS_CHANGED = "options_changed"
    HEADINGS_CHANGED = "section_headings_changed"
    TABLE_SPLIT = "table_split"
    LANGUAGE_SWITCHED = "language_switched"
    READ_ONLY = "read_only"
    TITLE_RENAMED = "title_renamed"
    BUTTON_RENAMED = "button_renamed"
    FRAME_RENAMED = "frame_renamed"
    MARK_RENAMED = "mark_renamed"

    DATE_ORDER_CHANGED = "date_order_changed"
    UNIT_CHANGED = "unit_changed"
    TRUNCATED = "truncated"

    STYLE = "style"
    ORDER_OF_UNRELATED = "order_of_unrelated"
    HELP_ADDED = "help_added"

    @property
    def called(self) -> str:
        """As tables and people say it."""
        return self.value.replace("_", " ")


UNSEEN = (Kind.DATE_ORDER_CHANGED, Kind.UNIT_CHANGED, Kind.TRUNCATED)
"""What one page cannot show: only over several cases may a format or a range tell."""
HARMLESS = (Kind.STYLE, Kind.ORDER_OF_UNRELATED, Kind.HELP_ADDED)
VISIBLE = tuple(kind for kind in Kind if kind not in (*UNSEEN, *HARMLESS))
HEALED = (
    Kind.LABEL_RENAMED,
    Kind.LABELS_SWAPPED,
    Kind.OPTIONS_CHANGED,
    Kind.HEADINGS_CHANGED,
    Kind.FIELD_MOVED,
    Kind.TABLE_SPLIT,
    Kind.COLUMNS_SWAPPED,
    Kind.COLUMN_INSERTED,
    Kind.LANGUAGE_SWITCHED,
    Kind.TITLE_RENAMED,
    Kind.BUTTON_RENAMED,
    Kind.FRAME_RENAMED,
)
"""What a changed description can make good."""

OF_THE_WAY = (Kind.TITLE_RENAMED, Kind.BUTTON_RENAMED, Kind.FRAME_RENAMED, Kind.MARK_RENAMED)
"""What leads to a screen."""

_COLUMNS = (Kind.COLUMNS_SWAPPED, Kind.COLUMN_INSERTED)
_OF_LISTS = (
    Kind.COLUMNS_SWAPPED,
    Kind.DUPLICATED,
    Kind.HIDDEN,
    Kind.DECOY,
    Kind.OPTIONS_CHANGED,
    Kind.HEADINGS_CHANGED,
    *HARMLESS,
)
_OF_KIND = {
    Kind.DATE_ORDER_CHANGED: ("date",),
    Kind.UNIT_CHANGED: ("whole number", "decimal", "money"),
    Kind.TRUNCATED: ("text",),
}
INBOX, DRAFT = "inbox", "draft"


@dataclass(frozen=True)
class Mutation:
    """One change of one screen."""

    kind: Kind
    screen: str  # "inbox", "draft", or one of the case's
    field: str  # ours that it is about
    request: Mapping[str, Any]  # what the mutator is told, beside the page

    @property
    def words(self) -> tuple[str, ...]:
        """A page that has none of them is not changed."""
        text = self.request.get("text")
        return (text.partition("{case}")[0],) if text else (*self.request["ours"],) or ("",)

    @property
    def name(self) -> str:
        return f"{self.kind.called} of {self.screen}.{self.field}"


def drawn(description: Description, flow: str, kind: Kind, rng: Random) -> Mutation | None:
    """One change of a kind, as the dice say; None where there is nothing in the description for it to be about.

    Args:
        description: Of the case system.
        flow: Whose screens.
        kind: What is changed.
        rng: The dice.
    """
    if kind in OF_THE_WAY:
        return _on_the_way(description, flow, kind, rng)
    screens = _screens(description, flow)
    targets = [(screen, name) for screen, fields in screens.items() for name, part in fields.items()]
    fit = [(screen, name) for screen, name in targets if _fits(kind, screen, screens[screen][name])]
    if not fit:
        return None
    screen, name = rng.choice(fit)
    fields = screens[screen]
    others = [part for other, part in fields.items() if other != name and part.kind != "table"]
    request = {
        "kind": kind.value,
        "target": _told(fields[name], kind),
        "other": _told(rng.choice(others), kind) if others else None,
        "ours": [_one_label(part) for part in fields.values() if part.label]
        + [label for part in fields.values() for column in part.columns.values() for label in column.label[:1]],
        "dice": [rng.random() for _ in range(DICE)],
    }
    return Mutation(kind, screen, name, request)


def _on_the_way(description: Description, flow: str, kind: Kind, rng: Random) -> Mutation | None:
    """A change of what leads to a screen: the case's title, a button, a frame, a mark."""
    case, those = description.cases[flow], list[tuple[str, str]]()
    screens = {**case.screens, DRAFT: case.draft}
    match kind:
        case Kind.TITLE_RENAMED:
            those = [(next(iter(case.screens)), case.open.heading)]
        case Kind.BUTTON_RENAMED:
            those = [(name, tab.press) for name, part in screens.items() for tab in part.tab]
            those += [(name, part.popup.press) for name, part in screens.items() if part.popup]
            those += [(DRAFT, case.draft.save.press)]
        case Kind.FRAME_RENAMED:
            those = [(name, part.frame) for name, part in screens.items() if part.frame]
            those += [(INBOX, description.inbox.frame)] if description.inbox.frame else []
        case Kind.MARK_RENAMED:
            those = [(mark.screen, mark.label[0]) for mark in case.stops.marks if mark.label]
    if not those:
        return None
    screen, text = rng.choice(those)
    dice = [rng.random() for _ in range(DICE)]
    ours = [_one_label(part) for part in next(iter(case.screens.values())).fields.values() if part.label]
    return Mutation(kind, screen, f'"{text}"', {"kind": kind.value, "text": text, "ours": ours, "dice": dice})


def _screens(description: Description, flow: str) -> dict[str, Mapping[str, FieldPart]]:
    case = description.cases[flow]
    listed = FieldPart(kind="table", columns=description.inbox.columns)
    seen = {name: part.fields for name, part in case.screens.items()}
    return {INBOX: {"rows": listed}, **seen, DRAFT: case.draft.fields}


def _fits(kind: Kind, screen: str, part: FieldPart) -> bool:
    if part.each:
        return kind in _OF_LISTS
    if not part.label and part.kind != "table":
        return False
    if kind in _COLUMNS:
        return part.kind == "table"
    if kind in _OF_KIND:
        kinds = [column.kind for column in part.columns.values()] or [part.kind]
        return screen not in (DRAFT, INBOX) and any(one in _OF_KIND[kind] for one in kinds)
    if kind is Kind.READ_ONLY:
        return part.kind != "table"
    return True


def _told(part: FieldPart, kind: Kind) -> dict[str, Any]:
    """What the mutator has to know of a field."""
    columns = list(part.columns.values())
    return {
        "labels": list(part.label),
        "within": part.within,
        "as": part.as_,
        "options": _texts(part),
        "columns": None if part.each else [list(column.label) for column in columns] or None,
        "each": part.each,
        "none": part.none,
        "columnOptions": [_texts(column) for column in columns],
        "altered": [at for at, column in enumerate(columns) if column.kind in _OF_KIND.get(kind, ())],
    }


def _texts(part: FieldPart) -> list[str] | None:
    return [text for texts in part.options.values() for text in texts] or None


def _one_label(part: FieldPart) -> str:
    return part.label[0]
