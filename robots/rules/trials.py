"""Examples that stand in the workbook itself (sheet "Testfall"), tried each time it is read.

Each row is a sentence, the values of concepts, and what the rules say then. An input that is left empty is as in the
first row with the same "Blad"; what is expected and left empty is not compared. Where "Blad" names a decision table,
only that one is asked, and "Rad", "Resultat", "Text", "Brev" and "Kriterium" may say which of its rows apply, what they
come to and say, and which criteria ask it. A column named as an amount says what is in force of it; "Blad" may be
"Belopp" for that alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from robots.errors import NoAmount, RuleError
from robots.model import Record
from robots.rules.amounts import NO_AMOUNTS
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type, unknown_concept
from robots.rules.expressions import Vocabulary, allowed
from robots.rules.facts import CaseFacts
from robots.rules.nearest import nearest
from robots.rules.notation import read_value
from robots.rules.problems import Problems, counted
from robots.rules.writing import written

SENTENCE, DAY, DECIDING, TABLE = "Testfall", "Dag", "Beslutsdag", "Blad"
FAILS, ROW, VERDICT, CRITERION = "Ej uppfyllt", "Rad", "Resultat", "Kriterium"
TEXT, LETTER = "Text", "Brev"
AMOUNTS = "Belopp"
_EXPECTED = (FAILS, ROW, VERDICT, CRITERION, TEXT, LETTER)
_FIXED = (SENTENCE, DAY, DECIDING, TABLE, *_EXPECTED)
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
    table: str | None  # the one that is asked, or sheet "Belopp"; None: all criteria, and then the outcome
    given: Mapping[str, Scalar | None]  # by concept
    expected: tuple[Expected, ...]


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
            if table is not None and table not in (*tables, AMOUNTS):
                elsewhere.setdefault(table, []).append(line[TABLE])
            usual = first.setdefault(table, line)
            trial = _trial(line, usual, table, known, inputs, outputs)
            if every and not trial.expected:
                raise trial.cell.refusal(
                    f"en rad med något som väntas: ett värde ur förslaget eller Belopp, {', '.join(_EXPECTED)}"
                )
            if trial.cell.text in trials:
                raise trial.cell.refusal("en mening som inte redan står i bladet")
            trials[trial.cell.text] = trial
    for name, cells in elsewhere.items():
        near = f"ett blad med en beslutstabell, eller ingenting; närmast: {nearest(name, tables)}"
        problems.tell(f"{cells[0].refusal(near)}{counted(len(cells), 'celler')}")
    return list(trials.values())


def _columns(sheet: Sheet, known: Vocabulary, problems: Problems) -> tuple[list[Concept], list[Concept]]:
    """The sheet's inputs and its expected outputs; a column that is neither is left out."""
    inputs, outputs = [], []
    for cell in sheet.header:
        concept = known.concepts.get(cell.text)
        if cell.text in _FIXED:
            continue
        if cell.text in known.amounts:
            outputs.append(Concept(cell.text, known.amounts.measure(cell.text), Origin.PROPOSAL, cell.text))
        elif concept is None:
            problems.tell(str(unknown_concept(cell, (*known.concepts, *known.amounts.rows, *_FIXED))))
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
    for column in _EXPECTED:
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
