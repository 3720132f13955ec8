"""Schedules as the store keeps them: what was fired, what is paused, and which robot is at work.

A robot never works twice at once: whoever works as one holds its mark, which expires unless it is renewed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, Update, case, delete, select, update
from sqlalchemy.orm import Session

from robots.cases.database import alone
from robots.cases.ground import Ground, audited
from robots.cases.records import Firing, FiringView, Pause, ScheduleView
from robots.cases.schema import FiringRow, ScheduleRow

HELD = timedelta(seconds=90)
"""How long the mark of being at work lasts without being renewed."""

QUEUED = "queued"
"""How a firing stands that workers are to do, and of which none has said yet how its part ended."""

UNKNOWN = "stopped"  # how one ended that was begun and that the queue lost: it was cut short, for all that is known

_REMEMBERED = timedelta(days=400)  # how long firings are kept; none is caught up after so long
_LONGEST = timedelta(hours=1)  # a mark that seems to last longer was made by a clock that was ahead


class Firings(Ground):
    """Note firings, pauses, and who is at work."""

    def keep_schedule(self, robot: str, when: str) -> ScheduleView:
        """Note what a robot's schedule says now, and give what is known of it.

        A schedule that is new or was changed counts from now on: what it would have been due before is not caught up.
        """
        with self._writing() as session:
            row = self._schedule(session, robot)
            now = self._now()
            if row.kept != when:
                row.kept, row.since = when, now
            row.since = min(row.since, now)  # noted by a clock that was ahead
            session.execute(delete(FiringRow).where(FiringRow.robot == robot, FiringRow.planned < now - _REMEMBERED))
            return _schedule_view(row, now)

    def schedule(self, robot: str) -> ScheduleView | None:
        """What is known of one robot's schedule."""
        with self._reading() as session:
            row = session.get(ScheduleRow, robot)
            return None if row is None else _schedule_view(row, self._now())

    def schedules(self) -> dict[str, ScheduleView]:
        """What is known of each robot's schedule, by robot; nothing of a robot that no scheduler has met."""
        with self._reading() as session:
            rows = session.scalars(select(ScheduleRow).order_by(ScheduleRow.robot))
            return {row.robot: _schedule_view(row, self._now()) for row in rows}

    def fire(self, firing: Firing, *, owner: str, queued: bool = False) -> bool:
        """Take a firing, and with it the mark of being at work; False where it was taken before or the robot works.

        One for the queue may be taken again until a worker has begun with it: who took it may have failed to put it
        there.
        """
        with self._writing() as session:
            row = self._schedule(session, firing.robot)
            now = self._now()
            known = session.scalar(_named(firing.robot, firing.due))
            if _held(row, now) or (known and not (_firing_view(known).queued and known.begun is None)):
                return False
            if known is None:
                taken = {"robot": firing.robot, "due": firing.due, "planned": firing.planned}
                session.add(FiringRow(**taken, fired=now, owner=owner, outcome=QUEUED if queued else None))
            row.holder, row.held_until = firing.due, now + HELD
            return True

    def hold(self, robot: str, holder: str) -> bool:
        """Take the mark of being at work, or renew it; False where another holds it."""
        with self._writing() as session:
            row = self._schedule(session, robot)
            now = self._now()
            if _held(row, now) and row.holder != holder:
                return False
            row.holder, row.held_until = holder, now + HELD
            return True

    def let_robot_go(self, robot: str, holder: str, *, outcome: str) -> None:
        """Give the mark back, and note how the firing ended that it was held for; of one for the queue workers do."""
        with self._writing() as session:
            session.execute(
                update(ScheduleRow)
                .where(ScheduleRow.robot == robot, ScheduleRow.holder == holder)
                .values(holder=None, held_until=None)
            )
            session.execute(
                update(FiringRow)
                .where(FiringRow.robot == robot, FiringRow.due == holder, FiringRow.outcome.is_(None))
                .values(ended=self._now(), outcome=outcome)
            )

    def begin_firing(self, robot: str, due: str) -> Firing | None:
        """Note that a worker has begun with a firing from the queue; None where nobody knows of such a one."""
        with self._writing() as session:
            row = session.scalar(_named(robot, due).with_for_update())
            if row is None:
                return None
            row.begun = row.begun or self._now()
            return _firing_view(row).firing

    def part_ended(self, robot: str, due: str, *, outcome: str) -> None:
        """Note how a worker's part of a firing ended: well as a whole only where no part went wrong."""
        part = _named_in(update(FiringRow), robot, due).where(FiringRow.ended.is_(None))
        with self._writing() as session:
            session.execute(part.where(FiringRow.outcome.in_((QUEUED, "done"))).values(outcome=outcome))

    def end_firing(self, robot: str, due: str) -> None:
        """Note that the queue holds no part of a firing any more."""
        outcome = case((FiringRow.outcome == QUEUED, UNKNOWN), else_=FiringRow.outcome)
        whole = _named_in(update(FiringRow), robot, due).where(FiringRow.ended.is_(None))
        with self._writing() as session:
            session.execute(whole.values(ended=self._now(), outcome=outcome))

    def count_draft(self, firing: Firing, *, most: int) -> int:
        """Count one more draft that is begun for a firing, by whichever of its runs on whatever machine.

        Args:
            firing: One that was taken.
            most: So many it may have.

        Returns:
            How many are left after this one; -1 where it is one too many, and was not counted.
        """
        counted = _named_in(update(FiringRow), firing.robot, firing.due).where(FiringRow.drafts < most)
        with self._writing() as session:
            drafts = session.scalar(counted.values(drafts=FiringRow.drafts + 1).returning(FiringRow.drafts))
        return -1 if drafts is None else most - drafts

    def firing(self, robot: str, due: str) -> FiringView | None:
        """A firing that somebody took; None where nobody did."""
        with self._reading() as session:
            row = session.scalar(_named(robot, due))
            return None if row is None else _firing_view(row)

    def firings(self, robot: str, limit: int = 50, *, planned_by: datetime | None = None) -> list[FiringView]:
        """The latest firings of a robot, newest first.

        Args:
            robot: Whose.
            limit: At most so many.
            planned_by: None that is for a later instant: a clock that went ahead and back leaves such.
        """
        wanted = select(FiringRow).where(FiringRow.robot == robot)
        if planned_by is not None:
            wanted = wanted.where(FiringRow.planned <= planned_by)
        with self._reading() as session:
            rows = session.scalars(wanted.order_by(FiringRow.planned.desc(), FiringRow.id.desc()).limit(limit))
            return [_firing_view(row) for row in rows]

    def firings_since(self, instant: datetime) -> list[FiringView]:
        """The firings of all robots that are for an instant or later, oldest first."""
        wanted = select(FiringRow).where(FiringRow.planned >= instant).order_by(FiringRow.planned, FiringRow.id)
        with self._reading() as session:
            return [_firing_view(row) for row in session.scalars(wanted)]

    def pause(self, robot: str, *, by: str, until: datetime | None = None, why: str = "") -> None:
        """Keep a robot from starting by schedule; one at work goes on. It is noted in the audit."""
        with self._writing() as session:
            row = self._schedule(session, robot)
            row.paused, row.paused_until, row.paused_by, row.paused_why = self._now(), until, by, why
            told = [f"robot: {robot}", *([f"until: {until.isoformat()}"] if until else []), *([why] if why else [])]
            audited(session, self._now(), by, "pause", detail=", ".join(told))

    def resume(self, robot: str, *, by: str) -> bool:
        """Let a robot start by schedule again; False where it was not paused. What it missed is not caught up."""
        with self._writing() as session:
            row = self._schedule(session, robot)
            now = self._now()
            paused = _pause(row, now) is not None
            row.paused = row.paused_until = row.paused_by = row.paused_why = None
            if paused:
                row.since = now
                audited(session, now, by, "resume", detail=f"robot: {robot}")
            return paused

    def _schedule(self, session: Session, robot: str) -> ScheduleRow:
        """A robot's row, made where it is missing; nobody else changes it until the transaction ends."""
        alone(session.connection(), f"schedule of {robot}")
        row = session.get(ScheduleRow, robot)
        if row is None:
            row = ScheduleRow(robot=robot, kept="", since=self._now())
            session.add(row)
        return row


def _named(robot: str, due: str) -> Select[FiringRow]:
    return select(FiringRow).where(FiringRow.robot == robot, FiringRow.due == due)


def _named_in(statement: Update, robot: str, due: str) -> Update:
    return statement.where(FiringRow.robot == robot, FiringRow.due == due)


def _held(row: ScheduleRow, now: datetime) -> bool:
    """Whether somebody works as this robot."""
    return row.held_until is not None and now < row.held_until <= now + _LONGEST


def _pause(row: ScheduleRow, now: datetime) -> Pause | None:
    if row.paused is None or (row.paused_until is not None and row.paused_until <= now):
        return None
    return Pause(row.paused, row.paused_until, row.paused_by or "", row.paused_why or "")


def _schedule_view(row: ScheduleRow, now: datetime) -> ScheduleView:
    """A pause that is over counts as resumed at its end: what was due before that is not caught up."""
    over = row.paused_until if row.paused and row.paused_until and row.paused_until <= now else row.since
    held = _held(row, now)
    return ScheduleView(
        row.robot,
        max(row.since, over),
        _pause(row, now),
        row.holder if held else None,
        row.held_until if held else None,
    )


def _firing_view(row: FiringRow) -> FiringView:
    return FiringView(row.id, row.robot, row.due, row.planned, row.fired, row.owner, row.begun, row.ended, row.outcome)
