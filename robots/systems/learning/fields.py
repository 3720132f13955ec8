"""Every label with its value: what stays the same from case to case is a label, what changes is a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from robots.systems.kinds import Spot
from robots.systems.learning.guessing import Guess, guess, slug
from robots.systems.learning.pages import Grid, Place
from robots.systems.learning.screens import Screen
from robots.systems.learning.wording import ACTING, holds
from robots.systems.vocabulary import is_label

SEVERAL = "its label stands several times under one heading; this is told by its order"
SELDOM = "not every case shows it"
ONE_CASE = "it was seen in one case, without anything that marks a label"
_LONGEST = 60  # characters of a label


@dataclass(frozen=True)
class Found:
    """A field as it is proposed."""

    screen: int  # its place among the screens
    label: str
    within: str | None
    nth: int | None
    guess: Guess
    spots: Mapping[str, Spot]  # by case; of the sample, for the guess and for the page that shows it
    doubts: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, Guess]] | None = None  # of a table: our name, header, guess
    tables: Mapping[str, Grid] | None = None  # of a table: by case
    place: str = ""  # where the value stands, where it is not beside the label

    @property
    def described(self) -> dict[str, Any]:
        """As a description says it, but for its name."""
        said: dict[str, Any] = {} if self.columns is not None else {"label": self.label}
        said |= {"kind": "table"} if self.columns is not None else self.guess.said
        said |= {"within": self.within} if self.within else {}
        said |= {"nth": self.nth} if self.nth else {}
        said |= {"place": self.place} if self.place else {}
        said |= {"optional": True} if SELDOM in self.doubts else {}
        if self.columns is not None:
            empty = {
                note for grid in (self.tables or {}).values() if not grid.rows for note in grid.notes if is_label(note)
            }
            said |= {"none": next(iter(empty))} if len(empty) == 1 else {}
            said |= {
                "columns": {name: {"label": title, **guessed.said} for name, (title, guessed) in self.columns.items()}
            }
        return said

    @property
    def control(self) -> str | None:
        """The name of the control that it stands in, where it can be written."""
        named = {spot.control.name for spot in self.spots.values() if spot.control and not spot.control.disabled}
        return named.pop() if len(named) == 1 else None


def fields_of(place: int, screen: Screen) -> list[Found]:
    """The fields and tables of one screen, in the order of the page."""
    return [*_labelled(place, screen), *_tables(place, screen)]


def _labelled(at: int, screen: Screen) -> Iterator[Found]:
    """Labels in the order of the page; the same label under two headings is two fields."""
    seen: dict[tuple[str, str, int], dict[str, Place]] = {}
    for number, pane in screen.panes.items():
        for place in pane.places:
            if not _is_label(place) or place.nth == 0:
                continue
            key = (
                (place.label, "", 0)
                if place.times == 1
                else (place.label, place.section, 0 if place.here == 1 else place.nth)
            )
            seen.setdefault(key, {})[number] = place
    repeated = {label for label, section, nth in seen if section or nth}
    for (label, section, nth), places in seen.items():
        if label in repeated and not section and not nth:
            continue  # it stands alone in some cases and twice in others: told by its heading where it has one
        marked = all(place.marked for place in places.values())
        if not marked and len(places) < min(2, len(screen.panes)):
            continue  # two cells side by side, with other words in each case: no label
        if len(places) == 1 < len(screen.panes) and not is_label(label):
            continue  # it may be somebody's words
        doubts = [SEVERAL] if nth else []
        doubts += [SELDOM] if len(places) < len(screen.panes) else []
        doubts += [ONE_CASE] if not marked and len(places) == 1 else []
        spots = {number: place.spot for number, place in places.items()}
        guessed = guess(label, list(spots.values()))
        where = next(iter(places.values())).place
        told = (*doubts, *guessed.doubts)
        yield Found(at, label, None if nth else section or None, nth or None, guessed, spots, told, place=where)


def _tables(at: int, screen: Screen) -> Iterator[Found]:
    """Tables by their headers and heading; one that shows the same in every case is part of the page's frame."""
    seen: dict[tuple[tuple[str, ...], str], dict[str, Grid]] = {}
    for number, pane in screen.panes.items():
        for grid in pane.grids:
            seen.setdefault((grid.titles, grid.section), {}).setdefault(number, grid)
    for (titles, section), grids in seen.items():
        contents = {tuple(tuple(map(_shown, row)) for row in grid.rows) for grid in grids.values()}
        if len(grids) > 1 and len(contents) == 1 and contents != {()}:
            continue
        if len(grids) == 1 < len(screen.panes) and any(re.search(r"[\d:]", title) for title in titles):
            continue  # bold words at the top of a message, and in other cases others
        acting = {
            title
            for place, title in enumerate(titles)
            if _only_acts(title, [c for g in grids.values() for c in g.column(place)])
        }
        named = [title for title in titles if title and titles.count(title) == 1 and title not in acting]
        if not named:
            continue
        columns: dict[str, tuple[str, Guess]] = {}
        for title in named:
            place = titles.index(title)
            spots = [spot for grid in grids.values() for spot in grid.column(place)]
            columns[slug(title, tuple(columns))] = (title, guess(title, spots))
        alike = sum(set(named) <= set(other) for other, _ in seen) > 1
        yield Found(
            at,
            section or named[0],
            section if section and alike else None,
            None,
            Guess({"kind": "table"}),
            {},
            tuple(
                doubt
                for _, guessed in columns.values()
                for doubt in guessed.doubts
                if doubt != "it was empty in every case that was seen"
            ),
            columns,
            grids,
        )


def _shown(cell: Spot | None) -> tuple[str, ...]:
    """What a cell shows, and where its links lead: two cases may well have files of the same name."""
    return (cell.text, *(link.address or "" for link in cell.links)) if cell else ()


def _only_acts(title: str, cells: Sequence[Spot]) -> bool:
    """Whether a column holds nothing but the same link or button in each row."""
    texts = {cell.text for cell in cells}
    linked = all(cell.links or cell.control for cell in cells if cell.text)
    return (len(cells) > 1 and len(texts) == 1 and linked and texts != {""}) or (
        linked and bool(cells) and holds(title, ACTING)
    )


def _is_label(place: Place) -> bool:
    label = place.label
    if place.spot.control and place.spot.control.kind == "file":
        return False
    if not place.marked and len(place.spot.links) == 1 and place.spot.links[0].text == place.spot.text and place.linked:
        return False  # two links side by side: a menu
    return len(label) <= _LONGEST and bool(re.search(r"[^\W\d_]", label)) and "\n" not in label
