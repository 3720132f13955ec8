"""The rules of one flow, as its caseworkers wrote them, asked as of one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from robots.errors import RuleError
from robots.model import SWEDEN, Finding, Proposal, Record
from robots.rules.book import Book
from robots.rules.checking import check
from robots.rules.concepts import Concept
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.loading import load
from robots.rules.proposing import propose


@dataclass(frozen=True)
class Rules:
    """What rules.xlsx and texts/ of a flow say on a day."""

    book: Book
    day: date

    @classmethod
    def load(cls, folder: Path) -> Rules:
        """Read rules.xlsx and texts/*.j2 of a flow's folder, all or nothing, asked as of today.

        Raises:
            RuleError: Something in them cannot be read or refers to nothing; the text names sheet and cell, what was
                read and what is allowed. No robot starts on such rules.
        """
        return cls(load(folder), datetime.now(SWEDEN).date())

    def on(self, day: date) -> Rules:
        """The same rules as of another day: its amounts, and its rows in force."""
        return replace(self, day=day)

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

    def amount(self, name: str, *, on: date | None = None) -> Decimal:
        """The amount in force on a day, in the unit of its row (SEK per month, metres, days).

        Args:
            name: A row's name on the sheet "Belopp", such as "riksnorm.ensamstående".
            on: The day that decides which amount applies: the application's day, not the run's. By default the day
                that the rules are asked for.

        Raises:
            RuleError: No such row, or it holds a name instead of a number; the robot stops before any case.
            NoAmount: Nothing was in force that day; the case goes to a person.
        """
        value = self.book.vocabulary.amounts.at(name, on or self.day).value
        if not isinstance(value, Decimal):
            raise RuleError(f'rules.xlsx, blad "Belopp": "{name}" är ett namn, inget tal.')
        return value

    def findings(self, table: str, application: Record) -> list[Finding]:
        """Hold an application against each criterion that a sheet lists, in its order.

        Args:
            table: "criteria" for the sheet "Kriterier", or the name of another sheet that lists criteria.
            application: The flow's record.

        Raises:
            NotKnown: A rule asked for a value that could not be read surely; the case goes to a person.
            CaseProblem: No row applies, or more than may; the case goes to a person.
        """
        facts = CaseFacts(self.book.vocabulary, self.day, application)
        return [finding for criterion in self.book.criteria(table) for finding in check(self.book, criterion, facts)]

    def proposal(self, table: str, application: Record, findings: Sequence[Finding]) -> Proposal:
        """Propose what a decision table says for these findings, with reasons and internal note written out.

        Args:
            table: "outcome" for the sheet "Utfall", or the name of another sheet that gives an outcome.
            application: The flow's record.
            findings: What `findings` came to for the same record on the same day.

        Raises:
            NotKnown: A rule asked for a value that could not be read surely; the case goes to a person.
            CaseProblem: No row applies, more than one does, or a sentence lacks a value; the case goes to a person.
        """
        verdicts: frozenset[Verdict] = frozenset(self.book.verdict(finding) for finding in findings)
        facts = CaseFacts(self.book.vocabulary, self.day, application, verdicts)
        return propose(self.book, table, facts, findings)
