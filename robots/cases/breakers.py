"""Breakers: which case systems cannot be worked with, since when, when to try again, and which robots wait for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from robots.cases.database import alone
from robots.cases.ground import Ground
from robots.cases.records import Breaker, HeldBack
from robots.cases.schema import BreakerRow, HeldBackRow
from robots.cases.taking import LONGEST

_ERROR = "breaker error"
_PROBING = timedelta(minutes=10)  # a run that takes the probe and dies leaves it to another one after that


class Breakers(Ground):
    """Open, probe and close the one breaker of each case system; keep the robots that wait."""

    def breaker(self, system: str) -> Breaker | None:
        """Since when and why a system cannot be worked with; None where nothing is known against it."""
        with self._reading() as session:
            row = session.get(BreakerRow, system)
            return None if row is None else self._breaker(row)

    def breakers(self) -> list[Breaker]:
        """Every open breaker, by the name of its system."""
        with self._reading() as session:
            return [self._breaker(row) for row in session.scalars(select(BreakerRow).order_by(BreakerRow.system))]

    def open_breaker(
        self, system: str, *, cause: str, says: str, rest: timedelta | None, description: str, browser: str
    ) -> Breaker:
        """Note that a system cannot be worked with; where that was known, that it was tried once more.

        Args:
            system: The case system.
            cause: The class of what is wrong. Another one than before begins a new breaker, with the same beginning.
            says: What is wrong and what to do, without a citizen's data.
            rest: After what time one run tries again; None: a person must act first.
            description: The SHA-256 of the description that it was worked by.
            browser: The browser's version.
        """
        now = self._now()
        with self._writing() as session:
            alone(session.connection(), f"breaker of {system}")
            row = session.get(BreakerRow, system) or BreakerRow(system=system, since=now, tries=0)
            row.tries = row.tries + 1 if row.cause == cause else 1
            row.cause, row.error = cause, self._seal.seal(_ERROR, says.encode("utf-8"))
            row.next_probe = None if rest is None else now + rest
            row.description, row.browser = description, browser
            session.add(row)
            session.flush()
            return self._breaker(row)

    def take_probe(self, system: str) -> bool:
        """Let one run try a system whose probe is due; False where it is not, or where another run tries it."""
        now = self._now()
        taken = (
            update(BreakerRow)
            .where(BreakerRow.system == system)
            .where(or_(BreakerRow.next_probe <= now, BreakerRow.next_probe > now + LONGEST))
            .values(next_probe=now + _PROBING)
            .returning(BreakerRow.system)
        )
        with self._writing() as session:
            return session.execute(taken).one_or_none() is not None

    def close_breaker(self, system: str) -> timedelta | None:
        """Note that a system can be worked with again; how long it could not, or None where it could all the time."""
        closed = delete(BreakerRow).where(BreakerRow.system == system).returning(BreakerRow.since)
        with self._writing() as session:
            since: datetime | None = session.scalars(closed).one_or_none()
        return None if since is None else max(self._now() - since, timedelta())

    def hold_back(self, robot: str, system: str) -> None:
        """Note that a robot could not do its work, and is to do it once the system is back."""
        with self._writing() as session:
            alone(session.connection(), f"breaker of {system}")
            if session.get(HeldBackRow, robot) is None:
                session.add(HeldBackRow(robot=robot, system=system, since=self._now()))

    def held_back(self) -> list[HeldBack]:
        """The robots that wait for their systems, those that have waited longest first."""
        wanted = select(HeldBackRow).order_by(HeldBackRow.since, HeldBackRow.robot)
        with self._reading() as session:
            return [HeldBack(row.robot, row.system, row.since) for row in session.scalars(wanted)]

    def goes_on(self, robot: str) -> None:
        """Note that a robot is at its work again, or was told to leave it."""
        with self._writing() as session:
            session.execute(delete(HeldBackRow).where(HeldBackRow.robot == robot))

    def _breaker(self, row: BreakerRow) -> Breaker:
        says = self._seal.open(_ERROR, row.error).decode("utf-8")
        return Breaker(row.system, row.cause, row.since, row.tries, row.next_probe, row.description, row.browser, says)
