"""The list of cases, in the words of a description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from robots.systems.learning.pages import Button, Grid, Link, Page, Pane
from robots.systems.learning.pressing import Pressed, pressed
from robots.systems.learning.walk import path_of
from robots.systems.learning.wording import NEXT, NEXT_SIGNS, words_of

_WORD = 20  # characters that no word of an address has
_FEW = 2  # rows, before what differs between their addresses is an id
_COUNTED = (
    "ärenden|poster|träffar|rader|resultat|ansökningar|cases|tickets|issues|items|results|entries|records|rows|matches|"
    "applications|requests|vorgänge|einträge|treffer|anträge|sager|resultater"
)
_TOTALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.,])(\d[\d ]*) (?:\w+ )?(?:{_COUNTED})\b",
        r"(?:out of|totalt|total|totally|sammanlagt|insgesamt|gesamt|i alt)\s*:?\s*(\d[\d  ]*)(?![\d.,-])",
        r"\b(?:of|av|von|af)\s+(\d[\d  ]*)(?![\d.,-])",
    )
)


@dataclass(frozen=True)
class Row:
    """One row of the list: the case's number, and where its link leads."""

    number: str
    address: str | None
    handle: str | None = None  # the id in its address, where that is not the number
    marked: bool = False  # it carries a mark, or speaks of protection: it is never opened

    @property
    def named(self) -> str:
        """What addresses call the case."""
        return self.handle or self.number


@dataclass(frozen=True)
class Inbox:
    """A list of cases, in the words of a description."""

    page: Page
    pane: Pane
    grid: Grid
    key: int
    rows: tuple[Row, ...]
    linked: int  # the column whose links lead to the cases
    part: str | None = None  # a pattern of the part of a cell that is the number, where not all of it is
    score: float = 0.0
    shown: Page | None = None  # the first case, where it was looked at

    @property
    def at(self) -> str:
        return self.page.path

    @property
    def frame(self) -> str | None:
        return self.pane.frame or None

    @property
    def heading(self) -> str | None:
        """A heading of the page that names the list and no number; none is better than one that varies."""
        said = (self.grid.section, *self.pane.headings)
        return next((text for text in said if text and not re.search(r"\d", text)), None)

    @property
    def number(self) -> dict[str, object]:
        """The column of case numbers, with the part of its cells that is the number."""
        part = {"part": {"pattern": self.part}} if self.part else {}
        return {"label": self.grid.titles[self.key], **part}

    @cached_property
    def case_at(self) -> str | None:
        """The address of a case with {case} for its number, or for the id that follows the row's link; None where
        addresses have nothing of the kind."""
        patterns = {pattern_of(path_of(row.address), row.named) if row.address else None for row in self.rows}
        return patterns.pop() if len(patterns) == 1 else None

    @property
    def follows(self) -> bool:
        """Whether a case's address holds an id that only its row's link tells."""
        return any(row.handle for row in self.rows)

    @cached_property
    def next(self) -> Pressed | None:
        """What turns the page; None where nothing does."""
        leads: dict[str, set[object]] = {}
        found = [one for one in _beside(self) if _is_next(one)]
        for at, one in enumerate(found):  # above and below a list: links to one address are one
            leads.setdefault(one.text, set()).add(one.address if isinstance(one, Link) and one.plain else at)
        return next((pressed(self.pane, one) for one in found if len(leads[one.text]) == 1), None)

    @cached_property
    def next_twice(self) -> bool:
        """Whether what turns the page stands there several times, as above and below a list."""
        return self.next is None and any(_is_next(one) for one in _beside(self))

    @cached_property
    def late(self) -> bool:
        """Whether a script brings its rows, once the page has come."""
        texts = (cell.text for row in self.grid.rows for cell in row if cell and cell.text)
        return not any(text in self.pane.early for text in texts)

    @cached_property
    def awaits(self) -> str | None:
        """Words that come with late rows: those before the numbers in the line that says how many there are."""
        lines = (" ".join(line.split()) for line in self.pane.text.splitlines())
        counted = next((line for line in lines if self.total and re.search(self.total, line)), "")
        words = re.split(r"\d", counted)[0].strip()
        return words if self.late and words and words not in self.pane.early else None

    @cached_property
    def total(self) -> str | None:
        """A pattern of the text that says how many cases there are; None where the page does not say so plainly."""
        text = re.sub(r"\s+", " ", self.pane.text)
        for pattern in _TOTALS:
            for found in pattern.finditer(text):
                number = int(re.sub(r"\D", "", found[1]))
                if number == len(self.rows) if self.next is None else number > len(self.rows):
                    whole = text[found.start() : found.end()]
                    start = found.start(1) - found.start()
                    before, after = whole[:start], whole[start + len(found[1]) :]
                    return f"{re.escape(before)}([0-9]+){re.escape(after)}".replace("\\ ", " ")
        return None


def handles_in(addresses: Sequence[str]) -> tuple[str, ...] | None:
    """The one part in which the addresses of a list's rows differ: an id; None where they differ in more."""
    cut = [re.split(r"([/?&=;])", path_of(address)) for address in addresses]
    if len(cut) < _FEW or len({len(parts) for parts in cut}) > 1:
        return None
    differ = [at for at, parts in enumerate(zip(*cut, strict=True)) if len(set(parts)) > 1]
    if len(differ) != 1:
        return None
    handles = tuple(parts[differ[0]] for parts in cut)
    return handles if len(set(handles)) == len(handles) and all(map(_is_handle, handles)) else None


def _is_handle(text: str) -> bool:
    """Whether a part of an address is an id, and no word: it holds a digit, or is longer than words are."""
    plain = text.isascii() and re.fullmatch(r"[\w.~%-]+", text)
    return bool(plain) and (bool(re.search(r"\d", text)) or len(text) > _WORD)


def pattern_of(path: str, number: str) -> str | None:
    """An address with the case's number replaced; None where it is not there just once."""
    shown = quote(number, safe="")
    found = list(re.finditer(rf"(?<!\d){re.escape(shown)}(?!\d)", path))
    return path[: found[0].start()] + "{case}" + path[found[0].end() :] if len(found) == 1 else None


def _beside(one: Inbox) -> list[Link | Button]:
    """Links and buttons of the page that stand in no row of the list."""
    inside = {
        one.pane.whole(link.address or "") for row in one.grid.rows for cell in row if cell for link in cell.links
    }
    links = (link for link in one.pane.links if one.pane.whole(link.address) not in inside and not link.header)
    return [*links, *(button for button in one.pane.buttons if not button.disabled)]


def _is_next(what: Link | Button) -> bool:
    if isinstance(what, Link) and what.rel == "next":
        return True
    words = [word for word in what.text.split() if word not in NEXT_SIGNS]
    signs = len(words) < len(what.text.split())
    return (signs and not words) or (0 < len(words) <= 3 and bool(set(words_of(what.text)) & NEXT))
