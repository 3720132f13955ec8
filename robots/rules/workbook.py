"""Sheets and cells as they stand in rules.xlsx, and the damage that Excel does to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import takewhile
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import RuleError

Content = str | Decimal | bool | date | None


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands and what it holds."""

    sheet: str
    place: str  # such as C4
    content: Content

    def refusal(self, allowed: str) -> RuleError:
        """The error that names this cell, what was read in it and what is allowed there."""
        read = "ingenting" if self.content is None else f'"{shown(self.content)}"'
        return RuleError(f'rules.xlsx, blad "{self.sheet}", cell {self.place}: läste {read}. Tillåtet: {allowed}.')

    @property
    def text(self) -> str:
        """Words; a cell that is empty or holds something else is refused."""
        if not isinstance(self.content, str):
            raise self.refusal("en text")
        return self.content

    @property
    def text_or_none(self) -> str | None:
        """Words, or None where the cell is empty."""
        return None if self.content is None else self.text

    @property
    def day_or_none(self) -> date | None:
        """A day, written as a date or as YYYY-MM-DD, or None where the cell is empty."""
        if self.content is None or isinstance(self.content, date):
            return self.content
        try:
            return date.fromisoformat(self.text)
        except ValueError:
            raise self.refusal("ett datum, till exempel 2026-01-31, eller ingenting") from None

    def one_of(self, *words: str) -> str:
        """One of the words that are allowed here."""
        if self.content not in words:
            raise self.refusal(", ".join(words))
        return self.text


@dataclass(frozen=True)
class Line:
    """One row below the header, its cells by the header's names."""

    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]


@dataclass(frozen=True)
class Sheet:
    """A sheet whose first row names the columns."""

    name: str
    header: tuple[Cell, ...]
    lines: tuple[Line, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, from left to right."""
        return tuple(cell.text for cell in self.header)

    def require(self, *columns: str) -> None:
        """Refuse the sheet unless its header holds all these columns."""
        for column in columns:
            if column not in self.columns:
                raise RuleError(f'rules.xlsx, blad "{self.name}", rad 1: kolumnen "{column}" saknas.')


def read_workbook(content: bytes) -> dict[str, Sheet]:
    """All sheets of a workbook by name.

    Raises:
        RuleError: Not a workbook, or a cell that Excel spoilt: the sheet and the cell are named.
    """
    try:
        book = load_workbook(BytesIO(content))
    except (BadZipFile, KeyError, ValueError) as why:
        raise RuleError("rules.xlsx går inte att läsa som en Excelfil. Spara den på nytt från Excel.") from why
    return {sheet.title: _read_sheet(sheet) for sheet in book.worksheets}


def shown(content: Content) -> str:
    """A cell's content as a person would type it."""
    match content:
        case bool():
            return "SANT" if content else "FALSKT"
        case Decimal():
            return f"{content.normalize():f}".replace(".", ",")
        case _:
            return str(content)


def _read_sheet(sheet: Worksheet) -> Sheet:
    for merged in sheet.merged_cells.ranges:
        raise RuleError(f'rules.xlsx, blad "{sheet.title}", cell {merged}: sammanslagna celler. Dela upp dem.')
    _refuse_hidden(sheet)
    rows = list(_rows(sheet))
    if not rows:
        raise RuleError(f'rules.xlsx, blad "{sheet.title}": bladet är tomt. Ta bort det eller fyll det.')
    header = tuple(takewhile(lambda cell: cell.content is not None, rows[0]))
    if len(set(names := [cell.text for cell in header])) < len(names):
        raise RuleError(f'rules.xlsx, blad "{sheet.title}", rad 1: två kolumner har samma namn.')
    lines = []
    for row in rows[1:]:
        if all(cell.content is None for cell in row):
            continue
        for stray in row[len(header) :]:
            if stray.content is not None:
                raise stray.refusal("ingenting, för kolumnen har inget namn i rad 1")
        lines.append(Line(dict(zip(names, row, strict=False))))
    return Sheet(sheet.title, header, tuple(lines))


def _refuse_hidden(sheet: Worksheet) -> None:
    """Hidden rows and columns still count, so nothing may hide (filters hide rows too)."""
    for number, row in sheet.row_dimensions.items():
        if row.hidden:
            raise RuleError(f'rules.xlsx, blad "{sheet.title}", rad {number}: dold rad. Visa den eller ta bort den.')
    for letter, column in sheet.column_dimensions.items():
        if column.hidden:
            raise RuleError(f'rules.xlsx, blad "{sheet.title}", kolumn {letter}: dold kolumn. Visa den.')
    if sheet.sheet_state != "visible":
        raise RuleError(f'rules.xlsx, blad "{sheet.title}": dolt blad. Visa det eller ta bort det.')


def _rows(sheet: Worksheet) -> Iterator[tuple[Cell, ...]]:
    for row in sheet.iter_rows():
        yield tuple(_read_cell(sheet.title, cell) for cell in row)


def _read_cell(sheet: str, cell: ExcelCell | MergedCell) -> Cell:
    place, read = cell.coordinate, cell.value
    if cell.data_type == "f":
        raise Cell(sheet, place, str(read)).refusal("ett värde, inte en formel")
    if cell.data_type == "e":
        raise Cell(sheet, place, str(read)).refusal("ett värde, inte ett fel från Excel")
    match read:
        case None | bool():
            return Cell(sheet, place, read)
        case int() | float():
            return Cell(sheet, place, Decimal(str(read)))
        case datetime():
            if read.time() != time.min:
                raise Cell(sheet, place, str(read)).refusal("ett datum utan klockslag")
            return Cell(sheet, place, read.date())
        case date():
            return Cell(sheet, place, read)
        case str():
            if read != read.strip():
                raise Cell(sheet, place, read).refusal("text utan blanksteg före eller efter")
            return Cell(sheet, place, read.replace("\u00a0", " ") or None)
        case _:
            raise Cell(sheet, place, str(read)).refusal("text, tal, datum, SANT eller FALSKT")
