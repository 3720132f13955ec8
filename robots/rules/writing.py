"""How values are written in Swedish sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from robots.rules.concepts import MONTH, Measure, Scalar, Type

_UNITS = {
    "m": ("meter", "meter"),
    "km": ("kilometer", "kilometer"),
    "kr": ("krona", "kronor"),
    "mån": ("månad", "månader"),
    "dagar": ("dag", "dagar"),
    "veckor": ("vecka", "veckor"),
    "år": ("år", "år"),
    "procent": ("procent", "procent"),
}


KRONOR = Measure(Type.DECIMAL, "kr")


def written(value: Scalar, measure: Measure) -> str:
    """A value as a sentence has it: "500 meter", "20 november 2026", "förare", "ja".

    Thousands are parted by an ordinary space and no dash but the hyphen is used: old case systems know ISO-8859-1.
    """
    match value:
        case bool():
            return "ja" if value else "nej"
        case int() | Decimal():
            return _number(Decimal(value), measure.unit)
        case date():
            return long_month(value) if measure.unit == MONTH else long_day(value)
    if measure.type is Type.CHOICE:
        return next((word for word, code in measure.words.items() if code == value), value)
    return value


def in_a_cell(value: Scalar | None, measure: Measure) -> str:
    """A value as a cell of a decision table has it: "500 m", 2026-11-20, förare, ja, saknas."""
    match value:
        case None:
            return "saknas"
        case bool():
            return "ja" if value else "nej"
        case int() | Decimal():
            return f"{digits(Decimal(value))} {measure.unit}" if measure.unit else digits(Decimal(value))
        case date():
            return value.isoformat()
    if measure.type is Type.CHOICE:
        return next((word for word, code in measure.words.items() if code == value), value)
    return f'"{value}"'


def long_day(day: date) -> str:
    """A day with its month in letters: 20 november 2026."""
    return _formatted(day, "d MMMM y")


def long_month(day: date) -> str:
    """A month and its year: november 2026."""
    return _formatted(day, "MMMM y")


def _formatted(day: date, form: str) -> str:
    from babel.dates import format_date  # when the first letter is written

    return format_date(day, form, locale="sv")


def digits(value: Decimal, unit: str | None = None) -> str:
    """A number without its unit: 1 280, or of kronor that are not whole 1 280,50."""
    exact = f"{value:,.2f}" if unit == KRONOR.unit and value % 1 else f"{value.normalize():,f}"
    return exact.replace(",", " ").replace(".", ",")


def same_unit(one: str, other: str) -> bool:
    """Whether two words are forms of one unit: "månad" and "månader"."""
    return any(one in forms and other in forms for forms in _UNITS.values())


def _number(value: Decimal, unit: str | None) -> str:
    if unit == "mån" and value >= 24 and value % 12 == 0:
        value, unit = value / 12, "år"
    shown = digits(value, unit)
    if unit is None:
        return shown
    singular, plural = _UNITS.get(unit, (unit, unit))
    return f"{shown} {singular if value == 1 else plural}"
