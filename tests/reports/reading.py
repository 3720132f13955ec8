"""Read workbooks back as their readers would: by sheet, table and label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet


def opened(path: Path) -> Workbook:
    """A workbook as it stands on the disk."""
    return load_workbook(path)


def table(workbook: Workbook, name: str) -> list[dict[str, object]]:
    """The rows of an Excel table, each by its headings."""
    for sheet in workbook.worksheets:
        if name in sheet.tables:
            left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
            rows = list(sheet.iter_rows(top, bottom, left, right, values_only=True))
            return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]
    raise AssertionError(f"no table {name}")


def tables(workbook: Workbook) -> list[str]:
    """The names of all tables."""
    return [name for sheet in workbook.worksheets for name in sheet.tables]


def cells(workbook: Workbook) -> Iterator[Cell]:
    """Every cell that holds something."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def text(workbook: Workbook) -> str:
    """All that stands in a workbook, a line a cell."""
    return "\n".join(str(cell.value) for cell in cells(workbook))


def names(workbook: Workbook) -> dict[str, object]:
    """What stands in each cell that has a name."""
    found: dict[str, object] = {}
    for name, defined in workbook.defined_names.items():
        (place,) = defined.destinations
        found[name] = workbook[place[0]][place[1].replace("$", "")].value
    return found


def below(sheet: Worksheet, label: str, rows: int = 1) -> object:
    """What stands so many cells below a label."""
    at = _found(sheet, label)
    return sheet.cell(at.row + rows, at.column).value


def beside(sheet: Worksheet, label: str, columns: int = 2) -> object:
    """What stands so many columns to the right of a label."""
    at = _found(sheet, label)
    return sheet.cell(at.row, at.column + columns).value


def _found(sheet: Worksheet, label: str) -> Cell:
    return next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and cell.value == label)
