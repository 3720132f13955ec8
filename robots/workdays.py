"""Which days are working days in Sweden: no weekends, no public holidays, none of the eves that most have off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


def is_working_day(day: date) -> bool:
    """Whether it is neither a Saturday, a Sunday, a public holiday, nor the eve of Midsummer, Christmas or New Year."""
    return day.weekday() < 5 and day not in _closed(day.year)


def working_day_from(day: date) -> date:
    """The day itself, or the next working day where it is none.

    So ends a time by which something must be done at the latest (2 § lagen, 1930:173, om beräkning av lagstadgad tid).
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_on(day: date, count: int) -> date:
    """The day that lies so many working days after another."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def _closed(year: int) -> HolidayBase:
    import holidays  # it takes a moment to load

    return holidays.country_holidays("SE", years=year, categories=("public", "de_facto"))
