"""How the examples of sheet "Testfall" come out by the rules that stand beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Self

from robots.errors import CaseProblem, NoAmount, RuleError
from robots.model import Record, Result
from robots.rules.book import SHEETS, Book
from robots.rules.checking import check
from robots.rules.concepts import Concept, Scalar
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.proposing import row_of, said_by
from robots.rules.table import Row
from robots.rules.trials import AMOUNTS, SENTENCE, Trial


def try_out(book: Book) -> Iterator[str]:
    """Each example that comes out otherwise than it says: where it stands, what was expected, what came and why."""
    for trial in book.trials:
        where = f'rules.xlsx, blad "{SENTENCE}", cell {{}}: "{trial.cell.text}": {{}}.'
        try:
            answer = _answer(book, trial)
        except (CaseProblem, RuleError) as why:
            yield where.format(trial.cell.place, f"reglerna ger inget svar: {why}")
            continue
        for expected in trial.expected:
            if other := expected.difference(answer.of(expected.column)):
                wanted, got = other
                told = f"väntade {expected.column} = {wanted}, fick {got} ({answer})"
                yield where.format(expected.cell.place, told)


@dataclass(frozen=True)
class _Given(CaseFacts):
    """A case of which nothing is known but the values of concepts."""

    given: Mapping[str, Scalar | None] = field(default_factory=dict)

    def of_rows(self, table: str) -> Sequence[Self]:  # noqa: ARG002
        """A test case's values of a table's columns are those of its one row."""
        return [self]

    def _read(self, concept: Concept) -> Scalar | None:
        if concept.name not in self.given:
            raise RuleError(f'reglerna frågar efter "{concept.name}", och testfallet säger inget om det')
        return self.given[concept.name]

    def _figure(self, concept: Concept) -> Scalar | None:
        return self._read(concept)


@dataclass(frozen=True)
class _Answer:
    """What the rules said: the rows that apply and what they say, and the rows by which criteria fail."""

    rows: tuple[Row, ...] = ()
    said: tuple[Mapping[str, Scalar | None], ...] = ()
    fails: Mapping[str, str] = field(default_factory=dict)  # a criterion's name: the row
    criteria: tuple[str, ...] = ()  # the codes of those that ask the table

    def of(self, column: str) -> tuple[Scalar, ...]:
        """The values that stand against a column of the sheet."""
        match column:
            case "Ej uppfyllt":
                return tuple(sorted(self.fails))
            case "Rad":
                return tuple(row.id for row in self.rows)
            case "Resultat":
                return tuple(row.verdict for row in self.rows if row.verdict)
            case "Kriterium":
                return self.criteria
            case "Text":
                return tuple(row.text for row in self.rows if row.text)
            case "Brev":
                return tuple(row.letter for row in self.rows if row.letter)
        return tuple(value for said in self.said if (value := said.get(column)) is not None)

    def __str__(self) -> str:
        rows = f"rad {', '.join(row.id for row in self.rows)}" if self.rows else "ingen rad"
        fails = ", ".join(f"{name} (rad {row})" for name, row in self.fails.items())
        return f"{rows}; ej uppfyllt: {fails}" if fails else rows


def _answer(book: Book, trial: Trial) -> _Answer:
    """Ask what the example asks: Belopp, one table, or all criteria and what they come to, as a real case does."""
    facts = _Given(book.vocabulary, trial.day, trial.deciding, Record(), given=trial.given)
    in_force = _in_force(trial, facts)
    if trial.table == AMOUNTS:
        return _Answer(said=(in_force,))
    answer = _decided(book, facts) if trial.table is None else _asked(book, trial.table, facts)
    return replace(answer, said=(*answer.said, in_force))


def _in_force(trial: Trial, facts: _Given) -> Mapping[str, Scalar]:
    """The amounts that the example speaks of, without those that nothing is in force of or nobody has confirmed."""
    amounts: dict[str, Scalar] = {}
    for expected in trial.expected:
        if expected.column in facts.vocabulary.amounts:
            with suppress(NoAmount):
                amounts[expected.column] = facts.amount(expected.column)
    return amounts


def _decided(book: Book, facts: _Given) -> _Answer:
    criteria = [criterion for listed in book.overviews.values() for criterion in listed]
    findings = [finding for criterion in criteria for finding in check(book, criterion, facts)]
    verdicts: frozenset[Verdict] = frozenset(book.verdict(finding) for finding in findings)
    facts = replace(facts, verdicts=verdicts)
    failed = [finding for finding in findings if finding.result is Result.FAIL]
    fails = {book.criterion(finding.criterion).name: str(finding.row) for finding in failed}
    if SHEETS["outcome"] not in book.tables:
        return _Answer(fails=fails)
    row = row_of(book, "outcome", facts)
    return _Answer((row,), (said_by(row, facts),), fails)


def _asked(book: Book, name: str, facts: _Given) -> _Answer:
    table = book.table(name)
    codes = dict.fromkeys(row.criterion for row in table.rows)
    answers = [table.ask(facts, criterion=code) for code in codes]
    absent = [concept for answer in answers for concept in answer.missing]
    if absent:
        raise RuleError(f"underlag saknas: {', '.join(absent)}")
    rows = tuple(row for answer in answers for row in answer.rows)
    asking = tuple(one.code for listed in book.overviews.values() for one in listed if one.sheet == table.name)
    return _Answer(rows, tuple(said_by(row, facts) for row in rows), criteria=asking)
