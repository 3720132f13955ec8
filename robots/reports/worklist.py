"""The caseworkers' worklist: every case that waits for a person, the most pressing first, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from robots.cases import CaseView, Store
from robots.model import Finding, Result, State
from robots.reports import look
from robots.reports.item import NEEDS, Item, Need, item, masked
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook
from robots.words import Language
from robots.workdays import working_days_on

SOON = 5  # working days
FINDINGS = "Findings"
"""The name of the table in which people may write who has seen a warning."""
SEEN_BY = "Acknowledged by"
_PRINTED = 11  # columns on paper; those for filtering follow on screen
_GONE = (State.DECIDED, State.WITHDRAWN)
_NOT_PREPARED = (State.FOUND, State.EXTRACTED)
_BEHIND = {Need.NOT_THE_DRAFT: look.ALARM, Need.RELEASE: look.WARNING, Need.SOON: look.WARNING, Need.CHECK: look.QUIET}


@dataclass(frozen=True)
class WorklistSummary:
    """What a worklist came to."""

    path: Path
    cases: int
    needs: Mapping[Need, int]
    findings: int
    not_prepared: int  # cases that the robots have yet to prepare; on the list only where they are urgent


def write_worklist(
    store: Store,
    out: Path,
    *,
    names: Names,
    day: date,
    language: Language = "sv",
    made: datetime | None = None,
) -> WorklistSummary:
    """Write the list of all cases that wait for a person.

    It holds no name and no personal number; of a case that only people may handle it holds the number.

    Args:
        store: The store.
        out: The workbook to write; a former one is replaced as a whole.
        names: The authority whose cases are listed, and what things are called.
        day: The day of the list; due days are counted from it.
        language: Of everything but the flows' own texts.
        made: When it is made, with a zone; now where not given.

    Raises:
        ConfigError: The file is open elsewhere or cannot be written; the former one is as it was.
    """
    say = Spoken(language)
    soon = working_days_on(day, SOON)
    open_cases = [case for case in store.cases() if case.authority == names.authority and case.state not in _GONE]
    listed = [case for case in open_cases if case.state not in _NOT_PREPARED or _presses(case, soon)]
    contents = (store.content(case) for case in listed)
    items = [item(content, day=day, soon=soon, names=names, say=say) for content in contents]
    items.sort(key=lambda one: one.place)
    summary = WorklistSummary(
        path=out,
        cases=len(items),
        needs=Counter(one.need for one in items),
        findings=sum(len(one.findings) for one in items),
        not_prepared=sum(case.state in _NOT_PREPARED for case in open_cases),
    )
    book = ReportBook(
        say("Worklist {day}", day=day), authority=names.authority, made=made or datetime.now(UTC), spoken=say
    )
    _cases_page(book.page(say("Today")), items, summary, day, names, say)
    _findings_page(book.page(say("Findings")), items, names, say)
    book.save(out)
    return summary


def _presses(case: CaseView, soon: date) -> bool:
    return case.urgent or (case.due is not None and case.due <= soon)


def _cases_page(
    page: Page, items: Sequence[Item], summary: WorklistSummary, day: date, names: Names, say: Spoken
) -> None:
    counted = say.count(summary.cases, "one case waits for a person", "{n} cases wait for a person")
    page.title(say("Cases today"), f"{names.authority} · {say.day(day)} · {counted}")
    if asked := summary.needs.get(Need.RELEASE):
        page.line(say("Proposals that wait for you to release them: {n}.", n=asked))
    page.line(_tally(summary, say))
    page.row += 1
    if not items:
        page.line(say("No case waits for a person."))
        return
    header = page.table("Worklist", _columns(say), [_row(one, names, say) for one in items])
    page.freeze(header, columns=2)
    page.print_columns(_PRINTED)
    for row, one in enumerate(items, start=header + 1):
        page.paint(row, 1, _BEHIND.get(one.need))


def _tally(summary: WorklistSummary, say: Spoken) -> str:
    parts = [f"{say(NEEDS[need])}: {summary.needs[need]}" for need in Need if summary.needs.get(need)]
    if summary.not_prepared:
        parts.append(say("Not prepared by a robot yet: {n}", n=summary.not_prepared))
    return "   ·   ".join(parts)


def _columns(say: Spoken) -> list[Column]:
    return [
        Column(say("Need"), widest=15, strong=True),
        Column(say("Case"), widest=18, strong=True),
        Column(say("Last day"), "day"),
        Column(say("Days left"), "number"),
        Column(say("Urgent"), widest=10),
        Column(say("What to do"), widest=34),
        Column(say("Proposal"), widest=15),
        Column(say("Main reason"), widest=40),
        Column(say("Could not be read"), widest=22),
        Column(say("Missing"), widest=14),
        Column(say("Caseworker"), widest=18),
        Column(say("Unit"), widest=18),
        Column(say("Draft saved"), "time", widest=18),
        Column(say("Case type"), widest=22),
        Column(say("Case system"), widest=22),
        Column(say("Robot"), widest=22),
    ]


def _row(one: Item, names: Names, say: Spoken) -> list[Content]:
    case = one.case
    return [
        say(NEEDS[one.need]),
        case.number,
        case.due,
        one.days_left,
        say("Yes") if case.urgent else "",
        one.what_to_do,
        one.proposal,
        one.reason,
        one.unreadable,
        one.missing,
        case.caseworker,
        case.unit,
        one.draft_saved,
        names.flow(case.flow),
        names.system(case.system),
        case.robot,
    ]


def _findings_page(page: Page, items: Sequence[Item], names: Names, say: Spoken) -> None:
    page.title(say("Findings"), say("What each criterion came to, in the order of the cases."))
    if any(finding.is_open_warning for one in items for finding in one.findings):
        page.line(say("Write your name in the row of a warning that you have seen, save, and have the list read."))
    page.row += 1
    checked = [(one, finding) for one in items for finding in one.findings]
    if not checked:
        page.line(say("No criterion has been checked."))
        return
    columns = [
        Column(say("Case"), widest=22, strong=True),
        Column(say("Criterion"), widest=24),
        Column(say("Result"), widest=18),
        Column(say("Reason"), widest=70),
        Column(say("Source"), widest=44),
        Column(say(SEEN_BY), widest=24),
    ]
    header = page.table(FINDINGS, columns, [_finding(one, finding, names, say) for one, finding in checked])
    page.freeze(header)
    for row, (_, finding) in enumerate(checked, start=header + 1):
        pressing = finding.is_open_warning or finding.result in (Result.FAIL, Result.UNKNOWN)
        page.paint(row, 3, look.WARNING if pressing else None)


def _finding(one: Item, finding: Finding, names: Names, say: Spoken) -> list[Content]:
    return [
        one.case.number,
        names.criterion(one.case.flow, finding.criterion),
        say.code(finding.result),
        masked(finding.reason),
        finding.source,
        f"{finding.acknowledged.by} {finding.acknowledged.day}" if finding.acknowledged else "",
    ]
