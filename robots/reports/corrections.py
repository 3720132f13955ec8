"""A sheet of the weekly workbook: what became known of closed weeks after their figures had been kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from robots.reports.counting import Counting
from robots.reports.edition import Edition
from robots.reports.figures import Figures
from robots.reports.page import Column, Content, Page
from robots.reports.spoken import local
from robots.reports.weeks import Week

FIGURES = {
    "inflow": "Arrived",
    "closed": "Closed",
    "decided": "Cases decided",
    "open": "Open",
    "overdue": "Past the last day",
}
"""The figures that tell of cases for good; what robots made of cases moves on with the cases."""


@dataclass(frozen=True)
class Correction:
    """One figure of a closed week that would be another by now."""

    week: Week
    figure: str
    kept: int | None
    now: int | None


def corrections_of(counting: Counting, weeks: list[Week]) -> Iterator[Correction]:
    """What differs by now, of the weeks of which all cases are kept yet."""
    for week in weeks:
        kept = counting.frozen.get(week)
        now = counting.as_they_are(week) if kept is not None and counting.all_held(week) else None
        if kept is not None and now is not None:
            yield from _differing(week, kept.whole, now.whole)


def _differing(week: Week, kept: Figures, now: Figures) -> Iterator[Correction]:
    for figure in FIGURES:
        before, after = getattr(kept, figure), getattr(now, figure)
        if before != after:
            yield Correction(week, figure, before, after)


def corrections(page: Page, edition: Edition) -> None:
    """Each figure that would be another by now, beside the one that stands."""
    say = edition.say
    page.title(
        say("Corrections"),
        say("The figures of a closed week never change. What became known of it later stands here."),
    )
    page.row += 1
    found = list(corrections_of(edition.counting, edition.weeks))
    if not found:
        page.line(say("Nothing has become known that would change a closed week."))
        return
    columns = [
        Column(say("Week"), widest=12, strong=True),
        Column(say("Figure"), widest=30),
        Column(say("As it stands"), "number"),
        Column(say("As counted now"), "number"),
        Column(say("Difference"), "number"),
        Column(say("Kept since"), "time", widest=18),
    ]
    rows: list[list[Content]] = [
        [
            str(one.week),
            say(FIGURES[one.figure]),
            one.kept,
            one.now,
            (one.now or 0) - (one.kept or 0),
            local(edition.counting.frozen[one.week].made),
        ]
        for one in found
    ]
    page.freeze(page.table("Corrections", columns, rows))
