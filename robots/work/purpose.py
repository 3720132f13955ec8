"""What a flow looks for in a case system: the fields of its record, with every name that may lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_type_hints

from robots.flow import OpenFlow
from robots.model import Record
from robots.rules.concepts import Concept, Origin, Type
from robots.rules.expressions import Literal
from robots.rules.unary import limits_of
from robots.systems.learning.choosing import Purpose
from robots.systems.learning.meaning import Wanted
from robots.work.matching import kinds_of, options_of, record_of

HAND_OVER = "hand_over"  # what is left to a person is not drafted
_SHOWN = {
    Type.WHOLE: ("whole number", "text"),
    Type.DECIMAL: ("decimal", "money", "text"),
    Type.DATE: ("date",),
    Type.YES_NO: ("yes/no",),
    Type.CHOICE: ("choice",),
    Type.TEXT: ("text",),
}


def purpose_of(flow: OpenFlow) -> Purpose:
    """The fields that a flow reads, and those that it drafts."""
    return Purpose(
        flow=flow.flow.name,
        title=flow.flow.title,
        fields=tuple(_fields(flow, flow.flow.application)),
        draft=(*_drafted(flow), Wanted("reasons", ("text",))),
    )


def _fields(flow: OpenFlow, record: type[Record], table: str = "") -> Iterator[Wanted]:
    """The record's fields; those of a table's rows by the table's name before their own."""
    hints = get_type_hints(record, include_extras=True)
    for name in record.model_fields:
        concept = _concept(flow, f"{table}.{name}" if table else name)
        words = concept.measure.words if concept else {}
        options = {
            ours: tuple(word for word, code in words.items() if code == ours) for ours in options_of(hints[name])
        }
        rows = record_of(hints[name])
        said = _said(flow, concept) if concept and concept.measure.type is Type.TEXT else ()
        columns = tuple(_fields(flow, rows, name)) if rows else ()
        yield Wanted(name, kinds_of(hints[name]), (concept.name,) if concept else (), options, columns, said)


def _said(flow: OpenFlow, concept: Concept) -> tuple[str, ...]:
    """What the rules ask whether a text says."""
    rows = [row for table in flow.rules.book.tables.values() for row in table.rows]
    limits = limits_of(row.tests[concept.name] for row in rows if concept.name in row.tests)
    written = (limit.written for limit in limits if isinstance(limit, Literal))
    return tuple(dict.fromkeys(text for text in written if isinstance(text, str)))


def _drafted(flow: OpenFlow) -> Iterator[Wanted]:
    """What the decision table writes, where a case system may have a place for it."""
    for concept in flow.rules.concepts.values():
        if concept.origin is Origin.PROPOSAL and concept.measure.type in _SHOWN and concept.field != HAND_OVER:
            options = {code: (word,) for word, code in concept.measure.words.items() if code != HAND_OVER}
            yield Wanted(concept.field, _SHOWN[concept.measure.type], (concept.name,), options)


def _concept(flow: OpenFlow, field: str) -> Concept | None:
    return next((one for one in flow.rules.concepts.values() if one.field == field), None)
