"""A table as a list of cases: which column tells their numbers, and which links lead to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from robots.systems.kinds import Spot
from robots.systems.learning.inbox import Inbox, Row, handles_in, pattern_of
from robots.systems.learning.pages import Grid, Page, Pane
from robots.systems.learning.walk import path_of
from robots.systems.learning.wording import ACTING, EDITING, MARKS, NUMBER, PROTECTED, acts, holds, words_of


def candidate(page: Page, pane: Pane, grid: Grid) -> Inbox | None:
    """A table as a list of cases; None where its rows have no number, or lead nowhere.

    A number that stands in the address of its row too is surer than any other.
    """
    if not grid.rows or len(grid.titles) < 2:
        return None
    links = {at: found for at in range(len(grid.titles)) if (found := _row_links(pane, grid, at))}
    keys = sorted(range(len(grid.titles)), key=lambda at: -_keyness(pane, grid, at))
    if not links:
        return None
    told = [one for at in keys if _keyness(pane, grid, at) > 0 and (one := _by_number(grid, at, links))]
    told += [titled for at, found in links.items() if (titled := _titled(grid, at, found))]
    lists = [_listed(page, pane, grid, one) for one in told]
    numbered = (one for one in lists if one.case_at and not one.follows)
    return next(numbered, None) or next((one for one in lists if one.case_at), None) or next(iter(lists), None)


@dataclass(frozen=True)
class _Told:
    """How the rows of a list tell their numbers."""

    key: int
    linked: int
    numbers: tuple[str, ...]
    addresses: tuple[str, ...]
    part: str | None = None


def _listed(page: Page, pane: Pane, grid: Grid, told: _Told) -> Inbox:
    numbered = all(map(_holds_number, told.addresses, told.numbers))
    handles = (None if numbered else handles_in(told.addresses)) or (None,) * len(told.numbers)
    rows = tuple(
        Row(number, address, handle, _is_marked(grid, row))
        for number, address, handle, row in zip(told.numbers, told.addresses, handles, grid.rows, strict=True)
    )
    return Inbox(page, pane, grid, told.key, rows, told.linked, told.part)


def _by_number(grid: Grid, key: int, links: Mapping[int, Sequence[str]]) -> _Told:
    """A column of nothing but numbers, perhaps dressed as in "#12", where the addresses hold them without."""
    linked = key if key in links else next(iter(links))
    texts, addresses = _texts(grid, key), tuple(links[linked])
    if found := re.fullmatch(r"(\W*)\w.*?(\W*)", texts[0]):
        before, after = found.groups()
        alike = all(text.startswith(before) and text.endswith(after) for text in texts)
        if (before or after) and alike and not any(map(_holds_number, addresses, texts)):
            numbers = tuple(text.removeprefix(before).removesuffix(after) for text in texts)
            return _Told(key, linked, numbers, addresses, f"^{_escaped(before)}(.+){_escaped(after)}$")
    return _Told(key, linked, texts, addresses)


def _titled(grid: Grid, at: int, addresses: Sequence[str]) -> _Told | None:
    """A column of titles that begin with their numbers, as in "12. A permit", where the addresses hold them too."""
    split = []
    for text, address in zip(_texts(grid, at), addresses, strict=True):
        hit = next((hit for hit in re.finditer(r"\d+", text) if _holds_number(address, hit[0])), None)
        if hit is None:
            return None
        split.append((text[: hit.start()], hit[0], text[hit.end() :]))
    before, numbers, after = zip(*split, strict=True)
    if len(set(before)) > 1 or len(set(numbers)) < len(numbers):
        return None
    signs = {re.split(r"\w", text)[0] for text in after}
    behind = _escaped(signs.pop()) if len(signs) == 1 else ""
    return _Told(at, at, numbers, tuple(addresses), f"^{_escaped(before[0])}([0-9]+){behind}")


def _texts(grid: Grid, at: int) -> tuple[str, ...]:
    return tuple(cell.text if (cell := row[at]) else "" for row in grid.rows)


def _holds_number(address: str, number: str) -> bool:
    return pattern_of(path_of(address), number) is not None


def _escaped(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def _is_marked(grid: Grid, row: Sequence[Spot | None]) -> bool:
    """Whether anything stands in a column for marks, or a cell of the row speaks of protection."""
    marks = [cell.text for title, cell in zip(grid.titles, row, strict=True) if cell and holds(title, MARKS)]
    return any(marks) or any(cell and holds(cell.text, PROTECTED) for cell in row)


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
        holds(urlsplit(address).path, EDITING) and not holds(urlsplit(address).path, ACTING - EDITING)
    )
    named = bool(set(words_of(cell.links[0].text)) & ACTING) and len(words_of(cell.links[0].text)) == 1
    return None if acting or named else address
