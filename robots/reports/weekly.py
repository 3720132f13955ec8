"""The managers' weekly workbook: one sheet to be grasped in ten seconds, and the tables behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from robots.cases import Store
from robots.reports import sections
from robots.reports.briefing import briefing
from robots.reports.counting import Counting
from robots.reports.definitions import definitions
from robots.reports.figures import Figures
from robots.reports.front import Front
from robots.reports.headlines import CARDS, MORE
from robots.reports.names import Names
from robots.reports.running import by_robot
from robots.reports.sections import WeekRow
from robots.reports.spoken import Spoken
from robots.reports.weeks import Week
from robots.reports.workbook import ReportBook
from robots.words import Language

WEEKS = 13
"""How many weeks the chart shows."""


@dataclass(frozen=True)
class WeeklySummary:
    """What a weekly workbook came to. The figures are None where the store knows nothing of the week."""

    path: Path
    week: Week
    figures: Figures | None
    runs: int


def write_weekly(
    store: Store,
    out: Path,
    *,
    names: Names,
    week: str | Week,
    language: Language = "sv",
    made: datetime | None = None,
) -> WeeklySummary:
    """Write the workbook of one week. It holds no case number, name or personal number.

    Args:
        store: The store.
        out: The workbook to write; a former one is replaced as a whole.
        names: The authority whose cases are counted, its systems, and what things are called.
        week: Such as "2026-W47". Of a week that is not over, what has been until now is counted.
        language: Of all that stands in it.
        made: When it is made, with a zone; now where not given.

    Raises:
        ConfigError: That is no week, or the file is open elsewhere or cannot be written; the former one is as it was.
    """
    say = Spoken(language)
    wanted = Week.parse(week) if isinstance(week, str) else week
    made = made or datetime.now(UTC)
    counting = Counting.of(store, names, made)
    now, before = counting.of_week(wanted), counting.of_week(wanted.earlier(1))
    weeks = [WeekRow(each, counting.of_week(each)) for each in map(wanted.earlier, range(WEEKS - 1, -1, -1))]
    title = say("Week {number}, {year}", number=wanted.number, year=wanted.year)
    book = ReportBook(title, authority=names.authority, made=made, spoken=say)
    first = book.page(say("The week"), one_paper=True)
    ran = counting.runs_of(wanted)
    by_type = [(names.flow(flow), counting.of_week(wanted, flow)) for flow in counting.flows]
    sections.case_types(book.page(say("Case types")), by_type, say)
    sections.hand_overs(book.page(say("Hand-overs")), now, before, say)
    sections.robots(book.page(say("Robots")), by_robot(ran), ran, names, say)
    trend = book.page(say("Weeks"))
    header = sections.weeks(trend, weeks, say)
    definitions(book.page(say("How it is counted")), made, say)
    where = " · ".join(filter(None, (names.authority, names.municipality, say.days(wanted.first, wanted.last))))
    first.title(title, where)
    front = Front(first, say)
    front.brief(briefing(now, say))
    front.cards([key.headline(now, before, say) for key in CARDS])
    front.trend(trend, header, len(weeks), None if now is None else now.ages)
    front.more([key.headline(now, before, say) for key in MORE])
    book.save(out)
    return WeeklySummary(out, wanted, now, len(ran))
