"""The first drafts of an edition: rules, texts and description that are new to a robot. They wait for a person.

Its first proposals stand as they are until a person has released each of them; while they wait no other is drafted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from robots.cases.athand import CaseAtHand
from robots.cases.database import alone
from robots.cases.drafts import Drafts
from robots.cases.ground import audited
from robots.cases.looks import same_reading
from robots.cases.records import Claim, Versions
from robots.cases.schema import AttemptRow, CaseRow, ReadingRow, ReleaseRow
from robots.cases.taking import by_urgency
from robots.cases.views import latest
from robots.model import State

_RELEASES = "releases"


class Releases(Drafts):
    """Hold proposals back, and ask for their release."""

    def admits(self, claim: Claim, versions: Versions, *, first: int) -> bool:
        """Whether the proposal of a claimed case may be drafted now; where it may not, that it is held is noted.

        A release is for what was read then: a case that shows other facts since waits again.

        Args:
            claim: The claim.
            versions: By which the robot works.
            first: How many drafts of an edition a person has to release.

        Raises:
            ClaimLost: The claim is no longer in force.
        """
        edition = versions.edition
        with self._writing() as session:
            alone(session.connection(), _RELEASES)
            with self._held(session, claim) as case:
                if _given(session, claim.robot, edition) >= first or self._released(session, case, edition):
                    return True
                case.held, case.asked = edition, None
            waits = {"run": claim.run, "robot": claim.robot, "step": "wait for release", "at": self._now()}
            session.add(AttemptRow(case_id=case.id, state=None, seconds=0.0, **waits))
            self._ask(session, claim.robot, edition, first)
            return False

    def ask_for_release(self, robot: str, versions: Versions, *, first: int) -> int:
        """Bring up to date which proposals wait for a release, as at the start of a run; how many there are.

        Where a person decided one that waited, another takes its place; where enough were released, none waits. What
        another edition held is made anew.
        """
        with self._writing() as session:
            alone(session.connection(), _RELEASES)
            older = update(CaseRow).where(CaseRow.robot == robot, CaseRow.held != versions.edition)
            session.execute(older.values(held=None, asked=None))
            return self._ask(session, robot, versions.edition, first)

    def void_releases(self, robot: str, edition: str, *, by: str) -> None:
        """Take back what was released of an edition: its next drafts wait for a person again."""
        with self._writing() as session:
            voided = update(ReleaseRow).where(ReleaseRow.robot == robot, ReleaseRow.edition == edition)
            rows = session.execute(voided.values(edition=f"{edition} recalled").returning(ReleaseRow.id)).all()
            if rows:
                audited(session, self._now(), by, "recall", detail=f"releases of {robot}: {len(rows)}")

    def _ask(self, session: Session, robot: str, edition: str, first: int) -> int:
        """Let as many of the held proposals wait for a person as are wanted, the most urgent first."""
        wanted = first - _given(session, robot, edition)
        if wanted <= 0:
            lift(session, robot, edition)
            return 0
        held = _holding(robot, edition)
        asked = session.scalar(select(func.count()).where(*held, CaseRow.asked.is_not(None))) or 0
        others = select(CaseRow).where(*held, CaseRow.asked.is_(None)).order_by(*by_urgency(CaseRow))
        more = session.scalars(others.limit(max(wanted - asked, 0))).all()
        for case in more:
            case.asked = self._now()
        return asked + len(more)

    def _released(self, session: Session, case: CaseAtHand, edition: str) -> bool:
        """Whether a person released this case, on the facts that were read now."""
        wanted = select(ReleaseRow.reading).where(ReleaseRow.case_id == case.id, ReleaseRow.edition == edition)
        for reading in session.scalars(wanted):
            then = session.get(ReadingRow, reading) if reading else None
            now = session.scalar(latest(ReadingRow, case))
            if then and now and same_reading(self._seal_of(case), then, now):
                return True
        return False


_GIVEN = select(func.count()).where(ReleaseRow.robot == bindparam("robot"), ReleaseRow.edition == bindparam("edition"))


def release(session: Session, case: CaseRow, *, at: datetime, by: str) -> None:
    """Note that a person released a held proposal; once none of the first waits any more, the others are free."""
    if case.held is None or case.state is not State.PROPOSED:
        return
    reading = session.scalar(latest(ReadingRow, case))
    row = ReleaseRow(robot=case.robot, edition=case.held, case_id=case.id, at=at, by=by)
    row.reading = reading.id if reading else None
    session.add(row)
    case.held = case.asked = None
    waiting = select(func.count()).where(*_holding(row.robot, row.edition), CaseRow.asked.is_not(None))
    if not session.scalar(waiting):
        lift(session, row.robot, row.edition)


def lift(session: Session, robot: str, edition: str) -> None:
    """Free what is held of an edition."""
    freed = update(CaseRow).where(CaseRow.robot == robot, CaseRow.held == edition)
    session.execute(freed.values(held=None, asked=None))


def _given(session: Session, robot: str, edition: str) -> int:
    """How many of an edition's drafts a person has released."""
    return session.execute(_GIVEN, {"robot": robot, "edition": edition}).scalar() or 0


def _holding(robot: str, edition: str) -> tuple[ColumnElement[Any], ...]:
    return CaseRow.robot == robot, CaseRow.held == edition, CaseRow.state == State.PROPOSED
