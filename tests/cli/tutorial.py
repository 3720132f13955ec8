"""A reader who does what a document says, word by word: types its files, fills in its sheets, gives its commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.conftest import Answer

PROGRAM = "python3 run.py "
_FENCE = re.compile(r"```(\w*) ?(.*)")
_SHEET = re.compile(r"(?:New sheet|Sheet) \*\*(.+?)\*\*")


@dataclass(frozen=True)
class Command:
    """A line to give at the terminal: the words after run.py."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A text for a file: all of it, or to be pasted below a line, or in the place of one."""

    file: str
    text: str
    how: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """Rows for a sheet of the workbook: those with a known first cell replace it, others go below."""

    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Step = Command | Typed | Cells


def steps(document: Path, *, until: str, since: str = "") -> Iterator[Step]:
    """What a document asks of its reader, in order, from one heading as far as another."""
    text = document.read_text(encoding="utf-8")
    assert f"\n{since}\n" in text or not since, since
    told = text.partition(f"\n{since}\n")[2] if since else text
    lines = iter(told.partition(f"\n{until}\n")[0].splitlines())
    sheet = ""
    for line in lines:
        if found := _SHEET.match(line):
            sheet = found[1]
        elif line.startswith("| "):
            next(lines)  # the line between header and rows
            yield Cells(sheet, _cells(line), tuple(_rows(lines)))
        elif fence := _FENCE.fullmatch(line):
            text = "".join(f"{inner}\n" for inner in iter(lambda: next(lines), "```"))
            yield from _block(dict(re.findall(r'(\w+)="([^"]*)"', fence[2])), fence[1], text)


def _block(marks: dict[str, str], language: str, text: str) -> Iterator[Step]:
    if "title" in marks:
        yield Typed(marks.pop("title"), text, marks)
    elif language == "sh":
        for line in text.splitlines():
            assert line.startswith(PROGRAM), line
            yield Command(tuple(line.removeprefix(PROGRAM).split()))


def _rows(lines: Iterator[str]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        if not line.startswith("| "):
            return
        yield _cells(line)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


class Reader:
    """Somebody who follows a document in a home folder of their own."""

    def __init__(self, home: Path, command: Callable[..., Answer], robot: str, workbook: str = "") -> None:
        """Begin.

        Args:
            home: The folder.
            command: The command line.
            robot: The robot that the document is about.
            workbook: Its flow's, within the folder.
        """
        self.home = home
        self.said: dict[str, Answer] = {}  # what each command came to, by its words; the last time it was given
        self._command = command
        self._robot = robot
        self._workbook = workbook

    def does(self, step: Step) -> None:
        """Do what is asked next, which must go well."""
        match step:
            case Command(words):
                answer = self._command("--home", self.home, "--lang", "en", *words)
                assert answer.code == 0, (words, answer.err)
                self.said[" ".join(words)] = answer
            case Typed() if "printed" in step.how:
                type_in(self.home, step, printed=self._approval(self.said[step.how["printed"]].out))
            case Typed():
                type_in(self.home, step)
            case Cells():
                fill_in(self.home / self._workbook, step)

    def _approval(self, printed: str) -> str:
        """The robot's block among what was printed, with the two blanks filled in."""
        block = printed.partition(f"To let {self._robot} ")[2].partition(":\n")[2].partition("\n\n")[0]
        return block.replace("by:", "by: A reader").replace("reference:", "reference: the tutorial") + "\n"


def type_in(home: Path, step: Typed, *, printed: str = "") -> None:
    """Put a text into its file, as the document says; what a command printed stands for what is to be printed."""
    file = home / step.file
    if below := step.how.get("below"):
        before, line, after = file.read_text(encoding="utf-8").partition(f"\n{below}\n")
        assert line, f"{step.file} has no line {below}"
        file.write_text(before + line + step.text + after, encoding="utf-8")
    elif place := step.how.get("instead"):
        text = file.read_text(encoding="utf-8")
        assert f"{place}\n" in text
        file.write_text(text.replace(f"{place}\n", printed or step.text, 1), encoding="utf-8")
    else:
        file.write_text(step.text, encoding="utf-8")


def fill_in(workbook: Path, step: Cells) -> None:
    """Put rows into a sheet, which is made where there is none."""
    book: Workbook = load_workbook(workbook)
    if step.sheet not in book.sheetnames:
        book.create_sheet(step.sheet)
    sheet: Worksheet = book[step.sheet]
    columns = [_column(sheet, name) for name in step.header]
    known = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for cells in step.rows:
        row = known.get(cells[0]) or max(known.values(), default=1) + 1
        known[cells[0]] = row
        for column, cell in zip(columns, cells, strict=True):
            sheet.cell(row, column).value = _as_excel_takes_it(cell)
    book.save(workbook)


def _column(sheet: Worksheet, name: str) -> int:
    """The column of a header, which is written into the first free one where there is none."""
    place = 1
    while sheet.cell(1, place).value not in (None, name):
        place += 1
    sheet.cell(1, place).value = name
    return place


def _as_excel_takes_it(cell: str) -> str | int | date | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    return int(cell) if cell.isdecimal() else cell or None
