"""Finding the list of cases: among all tables that the first pages show, the one whose rows lead to cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, urlsplit

from robots.errors import ConfigError
from robots.systems.kinds import Spot
from robots.systems.learning.pages import Button, Grid, Link, Page, Pane
from robots.systems.learning.pressing import Pressed, pressed
from robots.systems.learning.walk import Walk, path_of
from robots.systems.learning.wording import (
    ACTING,
    DONE,
    INBOX,
    MARKS,
    NEXT,
    NEXT_SIGNS,
    NUMBER,
    PROTECTED,
    RECEIVED,
    acts,
    holds,
    words_of,
)

NO_INBOX = (
    "No list of cases was found: no table on the first pages whose rows have a number and lead to a page each. Give "
    "its address, as the browser shows it: --inbox ADDRESS"
)
_LINKS = 10  # pages that are tried for a list
_HOPS = 2  # from the first page: a list may stand behind a page of lists
_PROBED = 3  # lists of which a case is opened
_EDITING = frozenset(("edit", "redigera", "ändra", "bearbeiten", "rediger", "update", "change"))
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
    marked: bool = False  # it carries a mark, or speaks of protection: it is never opened


@dataclass(frozen=True)
class Inbox:
    """A list of cases, in the words of a description."""

    page: Page
    pane: Pane
    grid: Grid
    key: int
    rows: tuple[Row, ...]
    linked: int  # the column whose links lead to the cases
    dressed: tuple[str, str] = ("", "")  # what stands before and behind each number
    score: float = 0.0

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
        before, after = (re.escape(text) for text in self.dressed)
        part = {"part": {"pattern": f"^{before}(.+){after}$"}} if before or after else {}
        return {"label": self.grid.titles[self.key], **part}

    @cached_property
    def case_at(self) -> str | None:
        """The address of a case with its number in it; None where addresses do not hold the number that is shown."""
        patterns = {_pattern(path_of(row.address), row.number) if row.address else None for row in self.rows}
        return patterns.pop() if len(patterns) == 1 else None

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


async def find_inbox(walk: Walk, start: Page, given: str | None = None) -> list[Inbox]:
    """The lists that look like an inbox, the likeliest first.

    Args:
        walk: Logged in.
        start: The page that the login led to.
        given: The list's address, where a person gave it; no other page is looked at.

    Raises:
        ConfigError: There is none.
    """
    visited = {start.url}
    pages = [] if given else [start]
    ranked: list[Inbox] = []
    for hop in range(_HOPS):
        addresses = (
            [given] if given else [one for page in pages[-_LINKS:] for one in _leading(page) if one not in visited]
        )
        for address in list(dict.fromkeys(addresses))[:_LINKS]:
            visited.add(address)
            if page := await walk.open(address):
                pages.append(page)
        found = sorted(_candidates(pages), key=lambda one: -one.score)
        found = [one for one in found if one.score > 0] or found
        probed = [await _probed(walk, one) for one in found[:_PROBED]]
        ranked = sorted((one for one in probed if one.score > 0), key=lambda one: -one.score)
        if ranked or given or hop + 1 == _HOPS:
            break
    if not ranked:
        raise ConfigError(NO_INBOX)
    return ranked


def candidate(page: Page, pane: Pane, grid: Grid) -> Inbox | None:
    """A table as a list of cases; None where its rows have no number, or lead nowhere."""
    if not grid.rows or len(grid.titles) < 2:
        return None
    keys = sorted(range(len(grid.titles)), key=lambda at: -_keyness(pane, grid, at))
    key = keys[0]
    if _keyness(pane, grid, key) <= 0:
        return None
    links = {at: _row_links(pane, grid, at) for at in range(len(grid.titles))}
    linked = next((at for at in (key, *links) if links[at]), None)
    if linked is None:
        return None
    texts = [spot.text if (spot := row[key]) else "" for row in grid.rows]
    addresses = links[linked] or []
    dressed = _dressed(texts, addresses)
    numbers = [text.removeprefix(dressed[0]).removesuffix(dressed[1]) for text in texts]
    rows = tuple(
        Row(number, address, _is_marked(grid, row))
        for number, address, row in zip(numbers, addresses, grid.rows, strict=True)
    )
    return Inbox(page, pane, grid, key, rows, linked, dressed)


def _dressed(texts: Sequence[str], addresses: Sequence[str]) -> tuple[str, str]:
    """What stands before and behind each number, as in "#12", where the addresses hold it without."""
    if found := re.fullmatch(r"(\W*)\w.*?(\W*)", texts[0]):
        before, after = found.groups()
        alike = all(text.startswith(before) and text.endswith(after) for text in texts)
        if alike and all(
            _pattern(path_of(address), text) is None for text, address in zip(texts, addresses, strict=True)
        ):
            return before, after
    return "", ""


def _is_marked(grid: Grid, row: Sequence[Spot | None]) -> bool:
    """Whether anything stands in a column for marks, or a cell of the row speaks of protection."""
    marks = [cell.text for title, cell in zip(grid.titles, row, strict=True) if cell and holds(title, MARKS)]
    return any(marks) or any(cell and holds(cell.text, PROTECTED) for cell in row)


def _leading(start: Page) -> Iterator[str]:
    """The links of the first page that may lead to a list, the likeliest first; none out of a table's rows."""
    inside = {
        pane.whole(link.address or "")
        for pane, grid in start.grids()
        for row in grid.rows
        for cell in row
        if cell
        for link in cell.links
    }
    scored: dict[str, float] = {}
    for pane in start.panes:
        for link in pane.links:
            address = link.address.partition("#")[0]
            if not link.safe or link.header or address in inside or address == start.url or path_of(address) == "/":
                continue
            scored[address] = max(scored.get(address, -9), _promise(f"{link.text} {link.title}", address))
    ranked = sorted(scored, key=lambda address: -scored[address])
    return iter([address for address in ranked if scored[address] >= 0][:_LINKS])


def _promise(text: str, address: str) -> float:
    """How likely a text and an address lead to the cases that wait."""
    return 2.0 * holds(text, INBOX) + holds(urlsplit(address).path, INBOX) - 3.0 * holds(text, DONE)


def _candidates(pages: Sequence[Page]) -> Iterator[Inbox]:
    """Each list once, by the page that shows it best, rather one that a link leads to than what a login ends at.

    One that follows a person everywhere is a menu.
    """
    found = _marked_everywhere(
        [one for page in pages for pane, grid in page.grids() if (one := candidate(page, pane, grid))]
    )
    same: dict[tuple[object, ...], list[Inbox]] = {}
    for one in found:
        same.setdefault((one.grid.titles, one.rows), []).append(one)
    for several in same.values():
        best = min(
            several,
            key=lambda one: (
                one.page is pages[0] and len(pages) > 1,
                len(one.page.panes),
                sum(len(pane.grids) for pane in one.page.panes),
            ),
        )
        follows = len(pages) > 3 and len({one.page.url for one in several}) > len(pages) / 2
        yield replace(best, score=_score(best) - 12 * follows)


def _marked_everywhere(found: Sequence[Inbox]) -> list[Inbox]:
    """A case that one list marks is marked in each: a menu of recent cases shows no marks."""
    marked = {row.address for one in found for row in one.rows if row.marked}
    return [
        replace(one, rows=tuple(replace(row, marked=row.marked or row.address in marked) for row in one.rows))
        for one in found
    ]


def _score(one: Inbox) -> float:
    titles, headed = " ".join(one.grid.titles), " ".join((one.grid.section, one.pane.title, *one.pane.headings[:2]))
    score = min(len(one.rows), 10) * 0.3 + min(len(one.grid.titles), 8) * 0.3
    score += 2 * (one.case_at is not None) + holds(titles, RECEIVED) + holds(one.grid.titles[one.key], NUMBER)
    score += _promise(headed, one.pane.url)
    score += 1.0 * (one.next is not None) + 1.0 * (one.total is not None)
    return score - 1.0 * (one.grid.odd > 0)


async def _probed(walk: Walk, one: Inbox) -> Inbox:
    """Open its first case: one that shows labels, files or a place to write makes the list an inbox."""
    address = next((row.address for row in one.rows if row.address and not row.marked), None)
    page = await walk.open(address) if address else None
    if page is None:
        return replace(one, score=-1.0)
    labels = {place.label for pane in page.panes for place in pane.places}
    writes = any(
        control.kind == "textarea" and control.seen
        for pane in page.panes
        for form in pane.forms
        for control in form.controls
    )
    files = any(link.is_file for pane in page.panes for link in pane.links)
    is_list = any(grid.titles == one.grid.titles for _, grid in page.grids())
    gained = min(len(labels), 12) * 0.4 + 1.5 * writes + 1.0 * files - 4.0 * is_list
    return replace(one, score=one.score + gained if len(labels) > 1 else -1.0)


def _keyness(pane: Pane, grid: Grid, at: int) -> float:
    """How much a column looks like that of case numbers: each its own, short, with digits, and leading somewhere."""
    cells = [cell.text if (cell := row[at]) else "" for row in grid.rows]
    if not all(cells) or len(set(cells)) < len(cells):
        return 0.0
    if not all(re.search(r"\d", cell) for cell in cells) or any(len(cell) > 40 or "\n" in cell for cell in cells):
        return 0.0
    dated = all(re.fullmatch(r"[\d.:/ -]{8,}", cell) and len(re.split(r"\D+", cell)) >= 3 for cell in cells)
    spaced = sum(" " in cell for cell in cells) / len(cells)
    linked = bool(_row_links(pane, grid, at))
    return 1 + 3 * holds(grid.titles[at], NUMBER) + 2 * linked - 2.5 * dated - 2 * spaced - at * 0.1


def _row_links(pane: Pane, grid: Grid, at: int) -> list[str] | None:
    """The addresses that the links of a column lead to, one a row; None where some row has none, or they may act."""
    addresses = []
    for row in grid.rows:
        found = _link(pane, row[at])
        if found is None:
            return None
        addresses.append(found)
    return addresses if len(set(addresses)) == len(addresses) else None


def _link(pane: Pane, cell: Spot | None) -> str | None:
    if cell is None or not cell.links or cell.links[0].address is None:
        return None
    address = pane.whole(cell.links[0].address)
    acting = acts("", address) and not (
        holds(urlsplit(address).path, _EDITING) and not holds(urlsplit(address).path, ACTING - _EDITING)
    )
    named = bool(set(words_of(cell.links[0].text)) & ACTING) and len(words_of(cell.links[0].text)) == 1
    return None if acting or named else address


def _pattern(path: str, number: str) -> str | None:
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
