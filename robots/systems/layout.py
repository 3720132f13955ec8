"""How a page is laid out around the fields that a robot reads: their labels and neighbours, order, sections, controls.

It holds no values. What one page shows goes into a contract only where every one of several cases shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property, reduce
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from robots.systems.vocabulary import is_label

T = TypeVar("T")


class Piece(BaseModel):
    """The base of all that a layout consists of. What is not set was not the same on each page, and is not held."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Piece):
    """A label in the order of the page."""

    text: str
    section: str = ""  # the heading above it
    block: int = 0  # which table, list or form of the page it stands in
    field: str = ""  # ours that it labels

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same label on another page."""
        return self.section, self.field or self.text


class Place(Piece):
    """Where one of our fields stands, and how it can be written in."""

    label: str = ""
    section: str = ""
    times: int = 1  # that its label stands there
    shown: bool = True  # a person can see it
    control: str = ""  # what sort of control; none: it only shows a text
    disabled: bool = False
    options: str = ""  # the digest of their texts
    longest: int | None = None  # characters that it takes
    hint: str = ""  # the digest of what it says about how to write in it, as a date picker's format
    size: int = 0  # how many labels its block holds
    rank: int = 0  # and which of them it is


class Grid(Piece):
    """A table of ours: the headings of its columns, in order; or a list that is no table."""

    section: str = ""
    titles: tuple[str, ...] = ()
    lists: int = 1  # in how many lists its rows stand


class Layout(Piece):
    """One screen."""

    language: str = ""
    headings: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    fields: dict[str, Place] = Field(default_factory=dict)
    tables: dict[str, Grid] = Field(default_factory=dict)
    heads: tuple[Grid, ...] = ()  # of every table, also those that are not ours; a contract leaves them out
    forms: tuple[str, ...] = ()  # method and address of each, with every number in it made 0

    @classmethod
    def of(cls, seen: Mapping[str, Any]) -> Layout:
        """From what reader.js returned."""
        labels = tuple(Label(**label) for label in seen["labels"])
        return cls(
            language=seen["language"],
            headings=tuple(seen["headings"]),
            labels=labels,
            fields={name: _place(name, about, labels) for name, about in seen["fields"].items()},
            tables={name: Grid(**grid) for name, grid in seen["tables"].items()},
            heads=tuple(Grid(**grid) for grid in seen["heads"]),
            forms=tuple("".join("0" if sign.isdigit() else sign for sign in form) for form in seen["forms"]),
        )

    @cached_property
    def texts(self) -> frozenset[str]:
        """All texts that it holds."""
        labels = {text for label in self.labels for text in (label.text, label.section)}
        fields = {text for place in self.fields.values() for text in (place.label, place.section)}
        tables = {text for grid in self.tables.values() for text in (grid.section, *grid.titles)}
        return frozenset(labels | fields | tables | {*self.headings})

    @cached_property
    def positions(self) -> Mapping[tuple[str, str], int]:
        """Where each label stands that stands there once."""
        keys = [label.key for label in self.labels]
        once = {key for key in keys if keys.count(key) == 1} if len(set(keys)) < len(keys) else set(keys)
        return {key: number for number, key in enumerate(keys) if key in once}

    @cached_property
    def groups(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The labels among which each field of ours has its place: of its block or, where it is alone there, of its
        section or page."""
        return {label.field: self._group(label) for label in self.labels if label.field}

    def _group(self, mine: Label) -> tuple[tuple[str, str], ...]:
        section = [label for label in self.labels if label.section == mine.section]
        groups = ([label for label in section if label.block == mine.block], section, self.labels)
        around = next((those for those in groups if len(those) > 1), ())
        return tuple(label.key for label in around if label.key != mine.key and label.key in self.positions)

    def in_words_of(self, accepted: Layout) -> Layout:
        """The same with each text as the accepted one has it: as it is, as its digest, or not at all."""

        def known(text: str) -> str:
            return text if text in accepted.texts else digest(text)

        page = self._told(known)
        labels = tuple(_under(label, accepted.headings) for label in page.labels)
        return page.model_copy(update={"labels": labels})

    def vouched(self, words: frozenset[str]) -> Layout:
        """The same without a text that might tell of somebody: that is none of these words, and like no label."""
        return self._told(lambda text: text if text in words or is_label(text) else digest(text))

    def _told(self, by: Any) -> Layout:
        labels = (one.model_copy(update={"text": by(one.text), "section": by(one.section)}) for one in self.labels)
        places = {name: _renamed(place, by, "label", "section") for name, place in self.fields.items()}
        grids = {name: _renamed(grid, by, "section", "titles") for name, grid in self.tables.items()}
        about = {"labels": tuple(labels), "headings": tuple(map(by, self.headings)), "fields": places, "tables": grids}
        return self.model_copy(update=about)


def digest(text: str) -> str:
    """A mark by which a text is known again and that does not tell it."""
    return f"#{sha256(text.encode('utf-8')).hexdigest()[:12]}" if text and not text.startswith("#") else text


def common(layouts: Sequence[Layout]) -> Layout:
    """What each of several pages of one screen shows; of a single page what is ours: nothing vouches for the rest."""
    headings = reduce(_alike, (layout.headings for layout in layouts)) if len(layouts) > 1 else ()
    labels = [[_under(label, headings) for label in layout.labels] for layout in layouts]
    fields = {name for layout in layouts for name in layout.fields}
    tables = {name for layout in layouts for name in layout.tables}
    about = {name: getattr(layouts[0], name) for name in ("language", "forms") if _same(layouts, name)}
    return Layout(
        headings=headings,
        labels=tuple(label for label in _shared(labels) if label.field or len(layouts) > 1),
        fields={name: _agreed([layout.fields.get(name) for layout in layouts]) for name in sorted(fields)},
        tables={name: _agreed([layout.tables.get(name) for layout in layouts]) for name in sorted(tables)},
        **about,
    )


def _place(name: str, about: Mapping[str, Any], labels: Sequence[Label]) -> Place:
    built = about["control"] or {"kind": "", "disabled": False, "options": None, "longest": None, "hint": ""}
    mine = next((label for label in labels if label.field == name), None)
    block = [label for label in labels if mine and (label.section, label.block) == (mine.section, mine.block)]
    return Place(
        **{key: about[key] for key in ("label", "section", "times", "shown")},
        control=built["kind"],
        disabled=built["disabled"],
        options="" if built["options"] is None else digest("\n".join(built["options"])),
        longest=built["longest"],
        hint=digest(built["hint"]),
        size=len(block),
        rank=block.index(mine) if mine else 0,
    )


def _renamed(piece: Any, by: Any, *names: str) -> Any:
    """A piece with other texts; what is not held stays so."""
    texts = {name: getattr(piece, name) for name in names if name in piece.model_fields_set}
    told = {name: by(text) if isinstance(text, str) else tuple(map(by, text)) for name, text in texts.items()}
    return piece.model_copy(update=told)


def _same(pieces: Sequence[Piece], name: str) -> bool:
    return all(getattr(piece, name) == getattr(pieces[0], name) for piece in pieces)


def _agreed(pieces: Iterable[Any]) -> Any:
    """A piece with what is the same wherever it is there."""
    there = [piece for piece in pieces if piece is not None]
    held = {name: getattr(there[0], name) for name in type(there[0]).model_fields if _same(there, name)}
    return type(there[0])(**held)


def _under(label: Label, headings: Sequence[str]) -> Label:
    """A label under a heading that each page has; whatever else stands above it varies."""
    return label if label.section in headings else label.model_copy(update={"section": ""})


def _alike(one: Sequence[T], other: Sequence[T]) -> tuple[T, ...]:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return tuple(one[block.a + step] for block in blocks for step in range(block.size))


def _shared(pages: Sequence[Sequence[Label]]) -> Iterable[Label]:
    """The labels of all pages, in their order; together in a block are those that are so on each."""
    keys = reduce(_alike, (tuple(label.key for label in page) for page in pages))
    found: list[list[Label]] = []
    for page in pages:
        left = iter(page)
        found.append([next(label for label in left if label.key == key) for key in keys])
    blocks: dict[tuple[int, ...], int] = {}
    for those in zip(*found, strict=True):
        block = blocks.setdefault(tuple(label.block for label in those), len(blocks))
        yield those[0].model_copy(update={"block": block})
