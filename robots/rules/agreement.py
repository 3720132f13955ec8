"""Whether sheet "Begrepp" and a flow's record say the same about a field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from robots.model import PersonalNumber, Record, Unit
from robots.rules.concepts import Concept, Measure, Origin, Type
from robots.rules.nearest import nearest
from robots.rules.problems import Problems

NO_FIGURES: Mapping[str, Any] = MappingProxyType({})
_TYPES: Mapping[object, Type] = {
    bool: Type.YES_NO,
    int: Type.WHOLE,
    Decimal: Type.DECIMAL,
    date: Type.DATE,
    str: Type.TEXT,
    tuple: Type.TABLE,
}


def refuse_disagreement(
    concepts: Mapping[str, Concept], record: type[Record], figures: Mapping[str, Any] = NO_FIGURES
) -> None:
    """Hold each concept that comes from the application, or is worked out from it, against flow.py.

    Args:
        concepts: Sheet "Begrepp".
        record: The flow's record; a concept stands for a field or property of it, or of a row of one of its tables.
        figures: What the flow works out, with its types.

    Raises:
        RuleError: No such field, another type, unit or set of values, or a personal number; the concept is named.
    """
    read = _with_rows(record)
    problems = Problems()
    for concept in concepts.values():
        if concept.origin not in (Origin.APPLICATION, Origin.CALCULATION):
            continue
        kinds = read if concept.origin is Origin.APPLICATION else figures
        where = f'rules.xlsx, blad "Begrepp", cell {concept.place}, "{concept.name}"'
        if concept.field not in kinds:
            near = nearest(concept.field, kinds)
            problems.tell(f"{where}: fältet {concept.field} finns inte i flow.py. Närmast: {near}.")
            continue
        if PersonalNumber in (kinds[concept.field], *get_args(kinds[concept.field])):
            problems.tell(f"{where}: {concept.field} är ett personnummer. Reglerna får aldrig något sådant.")
        said, wanted = _said(concept.measure), _said(_measure(kinds[concept.field]))
        if said != wanted:
            problems.tell(f"{where}: bladet säger {said}, men i flow.py är {concept.field} {wanted}.")
    problems.refuse()


def _with_rows(record: type[Record]) -> dict[str, Any]:
    """The types of a record's fields and properties, and of its tables' as table.column."""
    kinds = _kinds(record)
    for name, kind in list(kinds.items()):
        if get_origin(kind) is tuple:
            row = get_args(kind)[0]
            kinds |= {f"{name}.{column}": one for column, one in _kinds(row).items()}
    return kinds


def _kinds(record: type[Record]) -> dict[str, Any]:
    """The types of a record's fields and properties by name."""
    fields = get_type_hints(record, include_extras=True)
    kinds = {name: fields[name] for name in record.model_fields}
    for name, member in vars(record).items():
        if isinstance(member, property):
            kinds[name] = get_type_hints(member.fget, include_extras=True).get("return", NoneType)
    return kinds


def _measure(kind: Any) -> Measure:
    """The type and unit of an annotation, whether or not it admits None."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    unit = None
    if get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
        unit = next((mark.symbol for mark in marks if isinstance(mark, Unit)), None)
    if get_origin(kind) is Literal:
        return Measure(Type.CHOICE, words={code: code for code in get_args(kind)})
    return Measure(_TYPES.get(get_origin(kind) or kind, Type.TEXT), unit)


def _said(measure: Measure) -> str:
    """Type, unit and codes in words that can be compared and shown."""
    codes = f" ({', '.join(sorted(measure.words.values()))})" if measure.words else ""
    return f"{measure.type}{codes}" + (f" i {measure.unit}" if measure.unit else "")
