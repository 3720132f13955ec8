"""The caseworkers' worklist: every case that waits for a person, by its last legal day, and what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from robots.cases import CaseView, Store
from robots.model import State
from robots.reports import look
from robots.reports.item import NEEDS, SOON, Item, Need, item
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.sheets import differing_page, findings_page, handed_over_page, letters_page
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook
from robots.words import Language
from robots.workdays import working_days_on

ASKED = timedelta(days=60)  # how long after a decision a person is asked why it differs
_PRINTED = 9  # columns on paper; those for filtering follow on screen
_NOT_PREPARED = (State.FOUND, State.EXTRACTED)
_BEHIND = {Need.NOT_THE_DRAFT: look.ALARM, Need.RELEASE: look.WARNING, Need.CHECK: look.QUIET}


@dataclass(frozen=True)
class WorklistSummary:
    """What a worklist came to."""

    path: Path
    cases: int
    needs: Mapping[Need, int]
    soon: int  # of them near their last day, or marked as urgent
    findings: int
    not_prepared: int  # cases that the robots have yet to prepare; on the list only where they are urgent
    differing: int  # decisions of which a person is asked why they differ from the proposal


@dataclass(frozen=True)
class Worklist:
    """What one list is about: all cases of an authority, or those of a unit or a caseworker."""

    names: Names
    day: date
    say: Spoken
    items: Sequence[Item]
    waiting: Sequence[CaseView]  # not prepared by a robot yet
    differing: Sequence[CaseView]
    amended: Mapping[int, Sequence[str]]  # by a differing case's id: the fields that people changed
    whose: str = ""

    @classmethod
    def of(cls, store: Store, *, names: Names, day: date, language: Language = "sv") -> Worklist:
        """Everything that waits for a person in an authority.

        Args:
            store: The store.
            names: The authority whose cases are listed, and what things are called.
            day: The day of the list; due days are counted from it.
            language: Of everything but the flows' own texts.
        """
        say, soon = Spoken(language), working_days_on(day, SOON)
        open_cases = [case.as_seen for case in store.cases(undecided=True) if case.authority == names.authority]
        listed = [case for case in open_cases if case.state not in _NOT_PREPARED or _presses(case, soon)]
        items = [item(store.content(case), day=day, soon=soon, names=names, say=say) for case in listed]
        waiting = [case for case in open_cases if case.state in _NOT_PREPARED]
        differing = store.differing(names.authority, day - ASKED)
        return cls(
            names, day, say, sorted(items, key=lambda one: one.place), waiting, differing, store.amended(differing)
        )

    def split(self, by: Callable[[CaseView], str | None]) -> dict[str, Worklist]:
        """A list for each unit or caseworker that has something on it; "" is who has none."""
        cases = [*(one.case for one in self.items), *self.waiting, *self.differing]
        return {
            whose: replace(
                self,
                items=[one for one in self.items if (by(one.case) or "") == whose],
                waiting=[one for one in self.waiting if (by(one) or "") == whose],
                differing=[one for one in self.differing if (by(one) or "") == whose],
                whose=whose,
            )
            for whose in sorted({by(case) or "" for case in cases})
        }

    def empty(self, whose: str) -> Worklist:
        """The list of a unit or caseworker for whom nothing waits."""
        return replace(self, items=(), waiting=(), differing=(), whose=whose)

    def write(self, out: Path, *, made: datetime | None = None) -> WorklistSummary:
        """Write the workbook. It holds no name and no personal number of a citizen.

        Args:
            out: The workbook; a former one is replaced as a whole.
            made: When it is made, with a zone; now where not given.

        Raises:
            ConfigError: The file is open elsewhere or cannot be written; the former one is as it was.
        """
        say, items = self.say, self.items
        summary = WorklistSummary(
            path=out,
            cases=len(items),
            needs=Counter(one.need for one in items),
            soon=sum(one.soon for one in items),
            findings=sum(len(one.findings) for one in items),
            not_prepared=len(self.waiting),
            differing=len(self.differing),
        )
        title = say("Worklist {day}", day=self.day)
        book = ReportBook(
            f"{title} · {self.whose}" if self.whose else title,
            authority=self.names.authority,
            made=made or datetime.now(UTC),
            spoken=say,
        )
        _cases_page(book.page(say("Today")), self, summary)
        handed_over_page(book.page(say("Handed over")), items, self.names, say)
        letters_page(book.page(say("Letters")), items, self.names, say)
        differing_page(book.page(say("Decisions")), self.differing, self.amended, self.names, say)
        findings_page(book.page(say("Findings")), items, self.names, say)
        book.save(out)
        return summary


def write_worklist(
    store: Store,
    out: Path,
    *,
    names: Names,
    day: date,
    language: Language = "sv",
    made: datetime | None = None,
) -> WorklistSummary:
    """Write one list of all cases that wait for a person, of whatever unit; see `Worklist`."""
    return Worklist.of(store, names=names, day=day, language=language).write(out, made=made)


def _presses(case: CaseView, soon: date) -> bool:
    return case.urgent or (case.due is not None and case.due <= soon)


def _cases_page(page: Page, work: Worklist, summary: WorklistSummary) -> None:
    say, items, names = work.say, work.items, work.names
    counted = say.count(summary.cases, "one case waits for a person", "{n} cases wait for a person")
    whose = " · ".join(filter(None, (names.authority, work.whose, say.day(work.day), counted)))
    page.title(say("Cases today"), whose)
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
    page.links(2, header + 1, (names.link(one.case) for one in items))
    for row, one in enumerate(items, start=header + 1):
        page.paint(row, 1, _BEHIND.get(one.need))
        page.paint(row, 4, look.WARNING if one.soon else None)


def _tally(summary: WorklistSummary, say: Spoken) -> str:
    parts = [f"{say(NEEDS[need])}: {summary.needs[need]}" for need in Need if summary.needs.get(need)]
    if summary.soon:
        parts.append(f"{say('Urgent')}: {summary.soon}")
    if summary.not_prepared:
        parts.append(say("Not prepared by a robot yet: {n}", n=summary.not_prepared))
    if summary.differing:
        parts.append(say("Decisions to say why about: {n}", n=summary.differing))
    return "   ·   ".join(parts)


def _columns(say: Spoken) -> list[Column]:
    return [
        Column(say("Need"), widest=15, strong=True),
        Column(say("Case"), widest=18, strong=True),
        Column(say("Case type"), widest=18),
        Column(say("Last day"), "day"),
        Column(say("Days left"), "number"),
        Column(say("Proposal"), widest=28),
        Column(say("Look first at"), widest=52),
        Column(say("Next step"), widest=34),
        Column(say("Caseworker"), widest=18),
        Column(say("Unit"), widest=18),
        Column(say("Urgent"), widest=10),
        Column(say("Draft saved"), "time", widest=18),
        Column(say("Case system"), widest=22),
        Column(say("Robot"), widest=22),
    ]


def _row(one: Item, names: Names, say: Spoken) -> list[Content]:
    case = one.case
    return [
        say(NEEDS[one.need]),
        case.number,
        names.flow(case.flow),
        case.due,
        one.days_left,
        one.proposal,
        one.look_first,
        one.next_step,
        case.caseworker,
        case.unit,
        say("Yes") if one.soon else "",
        one.draft_saved,
        names.system(case.system),
        case.robot,
    ]
