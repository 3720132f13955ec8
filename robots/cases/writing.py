"""Records and values as JSON and back, nothing lost: days, decimals, files, nested records, and what is unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_type_hints

from robots.cases.compared import Compared
from robots.model import Acknowledgement, Draft, File, Finding, Proposal, Record, Result, Unknown, lay_open

R = TypeVar("R", bound=Record)

_TAG = "$"  # every JSON object names what it is; "of" holds the rest
_KNOWN = {kind.__name__: kind for kind in (Acknowledgement, Compared, Draft, Finding, Proposal, Unknown)}


def packed(thing: object) -> bytes:
    """Write a value, a record, or a mapping or sequence of them."""
    return json.dumps(_plain(thing), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpacked(content: bytes) -> Any:
    """Read what `packed` wrote; a flow's own nested records come as mappings, for whoever does not know their types."""
    return _rebuilt(json.loads(content), {})


def unpacked_record(content: bytes, kind: type[R]) -> R:
    """Read a flow's record back as its own type, nested records included."""
    kinds, top = _kinds_in(kind), json.loads(content)
    return kind.of({name: _rebuilt(value, kinds) for name, value in top["of"].items()})


def _plain(thing: object) -> object:
    match thing:
        case None | bool() | int():
            return thing
        case Result():
            return {_TAG: "Result", "of": thing.value}
        case str():
            return str(thing)
        case Decimal():
            return {_TAG: "Decimal", "of": str(thing)}
        case date() if not isinstance(thing, datetime):
            return {_TAG: "date", "of": thing.isoformat()}
        case Record():
            return {_TAG: "Record", "name": type(thing).__name__, "of": _plain_parts(lay_open(thing))}
        case Mapping():
            return {_TAG: "Mapping", "of": _plain_parts(thing)}
        case tuple() | list():
            return [_plain(part) for part in thing]
    if is_dataclass(thing) and type(thing).__name__ in _KNOWN:
        parts = {part.name: getattr(thing, part.name) for part in fields(thing)}
        return {_TAG: type(thing).__name__, "of": _plain_parts(parts)}
    raise TypeError(f"The store keeps no {type(thing).__name__}")


def _plain_parts(parts: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(part) for name, part in parts.items()}


def _rebuilt(plain: Any, kinds: Mapping[str, type[Record]]) -> Any:
    if isinstance(plain, list):
        return tuple(_rebuilt(part, kinds) for part in plain)
    if not isinstance(plain, dict):
        return plain
    tag, content = plain[_TAG], plain["of"]
    match tag:
        case "Decimal":
            return Decimal(content)
        case "date":
            return date.fromisoformat(content)
        case "Result":
            return Result(content)
    parts = {name: _rebuilt(part, kinds) for name, part in content.items()}
    match tag:
        case "Mapping":
            return MappingProxyType(parts)
        case "Record" if plain["name"] == File.__name__:
            return File.of(parts)
        case "Record" if plain["name"] in kinds:
            return kinds[plain["name"]].of(parts)
        case "Record":
            return MappingProxyType(parts)
    return _KNOWN[tag](**parts)


@cache
def _kinds_in(kind: type[Record]) -> Mapping[str, type[Record]]:
    """Every record type that a record can hold, by name."""
    kinds: dict[str, type[Record]] = {}
    _collect(kind, kinds)
    return kinds


def _collect(hint: Any, kinds: dict[str, type[Record]]) -> None:
    """Gather every record type that a type hint can hold, by name."""
    if isinstance(hint, type) and issubclass(hint, Record):
        if hint.__name__ not in kinds:
            kinds[hint.__name__] = hint
            for inner in get_type_hints(hint).values():
                _collect(inner, kinds)
        return
    for inner in get_args(hint):
        _collect(inner, kinds)
