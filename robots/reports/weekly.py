"""The managers' weekly workbook: one sheet to be grasped in ten seconds, and the tables behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from robots.cases import Store
from robots.reports import robotics, trend
from robots.reports.agreement import agreement_sheet
from robots.reports.corrections import corrections
from robots.reports.counting import Counting, WeekFigures
from robots.reports.definitions import definitions
from robots.reports.edition import WEEKS, Edition
from robots.reports.front import Front
from robots.reports.groups import case_types, units
from robots.reports.handovers import hand_overs
from robots.reports.headlines import CARDS, LEGAL, SAVED, WORK, Headline, KeyFigure
from robots.reports.names import Names
from robots.reports.page import Page
from robots.reports.pressing import pressing
from robots.reports.requests import requests
from robots.reports.savings import savings
from robots.reports.sections import dash_means
from robots.reports.sentences import Sentence, sentences
from robots.reports.settling import told
from robots.reports.spoken import Spoken
from robots.reports.terms import Terms
from robots.reports.weeks import Week
from robots.reports.workbook import ReportBook
from robots.words import Language


@dataclass(frozen=True)
class WeeklySummary:
    """What a weekly workbook came to. The figures are None where the store knows nothing of the week."""

    path: Path
    week: Week
    figures: WeekFigures | None
    runs: int


def write_weekly(
    store: Store,
    out: Path,
    *,
    names: Names,
    week: str | Week,
    language: Language = "sv",
    made: datetime | None = None,
    terms: Terms | None = None,
) -> WeeklySummary:
    """Write the workbook of one week. It names nobody; case numbers stand only among those near their last day.

    The figures of a week that is over are kept in the store once the case systems' lists were read after its Sunday,
    and never change from then on; until then the first sheet says that they may.

    Args:
        store: The store.
        out: The workbook to write; a former one is replaced as a whole.
        names: The authority whose cases are counted, its systems, and what things are called.
        week: Such as "2026-W47". Of a week that is not over, what has been until now is counted.
        language: Of all that stands in it.
        made: When it is made, with a zone; now where not given.
        terms: What the week is held against; what ships where not given.

    Raises:
        ConfigError: That is no week, or the file is open elsewhere or cannot be written; the former one is as it was.
    """
    say, wanted = Spoken(language), Week.parse(week) if isinstance(week, str) else week
    made = made or datetime.now(UTC)
    counting = Counting.of(store, names, made, since=wanted.earlier(WEEKS), terms=terms)
    edition = Edition(wanted, counting, say)
    book = ReportBook(
        edition.title, authority=names.authority, made=made, spoken=say, subject=say("The robots' week, for managers")
    )
    _fill(book, edition)
    book.save(out)
    settled = [each for each in edition.weeks if counting.over(each) and not counting.unread(each)]
    store.freeze(names.authority, counting.to_freeze(settled))
    return WeeklySummary(out, wanted, edition.now, len(counting.runs_of(wanted)))


def _fill(book: ReportBook, edition: Edition) -> None:
    """All sheets, in the order in which they are read; the first is filled last, since its chart shows another."""
    say, counting = edition.say, edition.counting
    first = book.page(say("The week"), one_paper=True)
    pressing(book.page(say("Last days")), edition)
    case_types(book.page(say("Case types")), edition)
    units(book.page(say("Units")), edition)
    hand_overs(book.page(say("Hand-overs")), edition)
    agreement_sheet(book.page(say("Agreement")), counting.agreement(edition.week), edition.names, say)
    requests(book.page(say("Completions")), edition)
    savings(book, book.page(say("Hours saved")), edition)
    robotics.robots(book.page(say("Robots")), edition)
    robotics.runs(book.page(say("Runs")), edition)
    weeks = book.page(say("Weeks"))
    header = trend.weeks(weeks, edition)
    corrections(book.page(say("Corrections")), edition)
    trend.data(book.page(say("Data")), edition)
    definitions(book.page(say("How it is counted")), edition)
    _front(book, first, weeks, header, edition)


def _provisional(edition: Edition) -> list[Sentence]:
    """That the week's figures may still change, where its systems have not all been read since."""
    lists, say = edition.counting.unread(edition.week), edition.say
    if not lists:
        return []
    owner = edition.terms.owners.robots or say("no owner named")
    return [Sentence(say("Provisional"), told(lists, edition.names, say), owner, heed=True)]


def _front(book: ReportBook, page: Page, weeks: Page, header: int, edition: Edition) -> None:
    say, now = edition.say, edition.now

    def told(figures: tuple[KeyFigure, ...]) -> tuple[list[Headline], list[str]]:
        lines = [one.headline(now, edition.before, edition.terms, say) for one in figures]
        return lines, [one.name for one in figures]

    page.title(
        say("The robots' week {number}, {year}", number=edition.week.number, year=edition.week.year), edition.where
    )
    front = Front(book, page, say)
    front.sentences([*_provisional(edition), *sentences(edition)])
    front.cards(*told(CARDS))
    front.trend(weeks, header, len(edition.weeks), None if now is None else now.whole.ages)
    front.panels(
        [(say("Legal time"), *told(LEGAL)), (say("The robots' work"), *told(WORK)), (say("What it gave"), *told(SAVED))]
    )
    front.note(f"{dash_means(say)} {say('How each figure is counted stands on the last sheet.')}")
