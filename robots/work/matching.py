"""Proof, before any browser starts, that a flow's record and a system's description speak of the same fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from robots.errors import DescriptionError
from robots.flow import OpenFlow
from robots.model import File, PersonalNumber, Record
from robots.systems.description import CasePart, FieldPart, SystemFile

_KINDS: Mapping[Any, tuple[str, ...]] = {
    str: ("text", "choice"),
    int: ("whole number",),
    Decimal: ("decimal", "money"),
    bool: ("yes/no",),
    date: ("date",),
    File: ("file",),
}


def agree(system: SystemFile, flow: OpenFlow) -> None:
    """Refuse a description that lacks a field of the flow's record, reads one that it has not, or another kind.

    Raises:
        DescriptionError: All that disagrees, each with its place in the file.
    """
    name = flow.flow.name
    case = system.description.cases.get(name)
    if case is None:
        raise DescriptionError(f'{system.shown}: "cases" does not describe the flow "{name}".')
    complaints = [f"{system.place('cases', name, *keys)}: {text}" for keys, text in _complaints(case, flow)]
    if complaints:
        raise DescriptionError("\n".join(complaints))


def _complaints(case: CasePart, flow: OpenFlow) -> Iterator[tuple[tuple[str, ...], str]]:
    shown = {
        field: (("screens", screen, "fields", field), part)
        for screen, described in case.screens.items()
        for field, part in described.fields.items()
    }
    yield from _fields(flow.flow.application, shown, ("screens",))
    if "outcome" not in case.draft.entries or "reasons" not in case.draft.entries:
        yield ("draft", "fields"), 'a draft needs the fields "outcome" and "reasons".'


def _fields(
    record: type[Record], shown: Mapping[str, tuple[tuple[str, ...], FieldPart]], keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    hints = get_type_hints(record, include_extras=True)
    types = {name: hints[name] for name in record.model_fields}
    for name in types.keys() - shown.keys():
        yield keys, f'the flow needs "{name}", and no screen shows it.'
    for name, (place, part) in shown.items():
        if name not in types:
            yield place, f'the flow has no field "{name}"; what no flow needs is not read.'
        else:
            yield from _kind(name, types[name], place, part)


def _kind(name: str, wanted: Any, place: tuple[str, ...], part: FieldPart) -> Iterator[tuple[tuple[str, ...], str]]:
    kind, allowed = _bare(wanted), kinds_of(wanted)
    if get_origin(kind) is Literal:
        if beside := set(part.options) - set(get_args(kind)):
            yield place, f'the flow knows no option {", ".join(sorted(beside))} of "{name}".'
    elif get_origin(kind) is tuple:
        columns = {column: ((*place, "columns", column), about) for column, about in part.columns.items()}
        if part.kind == "table":
            yield from _fields(get_args(kind)[0], columns, (*place, "columns"))
    if part.kind not in allowed:
        yield place, f'"{name}" is shown as {part.kind}; the flow needs {" or ".join(allowed) or "another kind"}.'


def kinds_of(wanted: Any) -> tuple[str, ...]:
    """The kinds as which a field of this type may be shown."""
    kind = _bare(wanted)
    if kind is PersonalNumber:
        return ("personal number",)
    if get_origin(kind) is Literal:
        return ("choice",)
    return ("table",) if get_origin(kind) is tuple else _KINDS.get(_plain(kind), ())


def options_of(wanted: Any) -> tuple[str, ...]:
    """The options of a field that is a choice."""
    kind = _bare(wanted)
    return get_args(kind) if get_origin(kind) is Literal else ()


def record_of(wanted: Any) -> type[Record] | None:
    """The record of a table's rows; None for a field that is no table."""
    kind = _bare(wanted)
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def _bare(kind: Any) -> Any:
    """The type without `| None`."""
    if get_origin(kind) in (Union, UnionType):
        return next(one for one in get_args(kind) if one is not NoneType)
    return kind


def _plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind
