"""Dated amounts and limits (sheet "Belopp")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from robots.errors import NoAmount, RuleError
from robots.rules.concepts import Measure, Type
from robots.rules.workbook import Cell, Line, Sheet

NAME = "namn"
"""The unit of a row that holds a name, such as the own municipality's, instead of a number."""
DATE = "datum"
"""The unit of a row that holds a day, such as the last one of a school year."""
CONFIRMED = "Bekräftad"
"""The column that says whether somebody has held a row against its source; without it, all rows are."""
UNITS = (NAME, "m", "km", "kr", "mån", "dagar", "veckor", "år", "procent", "st", DATE)


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


def read_amounts(sheet: Sheet) -> Amounts:
    """All dated amounts.

    Raises:
        RuleError: No source, an unknown unit, a period that ends before it starts, or two rows of a name that overlap.
    """
    sheet.require("Namn", "Från", "Till", "Värde", "Enhet", "Källa")  # and, where one is not sure, "Bekräftad"
    rows: dict[str, list[Amount]] = {}
    for line in sheet.lines:
        amount = _amount(line)
        for other in rows.setdefault(amount.name, []):
            if other.unit != amount.unit:
                raise line["Enhet"].refusal(f"samma enhet som de andra raderna: {other.unit}")
            if amount.in_force(other.start) or other.in_force(amount.start):
                raise line["Från"].refusal("en tid som inte redan har ett värde med samma namn")
        rows[amount.name].append(amount)
    return Amounts(MappingProxyType({name: tuple(named) for name, named in rows.items()}))


def _amount(line: Line) -> Amount:
    start, end = line["Från"].day_or_none, line["Till"].day_or_none
    if start is None:
        raise line["Från"].refusal("ett datum")
    if end is not None and end < start:
        raise line["Till"].refusal("ett datum som inte ligger före Från, eller ingenting")
    unit = line["Enhet"].one_of(*UNITS)
    confirmed = CONFIRMED not in line.cells or line[CONFIRMED].one_of("ja", "nej") == "ja"
    return Amount(line["Namn"].text, start, end, _value(line["Värde"], unit), unit, line["Källa"].text, confirmed)


def _value(cell: Cell, unit: str) -> Decimal | str | date:
    if unit == NAME:
        return cell.text
    if unit == DATE:
        if (day := cell.day_or_none) is None:
            raise cell.refusal("ett datum, till exempel 2026-01-31")
        return day
    if not isinstance(cell.content, Decimal):
        raise cell.refusal("ett tal")
    return cell.content
