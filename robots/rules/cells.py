"""Cells and rows of a sheet, apart from how they were read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from robots.errors import RuleError
from robots.rules.nearest import alike
from robots.rules.problems import Problems

Content = str | Decimal | bool | date | None

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
