"""What people have filled in on a worklist: who has seen which warning, and why a decision became another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from robots.cases import WhyOtherwise
from robots.errors import ConfigError
from robots.reports.sheets import COMMENT, DECISIONS, FINDINGS, SAID_BY, SEEN_BY, WHY, WHYS
from robots.words import Words

_TOP = 100  # rows of a sheet among which its headings stand
_LONGEST = 100  # characters of a name
_TOO_LONG = f"the name is longer than {_LONGEST} characters."
_DAY = re.compile(r" \d{4}-\d\d-\d\d$")
_LONGEST_COMMENT = 2000
_Row = Sequence[Cell | MergedCell]
_HEADINGS = ("Case", "Criterion", "Reason", SEEN_BY)
_OF_DECISIONS = ("Case", WHY, COMMENT, SAID_BY, "Case system")


@dataclass(frozen=True)
class Answer:
    """One line of the findings under which somebody has written a name."""

    row: int  # in the sheet
    number: str  # of the case
    criterion: str  # its name
    reason: str
    by: str


@dataclass(frozen=True)
class ExplanationAnswer:
    """One line of the decisions in which somebody says why."""

    cell: str  # "Beslut!F12"
    number: str
    system: str
    reason: WhyOtherwise
    comment: str
    by: str


@dataclass(frozen=True)
class Answers:
    """All that people have filled in, and the cells that mean nothing."""

    seen: Sequence[Answer]
    explanations: Sequence[ExplanationAnswer]
    wrong: Sequence[tuple[str, str]]  # each such cell, and why, in English


@dataclass(frozen=True)
class _Filled:
    """A table in which people write, as it came back."""

    sheet: str
    first: int  # the row of its first line in the sheet
    rows: Sequence[_Row]  # without the headings
    below: Sequence[_Row]  # what stands in the same columns under the table
    places: Mapping[str, int]  # where each column stands


def read_answers(path: Path) -> Answers:
    """What people have written on a worklist, in either language.

    Raises:
        ConfigError: It is no worklist, or its tables were taken apart; nothing is taken of it.
    """
    book, wrong = _opened(path), list[tuple[str, str]]()
    try:
        findings = _filled(path, book, FINDINGS, _HEADINGS)
        decisions = _filled(path, book, DECISIONS, _OF_DECISIONS)
        if findings is None and decisions is None:
            raise ConfigError(
                f"{path} is no worklist with its findings or decisions. A new one: run.py report worklist"
            )
        return Answers(
            list(_answers(findings, wrong)) if findings else [],
            list(_explanations(decisions, wrong)) if decisions else [],
            wrong,
        )
    finally:
        book.close()


def _opened(path: Path) -> Workbook:
    try:
        return load_workbook(path)
    except OSError:
        raise ConfigError(f"{path} cannot be read. Is it there, and may your account read it?") from None
    except Exception:  # openpyxl raises what it meets: KeyError, ValueError, TypeError, errors of XML and zip
        raise ConfigError(
            f"{path} cannot be read as a workbook. Is it damaged, or locked? Save it anew from Excel, as .xlsx."
        ) from None


def _filled(path: Path, book: Workbook, name: str, headings: Sequence[str]) -> _Filled | None:
    """A table by its name; None where the workbook has nothing like it."""
    found = None
    for sheet in book.worksheets:
        if name in sheet.tables:
            found = _cells(path, sheet, name, headings)
        elif any(len(headings) - len(_places(row, headings)) <= 1 for row in sheet.iter_rows(max_row=_TOP)):
            raise ConfigError(
                f'{path}, sheet "{sheet.title}": its table is gone or has another name, and nothing was taken in. '
                "Undo that, or fill in a new list: run.py report worklist"
            )
    return found


def _cells(path: Path, sheet: Worksheet, name: str, headings: Sequence[str]) -> _Filled:
    """A table's lines, and what stands under it."""
    left, top, right, bottom = CellRange(sheet.tables[name].ref).bounds
    first, *rows = sheet.iter_rows(top, bottom, left, right)
    written = sorted({row for row, _ in sheet._cells if row > bottom})  # iter_rows makes each cell down to a stray one
    below = [next(sheet.iter_rows(row, row, left, right)) for row in written]
    places = _places(first, headings)
    if missing := next((heading for heading in headings if heading not in places), None):
        swedish = any(_text(first[place]) != name for name, place in places.items())
        heading = Words("sv")(missing) if swedish else missing
        raise ConfigError(
            f'{path}, sheet "{sheet.title}": no column is called "{heading}", and nothing was taken in. '
            "Give it its name back, or fill in a new list: run.py report worklist"
        )
    return _Filled(sheet.title, top + 1, rows, below, places)


def _answers(table: _Filled, wrong: list[tuple[str, str]]) -> Iterator[Answer]:
    for at, row in enumerate(table.rows, table.first):
        number, criterion, reason, by = (_text(row[table.places[name]]) for name in _HEADINGS)
        if _is_too_long(by):
            wrong.append((f"{table.sheet}!{row[table.places[SEEN_BY]].coordinate}", _TOO_LONG))
        elif by:
            yield Answer(at, number, criterion, reason, by)
    _tell_below(table, wrong)


def _tell_below(table: _Filled, wrong: list[tuple[str, str]]) -> None:
    """Name what somebody wrote under a table: it belongs to no line of it."""
    for row in table.below:
        if written := [cell.coordinate for cell in row if _text(cell)]:
            cells = ", ".join(written)
            wrong.append((f"{table.sheet}!{cells}", "this stands below the table and was not read."))


def _explanations(table: _Filled, wrong: list[tuple[str, str]]) -> Iterator[ExplanationAnswer]:
    for row in table.rows:
        cells = {name: row[place] for name, place in table.places.items()}
        why, comment, by = (_text(cells[name]) for name in (WHY, COMMENT, SAID_BY))
        if not (why or comment or by):
            continue
        reason = _reason(why)
        complaint = _complaint(why, reason, comment, by)
        if complaint or reason is None:
            column, says = complaint or (WHY, "")
            wrong.append((f"{table.sheet}!{cells[column].coordinate}", says))
            continue
        place, number, system = (cells[WHY].coordinate, _text(cells["Case"]), _text(cells["Case system"]))
        yield ExplanationAnswer(f"{table.sheet}!{place}", number, system, reason, comment, by)
    _tell_below(table, wrong)


def _complaint(why: str, reason: WhyOtherwise | None, comment: str, by: str) -> tuple[str, str] | None:
    """The column of the first cell of a line that means nothing, and why not."""
    if not why:
        return WHY, "something is written in this line, and no reason was chosen."
    if reason is None:
        return WHY, f'"{why[:60]}" is none of the reasons in the list.'
    if reason is WhyOtherwise.ELSE and not comment:
        return COMMENT, "say in your own words what it was."
    if len(comment) > _LONGEST_COMMENT:
        return COMMENT, f"the text is longer than {_LONGEST_COMMENT} characters."
    if not by:
        return SAID_BY, "nobody has written a name."
    if _is_too_long(by):
        return SAID_BY, _TOO_LONG
    return None


def _reason(why: str) -> WhyOtherwise | None:
    """The reason that a text of the list stands for, in whichever language the list was written."""
    return next((code for code, text in WHYS.items() if why in (text, Words("sv")(text))), None)


def _is_too_long(by: str) -> bool:
    """Whether a name is; the day that the list itself writes after one is no part of it."""
    return len(_DAY.sub("", by)) > _LONGEST


def _places(row: _Row, names: Sequence[str]) -> Mapping[str, int]:
    """Where each column stands that a row names, in whichever language the list was written."""
    headings = [_text(cell) for cell in row]
    meant = {name: (name, Words("sv")(name)) for name in names}
    return {name: at for name in names for at, heading in enumerate(headings) if heading in meant[name]}


def _text(cell: Cell | MergedCell) -> str:
    return str(cell.value if cell.value is not None else "").strip()
