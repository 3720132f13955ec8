"""Claims: one robot works a case at a time, and one that lost its claim can write nothing more.

Each claim has a higher fence than the one before it. Whoever acts for a case shows the fence; an older one is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from robots.cases.database import is_sqlite, one_working_process
from robots.cases.ground import Ground
from robots.cases.records import Claim, Versions
from robots.cases.schema import CaseRow, ScheduleRow
from robots.errors import ClaimLost
from robots.model import State

LONGEST = timedelta(hours=2)
"""Longer than any claim or rest lasts: what is noted for later than that was noted while the clock was wrong."""


class Claims(Ground):
    """Take cases, hold them, let them go."""

    @property
    def shared(self) -> bool:
        """Whether several processes may work with this store, on whatever machine."""
        return not is_sqlite(self._engine.url)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be the process that works with this store; on PostgreSQL several may.

        Where only one process may work, what a process that died left (claims, robots at work) is free again at once.

        Raises:
            ConfigError: Another process works with this SQLite store; this one changes nothing.
        """
        if self.shared:
            yield
            return
        with one_working_process(self._engine.url):
            with self._writing() as session:
                session.execute(_freed(update(CaseRow).where(CaseRow.claimed_until.is_not(None))))
                session.execute(update(ScheduleRow).values(holder=None, held_until=None))
            yield

    def claim(
        self,
        *,
        run: int,
        system: str,
        flow: str,
        robot: str,
        owner: str,
        wanted: Collection[State],
        drafts: Collection[str] | None = None,
        versions: Versions | None = None,
        minutes: int = 15,
        number: str | None = None,
        again: bool = False,
        login: str | None = None,
        other_logins: Collection[str] = (),
    ) -> Claim | None:
        """Take the most urgent case that is free; None when there is none.

        Args:
            run: The run that works it. A case it had already is not given to it twice, unless it was put back.
            system: The case system.
            flow: The flow.
            robot: The robot that takes it.
            owner: The process or login slot, for whoever asks who holds it.
            wanted: The states to take cases from.
            drafts: Of cases with a proposal, only those whose outcome is one of these, and that are not held for these
                versions.
            versions: By what the robot works; no case is given to it that a person has barred for these.
            minutes: How long the claim lasts; each step begins that time anew.
            number: Only this case.
            again: Also a case that this run had before.
            login: The account of the case system that it will be worked as.
            other_logins: The robots' other accounts there. A case that a dead worker left open as one of them would
                meet its lock; whoever works as that account leaves it first.
        """
        now = self._now()
        case = aliased(CaseRow)
        asked = [case.system == system, case.flow == flow, case.state.in_(wanted), *_free(case, now)]
        asked += _not_open_as(case, other_logins)
        if drafts is not None:
            asked.append(or_(case.state != State.PROPOSED, case.outcome.in_(drafts)))
        if drafts is not None and versions is not None:
            held = and_(case.state == State.PROPOSED, case.held.is_not(None), case.held == versions.edition)
            asked.append(not_(held))
        if versions is not None:
            asked.append(or_(case.barred.is_(None), case.barred.not_in((versions.rules, versions.edition))))
        if number is not None:
            asked.append(case.number == number)
        if not again:
            asked.append(or_(case.run.is_(None), case.run != run))
        most_urgent = select(case.id).where(*asked).order_by(*by_urgency(case)).limit(1)
        taken = (
            update(CaseRow)
            .where(CaseRow.id == most_urgent.with_for_update(skip_locked=True).scalar_subquery())
            .values(owner=owner, robot=robot, run=run, fence=CaseRow.fence + 1, stepped=now)
            .values(claimed_until=now + timedelta(minutes=minutes))
            .returning(CaseRow.id, CaseRow.number, CaseRow.fence, CaseRow.state)
        )
        with self._writing() as session:
            row = session.execute(taken).one_or_none()
        if row is None:
            return None
        return Claim(row.id, row.number, system, flow, robot, owner, row.fence, row.state, run, minutes, login)

    def next_claim(self, *, system: str, flow: str, wanted: Collection[State]) -> datetime | None:
        """When the first of the cases that were put back may be taken again; None when none waits for its time."""
        earliest = (
            select(CaseRow.not_before)
            .where(CaseRow.system == system, CaseRow.flow == flow, CaseRow.state.in_(wanted))
            .where(CaseRow.not_before > self._now(), CaseRow.not_before <= self._now() + LONGEST)
            .order_by(CaseRow.not_before)
            .limit(1)
        )
        with self._reading() as session:
            return session.scalar(earliest)

    def waiting_cases(self, system: str, flow: str) -> int:
        """How many cases a robot would read if it began now."""
        wanted = [CaseRow.system == system, CaseRow.flow == flow, CaseRow.state.in_((State.FOUND, State.EXTRACTED))]
        with self._reading() as session:
            return session.scalar(select(func.count()).where(*wanted, *_free(CaseRow, self._now()))) or 0

    def holds(self, claim: Claim) -> bool:
        """Whether the claim is in force; cheap enough for the last look before a request is released."""
        with self._reading() as session:
            return session.scalar(select(CaseRow.id).where(in_force(claim, self._now()))) is not None

    def extend(self, claim: Claim) -> None:
        """Begin the claim's time anew.

        Raises:
            ClaimLost: It is no longer in force; the robot leaves the case as it is.
        """
        with self._writing() as session:
            self._held(session, claim)

    def let_go(self, claim: Claim) -> None:
        """Give the case back; quiet where the claim was lost, for then there is nothing to give."""
        with self._writing() as session:
            session.execute(_freed(update(CaseRow).where(CaseRow.id == claim.case_id, CaseRow.fence == claim.fence)))

    def standing(self, system: str, robot: str, *, other_logins: Collection[str] = ()) -> list[str]:
        """Cases that this robot left open in the case system when it was killed, and that nobody works now.

        Those that stand open as one of its other accounts are not among them: only that account can leave them.
        """
        wanted = (
            select(CaseRow.number)
            .where(CaseRow.stands_in == robot, CaseRow.system == system)
            .where(or_(CaseRow.claimed_until.is_(None), CaseRow.claimed_until <= self._now()))
            .where(*_not_open_as(CaseRow, other_logins))
            .order_by(CaseRow.number)
        )
        with self._reading() as session:
            return list(session.scalars(wanted))

    def left_after_crash(self, system: str, robot: str, number: str) -> None:
        """Note that a case that `standing` named was left in the case system."""
        with self._writing() as session:
            session.execute(
                update(CaseRow)
                .where(CaseRow.number == number, CaseRow.system == system, CaseRow.stands_in == robot)
                .values(stands_in=None, stands_as=None)
            )

    def _held(self, session: Session, claim: Claim) -> CaseRow:
        """The claimed case, locked until the transaction ends, with the claim's time begun anew."""
        now = self._now()
        prolonged = (
            update(CaseRow)
            .where(in_force(claim, now))
            .values(claimed_until=now + timedelta(minutes=claim.minutes))
            .returning(CaseRow)
        )
        case = session.scalars(prolonged).one_or_none()
        if case is None:
            raise ClaimLost(
                f'Robot "{claim.robot}" lost its claim on case {claim.number} in "{claim.system}": it expired, or the '
                "case was taken over or decided. Nothing more is written; the next run looks at the case anew."
            )
        return case


def in_force(claim: Claim, now: datetime) -> ColumnElement[bool]:
    """The condition that a claim still holds."""
    return and_(CaseRow.id == claim.case_id, CaseRow.fence == claim.fence, CaseRow.claimed_until > now)


def by_urgency(case: type[CaseRow]) -> tuple[ColumnElement[Any], ...]:
    """The order in which cases are worked and listed."""
    return case.urgent.desc(), case.due.nulls_last(), case.received.nulls_last(), case.number.asc()


def take_away(case: CaseRow) -> None:
    """End whatever claim there is on a case, for something happened that a robot at work with it cannot know."""
    case.fence += 1
    case.owner = case.claimed_until = None


def _free(case: type[CaseRow], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions that nobody holds a case, and that it does not rest after a fault.

    A clock that was set back keeps no case for ever: whoever still holds one then is fenced off as ever.
    """
    return tuple(
        or_(until.is_(None), until <= now, until > now + LONGEST) for until in (case.claimed_until, case.not_before)
    )


def _not_open_as(case: type[CaseRow], logins: Collection[str]) -> list[ColumnElement[bool]]:
    return [or_(case.stands_as.is_(None), case.stands_as.not_in(logins))] if logins else []


def _freed(statement: Update) -> Update:
    return statement.values(owner=None, claimed_until=None)
