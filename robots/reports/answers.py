"""What people have filled in on a worklist: who has seen which warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import ConfigError
from robots.reports.worklist import FINDINGS, SEEN_BY
from robots.words import Words

_LONGEST = 100  # characters of a name
_HEADINGS = ("Case", "Criterion", "Reason", SEEN_BY)


@dataclass(frozen=True)
class Answer:
    """One line of the findings under which somebody has written a name."""

    row: int  # in the sheet
    number: str  # of the case
    criterion: str  # its name
    reason: str
    by: str


def read_answers(path: Path) -> list[Answer]:
    """The lines of a worklist's findings that bear a name, in either language.

    Raises:
        ConfigError: It is no worklist, or its table of findings was taken apart; nothing is taken of it.
    """
    try:
        book = load_workbook(path)
    except (OSError, InvalidFileException, BadZipFile, KeyError, ValueError):
        raise ConfigError(f"{path} cannot be read as a workbook.") from None
    try:
        sheet = next(sheet for sheet in book.worksheets if FINDINGS in sheet.tables)
        return list(_answers(sheet))
    except (StopIteration, ValueError):
        raise ConfigError(f"{path} is no worklist with its findings. A new one: run.py report worklist") from None
    finally:
        book.close()


def _answers(sheet: Worksheet) -> Iterator[Answer]:
    table = sheet[sheet.tables[FINDINGS].ref]
    places = [_place([str(cell.value) for cell in table[0]], name) for name in _HEADINGS]
    for row in table[1:]:
        number, criterion, reason, by = (str(row[place].value or "").strip() for place in places)
        if by:
            yield Answer(row[0].row, number, criterion, reason, by[:_LONGEST])


def _place(headings: list[str], name: str) -> int:
    """Where a column stands, in whichever language the list was written."""
    return next(at for at, heading in enumerate(headings) if heading in (name, Words("sv")(name)))
