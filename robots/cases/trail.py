"""The audit's chain: each entry is bound to the one before it by the store's key, so that none can be changed unseen.

An entry's chain value is an HMAC over the value before it and all that the entry says. Places have no gaps. Old entries
may be removed from the beginning only, which leaves a sealed note of where the chain goes on.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from robots.cases.database import alone
from robots.cases.schema import AuditRow, AuditStartRow, table_of
from robots.cases.sealing import Seal

_WAITING = "audit entries that the end of the transaction appends"
_START = "audit start"
_AT_ONCE = 1000  # rows held in memory while the chain is walked


_AUDIT = table_of(AuditRow)
_PARTS = tuple(_AUDIT.c.keys())
_APPENDED = insert(_AUDIT).inline()
_LAST = select(_AUDIT.c.id, _AUDIT.c.chain).order_by(_AUDIT.c.id.desc()).limit(1)


@dataclass(frozen=True)
class Link:
    """A place in the chain and its value."""

    place: int
    value: bytes

    def __str__(self) -> str:
        return f"{self.place}-{self.value.hex()[:32]}"


def note(session: Session, row: AuditRow) -> None:
    """Append an entry when the transaction ends: its lock is taken last, so that nobody waits for it in a ring."""
    session.info.setdefault(_WAITING, []).append(row)


def append_noted(session: Session, seal: Seal) -> None:
    """Append the entries that the transaction noted; the last thing it does."""
    if waiting := session.info.pop(_WAITING, None):
        session.flush()
        last = end(session, seal)
        for row in waiting:
            last = _bound(row, last, seal)
            session.execute(_APPENDED, {name: getattr(row, name) for name in _PARTS})


def links(session: Session, seal: Seal) -> Iterator[tuple[AuditRow, Link | None]]:
    """Every entry, oldest first, with its link; None from the first one on that does not fit."""
    before: Link | None = start(session, seal)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=_AT_ONCE))
    for row in rows:
        before = before and _fitting(row, before, seal)
        yield row, before


def start(session: Session, seal: Seal) -> Link:
    """Where the chain begins: at nothing, or after the last entry that was removed for its age.

    Raises:
        KeyMismatch: Somebody changed the note of it.
    """
    blob = session.scalar(select(AuditStartRow.blob))
    if blob is None:
        return Link(0, b"")
    place, value = seal.open(_START, blob).split(b" ", 1)
    return Link(int(place), value)


def trimmed(session: Session, seal: Seal, before: datetime) -> int:
    """Remove the entries that are older than an instant, and note where the chain goes on; how many they were."""
    end(session, seal)
    last = session.scalar(_older_than(before).order_by(AuditRow.id.desc()).limit(1))
    if last is None or last.chain is None:
        return 0
    removed = last.id - start(session, seal).place
    session.merge(AuditStartRow(id=1, blob=seal.seal(_START, b"%d %b" % (last.id, last.chain))))
    session.execute(delete(AuditRow).where(AuditRow.id <= last.id))
    return removed


def older(session: Session, before: datetime) -> int:
    """How many entries `trimmed` would remove."""
    return session.scalar(select(func.count()).select_from(_older_than(before).subquery())) or 0


def _older_than(before: datetime) -> Select[AuditRow]:
    """The entries before the first that is not older."""
    kept = select(func.min(AuditRow.id)).where(AuditRow.at >= before).scalar_subquery()
    return select(AuditRow).where(AuditRow.id < func.coalesce(kept, 2**31 - 1))


def end(session: Session, seal: Seal) -> Link:
    """The end of the chain, which nobody else goes on from until this transaction ends.

    Entries of the first version are chained now; only where none is chained yet, for else they came by another way.
    """
    alone(session.connection(), "audit")
    row = session.execute(_LAST).first()
    if row is None:
        return start(session, seal)
    if row.chain is not None:
        return Link(row.id, row.chain)
    return _of_first_version(session, seal) or Link(row.id, b"")


def _of_first_version(session: Session, seal: Seal) -> Link | None:
    if session.scalar(select(func.count()).where(AuditRow.chain.is_not(None))) or session.get(AuditStartRow, 1):
        return None
    last = Link(0, b"")
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)):
        last = _bound(row, last, seal)
    session.flush()
    return last


def _bound(row: AuditRow, before: Link, seal: Seal) -> Link:
    row.id = before.place + 1
    row.chain = seal.chained(before.value, *_parts(row))
    return Link(row.id, row.chain)


def _fitting(row: AuditRow, before: Link, seal: Seal) -> Link | None:
    expected = seal.chained(before.value, *_parts(row))
    fits = row.id == before.place + 1 and hmac.compare_digest(row.chain or b"", expected)
    return Link(row.id, expected) if fits else None


def _parts(row: AuditRow) -> tuple[str, ...]:
    """All that an entry says; what it does not name differs from an empty name."""
    named = ("-" if part is None else f"={part}" for part in (row.system, row.number))
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return (str(row.id), at, row.who, row.action, *named, row.detail)
