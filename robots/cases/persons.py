"""Marks of persons: which cases a personal number stands in, told by keyed hashes, so that no number is kept for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from robots.cases.athand import CaseAtHand
from robots.cases.database import alone
from robots.cases.schema import CaseRow, HandOverRow, PersonRow, table_of
from robots.cases.sealing import Seal
from robots.errors import Reason
from robots.model import UNDECIDED, PersonalNumber, Record, Unknown, lay_open

_PERSONS, _CASES = table_of(PersonRow), table_of(CaseRow)
_MARKED = insert(_PERSONS).inline()
_FORGOTTEN = delete(_PERSONS).where(_PERSONS.c.case_id == bindparam("of_case"))


def _others() -> Select[str]:
    mine, theirs = _PERSONS.alias(), _PERSONS.alias()
    return (
        select(_CASES.c.number)
        .join(theirs, theirs.c.case_id == _CASES.c.id)
        .join(mine, (mine.c.mark == theirs.c.mark) & (mine.c.field == theirs.c.field))
        .where(
            mine.c.case_id == bindparam("of_case"), mine.c.field.not_like("%.%"), _CASES.c.id != bindparam("of_case")
        )
        .where(_CASES.c.system == bindparam("of_system"), _CASES.c.flow == bindparam("of_flow"))
        .where(_CASES.c.state.in_(UNDECIDED), _CASES.c.disposed.is_(None))
        .order_by(_CASES.c.id)
    )


_OTHERS = _others()


def personal_numbers(record: Record) -> Iterator[tuple[str, str]]:
    """Every personal number of a record by its field, those of nested rows as "household.number"; each once."""
    return iter(dict.fromkeys(_numbers(record, "")))


def marked_anew(session: Session, seal: Seal, case: CaseAtHand, record: Record) -> None:
    """Put the marks of what was just read in place of those of an earlier reading.

    Until the transaction ends nobody else puts a mark of the same persons.
    """
    marks = [(field, seal.mark(number)) for field, number in personal_numbers(record)]
    for mark in sorted({mark for _, mark in marks}):  # in one order, so that no two wait for each other
        alone(session.connection(), f"person {mark.hex()}")
    session.execute(_FORGOTTEN, {"of_case": case.id})
    if marks:
        session.execute(_MARKED, [{"case_id": case.id, "field": field, "mark": mark} for field, mark in marks])


def duplicate_of(session: Session, case: CaseAtHand) -> str | None:
    """The number of an open case of the same person that people were not told of yet, the oldest first.

    Of two cases one is handed over for the other, once: then people know of both, and say how it goes on.
    """
    others = other_applications(session, case)
    if not others:
        return None
    told = {other for _, other in _told(session, HandOverRow.case_id == case.id)}
    told |= {number for number, _ in _told(session, HandOverRow.other == case.number, CaseRow.system == case.system)}
    return next((number for number in others if number not in told), None)


def other_applications(session: Session, case: CaseRow | CaseAtHand) -> tuple[str, ...]:
    """The numbers of the open cases of the same kind in which the same person stands in the same place."""
    asked = {"of_case": case.id, "of_system": case.system, "of_flow": case.flow}
    return tuple(dict.fromkeys(session.execute(_OTHERS, asked).scalars()))


def cases_of(session: Session, mark: bytes) -> Iterable[CaseRow]:
    """Every case in which a person stands, in all systems, oldest first."""
    standing = select(PersonRow.case_id).where(PersonRow.mark == mark)
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(standing)).order_by(CaseRow.id))


def _told(session: Session, *which: Any) -> Iterable[tuple[str, str | None]]:
    """The numbers of cases that were handed over as duplicates, each with that of the other case."""
    handed_over = select(CaseRow.number, HandOverRow.other).join(HandOverRow, HandOverRow.case_id == CaseRow.id)
    rows = session.execute(handed_over.where(HandOverRow.reason == Reason.DUPLICATE, *which))
    return [(row.number, row.other) for row in rows]


@cache
def _personal(kind: type[Record]) -> frozenset[str]:
    """The fields of a record that are personal numbers."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if PersonalNumber in (hint, *get_args(hint)))


def _numbers(record: Record, path: str) -> Iterator[tuple[str, str]]:
    personal = _personal(type(record))
    for name, value in lay_open(record).items():
        if isinstance(value, Unknown | None):
            continue
        if name in personal:
            yield path + name, value
        for row in value if isinstance(value, tuple) else (value,):
            if isinstance(row, Record):
                yield from _numbers(row, f"{path}{name}.")
