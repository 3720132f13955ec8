"""Examples that stand in the workbook itself (sheet "Testfall"), tried each time it is read.

Each row is a sentence, the values of concepts, and what the rules say then. An input that is left empty is as in the
first row with the same "Blad"; what is expected and left empty is not compared. Where "Blad" names a decision table,
only that one is asked, and "Rad" and "Resultat" may say which of its rows apply, and what they come to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from robots.errors import CaseProblem, NoAmount, RuleError
from robots.model import Record, Result
from robots.rules.amounts import NO_AMOUNTS
from robots.rules.book import SHEETS, Book
from robots.rules.checking import check
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type, unknown_concept
from robots.rules.expressions import Vocabulary, allowed
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.nearest import nearest
from robots.rules.notation import read_value
from robots.rules.problems import Problems, counted
from robots.rules.proposing import row_of, said_by
from robots.rules.table import Row
from robots.rules.workbook import Cell, Line, Sheet
from robots.rules.writing import written

SENTENCE, DAY, DECIDING, TABLE = "Testfall", "Dag", "Beslutsdag", "Blad"
FAILS, ROW, VERDICT = "Ej uppfyllt", "Rad", "Resultat"
_FIXED = (SENTENCE, DAY, DECIDING, TABLE, FAILS, ROW, VERDICT)
ABSENT, NONE = "saknas", "-"
_INPUTS = (Origin.APPLICATION, Origin.CALCULATION)
_NOTHING_NAMED = Vocabulary({}, NO_AMOUNTS)  # an example holds values: with a limit's name it would follow the limit
_WORD = Measure(Type.TEXT)


@dataclass(frozen=True)
class Expected:
    """One cell that says what is right: of which column, and the values in it."""

    cell: Cell
    column: str
    measure: Measure
    values: tuple[Scalar, ...]

    def difference(self, got: tuple[Scalar, ...]) -> tuple[str, str] | None:
        """What was wanted and what came instead, as people write it; None where they are the same."""
        return None if self.values == got else (self._listed(self.values), self._listed(got))

    def _listed(self, values: tuple[Scalar, ...]) -> str:
        return "; ".join(written(value, self.measure) for value in values) or "ingenting"


@dataclass(frozen=True)
class Trial:
    """One row: a case, and what the rules rightly say of it."""

    cell: Cell  # of its sentence
    day: date
    deciding: date
    table: str | None  # the one that is asked; None: all criteria, and then the outcome
    given: Mapping[str, Scalar | None]  # by concept
    expected: tuple[Expected, ...]


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

    rows: tuple[Row, ...]
    said: tuple[Mapping[str, Scalar | None], ...]
    fails: Mapping[str, str] = field(default_factory=dict)  # a criterion's name: the row

    def of(self, column: str) -> tuple[Scalar, ...]:
        """The values that stand against a column of the sheet."""
        match column:
            case "Ej uppfyllt":
                return tuple(sorted(self.fails))
            case "Rad":
                return tuple(row.id for row in self.rows)
            case "Resultat":
                return tuple(row.verdict for row in self.rows if row.verdict)
        return tuple(value for said in self.said if (value := said.get(column)) is not None)

    def __str__(self) -> str:
        rows = f"rad {', '.join(row.id for row in self.rows)}" if self.rows else "ingen rad"
        fails = ", ".join(f"{name} (rad {row})" for name, row in self.fails.items())
        return f"{rows}; ej uppfyllt: {fails}" if fails else rows


def read_trials(sheet: Sheet, known: Vocabulary, tables: Collection[str], problems: Problems) -> list[Trial]:
    """All examples of the sheet, in its order.

    Args:
        sheet: Sheet "Testfall".
        known: The names of Begrepp and Belopp.
        tables: The names of the decision tables, those that could not be read too.
        problems: Takes up a sentence twice, a value that its concept cannot have, and a column that names no concept
            that an example may give or expect.

    Raises:
        RuleError: A column is missing, or there is no example.
    """
    sheet.require(SENTENCE, DAY)
    if not sheet.lines:
        raise sheet.header[0].refusal("minst ett testfall under kolumnernas namn")
    inputs, outputs = _columns(sheet, known, problems)
    every = len(sheet.columns) == len({*_FIXED} & {*sheet.columns}) + len(inputs) + len(outputs)
    elsewhere: dict[str, list[Cell]] = {}
    trials: dict[str, Trial] = {}
    first: dict[str | None, Line] = {}
    for line in sheet.lines:
        with problems.gathered():
            table = _table(line)
            if table is not None and table not in tables:
                elsewhere.setdefault(table, []).append(line[TABLE])
            usual = first.setdefault(table, line)
            trial = _trial(line, usual, table, known, inputs, outputs)
            if every and not trial.expected:
                raise trial.cell.refusal(
                    "en rad med något som väntas: ett värde ur förslaget, Ej uppfyllt, Rad, Resultat"
                )
            if trial.cell.text in trials:
                raise trial.cell.refusal("en mening som inte redan står i bladet")
            trials[trial.cell.text] = trial
    for name, cells in elsewhere.items():
        near = f"ett blad med en beslutstabell, eller ingenting; närmast: {nearest(name, tables)}"
        problems.tell(f"{cells[0].refusal(near)}{counted(len(cells), 'celler')}")
    return list(trials.values())


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


def _columns(sheet: Sheet, known: Vocabulary, problems: Problems) -> tuple[list[Concept], list[Concept]]:
    """The sheet's inputs and its expected outputs; a column that is neither is left out."""
    inputs, outputs = [], []
    for cell in sheet.header:
        concept = known.concepts.get(cell.text)
        if cell.text in _FIXED:
            continue
        if concept is None:
            problems.tell(str(unknown_concept(cell, (*known.concepts, *_FIXED))))
        elif concept.origin in _INPUTS and concept.measure.type is not Type.TABLE:
            inputs.append(concept)
        elif concept.origin is Origin.PROPOSAL:
            outputs.append(concept)
        else:
            problems.tell(str(cell.refusal("ett begrepp ur ansökan, beräkningen eller förslaget, ingen tabell")))
    return inputs, outputs


def _table(line: Line) -> str | None:
    cell = line.cells.get(TABLE)
    return None if cell is None else cell.text_or_none


def _trial(
    line: Line, usual: Line, table: str | None, known: Vocabulary, inputs: list[Concept], outputs: list[Concept]
) -> Trial:
    day = (line[DAY] if line[DAY].content is not None else usual[DAY]).day_or_none
    if day is None:
        raise line[DAY].refusal("ett datum")
    deciding = line[DECIDING].day_or_none if DECIDING in line.cells else None
    days = CaseFacts(known, day, deciding or day, Record())
    problems = Problems()
    given: dict[str, Scalar | None] = {}
    for concept in inputs:
        cell = line[concept.name] if line[concept.name].read is not None else usual[concept.name]
        with problems.gathered():
            if cell.content is not None:
                given[concept.name] = _value(cell, concept, days)
    expected: list[Expected] = []
    for concept in outputs:
        with problems.gathered():
            expected.extend(_expected_values(line, concept, days))
    with problems.gathered():
        expected.extend(_expected_words(line))
    problems.refuse()
    return Trial(line[SENTENCE], day, deciding or day, table, given, tuple(expected))


def _expected_words(line: Line) -> Iterator[Expected]:
    for column in (FAILS, ROW, VERDICT):
        cell = line.cells.get(column)
        if cell is not None and cell.content is not None:
            words = [] if cell.text == NONE else [part.strip() for part in cell.text.split(";")]
            yield Expected(cell, column, _WORD, tuple(sorted(words) if column == FAILS else words))


def _expected_values(line: Line, concept: Concept, days: CaseFacts) -> Iterator[Expected]:
    cell = line[concept.name]
    if cell.content is not None:
        several = isinstance(cell.content, str) and concept.measure.type is not Type.TEXT
        parts = [replace(cell, read=part.strip()) for part in cell.text.split(";")] if several else [cell]
        values = [_value(part, concept, days) for part in parts if part.content != NONE]
        yield Expected(cell, concept.name, concept.measure, tuple(value for value in values if value is not None))


def _value(cell: Cell, concept: Concept, days: CaseFacts) -> Scalar | None:
    """A value in the notation of cells, None for `saknas`."""
    if cell.content == ABSENT:
        return None
    value = _typed(cell, concept.measure, days)
    if isinstance(value, Decimal):
        if concept.measure.type is Type.WHOLE and value % 1:
            raise cell.refusal("ett helt tal")
        if concept.range and not concept.range[0] <= value <= concept.range[1]:
            raise cell.refusal(f'ett värde som Begrepp tillåter för "{concept.name}"')
    return value


def _typed(cell: Cell, measure: Measure, days: CaseFacts) -> Scalar | None:
    if measure.type is Type.TEXT:
        return _text(cell, days)
    try:
        expression = read_value(cell, measure, _NOTHING_NAMED)
    except RuleError:
        raise cell.refusal(f"{allowed(measure)}; i testfall står inga namn ur Belopp") from None
    return expression.value(days)


def _text(cell: Cell, days: CaseFacts) -> Scalar:
    """A text stands as it is, without quotation marks; `kommun.egen` means the name that Belopp has for it.

    Who writes its own name there has no example to change; a limit's name would follow the limit and test nothing.
    """
    amounts = days.vocabulary.amounts
    if cell.text not in amounts or amounts.measure(cell.text) != _WORD:
        return cell.text.strip('"')
    try:
        return days.amount(cell.text)
    except NoAmount:
        raise cell.refusal("ett namn som gäller på testfallets dag") from None


def _answer(book: Book, trial: Trial) -> _Answer:
    """Ask the rules as a real case does: criteria, what they come to, outcome; or the one table."""
    facts = _Given(book.vocabulary, trial.day, trial.deciding, Record(), given=trial.given)
    if trial.table is not None:
        return _asked(book, trial.table, facts)
    criteria = [criterion for listed in book.overviews.values() for criterion in listed]
    findings = [finding for criterion in criteria for finding in check(book, criterion, facts)]
    verdicts: frozenset[Verdict] = frozenset(book.verdict(finding) for finding in findings)
    facts = replace(facts, verdicts=verdicts)
    failed = [finding for finding in findings if finding.result is Result.FAIL]
    fails = {book.criterion(finding.criterion).name: str(finding.row) for finding in failed}
    if SHEETS["outcome"] not in book.tables:
        return _Answer((), (), fails)
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
    return _Answer(rows, tuple(said_by(row, facts) for row in rows))
