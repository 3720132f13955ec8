"""The names that rules may use (sheet "Begrepp"): their type, unit, values and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from robots.errors import RuleError
from robots.rules.workbook import Cell, Line, Sheet

Scalar = str | int | Decimal | bool | date


class Type(StrEnum):
    """What a value is, in the words of sheet "Begrepp"."""

    WHOLE = "heltal"
    DECIMAL = "decimaltal"
    DATE = "datum"
    YES_NO = "ja/nej"
    CHOICE = "val"
    TEXT = "text"
    TABLE = "tabell"

    @property
    def is_number(self) -> bool:
        return self in (Type.WHOLE, Type.DECIMAL)


class Origin(StrEnum):
    """Where a concept's value comes from."""

    APPLICATION = "ansökan"
    CALCULATION = "beräkningen"  # the flow works it out from application and amounts
    FINDINGS = "kontrollerna"
    PROPOSAL = "förslaget"  # the decision table writes it


@dataclass(frozen=True)
class Measure:
    """What two values must share to be compared: type and unit, and the words of a choice with their codes."""

    type: Type
    unit: str | None = None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True)
class Concept:
    """One row of sheet "Begrepp": a Swedish name, and the record's field that it stands for."""

    name: str
    measure: Measure
    origin: Origin
    field: str  # of the record, or table.column of one row of its table
    range: tuple[Decimal, Decimal] | None = None  # of a number; a value outside it cannot be right
    asked_as: str | None = None  # what the applicant is asked for where the value is absent
    explanation: str = ""

    @property
    def unit(self) -> str | None:
        return self.measure.unit

    @property
    def table(self) -> str | None:
        """The table of the record in whose rows the value stands; None where it stands in the record itself."""
        table, dot, _ = self.field.partition(".")
        return table if dot else None


def read_concepts(sheet: Sheet) -> dict[str, Concept]:
    """All concepts by name.

    Raises:
        RuleError: A name twice, an unknown type or origin, a choice without values.
    """
    sheet.require("Begrepp", "Typ", "Enhet", "Värden", "Hämtas från", "Fält", "Begärs som", "Förklaring")
    concepts: dict[str, Concept] = {}
    for line in sheet.lines:
        concept = _concept(line)
        if concept.name in concepts:
            raise line["Begrepp"].refusal("ett namn som inte redan står i bladet")
        concepts[concept.name] = concept
    return concepts


def _concept(line: Line) -> Concept:
    kind = Type(line["Typ"].one_of(*Type))
    words = _words(line) if kind is Type.CHOICE else {}
    return Concept(
        name=line["Begrepp"].text,
        measure=Measure(kind, line["Enhet"].text_or_none, MappingProxyType(words)),
        origin=Origin(line["Hämtas från"].one_of(*Origin)),
        field=line["Fält"].text,
        range=None if kind is Type.CHOICE else _range(line["Värden"], kind),
        asked_as=line["Begärs som"].text_or_none,
        explanation=line["Förklaring"].text_or_none or "",
    )


def _words(line: Line) -> dict[str, str]:
    """The values of a choice: `förare = driver; passagerare = passenger`."""
    words: dict[str, str] = {}
    for pair in line["Värden"].text.split(";"):
        word, equals, code = (part.strip() for part in pair.partition("="))
        if not (word and equals and code) or word in words or code in words.values():
            raise line["Värden"].refusal("ord = kod; ord = kod, varje ord och kod en gång")
        words[word] = code
    return words


def _range(cell: Cell, kind: Type) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest value of a number: `[0..5000]`."""
    if cell.content is None:
        return None
    found = re.fullmatch(r"\[(\d+(?:,\d+)?)\.\.(\d+(?:,\d+)?)\]", cell.text)
    if found is None or not kind.is_number:
        raise cell.refusal("[lägsta..högsta] för ett tal; ingenting för andra typer än val")
    lowest, highest = (Decimal(end.replace(",", ".")) for end in found.groups())
    return lowest, highest


def nearest(name: str, known: Mapping[str, object]) -> str:
    """What a misspelt name may have meant, as the end of an error's text."""
    near = get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known)[:8]
    return ", ".join(near)


def unknown_concept(sheet: str, name: str, known: Mapping[str, object]) -> RuleError:
    """The error for a name that sheet "Begrepp" does not hold."""
    return RuleError(f'rules.xlsx, blad "{sheet}": "{name}" står inte i Begrepp. Närmast: {nearest(name, known)}.')
