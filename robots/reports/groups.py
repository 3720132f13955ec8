"""Two sheets of the weekly workbook: the figures of each case type, and those of each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from robots.reports.counting import NONE, WeekFigures
from robots.reports.edition import Edition
from robots.reports.figures import Figures, Spread
from robots.reports.page import Column, Content, Page
from robots.reports.sections import dash_means, hidden_means, or_dash
from robots.reports.shielding import Shielded, shielded
from robots.reports.spoken import Spoken


def case_types(page: Page, edition: Edition) -> None:
    """The figures of each case type."""
    say = edition.say
    page.title(say("Case types"), say("The week's figures for each case type."))
    titles = {name: edition.names.flow(name) for name in groups_of(edition.now, "flows")}
    _tables(page, edition, "flows", ("CaseTypes", "CaseTypeLeadTimes"), say("Case type"), titles)


def units(page: Page, edition: Edition) -> None:
    """The figures of each unit, as the inbox names them."""
    say = edition.say
    page.title(say("Units"), say("The week's figures for each unit, as the case system's inbox names them."))
    titles = {name: name for name in groups_of(edition.now, "units")}
    _tables(page, edition, "units", ("Units", "UnitLeadTimes"), say("Unit"), titles)


def groups_of(week: WeekFigures | None, of: str) -> Mapping[str, Figures]:
    """The groups of a week: "flows" or "units"."""
    return {} if week is None else getattr(week, of)


def group_name(name: str, titles: Mapping[str, str], say: Spoken) -> str:
    """What a group is called; the one without a name is what only the number, or the type, is known of."""
    return say("Not known") if name == NONE else titles.get(name, name)


def shown(week: WeekFigures | None, before: WeekFigures | None, of: str) -> dict[str, Shielded]:
    """The groups of a week with what of them may be shown."""
    return shielded(groups_of(week, of), None if before is None else groups_of(before, of))


def _tables(
    page: Page, edition: Edition, of: str, names: tuple[str, str], heading: str, titles: Mapping[str, str]
) -> None:
    say = edition.say
    page.row += 1
    groups = shown(edition.now, edition.before, of)
    if not groups:
        page.line(say("The store knows of no case this week."))
        return
    called = {name: group_name(name, titles, say) for name in groups}
    order = sorted(groups, key=lambda name: (name == NONE, called[name]))
    header = page.table(names[0], _flow_columns(heading, say), [_flow_row(called[n], groups[n]) for n in order])
    page.freeze(header)
    page.heading(say("Lead times in days, and who had the case meanwhile"))
    page.table(names[1], _lead_columns(heading, say), [_lead_row(called[n], groups[n]) for n in order])
    page.row += 1
    page.line(hidden_means(say))
    page.line(dash_means(say))


def _flow_columns(heading: str, say: Spoken) -> list[Column]:
    return [
        Column(heading, widest=32, strong=True),
        Column(say("Arrived"), "number"),
        Column(say("Closed"), "number"),
        Column(say("Open"), "number"),
        Column(say("In time"), "share"),
        Column(say("Near the last day"), "number"),
        Column(say("Past the last day"), "number"),
        Column(say("Prepared by robots"), "share"),
        Column(say("Decided as proposed"), "share"),
        Column(say("Handed over"), "number"),
        Column(say("Completions proposed"), "number"),
    ]


def _flow_row(name: str, one: Shielded) -> list[Content]:
    figures = one.figures
    known: Sequence[Content] = [
        *(one.number(column) for column in ("inflow", "closed", "open")),
        one.share("in_time"),
        figures.at_risk,
        figures.overdue,
        one.share("prepared"),
        one.share("agreement"),
        *(one.number(column) for column in ("all_handed_over", "completions")),
    ]
    return [name, *map(or_dash, known)]


def _lead_columns(heading: str, say: Spoken) -> list[Column]:
    whose = (say("Whole"), say("Applicant"), say("Us"), say("Robot"))
    both = [
        Column(f"{who}, {part}", "decimal", widest=12) for who in whose for part in (say("median"), say("nine in ten"))
    ]
    return [Column(heading, widest=32, strong=True), *both]


def _lead_row(name: str, one: Shielded) -> list[Content]:
    lead = one.figures.lead
    spreads: tuple[Spread, ...] = (lead.whole, lead.applicant, lead.us, lead.robot)
    days = [day for spread in spreads for day in (spread.median, spread.p90)]
    return [name, *(or_dash(one.days(day)) for day in days)]
