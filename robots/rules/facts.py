"""One application as the rules see it on one day; a value is read from the record only when a rule asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from robots.errors import NotKnown, RuleError
from robots.model import Record, Result
from robots.rules.concepts import Concept, Origin, Scalar
from robots.rules.expressions import Vocabulary


class Verdict(StrEnum):
    """What a row of a criterion comes to, in the words of the sheets."""

    MET = "uppfyllt"
    NOT_MET = "ej uppfyllt"
    MISSING = "saknas"
    CONTRADICTION = "motsägelse"
    JUDGEMENT = "bedömning"
    WARNING = "varning"
    NOT_APPLICABLE = "gäller inte"

    @property
    def result(self) -> Result:
        match self:
            case Verdict.MET:
                return Result.PASS
            case Verdict.NOT_MET:
                return Result.FAIL
            case Verdict.NOT_APPLICABLE:
                return Result.NOT_APPLICABLE
            case Verdict.WARNING:
                return Result.WARNING
            case _:
                return Result.UNKNOWN


@dataclass(frozen=True)
class CaseFacts:
    """The record behind the concepts, the amounts in force, what was worked out, and what the findings came to."""

    vocabulary: Vocabulary
    day: date  # of the proposal: "dagen"
    deciding: date  # by which amounts and rows are in force
    record: Record
    figures: Mapping[str, Scalar | None] = field(default_factory=dict)  # what the flow worked out, by field
    row: tuple[str, Record] | None = None  # the table of the record, and the one row of it that is asked about
    verdicts: frozenset[Verdict] = frozenset()
    said: Mapping[str, Scalar | None] = field(default_factory=dict)  # what the proposal says, by concept
    supposed: Mapping[str, Scalar | None] = field(default_factory=dict)  # by concept: instead of what was read

    def amount(self, name: str) -> Scalar:
        return self.vocabulary.amounts.at(name, self.deciding).value

    def value(self, name: str) -> Scalar | None:
        """The value of a concept, None where it was surely read and is empty.

        Raises:
            NotKnown: It could not be read surely, or lies outside its range; the case goes to a person.
            RuleError: It stands in a row of a table, and this row is not asked about; or was never worked out.
        """
        concept = self.vocabulary.concepts[name]
        match concept.origin:
            case Origin.APPLICATION:
                value = self._read(concept)
            case Origin.CALCULATION:
                value = self._figure(concept)
            case Origin.FINDINGS:
                return Verdict(concept.field) in self.verdicts
            case Origin.PROPOSAL:
                return self.said.get(name)
        if concept.range is not None:
            _refuse_outside(concept, concept.range, value)
        return value

    def of_rows(self, table: str) -> Sequence[Self]:
        """The same facts once for each row of a table of the record, that row being asked about."""
        return [replace(self, row=(table, row)) for row in getattr(self.record, table)]

    def _figure(self, concept: Concept) -> Scalar | None:
        if concept.field not in self.figures:
            raise RuleError(f'"{concept.name}": flow.py har inte räknat ut {concept.field}.')
        return self.figures[concept.field]

    def _read(self, concept: Concept) -> Scalar | None:
        if self.supposed and concept.name in self.supposed:
            return self.supposed[concept.name]
        if "." not in concept.field:  # of the record itself, which is most of them
            value: Scalar | None = getattr(self.record, concept.field)
            return value
        if self.row is None or self.row[0] != concept.table:
            raise RuleError(f'"{concept.name}" står i en rad av {concept.table}, och ingen rad av den prövas här.')
        cell: Scalar | None = getattr(self.row[1], concept.field.partition(".")[2])
        return cell


def _refuse_outside(concept: Concept, allowed: tuple[Decimal, Decimal], value: Scalar | None) -> None:
    lowest, highest = allowed
    if isinstance(value, int | Decimal) and not lowest <= value <= highest:
        raise NotKnown(concept.field, "outside the range that the rules allow")
