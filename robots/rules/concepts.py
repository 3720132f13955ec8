"""The names that rules may use (sheet "Begrepp"): their type, unit, values and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from robots.errors import RuleError
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.nearest import nearest
from robots.rules.problems import Problems

COLUMNS = ("Begrepp", "Typ", "Enhet", "Värden", "Hämtas från", "Fält", "Begärs som", "Förklaring")
UNITS = ("m", "km", "kr", "mån", "dagar", "veckor", "år", "procent", "st")
"""What numbers count."""
MONTH = "månad"
"""The unit of a date that stands for its whole month."""
TAKEN = ("dagen", "Rad", "Kriterium", "Resultat", "Text", "Brev", "Källa", "I kraft från", "I kraft till", "saknas")
"""Names that mean something else where rules are written."""
NOTATION = ("-", "dagen", "saknas", "finns", "not", "form")
"""What cells say in words of their own, so that no choice and no amount may be called so."""
_END = r"-?\d{1,3}(?: \d{3})+(?:,\d+)?|-?\d+(?:,\d+)?"
_RANGE = re.compile(rf"\[({_END})\.\.({_END})\]")
_NAME = re.compile(r"[^\W\d_][^{}\[\];\"]*")

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
    place: str = ""  # the cell of its name

    @property
    def unit(self) -> str | None:
        return self.measure.unit

    @property
    def table(self) -> str | None:
        """The table of the record in whose rows the value stands; None where it stands in the record itself."""
        table, dot, _ = self.field.partition(".")
        return table if dot else None


def read_concepts(sheet: Sheet, problems: Problems) -> dict[str, Concept]:
    """All concepts by name.

    Args:
        sheet: Sheet "Begrepp".
        problems: Takes up a name or field twice, an unknown type, unit or origin, a choice without values, a number
            without a range.

    Raises:
        RuleError: A column is missing.
    """
    sheet.require(*COLUMNS, optional=())
    concepts: dict[str, Concept] = {}
    fields: set[tuple[Origin, str]] = set()
    for line in sheet.lines:
        with problems.gathered():
            concept = _concept(line)
            if concept.name in concepts:
                raise line["Begrepp"].refusal("ett namn som inte redan står i bladet")
            if (concept.origin, concept.field) in fields:
                raise line["Fält"].refusal("ett fält som inte redan står i bladet")
            concepts[concept.name] = concept
            fields.add((concept.origin, concept.field))
    return concepts


def _concept(line: Line) -> Concept:
    kind = Type(line["Typ"].one_of(*Type))
    words = _words(line) if kind is Type.CHOICE else {}
    origin = Origin(line["Hämtas från"].one_of(*Origin))
    return Concept(
        name=_name(line["Begrepp"]),
        measure=Measure(kind, _unit(line["Enhet"], kind), MappingProxyType(words)),
        origin=origin,
        field=line["Fält"].text,
        range=None if kind is Type.CHOICE else _range(line["Värden"], kind, origin),
        asked_as=line["Begärs som"].text_or_none,
        explanation=line["Förklaring"].text_or_none or "",
        place=line["Begrepp"].place,
    )


def _name(cell: Cell) -> str:
    if not _NAME.fullmatch(cell.text) or cell.text in TAKEN:
        raise cell.refusal(f'ett namn som börjar med en bokstav, utan tecknen {{}}[];" och inte {", ".join(TAKEN)}')
    return cell.text


def _unit(cell: Cell, kind: Type) -> str | None:
    if cell.content is None:
        return None
    if kind is Type.DATE:
        return cell.one_of(MONTH)
    if not kind.is_number:
        raise cell.refusal(f"ingenting, för typen {kind} har ingen enhet")
    return cell.one_of(*UNITS)


def _words(line: Line) -> dict[str, str]:
    """The values of a choice: `förare = driver; passagerare = passenger`."""
    words: dict[str, str] = {}
    for pair in line["Värden"].text.split(";"):
        word, equals, code = (part.strip() for part in pair.partition("="))
        if not (word and equals and code) or word in words or code in words.values():
            raise line["Värden"].refusal("ord = kod; ord = kod, varje ord och kod en gång")
        if word in NOTATION:
            raise line["Värden"].refusal(f"ord som inte betyder något annat i en cell, inte {', '.join(NOTATION)}")
        words[word] = code
    return words


def _range(cell: Cell, kind: Type, origin: Origin) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest value of a number: `[0..5000]`. It is what lets a wrong reading be found."""
    if cell.content is None and not (kind.is_number and origin in (Origin.APPLICATION, Origin.CALCULATION)):
        return None
    found = None if cell.content is None else _RANGE.fullmatch(cell.text)
    if found is None or not kind.is_number:
        raise cell.refusal("[lägsta..högsta] för ett tal; ingenting för andra typer än val")
    lowest, highest = (Decimal(end.replace(" ", "").replace(",", ".")) for end in found.groups())
    if lowest > highest:
        raise cell.refusal("[lägsta..högsta], det lägsta först")
    return lowest, highest


def unknown_concept(cell: Cell, known: Iterable[str]) -> RuleError:
    """The error for a heading that sheet "Begrepp" does not hold, and that means nothing by itself either."""
    where = f'rules.xlsx, blad "{cell.sheet}", cell {cell.place}'
    return RuleError(f'{where}: "{cell.text}" står inte i Begrepp. Närmast: {nearest(cell.text, known)}.')
