"""Weeks as Swedish calendars count them (ISO 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from robots.errors import ConfigError

_YEARS = range(2000, 2101)  # others are slips of the hand


@dataclass(frozen=True, order=True)
class Week:
    """One week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that a day lies in; around New Year its year may be another than the day's."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read "2026-W47".

        Raises:
            ConfigError: It is no week, the year has no such week, or is not of this century.
        """
        found = re.fullmatch(r"([0-9]{4})-?[WwVv]([0-9]{1,2})", text.strip())
        try:
            if found is None:
                raise ValueError
            date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            raise ConfigError(f'"{text}" is no week. Write year and week like this: 2026-W47') from None
        if int(found[1]) not in _YEARS:
            raise ConfigError(f'"{text}" is no week of the years {_YEARS[0]} to {_YEARS[-1]}.')
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def first(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    def earlier(self, weeks: int) -> Week:
        """The week so many weeks before."""
        return Week.of(self.first - timedelta(weeks=weeks))

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last
