"""What a vendor's upgrade may change on a page, and which change of which field is drawn by a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from robots.systems.description import Description, FieldPart

DICE = 97  # numbers by which the mutator chooses; it begins anew after the last


class Kind(StrEnum):
    """The names are those of the functions in mutator.js."""

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
HEALED = (Kind.LABEL_RENAMED, Kind.OPTIONS_CHANGED, Kind.HEADINGS_CHANGED, Kind.LABELS_SWAPPED)
"""What a changed description can make good."""

_COLUMNS = (Kind.COLUMNS_SWAPPED, Kind.COLUMN_INSERTED)
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
    request: Mapping[str, Any]  # what mutator.js is told, beside the page

    @property
    def name(self) -> str:
        return f"{self.kind.called} of {self.screen}.{self.field}"


def drawn(description: Description, flow: str, kind: Kind, rng: Random) -> Iterator[Mutation]:
    """Changes of one kind without end, as the dice say; where none can be drawn, none.

    Args:
        description: Of the case system.
        flow: Whose screens.
        kind: What is changed.
        rng: The dice.
    """
    screens = _screens(description, flow)
    targets = [(screen, name) for screen, fields in screens.items() for name, part in fields.items()]
    fit = [(screen, name) for screen, name in targets if _fits(kind, screen, screens[screen][name])]
    while fit:
        screen, name = rng.choice(fit)
        fields = screens[screen]
        others = [part for other, part in fields.items() if other != name and part.kind != "table"]
        yield Mutation(
            kind,
            screen,
            name,
            {
                "kind": kind.value,
                "target": _told(fields[name], kind),
                "other": _told(rng.choice(others), kind) if others else None,
                "ours": [_one_label(part) for part in fields.values() if part.label]
                + [label for part in fields.values() for column in part.columns.values() for label in column.label[:1]],
                "dice": [rng.random() for _ in range(DICE)],
            },
        )


def _screens(description: Description, flow: str) -> dict[str, Mapping[str, FieldPart]]:
    case = description.cases[flow]
    listed = FieldPart(kind="table", columns=description.inbox.columns)
    seen = {name: part.fields for name, part in case.screens.items()}
    return {INBOX: {"rows": listed}, **seen, DRAFT: case.draft.fields}


def _fits(kind: Kind, screen: str, part: FieldPart) -> bool:
    if not part.label and not (part.kind == "table" and not part.each):
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
        "columns": [list(column.label) for column in columns] or None,
        "columnOptions": [_texts(column) for column in columns],
        "altered": [at for at, column in enumerate(columns) if column.kind in _OF_KIND.get(kind, ())],
    }


def _texts(part: FieldPart) -> list[str] | None:
    return [text for texts in part.options.values() for text in texts] or None


def _one_label(part: FieldPart) -> str:
    return part.label[0]
