"""Draws one case from a story: the values that matter as the story says, the others at random from the same seed.

A value in the table is one of: a text or number (taken as it is), a range of whole numbers ``110..480``, a list (one of
them is taken), ``{days: -30..-3}`` or ``{months: 2, days: -1}`` (a day, counted from the day of the start),
``{received: -90..-7}`` (from the day the case came in), ``{person: name}`` (a particular of the applicant),
``{case: number}`` or ``{case: received}``, ``{school_year: "06-15"}`` (2026/2027, the one that next ends that day),
``{code: "5000-K#######-2#"}`` (# a digit), and ``{repeat: x, times: 9}``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from robots.practice.applicants import applicant
from robots.practice.case import EarlierPeriod
from robots.practice.clock import months_after, next_time
from robots.practice.scenarios import Period, Scenario

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Drawer:
    """What the values of one case are drawn with."""

    rng: Random
    day: date  # "today" for this case: its dates are counted from here
    person: Mapping[str, str]
    case: Mapping[str, str]

    def text(self, value: Any) -> str:
        """A value as the page shows it."""
        match value:
            case list():
                return self.text(self.rng.choice(value))
            case {"person": str(particular)}:
                return self.person[particular]
            case {"case": str(particular)}:
                return self.case[particular]
            case {"received": days}:
                return str(date.fromisoformat(self.case["received"]) + timedelta(days=self.number(days) or 0))
            case {"school_year": str(ends)}:
                year = next_time(self.day, ends).year
                return f"{year - 1}/{year}"
            case {"code": str(pattern)}:
                return self._code(pattern)
            case {"repeat": str(piece), "times": int(times)}:
                return piece * times
            case dict():
                return str(self.on(value))
            case _:
                number = self.number(value)
                return str(value or "") if number is None else grouped(number)

    def on(self, value: Mapping[str, Any]) -> date:
        """A day counted from the case's own today."""
        days = self.number(value.get("days", 0)) or 0
        return months_after(self.day, value.get("months", 0)) + timedelta(days=days)

    def number(self, value: Any) -> int | None:
        """A whole number, or one out of a range; nothing where the value is neither."""
        if isinstance(value, str) and (found := re.fullmatch(r"(-?\d+)\.\.(-?\d+)", value)):
            return self.rng.randint(int(found[1]), int(found[2]))
        return value if isinstance(value, int) else None

    def _code(self, pattern: str) -> str:
        return "".join(str(self.rng.randint(0, 9)) if sign == "#" else sign for sign in pattern)

    def periods(self, period: Period) -> list[EarlierPeriod]:
        """Earlier permits, newest first, each ending the day before the next one began."""
        rows: list[EarlierPeriod] = []
        ends = self.on(period.ends)
        for _ in range(period.times):
            starts = months_after(ends, -period.months) + timedelta(days=1)
            rows.append(EarlierPeriod(self.text(period.number), str(starts), str(ends), period.status))
            ends = starts - timedelta(days=1)
        return rows


def grouped(number: int) -> str:
    """A whole number with the thousands separator that Swedish systems print."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE)


def drawer(scenario: Scenario, rng: Random, day: date, case: Mapping[str, str]) -> Drawer:
    """What one story's values are drawn with, for an applicant of its own."""
    about = scenario.person
    person = applicant(day, rng, ages=about.ages, coordination=about.coordination, flaw=about.flaw)
    return Drawer(rng, day, person, case)
