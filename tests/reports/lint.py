"""What must hold for every workbook that people open; a list of what does not, each with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

OURS = re.compile(r"=(?:IF|WhatIf[A-Za-z]+|[()+*/,>0-9-])+")
"""A formula of ours: names of cells, numbers and signs; no text, no other function, no other workbook."""
_FORMATS = {"@", "#,##0", "#,##0.0", "0\u00a0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General"}
_PERSONAL_NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b")
_USUAL_WIDTH = 8.43
_WIDER = 1.25  # letters that wrap between words may run a little over what is counted for them


def lint(path: Path, *, formulas: tuple[str, ...] = (), links: str = "https://") -> list[str]:
    """What is wrong with a workbook.

    Args:
        path: The workbook.
        formulas: Sheets on which formulas of ours may stand.
        links: What the address of every link begins with.
    """
    workbook = load_workbook(path)
    found = [] if workbook.properties.title and workbook.properties.creator else ["no title or no creator"]
    names = [name.casefold() for sheet in workbook.worksheets for name in sheet.tables]
    names += [name.casefold() for name in workbook.defined_names]  # Excel has one list for both, in any case
    found += [f"two tables or cells are called {name}" for name in {one for one in names if names.count(one) > 1}]
    for name, defined in workbook.defined_names.items():
        sheet, _, cell = defined.attr_text.rpartition("!")
        if sheet.strip("'").replace("''", "'") not in workbook.sheetnames or not cell.startswith("$"):
            found.append(f"the name {name} leads to {defined.attr_text}")
    for sheet in workbook.worksheets:
        found += [f"{sheet.title}: {what}" for what in _sheet(sheet, sheet.title in formulas, links)]
    return found


def _sheet(sheet: Worksheet, formulas: bool, links: str) -> Iterator[str]:
    yield from _paper(sheet)
    for table in sheet.tables.values():
        name = table.displayName
        left, top, right, bottom = range_boundaries(table.ref)
        if bottom <= top:
            yield f"table {name} is empty"
        heads = [sheet.cell(top, column).value for column in range(left, right + 1)]
        if len(set(heads)) < len(heads) or not all(isinstance(head, str) and head for head in heads):
            yield f"table {name} has headings that are missing or the same: {heads}"
        if [column.name for column in table.tableColumns] != heads:
            yield f"table {name} says other headings than its cells"
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield from (f"{cell.coordinate}: {what}" for what in _cell(sheet, cell, formulas, links))


def _paper(sheet: Worksheet) -> Iterator[str]:
    if not sheet.print_area:
        yield "no print area"
        return
    if int(sheet.page_setup.paperSize or 0) != 9 or not sheet.page_setup.orientation:
        yield "not set up for A4"
    if not sheet.oddFooter.right.text:
        yield "no page number"
    right = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
    for chart in sheet._charts:
        if chart.anchor.to.col > right:
            yield "a chart reaches beyond what is printed"


def _cell(sheet: Worksheet, cell: Cell, formulas: bool, links: str) -> Iterator[str]:
    if cell.data_type == "f":
        if not formulas or not OURS.fullmatch(str(cell.value)):
            yield f"a formula: {cell.value}"
        return
    if cell.data_type == "e" or "###" in str(cell.value):
        yield f"an error: {cell.value}"
    if cell.hyperlink and not str(cell.hyperlink.target).startswith(links):
        yield f"a link to {cell.hyperlink.target}"
    if cell.number_format not in _FORMATS:
        yield f"the format {cell.number_format}"
    if isinstance(cell.value, str):
        if cell.data_type not in ("s", "inlineStr"):
            yield f"a text kept as {cell.data_type}"
        if cell.value.startswith(("=", "+", "@")) and not cell.quotePrefix:
            yield "a text that becomes a formula when somebody edits it"
        if _PERSONAL_NUMBER.search(cell.value):
            yield "what looks like a personal number"
    yield from _room(sheet, cell)


def _room(sheet: Worksheet, cell: Cell) -> Iterator[str]:
    """Whether a cell has the room that its content takes."""
    width, height = _width(sheet, cell), sheet.row_dimensions[cell.row].height
    size = float(cell.font.size or 10) / 10
    shown = _shown(cell)
    longest = max(map(len, shown.split("\n"))) * size
    if not isinstance(cell.value, str):
        if longest > width:
            yield f"{shown} has no room and shows as ###"
    elif cell.alignment.wrap_text:
        if max(map(len, shown.split())) * size > width * _WIDER:
            yield f"a word of {shown!r} is longer than its column"
        lines = sum(-(-len(line) * size // (width * _WIDER)) for line in shown.split("\n"))
        if height is not None and lines * 11 * size > height:
            yield f"{shown[:40]!r} takes {lines:.0f} lines and has the height of {height}"
    elif longest > width * _WIDER and not _free_beside(sheet, cell, longest):
        yield f"{shown[:40]!r} is cut off"


def _width(sheet: Worksheet, cell: Cell) -> float:
    merged = next((one for one in sheet.merged_cells.ranges if cell.coordinate in one), None)
    columns = range(cell.column, (merged.max_col if merged else cell.column) + 1)
    return sum(_column_width(sheet, column) for column in columns)


def _column_width(sheet: Worksheet, column: int) -> float:
    letter = get_column_letter(column)
    return sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else _USUAL_WIDTH


def _free_beside(sheet: Worksheet, cell: Cell, longest: float) -> bool:
    """Whether a line may run over empty cells that are printed."""
    right = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
    room = 0.0
    for column in range(cell.column, right + 1):
        if column > cell.column and sheet.cell(cell.row, column).value is not None:
            break
        room += _column_width(sheet, column)
    return longest <= room * _WIDER


def _shown(cell: Cell) -> str:
    """About what a spreadsheet program shows."""
    value, shape = cell.value, cell.number_format
    match value:
        case date():  # what is read back is always an instant
            return "2026-11-23 05:00" if "hh" in shape else "2026-11-23"
        case int() | float() | Decimal() if shape.startswith("0"):
            return f"{value * 100:.0f} %"
        case int() | float() | Decimal():
            return f"{value:,.1f}" if shape == "#,##0.0" else f"{value:,.0f}"
    return str(value)
