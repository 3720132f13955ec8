"""A rules.xlsx of a new flow, set out for the caseworkers who will own it: headers that explain themselves, lists to
choose from, and columns wide enough to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field

from robots.errors import RuleError
from robots.yamlfile import Part, read

TITLE = "<title>"
"""Stands for the case type's name in the skeleton's cells."""
INK, PAPER = "1F3A4D", "FFFFFF"
LAST = 200  # the row down to which a column offers its list
TOP = Alignment(vertical="top", wrap_text=True)

Content = str | int | date | None


class ColumnPart(Part):
    """A column: how wide it is, what it is for, and the words that its cells may hold."""

    width: int
    about: str
    choices: list[str] = Field(default_factory=list)


class SheetPart(Part):
    """A sheet: its columns by name, and its rows from the left; what a row leaves out is empty."""

    columns: dict[str, ColumnPart]
    rows: list[list[Content]]


class BookPart(Part):
    """A workbook's sheets, in their order."""

    sheets: dict[str, SheetPart]


def set_out(source: Path, out: Path, *, title: str) -> None:
    """Write a workbook from the YAML that says what stands in it.

    Args:
        source: The YAML file.
        out: The workbook.
        title: The case type's name, as sentences have it.
    """
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for name, part in read(source, BookPart, error=RuleError).sheets.items():
        _set_out(book.create_sheet(name), part, title)
    book.save(out)


def _set_out(sheet: Worksheet, part: SheetPart, title: str) -> None:
    sheet.append(list(part.columns))
    for row in part.rows:
        sheet.append([cell.replace(TITLE, title) if isinstance(cell, str) else cell for cell in row])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = TOP
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    for place, column in enumerate(part.columns.values(), start=1):
        _head(sheet, place, column)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(sheet: Worksheet, place: int, column: ColumnPart) -> None:
    header, letter = sheet.cell(1, place), get_column_letter(place)
    header.font, header.fill = Font(name="Calibri", bold=True, color=PAPER), PatternFill("solid", fgColor=INK)
    header.alignment = Alignment(vertical="center", wrap_text=True)
    header.comment = Comment(column.about, "robots", width=320, height=90)
    sheet.column_dimensions[letter].width = column.width
    if column.choices:
        words = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
        words.showErrorMessage = True
        words.error = ", ".join(column.choices)
        words.add(f"{letter}2:{letter}{LAST}")
        sheet.add_data_validation(words)
