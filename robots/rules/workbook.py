"""Sheets and cells as they stand in rules.xlsx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import RuleError
from robots.rules.damage import REASON, damage_of_day, damage_of_look, damage_of_number, damage_of_sheet, damage_of_text
from robots.rules.nearest import alike
from robots.rules.problems import Problems, counted

Content = str | Decimal | bool | date | None

LARGEST = 100_000
"""Cells of a sheet, from A1 to the last that holds something; more is no sheet of rules."""
UNPACKED = 50_000_000
"""Bytes of a workbook once it is unpacked."""
QUOTED = 120
"""Characters of a cell that an error repeats."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands and what it holds."""

    sheet: str
    place: str  # such as C4
    read: Content
    damage: str | None = None  # what should stand there instead of what Excel made of it

    @property
    def content(self) -> Content:
        """What it holds; a cell that Excel spoilt is refused."""
        if self.damage:
            raise self.refusal(self.damage)
        return self.read

    def refusal(self, allowed: str) -> RuleError:
        """The error that names this cell, what was read in it and what is allowed there."""
        read = "ingenting" if self.read is None else f'"{_quoted(self.read)}"'
        return RuleError(f'rules.xlsx, blad "{self.sheet}", cell {self.place}: läste {read}. Tillåtet: {allowed}.')

    @property
    def text(self) -> str:
        """Words; a cell that is empty or holds something else is refused."""
        if isinstance(self.content, Decimal):
            raise self.refusal("en text; ett tal som ska vara text får en apostrof framför")
        if not isinstance(self.content, str):
            raise self.refusal("en text")
        return self.content

    @property
    def text_or_none(self) -> str | None:
        """Words, or None where the cell is empty."""
        return None if self.content is None else self.text

    @property
    def source(self) -> str:
        """Where a rule or amount stands: an act and section, a decision, a local routine."""
        if not any(sign.isalpha() for sign in self.text):
            raise self.refusal("var regeln står: lag och paragraf, beslut eller lokal rutin")
        return self.text

    @property
    def day_or_none(self) -> date | None:
        """A day, written as a date or as YYYY-MM-DD, or None where the cell is empty."""
        if self.content is None or isinstance(self.content, date):
            return self.content
        try:
            if not isinstance(self.content, str) or not _DAY.fullmatch(self.content):
                raise ValueError
            return date.fromisoformat(self.content)
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

    def require(self, *columns: str, optional: tuple[str, ...] | None = None) -> None:
        """Refuse the sheet unless its header holds all these columns.

        Args:
            columns: What must be there.
            optional: What else may be there; without, anything may.
        """
        spare = {cell.text: cell.place for cell in self.header if cell.text not in columns}
        problems = Problems()
        told: set[str] = set()
        for column in columns:
            if column not in self.columns:
                told.update(alike(column, spare)[:1])
                likely = [f"{name} (cell {spare[name]})" for name in alike(column, spare) or sorted(spare)[:8]]
                near = f" Närmast: {', '.join(likely)}." if likely else ""
                problems.tell(f'rules.xlsx, blad "{self.name}", rad 1: kolumnen "{column}" saknas.{near}')
        for cell in self.header:
            if optional is not None and cell.text not in (*columns, *optional, *told):
                problems.tell(str(cell.refusal(f"kolumnerna {', '.join((*columns, *optional))}")))
        problems.refuse()


def open_workbook(content: bytes) -> Workbook:
    """A workbook as Excel saved it, whole.

    Raises:
        RuleError: It is cut off, locked with a password, too large, or no workbook at all.
    """
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise RuleError("rules.xlsx är låst med lösenord eller sparad som .xls. Spara den utan lösenord, som .xlsx.")
    try:
        with ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise RuleError("rules.xlsx är för stor för att vara regler. Kopiera bladen till en ny bok.")
            if parts.testzip() is not None:
                raise BadZipFile
        return load_workbook(BytesIO(content), rich_text=True)
    except RuleError:
        raise
    except Exception as why:  # openpyxl raises what it meets: KeyError, ValueError, TypeError, errors of XML and zip
        raise RuleError(
            "rules.xlsx går inte att läsa som en Excelfil. Är den halvt sparad eller halvt kopierad? "
            "Spara den på nytt från Excel."
        ) from why


def read_workbook(content: bytes, problems: Problems) -> dict[str, Sheet | None]:
    """All sheets of a workbook by name; None for one whose header cannot be read.

    Args:
        content: The file's bytes.
        problems: Takes up each cell that Excel spoilt, with its sheet and place.

    Raises:
        RuleError: Not a workbook.
    """
    sheets: dict[str, Sheet | None] = {}
    for sheet in open_workbook(content).worksheets:
        sheets[sheet.title] = None
        with problems.gathered():
            sheets[sheet.title] = _read_sheet(sheet, problems)
    return sheets


def shown(content: Content) -> str:
    """A cell's content as a person would type it."""
    match content:
        case bool():
            return "SANT" if content else "FALSKT"
        case Decimal():
            return f"{content.normalize():f}".replace(".", ",")
        case _:
            return str(content)


def _quoted(content: Content) -> str:
    """A cell's content on one line, cut where it is long; a blank at an end is shown, for it may be what is wrong."""
    text = shown(content)
    line = " ".join(text.split())
    line = " " * text[:1].isspace() + line + " " * text[-1:].isspace() if line else text
    return line if len(line) <= QUOTED else f"{line[:QUOTED]}..."


def _read_sheet(sheet: Worksheet, problems: Problems) -> Sheet:
    where = f'rules.xlsx, blad "{sheet.title}"'
    if sheet.sheet_state != "visible":
        problems.tell(f"{where}: dolt blad. Visa det eller ta bort det.")
    if damage := damage_of_text(sheet.title):
        problems.tell(f"{where}: bladets namn. Tillåtet: {damage}.")
    for damage in damage_of_sheet(sheet):
        problems.tell(f"{where}, {damage}")
    if sheet.max_row * sheet.max_column > LARGEST:
        last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
        raise RuleError(f"{where}, cell {last}: bladet är för stort. Ta bort rader och kolumner utan innehåll.")
    rows = list(rows_of(sheet))
    for cell in [cell for row in rows for cell in row if cell.damage]:
        problems.tell(str(cell.refusal(cell.damage or "")))
    header = tuple(cell for cell in (rows[0] if rows else ()) if cell.read is not None)
    if not header or rows[0][0].read is None:
        raise RuleError(f"{where}, rad 1: kolumnernas namn saknas. Är bladet tomt, eller är en rad ovanför dem?")
    names = [cell.text for cell in header]
    if twice := [cell for at, cell in enumerate(header) if cell.text in names[:at]]:
        raise RuleError(f'{where}, rad 1, cell {twice[0].place}: två kolumner har samma namn, "{twice[0].text}".')
    for head, *below in zip(*rows, strict=True):
        stray = [cell for cell in below if cell.read is not None and head.read is None]
        if stray:
            refused = stray[0].refusal("ingenting, för kolumnen har inget namn i rad 1")
            problems.tell(f"{refused}{counted(len(stray), 'celler')}")
        elif head.read is None and rows[0].index(head) < rows[0].index(header[-1]):
            problems.tell(str(head.refusal("ett namn på kolumnen; är den tom, ta bort den")))
    named = ([cell for head, cell in zip(rows[0], row, strict=True) if head.read is not None] for row in rows[1:])
    lines = (Line(dict(zip(names, row, strict=True))) for row in named if any(cell.read is not None for cell in row))
    return Sheet(sheet.title, header, tuple(lines))


def rows_of(sheet: Worksheet) -> Iterator[tuple[Cell, ...]]:
    """Every row from the first, each cell with what Excel may have done to it."""
    for row in sheet.iter_rows():
        yield tuple(_read_cell(sheet.title, cell) for cell in row)


def _read_cell(sheet: str, cell: ExcelCell | MergedCell) -> Cell:
    place, read = cell.coordinate, cell.value
    if read is None or isinstance(cell, MergedCell):
        return Cell(sheet, place, None)
    if cell.data_type == "f":
        written = read if isinstance(read, str) else getattr(read, "text", "=")
        return Cell(sheet, place, str(written), "ett värde, inte en formel; skriv inget = först i cellen")
    if cell.data_type == "e":
        return Cell(sheet, place, str(read), "ett värde, inte ett fel från Excel")
    look = damage_of_look(cell)
    if isinstance(read, CellRichText):
        read = str(read)
    match read:
        case bool():
            return Cell(sheet, place, read, look)
        case int() | float():
            number = Decimal(str(read))
            return Cell(sheet, place, number, look or damage_of_number(number, cell.number_format))
        case datetime() if read.time() == time.min:
            return Cell(sheet, place, read.date(), look or damage_of_day(read.date(), cell.number_format))
        case datetime():
            return Cell(sheet, place, str(read), "ett datum utan klockslag")
        case str():
            text = read.replace("\u00a0", " ") or None
            return Cell(sheet, place, text, look or (damage_of_text(text) if text else None))
        case _:
            allowed = f"text, tal, datum (år {REASON.start} till {REASON[-1]}), SANT eller FALSKT"
            return Cell(sheet, place, str(read), allowed)
