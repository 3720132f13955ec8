"""Everything that a flow's folder says, once it was read and found whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robots.errors import RuleError
from robots.model import Finding
from robots.rules.criteria import Criterion
from robots.rules.expressions import Vocabulary
from robots.rules.facts import Verdict
from robots.rules.table import Row, Table
from robots.rules.texts import Letters, Sentence

if TYPE_CHECKING:
    from robots.rules.trials import Trial

SHEETS = {"criteria": "Kriterier", "outcome": "Utfall"}
"""What flows call two of the sheets."""
ASKED = "saknas."
"""Begins the id of the sentence that asks the applicant for something."""


@dataclass(frozen=True)
class Book:
    """rules.xlsx and texts/ of one flow."""

    sha256: str
    vocabulary: Vocabulary
    overviews: Mapping[str, tuple[Criterion, ...]]
    tables: Mapping[str, Table]
    sentences: Mapping[str, Sentence]
    letters: Letters
    trials: tuple[Trial, ...] = ()

    def criteria(self, table: str) -> tuple[Criterion, ...]:
        """The criteria of a sheet, by its name or by what flows call it."""
        sheet = SHEETS.get(table, table)
        if sheet not in self.overviews:
            raise RuleError(f'rules.xlsx har inget blad "{sheet}" som räknar upp kriterier.')
        return self.overviews[sheet]

    def criterion(self, code: str) -> Criterion:
        """A criterion by its code."""
        return next(known for listed in self.overviews.values() for known in listed if known.code == code)

    def table(self, table: str) -> Table:
        """A decision table, by its sheet's name or by what flows call it."""
        sheet = SHEETS.get(table, table)
        if sheet not in self.tables:
            raise RuleError(f'rules.xlsx har ingen beslutstabell "{sheet}".')
        return self.tables[sheet]

    def looks_into(self, criterion: Criterion) -> tuple[str, ...]:
        """The tables of the record whose rows a criterion asks about: none, or one in rules that can be read."""
        table = self.tables[criterion.sheet]
        rows = [row for row in table.rows if not table.grouped or row.criterion == criterion.code]
        asked = [self.vocabulary.concepts[name].table for row in rows for name in row.tests]
        return tuple(dict.fromkeys(one for one in asked if one))

    def row(self, row: str) -> Row:
        """A row by its permanent id."""
        return next(known for table in self.tables.values() for known in table.rows if known.id == row)

    def sentence(self, name: str) -> Sentence:
        """A sentence by its id; letters may put an id together, which no load can follow."""
        if name not in self.sentences:
            raise RuleError(f'rules.xlsx, blad "Texter": texten "{name}", som ett brev hämtar, saknas.')
        return self.sentences[name]

    def asked_for(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        """What the applicant is asked for when these concepts are absent; none where only a person can say."""
        items = [self.vocabulary.concepts[name].asked_as for name in missing]
        return tuple(dict.fromkeys(item for item in items if item)) if all(items) else ()

    def verdict(self, finding: Finding) -> Verdict:
        """What a finding came to: its row's word; without a row something is absent."""
        if finding.row is not None:
            return self.row(finding.row).verdict or Verdict.JUDGEMENT
        return Verdict.MISSING if self.asked_for(finding.inputs) else Verdict.JUDGEMENT

    def requests(self, finding: Finding) -> tuple[str, ...]:
        """What the applicant is asked for because of a finding."""
        if self.verdict(finding) is not Verdict.MISSING:
            return ()
        return (finding.criterion,) if finding.row else self.asked_for(finding.inputs)
