"""A workbook as plain text: sheet by sheet, one row a line with the columns' names, so that two can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import RuleError
from robots.rules.cells import Cell, shown
from robots.rules.problems import Problems
from robots.rules.workbook import LARGEST, open_workbook, read_workbook, rows_of

_LIKE_A_NUMBER = re.compile(r"-?[\d ]+(?:[.,]\d+)?")


def lines_of(content: bytes) -> Iterator[str]:
    """What stands in a workbook, whether or not it can be used: the same lines for the same cells, always.

    A sheet begins with `Blad` and its name; a row's line begins with its first cell. Empty cells, and those that hold a
    hyphen alone, are left out: nothing is asked or said there. Colours, comments and widths mean nothing.

    Raises:
        RuleError: It is no workbook.
    """
    for sheet in open_workbook(content).worksheets:
        yield f"Blad {sheet.title}"
        if sheet.max_row * sheet.max_column > LARGEST:
            yield "  (för stort för att visas)"
            continue
        yield from _rows(sheet)
        yield ""


def damage_in(content: bytes) -> tuple[str, ...]:
    """What Excel did to a workbook's cells: as much as can be told without the flow's other files."""
    problems = Problems()
    try:
        read_workbook(content, problems)
    except RuleError as why:
        return why.problems
    return problems.told


def _rows(sheet: Worksheet) -> Iterator[str]:
    header, *rows = list(rows_of(sheet)) or [()]
    names = [_written(cell) if cell.read is not None else "" for cell in header]
    yield f"  ({' | '.join(name for name in names if name)})"
    for row in rows:
        if any(cell.read is not None for cell in row):
            yield f"  {' | '.join(_parts(row, names))}"


def _parts(row: Sequence[Cell], names: Sequence[str]) -> Iterator[str]:
    first, *others = zip(row, names, strict=True)
    yield _written(first[0]) if first[0].read is not None else "(tom)"
    for place, (cell, name) in enumerate(others, start=2):
        if cell.read not in (None, "-"):
            yield f"{name or f'kolumn {get_column_letter(place)}'}: {_written(cell)}"


def _written(cell: Cell) -> str:
    """A cell's content on one line; a text that looks like a number stands within quotation marks."""
    text = shown(cell.read).replace("\n", " / ")
    return f'"{text}"' if isinstance(cell.read, str) and _LIKE_A_NUMBER.fullmatch(text) else text
