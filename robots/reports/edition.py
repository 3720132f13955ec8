"""One edition of the weekly workbook: the week, its figures, and in whose words they are told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from robots.reports.counting import Counting, WeekFigures
from robots.reports.names import Names
from robots.reports.spoken import Spoken
from robots.reports.terms import Terms
from robots.reports.weeks import Week

WEEKS = 13
"""How many weeks the chart shows."""


@dataclass(frozen=True)
class Edition:
    """What every sheet of one workbook is about."""

    week: Week
    counting: Counting
    say: Spoken

    @cached_property
    def now(self) -> WeekFigures | None:
        """The week's figures; None where the store knows nothing of it."""
        return self.counting.of_week(self.week)

    @cached_property
    def before(self) -> WeekFigures | None:
        """Those of the week before."""
        return self.counting.of_week(self.week.earlier(1))

    @property
    def weeks(self) -> list[Week]:
        """The weeks that the chart shows, the oldest first."""
        return [self.week.earlier(ago) for ago in range(WEEKS - 1, -1, -1)]

    @property
    def names(self) -> Names:
        return self.counting.names

    @property
    def terms(self) -> Terms:
        return self.counting.terms

    @property
    def title(self) -> str:
        return self.say("Week {number}, {year}", number=self.week.number, year=self.week.year)

    @property
    def where(self) -> str:
        """Authority, municipality and days, for below the title."""
        days = self.say.days(self.week.first, self.week.last)
        return " · ".join(filter(None, (self.names.authority, self.names.municipality, days)))
