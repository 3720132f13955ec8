"""Which days are working days: for legal times those of the whole country, for schedules those of one municipality.

The functions follow the law and no local agreement. Only what starts a robot asks a Calendar.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

Eve = Literal["twelfth_night", "maundy_thursday", "walpurgis", "midsummer", "all_saints", "christmas", "new_year"]

_EVES: Mapping[str, Eve] = {
    "Epiphany": "twelfth_night",
    "Good Friday": "maundy_thursday",
    "May Day": "walpurgis",
    "Midsummer Day": "midsummer",
    "All Saints' Day": "all_saints",
    "Christmas Day": "christmas",
    "New Year's Day": "new_year",
}
"""The eve of each holiday that has one: the day before it."""

WEEKEND, SQUEEZE_DAY, LOCAL = "weekend", "squeeze day", "free here"


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


@dataclass(frozen=True)
class Calendar:
    """The working days of one municipality, for its schedules. Legal times never follow it."""

    eves: frozenset[Eve] = frozenset({"midsummer", "christmas", "new_year"})  # those that are off
    squeeze_days_off: bool = False  # a single working day between days off
    free: frozenset[date] = frozenset()  # days off here, whatever else holds
    working: frozenset[date] = frozenset()  # days that are worked here, whatever else holds

    def why_free(self, day: date) -> str | None:
        """What makes it no working day, such as "weekend", "Good Friday" or "squeeze day"; None where it is one."""
        if day in self.working:
            return None
        if day in self.free:
            return LOCAL
        return self._off(day) or (SQUEEZE_DAY if self.squeeze_days_off and self._squeezed(day) else None)

    def is_working_day(self, day: date) -> bool:
        """Whether it is worked here."""
        return self.why_free(day) is None

    def is_last_working_day(self, day: date) -> bool:
        """Whether it is the month's last working day."""
        last = monthrange(day.year, day.month)[1]
        after = (day.replace(day=later) for later in range(day.day + 1, last + 1))
        return self.is_working_day(day) and not any(map(self.is_working_day, after))

    def _off(self, day: date) -> str | None:
        holiday = holiday_on(day)
        if holiday is None and day.weekday() < 5:
            tomorrow = day + timedelta(days=1)
            eve = _EVES.get(_public(tomorrow.year).get(tomorrow, ""))
            return eve if eve in self.eves else None
        return holiday or WEEKEND

    def _squeezed(self, day: date) -> bool:
        around = (day - timedelta(days=1), day + timedelta(days=1))
        return all(self._off(one) is not None for one in around)


def holiday_on(day: date) -> str | None:
    """The public holiday of a day, in English; eves are none."""
    return _public(day.year).get(day)


@cache
def _public(year: int) -> Mapping[date, str]:
    import holidays  # it takes a moment to load

    return dict(holidays.country_holidays("SE", years=year, categories=("public",), language="en_US"))


@cache
def _closed(year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
