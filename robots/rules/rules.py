"""The rules of one flow, as its caseworkers wrote them, asked as of one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType

from robots.errors import RuleError
from robots.model import SWEDEN, Finding, Line, Proposal, Record
from robots.rules.amounts import Amounts
from robots.rules.book import Book
from robots.rules.checking import check
from robots.rules.concepts import Concept, Scalar
from robots.rules.explaining import explained
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.lines import lines
from robots.rules.loading import load
from robots.rules.proposing import propose
from robots.rules.supposing import Tried, counterfactuals
from robots.rules.texts import Unwritten

Figures = Mapping[str, Scalar | None]
"""What a flow worked out from application and amounts, by the names that its Flow gives; None where it is absent."""
NOTHING: Figures = MappingProxyType({})


@dataclass(frozen=True)
class Rules:
    """What rules.xlsx and texts/ of a flow say on a day."""

    book: Book
    day: date  # of the proposal
    deciding: date  # by which amounts and rows are in force
    explaining: bool = True  # whether findings say which other rows came near
    supposed: Figures = field(
        default_factory=lambda: NOTHING
    )  # by concept: what is supposed of an application instead of what was read

    @classmethod
    def load(cls, folder: Path) -> Rules:
        """Read rules.xlsx and texts/*.j2 of a flow's folder, all or nothing, asked as of today.

        Raises:
            RuleError: Something in them cannot be read or refers to nothing; the text names sheet and cell, what was
                read and what is allowed. No robot starts on such rules.
        """
        today = datetime.now(SWEDEN).date()
        return cls(load(folder), today, today)

    def on(self, day: date, *, deciding: date | None = None) -> Rules:
        """The same rules as of another day.

        Args:
            day: The day of the proposal.
            deciding: The day by which amounts and rows are in force, such as the first of the month applied for;
                the day of the proposal without.
        """
        return replace(self, day=day, deciding=deciding or day)

    def unexplained(self) -> Rules:
        """The same rules without a word of which rows came near, for whoever compares many cases."""
        return replace(self, explaining=False)

    def supposing(self, supposed: Figures) -> Rules:
        """The same rules on an application in which some concepts are otherwise; only outcomes are right, no letters.

        Args:
            supposed: The values by concept, instead of what the record's fields and properties say.
        """
        return replace(self, book=replace(self.book, letters=Unwritten()), explaining=False, supposed=supposed)

    def otherwise(self, application: Record, findings: Sequence[Finding], tried: Tried) -> tuple[str, ...]:
        """Each single input that would bring a grant by itself, as a sentence.

        Args:
            application: The flow's record.
            findings: What its checks came to.
            tried: Goes the whole way from application to outcome with one concept supposed otherwise.
        """
        return tuple(counterfactuals(self.book, self._facts(application, NOTHING), findings, tried))

    @property
    def sha256(self) -> str:
        """What rules.xlsx is known by."""
        return self.book.sha256

    @property
    def texts_sha256(self) -> str:
        """What the letters in texts/ are known by, whatever line ends they were checked out with."""
        return self.book.letters.sha256

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Every name of sheet "Begrepp"."""
        return self.book.vocabulary.concepts

    @property
    def amounts(self) -> Amounts:
        """All that stands on sheet "Belopp"."""
        return self.book.vocabulary.amounts

    def amount(self, name: str, *, on: date | None = None) -> Decimal:
        """The amount in force on a day, in the unit of its row (SEK per month, metres, days).

        Args:
            name: A row's name on the sheet "Belopp", such as "riksnorm.ensamstående".
            on: The day that decides which amount applies: the application's day, not the run's. By default the
                deciding day that the rules are asked for.

        Raises:
            RuleError: No such row, or it holds a name or a day instead of a number; the robot stops before any case.
            NoAmount: Nothing was in force that day; the case goes to a person.
        """
        value = self.amounts.at(name, on or self.deciding).value
        if not isinstance(value, Decimal):
            raise RuleError(f'rules.xlsx, blad "Belopp": "{name}" är inget tal.')
        return value

    def lines(
        self, table: str, application: Record, *, each: str | None = None, figures: Figures = NOTHING
    ) -> list[Line]:
        """What a table gives for an application, or for each row of one of its tables: a line a row that applies.

        Args:
            table: The name of a sheet with a decision table whose rows have outputs.
            application: The flow's record.
            each: A table of the record, such as "household": each of its rows is asked about, in their order.
            figures: What the flow worked out, by field, where the sheet asks for it.

        Raises:
            NotKnown: A rule asked for a value that could not be read surely; the case goes to a person.
            CaseProblem: No row applies, more than may, or something it asks for is absent; the case goes to a person.
        """
        facts = self._facts(application, figures)
        asked = facts.of_rows(each) if each else [facts]
        return [line for one in asked for line in lines(self.book, table, one)]

    def findings(self, table: str, application: Record, *, figures: Figures = NOTHING) -> list[Finding]:
        """Hold an application against each criterion that a sheet lists, in its order.

        Args:
            table: "criteria" for the sheet "Kriterier", or the name of another sheet that lists criteria.
            application: The flow's record.
            figures: What the flow worked out, by field, where a criterion asks for it.

        Raises:
            NotKnown: A rule asked for a value that could not be read surely; the case goes to a person.
            CaseProblem: No row applies, or more than may; the case goes to a person.
        """
        facts = self._facts(application, figures)
        told = partial(explained, self.book) if self.explaining else None
        criteria = self.book.criteria(table)
        return [finding for criterion in criteria for finding in check(self.book, criterion, facts, told)]

    def proposal(
        self,
        table: str,
        application: Record,
        findings: Sequence[Finding],
        *,
        figures: Figures = NOTHING,
        lines: Sequence[Line] = (),
        letters: Sequence[str] = (),
    ) -> Proposal:
        """Propose what a decision table says for these findings, with reasons and internal note written out.

        Args:
            table: "outcome" for the sheet "Utfall", or the name of another sheet that gives an outcome.
            application: The flow's record.
            findings: What `findings` came to for the same record on the same day.
            figures: What the flow worked out, by field.
            lines: The lines of a calculation, for the letters to set out.
            letters: Templates of texts/ that are written besides the reasons: each becomes the value of its name, such
                as "calculation" for a field of the draft that holds a calculation sheet.

        Raises:
            NotKnown: A rule asked for a value that could not be read surely; the case goes to a person.
            CaseProblem: No row applies, more than one does, or a sentence lacks a value; the case goes to a person.
        """
        verdicts: frozenset[Verdict] = frozenset(self.book.verdict(finding) for finding in findings)
        facts = replace(self._facts(application, figures), verdicts=verdicts)
        return propose(self.book, table, facts, findings, lines=lines, letters=letters)

    def _facts(self, application: Record, figures: Figures) -> CaseFacts:
        return CaseFacts(self.book.vocabulary, self.day, self.deciding, application, figures, supposed=self.supposed)
