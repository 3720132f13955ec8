"""One decision table: its rows, its hit policy, and which rows apply to a case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from robots.errors import CaseProblem, Reason, RuleError
from robots.rules.concepts import Concept, Origin, Scalar, unknown_concept
from robots.rules.expressions import Expression, Facts, Vocabulary, read_expression
from robots.rules.facts import Verdict
from robots.rules.pieces import Pieces, Unreadable
from robots.rules.unary import Test, Whatever, read_test
from robots.rules.workbook import Cell, Line, Sheet

CRITERION, VERDICT, TEXT, SOURCE, LETTER = "Kriterium", "Resultat", "Text", "Källa", "Brev"
START, END = "I kraft från", "I kraft till"
_FIXED = (CRITERION, VERDICT, TEXT, SOURCE, LETTER, START, END)


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

    def in_force(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def gives(self, facts: Facts) -> dict[str, Scalar | None]:
        """What it gives in a case, by the output concept's name."""
        return {name: output.value(facts) for name, output in self.outputs.items()}

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

    @property
    def grouped(self) -> bool:
        """Whether the rows belong to several criteria, each a table of its own."""
        return any(row.criterion for row in self.rows)

    def ask(self, facts: Facts, *, criterion: str | None = None) -> Answer:
        """Which rows apply to a case.

        Args:
            facts: The case's values and the days, of which one decides which rows are in force.
            criterion: Only this criterion's rows, in a sheet that has the column "Kriterium".

        Raises:
            CaseProblem: No row, or more rows than the hit policy allows; the case goes to a person. The text names the
                sheet and the concepts asked for, never their values.
        """
        asked = [row for row in self.rows if row.criterion == criterion and row.in_force(facts.deciding)]
        applies: list[Row] = []
        missing: dict[str, None] = {}
        for row in asked:
            verdict, absent = _holds(row, facts)
            if verdict:
                applies.append(row)
                if self.policy is HitPolicy.FIRST and not missing:
                    break
            elif absent:
                missing[absent] = None
        return self._answer(asked, applies, tuple(missing))

    def _answer(self, asked: Sequence[Row], applies: Sequence[Row], missing: tuple[str, ...]) -> Answer:
        if self.policy is HitPolicy.COLLECT:
            return Answer(tuple(applies), missing)
        if missing and (not applies or self.policy is HitPolicy.FIRST):
            return Answer((), missing)
        agree = all(row.says() == applies[0].says() for row in applies)
        if not applies or (len(applies) > 1 and not (self.policy is HitPolicy.ANY and agree)):
            found = f"flera rader gäller: {', '.join(row.id for row in applies)}" if applies else "ingen rad gäller"
            names = ", ".join(dict.fromkeys(name for row in asked for name in row.tests))
            raise CaseProblem(Reason.JUDGEMENT, f'rules.xlsx, blad "{self.name}": {found} (frågar efter: {names})')
        return Answer((applies[0],))


def _holds(row: Row, facts: Facts) -> tuple[bool, str | None]:
    """Whether a row applies; else the first concept whose absence keeps it open, None where a value says no."""
    absent = None
    for name, test in row.tests.items():
        answer = test.holds(facts.value(name), facts)
        if answer is False:
            return False, None
        if answer is None:
            absent = absent or name
    return absent is None, absent


def is_table(sheet: Sheet) -> bool:
    """Whether a sheet's first column is "Rad" with a hit policy or none."""
    return re.fullmatch(r"Rad( \(.\))?", sheet.columns[0]) is not None


def read_table(sheet: Sheet, known: Vocabulary) -> Table:
    """One decision table.

    Raises:
        RuleError: A column, cell, source or row id that cannot stand; sheet and cell are named.
    """
    sheet.require(SOURCE, START, END)
    _check_columns(sheet, known)
    letter = sheet.columns[0].removeprefix("Rad").strip(" ()") or HitPolicy.UNIQUE
    if letter not in [*HitPolicy]:
        raise sheet.header[0].refusal("Rad, eller Rad med träffregel: " + ", ".join(f"Rad ({p})" for p in HitPolicy))
    inputs, outputs = _concepts(sheet, known)
    rows = tuple(_read_row(line, sheet, known) for line in sheet.lines)
    return Table(sheet.name, HitPolicy(letter), rows, tuple(inputs), tuple(outputs))


def _check_columns(sheet: Sheet, known: Vocabulary) -> None:
    for column in sheet.columns[1:]:
        if column not in known.concepts and column not in _FIXED:
            raise unknown_concept(sheet.name, column, known.concepts)


def _read_row(line: Line, sheet: Sheet, known: Vocabulary) -> Row:
    inputs, outputs = _concepts(sheet, known)
    tests = {concept.name: read_test(line[concept.name], concept.measure, known) for concept in inputs}
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
        outputs=_outputs(line, outputs, known),
        source=line[SOURCE].text,
        start=start,
        end=end,
    )


def _concepts(sheet: Sheet, known: Vocabulary) -> tuple[list[Concept], list[Concept]]:
    """The sheet's inputs and its outputs."""
    concepts = [known.concepts[column] for column in sheet.columns if column in known.concepts]
    outputs = [concept for concept in concepts if concept.origin is Origin.PROPOSAL]
    return [concept for concept in concepts if concept not in outputs], outputs


def _named(line: Line, column: str, sheet: Sheet) -> str | None:
    """A reference to a sentence or template; `-` for none."""
    if column not in sheet.columns or line[column].text == "-":
        return None
    return line[column].text


def _outputs(line: Line, outputs: Sequence[Concept], known: Vocabulary) -> dict[str, Expression]:
    written = {concept.name: concept for concept in outputs if line[concept.name].content != "-"}
    return {name: _read_output(line[name], concept, known) for name, concept in written.items()}


def _read_output(cell: Cell, concept: Concept, known: Vocabulary) -> Expression:
    try:
        pieces = Pieces(cell.text)
        expression = read_expression(pieces, concept.measure, known)
        if pieces.next.kind != "end":
            raise Unreadable(f'ingenting mer vid "{pieces.next.text}"')
    except Unreadable as allowed:
        raise cell.refusal(f"{allowed}, eller - för inget värde") from None
    return expression


def refuse_repeated_ids(tables: Sequence[Table]) -> None:
    """A row's id is permanent and stands once in the whole workbook."""
    seen: dict[str, str] = {}
    for table in tables:
        for row in table.rows:
            if row.id in seen:
                raise RuleError(f'rules.xlsx, blad "{table.name}": raden "{row.id}" finns redan i "{seen[row.id]}".')
            seen[row.id] = table.name
