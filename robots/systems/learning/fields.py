"""Every label with its value: what stays the same from case to case is a label, what changes is a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from robots.systems.kinds import Link, Spot
from robots.systems.learning.guessing import Guess, guess, slug
from robots.systems.learning.pages import Files, Grid, Place
from robots.systems.learning.screens import Screen
from robots.systems.learning.wording import ACTING, holds
from robots.systems.vocabulary import is_label

SEVERAL = "its label stands several times under one heading; this is told by its order"
SELDOM = "not every case shows it"
ONE_CASE = "it was seen in one case, without anything that marks a label"
ONE_ROW = "it stands in a table that had one row in every case that was seen: make sure that there are never more"
_LINES = 2  # of a text, so many with labels make it one that holds fields
_DIRECT = frozenset(("raw", "download", "original", "hämta", "ladda", "herunterladen"))
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
    line: Mapping[str, Any] | None = None  # the text in which it stands as a line "Label: value"
    each: str | None = None  # of a list of files that is no table: what finds its entries
    link: int = 1  # of such a list: which link of an entry leads to the file

    @property
    def described(self) -> dict[str, Any]:
        """As a description says it, but for its name."""
        said: dict[str, Any] = {} if self.columns is not None else {"label": self.label}
        said |= {"kind": "table"} if self.columns is not None else self.guess.said
        said |= {"line": dict(self.line)} if self.line else {}
        said |= {"within": self.within} if self.within else {}
        said |= {"nth": self.nth} if self.nth else {}
        said |= {"place": self.place} if self.place else {}
        said |= {"optional": True} if SELDOM in self.doubts else {}
        if self.columns is not None:
            empty = {
                note for grid in (self.tables or {}).values() if not grid.rows for note in grid.notes if is_label(note)
            }
            said |= {"none": next(iter(empty))} if len(empty) == 1 else {}
            said |= {"each": self.each, "optional": True} if self.each else {}
            said |= {"columns": {name: self._column(*about) for name, about in self.columns.items()}}
        return said

    def _column(self, title: str, guessed: Guess) -> dict[str, Any]:
        if self.each is None:
            return {"label": title, **guessed.said}
        return {"part": {"link": self.link if guessed.kind == "file" else 1}, **guessed.said}

    @property
    def control(self) -> str | None:
        """The name of the control that it stands in, where it can be written."""
        named = {spot.control.name for spot in self.spots.values() if spot.control and not spot.control.disabled}
        return named.pop() if len(named) == 1 else None


def fields_of(place: int, screen: Screen) -> list[Found]:
    """The fields and tables of one screen, in the order of the page."""
    tables = list(_tables(place, screen))
    single = [one for table in tables for one in _under(table, len(screen.panes))]
    return [*_labelled(place, screen), *_lines(place, screen), *tables, *single, *_files(place, screen)]


def _files(at: int, screen: Screen) -> Iterator[Found]:
    """Lists of files that are no tables; a case without files may well show no list."""
    lists: dict[str, dict[str, Files]] = {}
    for number, pane in screen.panes.items():
        for one in pane.files:
            lists.setdefault(one.each, {})[number] = one
    for each, cases in lists.items():
        every = [entry for one in cases.values() for entry in one.entries]
        direct = [[holds(urlsplit(address).path, _DIRECT) for _, address in entry] for entry in every]
        link = direct[0].index(True) + 1 if any(direct[0]) and all(one == direct[0] for one in direct) else 1
        grids = {
            number: Grid(("Type", "File"), "", tuple(_entry(entry, link) for entry in one.entries), (), 0)
            for number, one in cases.items()
        }
        named = guess("Type", [spot for grid in grids.values() for spot in grid.column(0)])
        columns = {"type": ("Type", named), "file": ("File", Guess({"kind": "file"}))}
        yield Found(at, "Files", None, None, Guess({"kind": "table"}), {}, (), columns, grids, each=each, link=link)


def _entry(links: Sequence[tuple[str, str]], link: int) -> tuple[Spot, Spot]:
    first, (text, address) = links[0], links[link - 1]
    return Spot("", first[0]), Spot("", text or first[0], links=(Link(text, address),))


def _lines(at: int, screen: Screen) -> Iterator[Found]:
    """Lines "Label: value" of a text that several cases have at one place; what a label is, several cases say too."""
    texts: dict[str, dict[str, Mapping[str, str]]] = {}
    for number, pane in screen.panes.items():
        for text in pane.texts:
            labels = [label for label, _ in text.lines]
            texts.setdefault(text.at, {})[number] = {
                label: value for label, value in text.lines if labels.count(label) == 1
            }
    for selector, cases in texts.items():
        several = min(2, len(screen.panes))
        labels = [
            label
            for label in dict.fromkeys(label for lines in cases.values() for label in lines)
            if sum(label in lines for lines in cases.values()) >= several and re.search(r"[^\W\d_]", label)
        ]
        if len(labels) < _LINES:
            continue
        beside = {place.label for pane in screen.panes.values() for place in pane.places}
        for label in (label for label in labels if label not in beside):
            spots = {number: Spot("", lines[label]) for number, lines in cases.items() if label in lines}
            guessed = guess(label, list(spots.values()))
            doubts = (*([SELDOM] if len(spots) < len(screen.panes) else []), *guessed.doubts)
            yield Found(at, label, None, None, guessed, spots, doubts, line={"at": selector, "stops": labels})


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
    alone = _alone(screen)
    for number, pane in screen.panes.items():
        for grid in pane.grids:
            section = grid.section if grid.titles not in alone or alone[grid.titles] else ""
            seen.setdefault((grid.titles, section), {}).setdefault(number, grid)
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


def _alone(screen: Screen) -> dict[tuple[str, ...], bool]:
    """Tables of which no case has two, by their headers, and whether the same heading stands above them everywhere.

    A heading that is another in each case holds its number, or a name.
    """
    sections: dict[tuple[str, ...], list[list[str]]] = {}
    for pane in screen.panes.values():
        for titles in {grid.titles for grid in pane.grids}:
            there = [grid.section for grid in pane.grids if grid.titles == titles]
            sections.setdefault(titles, []).append(there)
    return {
        titles: len({here[0] for here in cases}) == 1
        for titles, cases in sections.items()
        if all(len(here) == 1 for here in cases)
    }


def _under(table: Found, cases: int) -> Iterator[Found]:
    """The columns of a table that has one row in every case: fields under their labels, and no list."""
    grids = table.tables or {}
    if cases < 2 or len(grids) < cases or any(len(grid.rows) != 1 for grid in grids.values()):
        return
    for title, guessed in (table.columns or {}).values():
        spots = {number: cell for number, grid in grids.items() for cell in grid.column(grid.titles.index(title))}
        doubts = (ONE_ROW, *guessed.doubts)
        yield Found(table.screen, title, table.within, None, guessed, spots, doubts, place="under")


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
    control = place.spot.control
    if control and (control.kind == "file" or (control.kind == "radio" and len(control.options or ()) == 1)):
        return False  # words beside one radio button are an option of its group
    if not place.marked and len(place.spot.links) == 1 and place.spot.links[0].text == place.spot.text and place.linked:
        return False  # two links side by side: a menu
    return len(label) <= _LONGEST and bool(re.search(r"[^\W\d_]", label)) and "\n" not in label
