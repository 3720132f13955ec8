"""Two sheets of the weekly workbook: the weeks that the chart shows, and all figures as data to work on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robots.reports.corrections import corrections_of
from robots.reports.counting import WeekFigures
from robots.reports.edition import Edition
from robots.reports.groups import group_name, shown
from robots.reports.headlines import enough, lead
from robots.reports.page import Column, Content, Page
from robots.reports.sections import hidden_means
from robots.reports.shielding import Shielded
from robots.reports.weeks import Week


def weeks(page: Page, edition: Edition) -> int:
    """The weeks that the chart shows; the row of their headings."""
    say = edition.say
    page.title(say("Weeks"), say("What the chart on the first sheet shows. An empty cell is a week that is not known."))
    if corrected := sorted({str(one.week) for one in corrections_of(edition.counting, edition.weeks)}):
        which = ", ".join(corrected)
        page.line(
            say("Corrected since: {which}. Later weeks go on from the corrected figures, see Corrections.", which=which)
        )
    page.row += 1
    columns = [
        Column(say("Week"), widest=12, strong=True),
        Column(say("Its Monday"), "day"),
        Column(say("Arrived"), "number"),
        Column(say("Closed"), "number"),
        Column(say("Open"), "number"),
        Column(say("Lead time, median"), "decimal"),
        Column(say("In time"), "share"),
        Column(say("Past the last day"), "number"),
        Column(say("Hours saved"), "decimal"),
    ]
    rows = [_week(week, edition.counting.of_week(week), edition) for week in edition.weeks]
    header = page.table("Weeks", columns, rows)
    page.freeze(header)
    return header


def _week(week: Week, figures: WeekFigures | None, edition: Edition) -> list[Content]:
    its: list[Content] = [edition.say("w. {number}", number=week.number), week.first]
    if figures is None:
        return [*its, *[None] * 7]
    whole = figures.whole
    hours = None if figures.saved is None else figures.saved.span[1]
    flow = (
        whole.inflow,
        whole.closed,
        whole.open,
        lead(figures, "median"),
        enough(figures, "in_time"),
        whole.overdue,
        hours,
    )
    return [*its, *flow]


def data(page: Page, edition: Edition) -> None:
    """A row for each week and group, for pivot tables: counts of cases, and nothing that tells of one."""
    say = edition.say
    page.title(say("Data"), say("Every group of every week as one table, for pivot tables and charts of your own."))
    page.line(hidden_means(say))
    page.row += 1
    rows = [row for week in edition.weeks for row in _rows(week, edition)]
    if not rows:
        page.line(say("The store knows nothing of these weeks."))
        return
    columns = [
        Column(say("Week"), widest=12, strong=True),
        Column(say("Its Monday"), "day"),
        Column(say("Division"), widest=14),
        Column(say("Group"), widest=32),
        *(Column(say(name), "number") for name in _COUNTS.values()),
        *(Column(say(name), "share") for name in _SHARES.values()),
        Column(say("Lead time, median"), "decimal"),
        Column(say("Lead time, nine in ten"), "decimal"),
    ]
    page.freeze(page.table("Data", columns, rows), columns=4)


_COUNTS: Mapping[str, str] = {
    "inflow": "Arrived",
    "closed": "Closed",
    "open": "Open",
    "all_handed_over": "Handed over",
    "completions": "Completions proposed",
}
_SHARES: Mapping[str, str] = {
    "in_time": "In time",
    "prepared": "Prepared by robots",
    "agreement": "Decided as proposed",
}


def _rows(week: Week, edition: Edition) -> Iterator[list[Content]]:
    say, names, counting = edition.say, edition.names, edition.counting
    figures, before = counting.of_week(week), counting.of_week(week.earlier(1))
    if figures is None:
        return
    its: list[Content] = [str(week), week.first]
    yield [*its, say("Everything"), say("All cases"), *_told(Shielded(figures.whole))]
    for of, division in (("flows", say("Case type")), ("units", say("Unit"))):
        for name, one in shown(figures, before, of).items():
            title = group_name(name, {name: names.flow(name)} if of == "flows" else {}, say)
            yield [*its, division, title, *_told(one)]


def _told(one: Shielded) -> list[Content]:
    lead = one.figures.lead.whole
    return [
        *(one.number(name) for name in _COUNTS),
        *(one.share(name) for name in _SHARES),
        one.days(lead.median),
        one.days(lead.p90),
    ]
