"""Sheets and cells as they stand in rules.xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import RuleError
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.damage import REASON, damage_of_day, damage_of_look, damage_of_number, damage_of_sheet, damage_of_text
from robots.rules.problems import Problems, counted

LARGEST = 100_000
"""Cells of a sheet, from A1 to the last that holds something; more is no sheet of rules."""
UNPACKED = 50_000_000
"""Bytes of a workbook once it is unpacked."""


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
