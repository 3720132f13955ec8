"""Dated amounts and limits (sheet "Belopp")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from robots.errors import NoAmount, RuleError
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.concepts import NOTATION, UNITS, Measure, Type
from robots.rules.problems import Problems

NAME = "namn"
"""The unit of a row that holds a name, such as the own municipality's, instead of a number."""
DATE = "datum"
"""The unit of a row that holds a day, such as the last one of a school year."""
CONFIRMED = "Bekräftad"
"""The column that says whether somebody has held a row against its source; without it, all rows are."""
DAY = timedelta(days=1)
COUNTED = ("mån", "dagar", "veckor", "år", "st")
"""Units of which there are no parts."""


@dataclass(frozen=True)
class Amount:
    """One row: what held from a day to a day, both included, and by which source."""

    name: str
    start: date
    end: date | None
    value: Decimal | str | date
    unit: str
    source: str
    confirmed: bool = True  # somebody has held it against its source
    unit_place: str = ""  # the cell of its unit

    def in_force(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    @property
    def measure(self) -> Measure:
        kinds = {NAME: Measure(Type.TEXT), DATE: Measure(Type.DATE)}
        return kinds.get(self.unit) or Measure(Type.DECIMAL, self.unit)


@dataclass(frozen=True)
class Amounts:
    """All rows of the sheet, by name."""

    rows: Mapping[str, tuple[Amount, ...]]

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def measure(self, name: str) -> Measure:
        """Type and unit that all rows of a name share."""
        return self.rows[name][0].measure

    def at(self, name: str, day: date) -> Amount:
        """The row in force on a day.

        Raises:
            RuleError: No such name.
            NoAmount: Nothing was in force that day, or nobody has confirmed what was.
        """
        if name not in self.rows:
            raise RuleError(f'rules.xlsx, blad "Belopp": "{name}" finns inte.')
        for amount in self.rows[name]:
            if amount.in_force(day) and not amount.confirmed:
                raise NoAmount(
                    f'rules.xlsx, blad "Belopp": "{name}" är inte bekräftat för {day}. Källan är {amount.source}. '
                    f'Den som äger reglerna läser den, rättar värdet och skriver ja i kolumnen "{CONFIRMED}".'
                )
            if amount.in_force(day):
                return amount
        raise NoAmount(f'rules.xlsx, blad "Belopp": "{name}" har inget värde som gäller {day}.')


NO_AMOUNTS = Amounts(MappingProxyType({}))


def read_amounts(sheet: Sheet, problems: Problems) -> Amounts:
    """All dated amounts.

    Args:
        sheet: Sheet "Belopp".
        problems: Takes up a row without source, an unknown unit, a period that ends before it starts, and rows of a
            name that overlap or leave days between them without a value.

    Raises:
        RuleError: A column is missing.
    """
    sheet.require("Namn", "Från", "Till", "Värde", "Enhet", "Källa", optional=(CONFIRMED,))
    rows: dict[str, list[tuple[Amount, Line]]] = {}
    for line in sheet.lines:
        with problems.gathered():
            amount = _amount(line)
            rows.setdefault(amount.name, []).append((amount, line))
    for named in rows.values():
        named.sort(key=lambda row: row[0].start)
        for (earlier, _), (later, line) in pairwise(named):
            with problems.gathered():
                _refuse_misfit(earlier, later, line)
    return Amounts(MappingProxyType({name: tuple(row for row, _ in named) for name, named in rows.items()}))


def _refuse_misfit(earlier: Amount, later: Amount, line: Line) -> None:
    """Two rows of a name follow each other day by day, in the same unit."""
    if later.unit != earlier.unit:
        raise line["Enhet"].refusal(f"samma enhet som de andra raderna: {earlier.unit}")
    if earlier.end is None or later.start <= earlier.end:
        raise line["Från"].refusal(f"en tid som inte redan har ett värde för {earlier.name}; avsluta den förra raden")
    if later.start > earlier.end + DAY:
        raise line["Från"].refusal(f"{earlier.end + DAY}; före den här raden har {earlier.name} annars inget värde")


def _amount(line: Line) -> Amount:
    start, end = line["Från"].day_or_none, line["Till"].day_or_none
    if start is None:
        raise line["Från"].refusal("ett datum")
    if end is not None and end < start:
        raise line["Till"].refusal("ett datum som inte ligger före Från, eller ingenting")
    unit = line["Enhet"].one_of(NAME, *UNITS, DATE)
    confirmed = CONFIRMED not in line.cells or line[CONFIRMED].one_of("ja", "nej") == "ja"
    if line["Namn"].text in NOTATION:
        raise line["Namn"].refusal(f"ett namn som inte betyder något annat i en cell, inte {', '.join(NOTATION)}")
    value, source = _value(line["Värde"], unit), line["Källa"].source
    return Amount(line["Namn"].text, start, end, value, unit, source, confirmed, line["Enhet"].place)


def _value(cell: Cell, unit: str) -> Decimal | str | date:
    if unit == NAME:
        return cell.text
    if unit == DATE:
        if (day := cell.day_or_none) is None:
            raise cell.refusal("ett datum, till exempel 2026-01-31")
        return day
    if not isinstance(cell.content, Decimal):
        spelt = isinstance(cell.content, str) and any(sign.isdigit() for sign in cell.content)
        raise cell.refusal("ett tal; cellen innehåller text som ser ut som ett tal" if spelt else "ett tal")
    if cell.content < 0:
        raise cell.refusal("ett tal som inte är mindre än noll")
    if unit in COUNTED and cell.content % 1:
        raise cell.refusal(f"ett helt tal {unit}")
    return cell.content
