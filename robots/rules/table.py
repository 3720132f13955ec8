"""One decision table: its rows, its hit policy, and which rows apply to a case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from robots.errors import CaseProblem, Reason
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.concepts import Concept, Origin, Type, unknown_concept
from robots.rules.deciding import Open, Ready
from robots.rules.expressions import Expression, Facts, Vocabulary
from robots.rules.facts import Verdict
from robots.rules.notation import read_test, read_value
from robots.rules.problems import Problems
from robots.rules.unary import Test, Whatever

CRITERION, VERDICT, TEXT, SOURCE, LETTER = "Kriterium", "Resultat", "Text", "Källa", "Brev"
START, END = "I kraft från", "I kraft till"
_DAYS_KEPT = 1000
FIXED = (CRITERION, VERDICT, TEXT, SOURCE, LETTER, START, END)


class HitPolicy(StrEnum):
    """How many rows may apply (DMN): the letter behind "Rad" in the first column's name."""

    UNIQUE = "U"  # exactly one row applies
    ANY = "A"  # several may, if they say the same
    FIRST = "F"  # the first from above
    COLLECT = "C"  # all that apply, none at all too


@dataclass(frozen=True)
class Row:
    """One rule: what it asks, what it says, and where both come from."""

    id: str
    criterion: str | None
    tests: Mapping[str, Test]  # by concept; a concept that the row does not look at is left out
    verdict: Verdict | None
    text: str | None  # id of a sentence in sheet "Texter"
    letter: str | None  # name of a template in texts/
    outputs: Mapping[str, Expression]  # by the output concept's name
    source: str
    start: date
    end: date | None
    cells: Mapping[str, Cell] = field(default_factory=dict, compare=False)  # as they stand in the sheet, by column

    def in_force(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def says(self) -> tuple[object, ...]:
        """What must agree between rows that apply together under A."""
        return (self.verdict, self.text, self.letter, dict(self.outputs))


@dataclass(frozen=True)
class Answer:
    """The rows that apply, or the concepts that are absent so that no row can be told."""

    rows: tuple[Row, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One sheet with rules."""

    name: str
    policy: HitPolicy
    rows: tuple[Row, ...]
    inputs: tuple[Concept, ...]
    outputs: tuple[Concept, ...]
    _ready: dict[tuple[str | None, date, date], Ready] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __getstate__(self) -> dict[str, object]:
        """What is remembered of it: not what was made ready for some days."""
        return {**self.__dict__, "_ready": {}}

    @property
    def grouped(self) -> bool:
        """Whether the rows belong to several criteria, each a table of its own."""
        return any(row.criterion for row in self.rows)

    def ask(self, facts: Facts, *, criterion: str | None = None) -> Answer:
        """Which rows apply to a case.

        A row is open where a value that it asks for is absent and no other of its cells fails. An open row is never "no
        match": what is absent is named as missing, and no row is given beside it (under C those that apply are). Only
        these are passed over: a row below the first that applies under F, one that says the same as a row that applies
        under A, and one whose absent value a row that applies asks for by name (`saknas`): it is surely not there.

        Under U and A this never holds up a case that a table without overlaps can decide: had the absent value made the
        open row apply, it would have applied together with the other one, and coverage.py refuses that.

        Args:
            facts: The case's values and the days, of which one decides which rows are in force.
            criterion: Only this criterion's rows, in a sheet that has the column "Kriterium".

        Raises:
            CaseProblem: No row, or more rows than the hit policy allows; the case goes to a person. The text names the
                sheet and the concepts asked for, never their values.
        """
        ready = self._ready_for(facts, criterion)
        standing = ready.stand(facts)
        applies = standing.applies
        if len(applies) > 1 and not self._agree(applies):
            raise self._problem(f"flera rader gäller: {', '.join(row.id for row in applies)}", ready)
        missing = tuple(dict.fromkeys(one.absent[0] for one in standing.open if self._in_the_way(one, applies)))
        if self.policy is HitPolicy.COLLECT:
            return Answer(applies, missing)
        if missing:
            return Answer((), missing)
        if not applies:
            raise self._problem("ingen rad gäller", ready)
        return Answer(applies[:1])

    def _ready_for(self, facts: Facts, criterion: str | None) -> Ready:
        """The rows in force, with the amounts in force; a run asks for few days, and each is made ready once."""
        key = (criterion, facts.day, facts.deciding)
        ready = self._ready.get(key)
        if ready is None:
            if len(self._ready) >= _DAYS_KEPT:
                self._ready.clear()
            asked = (row for row in self.rows if row.criterion == criterion and row.in_force(facts.deciding))
            ready = self._ready[key] = Ready(asked, facts, first=self.policy is HitPolicy.FIRST)
        return ready

    def _agree(self, rows: Sequence[Row]) -> bool:
        """Whether all these rows may apply together."""
        match self.policy:
            case HitPolicy.ANY:
                return all(row.says() == rows[0].says() for row in rows)
            case HitPolicy.COLLECT:
                return True
            case _:
                return len(rows) == 1

    def _in_the_way(self, one: Open, applies: Sequence[Row]) -> bool:
        """Whether a row that an absent value keeps open stands in the way of those that apply; see `ask`."""
        return not any(
            not row.tests.keys().isdisjoint(one.absent)
            or (self.policy is HitPolicy.ANY and row.says() == one.row.says())
            for row in applies
        )

    def _problem(self, found: str, ready: Ready) -> CaseProblem:
        names = ", ".join(dict.fromkeys(name for row in ready.rows for name in row.tests))
        return CaseProblem(Reason.JUDGEMENT, f'rules.xlsx, blad "{self.name}": {found} (frågar efter: {names})')


def is_table(sheet: Sheet) -> bool:
    """Whether a sheet's first column is "Rad" with a hit policy or none."""
    return re.fullmatch(r"Rad( \(.\))?", sheet.columns[0]) is not None


def read_table(sheet: Sheet, known: Vocabulary, problems: Problems) -> Table:
    """One decision table, without the rows that cannot be read.

    Args:
        sheet: The sheet.
        known: The names of Begrepp and Belopp.
        problems: Takes up a column, cell, source or row id that cannot stand; sheet and cell are named.

    Raises:
        RuleError: A column is missing, there is no such hit policy, or no row.
    """
    sheet.require(SOURCE, START, END)
    letter = sheet.columns[0].removeprefix("Rad").strip(" ()") or HitPolicy.UNIQUE
    if letter not in [*HitPolicy]:
        raise sheet.header[0].refusal("Rad, eller Rad med träffregel: " + ", ".join(f"Rad ({p})" for p in HitPolicy))
    inputs, outputs = _concepts(sheet, known)
    if not sheet.lines:
        raise sheet.header[0].refusal("minst en rad under kolumnernas namn")
    _check_columns(sheet, known, problems)
    rows = []
    for line in sheet.lines:
        with problems.gathered():
            rows.append(_read_row(line, sheet, known))
    return Table(sheet.name, HitPolicy(letter), tuple(rows), tuple(inputs), tuple(outputs))


def _check_columns(sheet: Sheet, known: Vocabulary, problems: Problems) -> None:
    for cell in sheet.header[1:]:
        concept = known.concepts.get(cell.text)
        if concept is None and cell.text not in FIXED:
            problems.tell(str(unknown_concept(cell, (*known.concepts, *FIXED))))
        elif concept is not None and concept.measure.type is Type.TABLE:
            problems.tell(str(cell.refusal("ett begrepp med ett enda värde, inte en tabell")))


def _read_row(line: Line, sheet: Sheet, known: Vocabulary) -> Row:
    """One rule, unless anything in it is refused; then all that is."""
    inputs, outputs = _concepts(sheet, known)
    problems = Problems()
    tests: dict[str, Test] = {}
    for concept in inputs:
        with problems.gathered():
            tests[concept.name] = read_test(line[concept.name], concept.measure, known)
    written: dict[str, Expression] = {}
    for concept in [concept for concept in outputs if line[concept.name].read != "-"]:
        with problems.gathered():
            written[concept.name] = read_value(line[concept.name], concept.measure, known)
    with problems.gathered():
        row = _row(line, sheet, tests, written)
    problems.refuse()
    return row


def _row(line: Line, sheet: Sheet, tests: Mapping[str, Test], outputs: Mapping[str, Expression]) -> Row:
    start, end = line[START].day_or_none, line[END].day_or_none
    if start is None:
        raise line[START].refusal("ett datum")
    if end is not None and end < start:
        raise line[END].refusal(f"ett datum som inte ligger före {START}, eller ingenting")
    verdict = line[VERDICT].one_of(*Verdict) if VERDICT in sheet.columns else None
    return Row(
        id=line[sheet.columns[0]].text,
        criterion=line[CRITERION].text if CRITERION in sheet.columns else None,
        tests={name: test for name, test in tests.items() if not isinstance(test, Whatever)},
        verdict=Verdict(verdict) if verdict else None,
        text=_named(line, TEXT, sheet),
        letter=_named(line, LETTER, sheet),
        outputs=outputs,
        source=line[SOURCE].source,
        start=start,
        end=end,
        cells=line.cells,
    )


def _concepts(sheet: Sheet, known: Vocabulary) -> tuple[list[Concept], list[Concept]]:
    """The sheet's inputs and its outputs."""
    concepts = [known.concepts[column] for column in sheet.columns if column in known.concepts]
    concepts = [concept for concept in concepts if concept.measure.type is not Type.TABLE]
    outputs = [concept for concept in concepts if concept.origin is Origin.PROPOSAL]
    return [concept for concept in concepts if concept not in outputs], outputs


def _named(line: Line, column: str, sheet: Sheet) -> str | None:
    """A reference to a sentence or template; `-` for none."""
    if column not in sheet.columns or line[column].text == "-":
        return None
    return line[column].text


def repeated_ids(tables: Sequence[Table]) -> Iterator[str]:
    """A row's id is permanent and stands once in the whole workbook."""
    seen: dict[str, str] = {}
    for table in tables:
        for row in table.rows:
            if row.id in seen:
                yield f'{place_of(row, table)}: raden "{row.id}" finns redan i {seen[row.id]}.'
            else:
                seen[row.id] = f'"{table.name}", cell {next(iter(row.cells.values())).place}'


def place_of(row: Row, table: Table, column: str | None = None) -> str:
    """Where a row stands, as the beginning of an error's text: the cell of its id, or the one in a column."""
    cell = row.cells[column] if column else next(iter(row.cells.values()))
    return f'rules.xlsx, blad "{table.name}", cell {cell.place}, rad {row.id}'
