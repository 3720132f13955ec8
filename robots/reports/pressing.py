"""A sheet of the weekly workbook: the open cases that are past their last day or near it, for whoever has to act."""

from __future__ import annotations

from datetime import date

from openpyxl.utils import get_column_letter

from robots.cases import CaseView
from robots.reports import look
from robots.reports.edition import Edition
from robots.reports.figures import AT_RISK
from robots.reports.page import Column, Content, Page
from robots.workdays import is_working_day

MOST = 500
"""So many cases are listed; who has more of them needs no list."""

_DAYS_LEFT = 5  # its column


def pressing(page: Page, edition: Edition) -> None:
    """The cases by their last day, each with a link to the case system. Nothing tells what is proposed or decided."""
    say = edition.say
    page.title(
        say("Past and near the last day"),
        say(
            "Open cases that were past their last day, or had at most {days} working days left, when the week ended, "
            "and are still open.",
            days=AT_RISK,
        ),
    )
    page.row += 1
    cases = edition.counting.pressing(edition.week, MOST)
    if not cases:
        page.line(say("No open case is past its last day or near it."))
        return
    last = edition.counting.last_of(edition.week)
    columns = [
        Column(say("Case"), widest=22, strong=True),
        Column(say("Case type"), widest=30),
        Column(say("Unit"), widest=24),
        Column(say("Last day"), "day"),
        Column(say("Working days left"), "number", widest=12),
        Column(say("Stands"), widest=24),
        Column(say("Arrived"), "day"),
        Column(say("Case system"), widest=24),
    ]
    header = page.table("Pressing", columns, [_row(case, last, edition) for case in cases])
    page.freeze(header)
    page.links(1, header + 1, map(edition.names.link, cases))
    letter = get_column_letter(_DAYS_LEFT)
    page.worksheet.conditional_formatting.add(
        f"{letter}{header + 1}:{letter}{header + len(cases)}",
        look.below_nought(),
    )
    if len(cases) == MOST:
        page.row += 1
        page.line(say("Only the first {most} are listed.", most=MOST))


def _row(case: CaseView, last: date, edition: Edition) -> list[Content]:
    assert case.due is not None
    return [
        case.number,
        edition.names.flow(case.flow),
        case.unit,
        case.due,
        working_days_left(last, case.due),
        edition.say.code(case.as_seen.state),
        case.received,
        edition.names.system(case.system),
    ]


def working_days_left(day: date, due: date) -> int:
    """Working days from a day to the last one; below nought where that has passed, were it by a weekend alone."""
    first, last = sorted((day, due))
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal() + 1, last.toordinal() + 1))
    count = sum(map(is_working_day, days))
    return count if due >= day else -max(1, count)
