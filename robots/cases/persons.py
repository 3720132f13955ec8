"""Marks of persons: which cases a personal number stands in, told by keyed hashes, so that no number is kept for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_type_hints

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from robots.cases.database import alone
from robots.cases.schema import CaseRow, HandOverRow, PersonRow
from robots.cases.sealing import Seal
from robots.errors import Reason
from robots.model import PersonalNumber, Record, State, Unknown, lay_open

_CLOSED = (State.DECIDED, State.WITHDRAWN)


def personal_numbers(record: Record) -> Iterator[tuple[str, str]]:
    """Every personal number of a record by its field, those of nested rows as "household.number"; each once."""
    return iter(dict.fromkeys(_numbers(record, "")))


def marked_anew(session: Session, seal: Seal, case: CaseRow, record: Record) -> None:
    """Put the marks of what was just read in place of those of an earlier reading.

    Until the transaction ends nobody else puts a mark of the same persons.
    """
    marks = [(field, seal.mark(number)) for field, number in personal_numbers(record)]
    for mark in sorted({mark for _, mark in marks}):  # in one order, so that no two wait for each other
        alone(session.connection(), f"person {mark.hex()}")
    session.execute(delete(PersonRow).where(PersonRow.case_id == case.id))
    session.add_all(PersonRow(case_id=case.id, field=field, mark=mark) for field, mark in marks)
    session.flush()


def duplicate_of(session: Session, case: CaseRow) -> str | None:
    """The number of an open case of the same person that people were not told of yet, the oldest first.

    Of two cases one is handed over for the other, once: then people know of both, and say how it goes on.
    """
    told = {other for _, other in _told(session, HandOverRow.case_id == case.id)}
    told |= {number for number, _ in _told(session, HandOverRow.other == case.number, CaseRow.system == case.system)}
    return next((number for number in other_applications(session, case) if number not in told), None)


def other_applications(session: Session, case: CaseRow) -> tuple[str, ...]:
    """The numbers of the open cases of the same kind in which the same person stands in the same place."""
    mine, theirs = aliased(PersonRow), aliased(PersonRow)
    wanted = (
        select(CaseRow.number)
        .join(theirs, theirs.case_id == CaseRow.id)
        .join(mine, (mine.mark == theirs.mark) & (mine.field == theirs.field))
        .where(mine.case_id == case.id, mine.field.not_like("%.%"), CaseRow.id != case.id)
        .where(CaseRow.system == case.system, CaseRow.flow == case.flow)
        .where(CaseRow.state.not_in(_CLOSED), CaseRow.disposed.is_(None))
        .order_by(CaseRow.id)
    )
    return tuple(dict.fromkeys(session.scalars(wanted)))


def cases_of(session: Session, mark: bytes) -> Iterable[CaseRow]:
    """Every case in which a person stands, in all systems, oldest first."""
    standing = select(PersonRow.case_id).where(PersonRow.mark == mark)
    return session.scalars(select(CaseRow).where(CaseRow.id.in_(standing)).order_by(CaseRow.id))


def _told(session: Session, *which: Any) -> Iterable[tuple[str, str | None]]:
    """The numbers of cases that were handed over as duplicates, each with that of the other case."""
    handed_over = select(CaseRow.number, HandOverRow.other).join(HandOverRow, HandOverRow.case_id == CaseRow.id)
    rows = session.execute(handed_over.where(HandOverRow.reason == Reason.DUPLICATE, *which))
    return [(row.number, row.other) for row in rows]


def _numbers(record: Record, path: str) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(type(record), include_extras=True)
    for name, value in lay_open(record).items():
        if isinstance(value, Unknown | None):
            continue
        if PersonalNumber in (hints[name], *get_args(hints[name])):
            yield path + name, value
        for row in value if isinstance(value, tuple) else (value,):
            if isinstance(row, Record):
                yield from _numbers(row, f"{path}{name}.")
