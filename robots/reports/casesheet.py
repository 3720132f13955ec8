"""The case sheet: all that a caseworker needs to check one prepared case, on one page to read and print.

It answers what 31 and 32 §§ förvaltningslagen ask of a decision: the rules applied, the circumstances that decided. Who
decides, and when, is left for the person who does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from robots.cases import CaseContent, StoredDraft
from robots.errors import Reason
from robots.model import SWEDEN, File, Finding, Result, State, Unknown
from robots.reports.item import SOON, Item, item, proposed
from robots.reports.spoken import Spoken
from robots.reports.visible import visible
from robots.reports.wording import NOTHING, Wording
from robots.systems.description import DocumentsPart
from robots.workdays import working_days_on

MARKS = {Result.WARNING: "!", Result.FAIL: "✗", Result.UNKNOWN: "?", Result.PASS: "✓"}
_STANDING = ("drafted", "verified", "altered", "taking_back")
_ROOMY = 22  # checks and lines of letters that find room in the usual size
_LONG = 60  # signs of a value that is a text of its own


@dataclass(frozen=True)
class Fact:
    """One thing that was read."""

    label: str  # as the rules call it
    shown_as: str  # the label on the screen or in the document, where that is another
    value: str
    rows: Sequence[Sequence[tuple[str, str]]]  # of a table: each cell with its column
    document: str  # where it was read in one: its name and page
    unsure: bool


@dataclass(frozen=True)
class Source:
    """One screen, and what was read from it."""

    screen: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Written:
    """One field of the decision form as the draft has it."""

    label: str
    value: str
    is_note: bool  # the internal note, which says of each criterion what stands on the page already

    @property
    def is_text(self) -> bool:
        """Whether it is a text of its own, and not one of the short values."""
        return len(self.value) > _LONG or "\n" in self.value

    @property
    def paragraphs(self) -> list[str]:
        """The text without its empty lines."""
        return [part for part in self.value.replace("\r\n", "\n").split("\n\n") if part.strip()]


@dataclass(frozen=True)
class CaseSheet:
    """One case as the page tells it."""

    content: CaseContent
    words: Wording
    say: Spoken
    day: date
    made: datetime
    standing: str | None  # why the proposal would not be made by the same rules today; None: it would
    pages: Mapping[str, Sequence[int]]  # on which pages of a document a field was read

    @property
    def hidden(self) -> bool:
        """Whether only people may handle the case: then nothing but its number is told."""
        return self.content.case.reason is Reason.PERSON_ONLY

    @property
    def look_first(self) -> list[str]:
        """What stands first on the worklist, too, and what to do."""
        return [line for line in self._item.look_first.split("\n") if line]

    @property
    def next_step(self) -> str:
        """What the caseworker is to do."""
        return self._item.next_step

    @cached_property
    def _item(self) -> Item:
        soon = working_days_on(self.day, SOON)
        return item(self.content, day=self.day, soon=soon, names=self.words.names, say=self.say)

    @property
    def link(self) -> str | None:
        """Where the case stands in its case system."""
        return self.words.names.link(self.content.case)

    @property
    def proposal(self) -> str:
        """The proposal in one line."""
        return proposed(self.content, self.words.names, self.say)

    @property
    def checks(self) -> list[Finding]:
        """The criteria that apply, what a person has to look at first."""
        return sorted((one for one in self.content.findings if one.result in MARKS), key=lambda one: one.weight)

    @property
    def others(self) -> list[str]:
        """The criteria that do not apply."""
        return [self.words.criterion(one.criterion) for one in self.content.findings if one.result not in MARKS]

    @property
    def decisive(self) -> list[Finding]:
        """The criteria that the proposal rests on: those that are not met or, where all are, all of them."""
        told = [one for one in self.checks if one.result is not Result.WARNING]
        return [one for one in told if one.result is not Result.PASS] or told

    @property
    def circumstances(self) -> str:
        """What the proposal rests on, in sentences; where every criterion is met the table above says it."""
        if any(one.result is not Result.PASS for one in self.decisive):
            return " ".join(one.reason for one in self.decisive)
        return self.say("All criteria that apply are met ({n}).", n=len(self.decisive))

    @property
    def rules(self) -> list[str]:
        """The acts, sections and local rules behind the proposal, each once."""
        proposal = self.content.proposal
        named = [one.source for one in self.decisive] + ([proposal.source] if proposal else [])
        return list(dict.fromkeys(part for source in named for part in source.split("; ") if part))

    @property
    def sources(self) -> list[Source]:
        """What was read, by screen; on each what is not sure first. What stands empty is left to `empty`."""
        there = [(name, value) for name, value in self._application if value not in (None, ())]
        by_screen: dict[str, list[Fact]] = {}
        for name, value in there:
            screen = self.words.names.screen(self.content.case.flow, name)
            by_screen.setdefault(screen, []).append(self._fact(name, value))
        return [Source(screen, sorted(facts, key=_order)) for screen, facts in by_screen.items()]

    @property
    def empty(self) -> list[str]:
        """The fields that were surely read and stand empty."""
        return [self.words.field(name) for name, value in self._application if value in (None, ())]

    @property
    def draft(self) -> StoredDraft | None:
        """The draft that stands in the case system, as the robot last saw it."""
        drafts = [one for one in self.content.drafts if one.result in _STANDING and one.draft]
        return drafts[-1] if drafts else None

    @property
    def written(self) -> list[Written]:
        """The fields of the draft or, without one, those that the proposal would fill."""
        proposal = self.content.proposal
        if self.draft and self.draft.draft:
            values: Mapping[str, Any] = self.draft.draft.after
        elif proposal is not None and not self.hidden:
            values = {"reasons": proposal.reasons, **proposal.values, "note": proposal.note}
        else:
            values = {}
        note = proposal.note if proposal else ""
        told = [
            Written(self.words.form_field(name), self.words.form_value(name, value), bool(note) and value == note)
            for name, value in values.items()
        ]
        return [one for one in told if one.value not in ("", NOTHING)]

    @property
    def short(self) -> list[Written]:
        """The short values of the form."""
        return [one for one in self.written if not one.is_text]

    @property
    def texts(self) -> list[Written]:
        """The texts of the form, such as the reasons."""
        return [one for one in self.written if one.is_text and not one.is_note]

    @property
    def signs(self) -> int:
        """How long the texts are together, which decides in how many columns they stand."""
        return sum(len(one.value) for one in self.texts)

    @property
    def is_dense(self) -> bool:
        """Whether there is so much to say that it is printed smaller, to stay on one sheet of paper."""
        return len(self.checks) + self.signs / 100 > _ROOMY

    @property
    def note(self) -> Written | None:
        """The internal note."""
        return next((one for one in self.written if one.is_text and one.is_note), None)

    @property
    def verified(self) -> datetime | None:
        """When the draft was read back and found to be as it was written."""
        return self.content.case.times.get(State.VERIFIED) if self.draft and self.draft.result == "verified" else None

    @property
    def _application(self) -> list[tuple[str, Any]]:
        return [] if self.hidden else list((self.content.application or {}).items())

    def _fact(self, name: str, value: Any) -> Fact:
        part, label = self.words.parts.get(name), self.words.field(name)
        shown_as = part.label[0] if part and part.label and part.label[0] != label else ""
        rows = self.words.rows(name, value)
        return Fact(
            label, shown_as, "" if rows else self.words.value(name, value), rows, self._document(name), _unsure(value)
        )

    def _document(self, name: str) -> str:
        """The document that a field was read in, with its page; nothing where it stands on the screen itself."""
        part = self.words.parts.get(name)
        if part is None or part.from_ is None:
            return ""
        files = ", ".join(file.name for file in documents_of(self.content, part.from_))
        pages = self.pages.get(name, ())
        if not pages:
            return files
        named = self.say("page {page}" if len(pages) == 1 else "pages {page}", page=", ".join(map(str, pages)))
        return f"{files}, {named}"

    def html(self) -> str:
        """The page."""
        return (
            _pages()
            .get_template("casesheet.html")
            .render(sheet=self, case=self.content.case, say=self.say, words=self.words, marks=MARKS, nothing=NOTHING)
        )


@cache
def _pages() -> Environment:
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    pages.trim_blocks = pages.lstrip_blocks = True
    pages.filters |= {"seen": lambda text: visible(str(text)), "time": _time}
    return pages


def documents_of(content: CaseContent, source: DocumentsPart) -> list[File]:
    """The documents of a type that a case holds, each once."""
    there = (content.application or {}).get(source.documents)
    rows = [row for row in there if isinstance(row, Mapping)] if isinstance(there, tuple) else []
    files = (cell for row in rows if row.get("type") == source.type_ for cell in row.values())
    return list({file.sha256: file for file in files if isinstance(file, File)}.values())


def _order(fact: Fact) -> tuple[bool, bool]:
    return not fact.unsure, bool(fact.rows)


def _unsure(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_unsure(cell) for row in value for cell in (row.values() if isinstance(row, Mapping) else ()))
    return isinstance(value, Unknown)


def _time(at: datetime | None) -> str:
    return NOTHING if at is None else f"{at.astimezone(SWEDEN):%Y-%m-%d %H:%M}"
