"""The audit: what is noted of the store as a whole, who read or changed what, and whether the chain is whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from robots.cases import trail
from robots.cases.database import one_moment
from robots.cases.ground import Ground, audited
from robots.cases.records import AuditEntry, Verified
from robots.cases.schema import AuditRow
from robots.errors import KeyMismatch


class Auditing(Ground):
    """Note, list and verify."""

    def note(self, who: str, action: str, detail: str = "") -> None:
        """Note what somebody did with the store as a whole; `detail` holds no citizen's data."""
        with self._writing() as session:
            audited(session, self._now(), who, action, detail=detail)

    def audit(self, number: str | None = None, system: str | None = None) -> list[AuditEntry]:
        """Who read or changed what, oldest first: all of it, or what names a case, which need not exist any more."""
        with self._reading() as session:
            return list(entries(session, number, system))

    def verify_audit(self, head: str | None = None) -> Verified:
        """Walk along the chain of the audit.

        Args:
            head: A mark that was noted earlier; where it is not in the chain any more, its end was cut off or replaced.
        """
        with self._writing() as session:
            trail.end(session, self._seal)
        with self._reading() as session:  # not in the way of robots, however long the chain is
            one_moment(session)
            try:
                first = trail.start(session, self._seal)
            except KeyMismatch:
                return Verified(0, None, None, "", start_broken=True)
            return self._walked(session, first, head)

    def trim_audit(self, before: datetime, *, by: str) -> int:
        """Remove the entries that are older than an instant; the chain goes on from there. How many they were."""
        with self._writing() as session:
            removed = trail.trimmed(session, self._seal, before)
            if removed:
                audited(session, self._now(), by, "purge", detail=f"audit entries: {removed}")
            return removed

    def audit_before(self, before: datetime) -> int:
        """How many entries `trim_audit` would remove."""
        with self._reading() as session:
            return trail.older(session, before)

    def _walked(self, session: Session, first: trail.Link, head: str | None) -> Verified:
        count, began, last, link = 0, None, None, first
        holds = None if head is None else _older(head, first)
        for row, fitting in trail.links(session, self._seal):
            if fitting is None:
                return Verified(count, began, last, str(link), entry(row), holds=holds or None)
            count, began, last, link = count + 1, began or row.at, row.at, fitting
            holds = holds or str(fitting) == head if head is not None else None
        return Verified(count, began, last, str(link), holds=holds)


def entries(session: Session, number: str | None = None, system: str | None = None) -> list[AuditEntry]:
    """The audit, oldest first: all of it, or what names a case."""
    wanted = select(AuditRow).order_by(AuditRow.id)
    named = {"number": number, "system": system}
    wanted = wanted.filter_by(**{name: value for name, value in named.items() if value is not None})
    return [entry(row) for row in session.scalars(wanted)]


def entry(row: AuditRow) -> AuditEntry:
    """An entry as it leaves the store."""
    return AuditEntry(row.id, row.at, row.who, row.action, row.system, row.number, row.detail)


def _older(head: str, first: trail.Link) -> bool:
    """Whether a mark names an entry that was removed for its age, which is no sign of anything."""
    place = head.partition("-")[0]
    return head == str(first) or (place.isdigit() and int(place) < first.place)
