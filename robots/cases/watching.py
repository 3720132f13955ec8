"""What alerts are decided by: how each robot's runs ended, what they came to day by day, and what is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, distinct, func, select

from robots.cases.ground import Ground
from robots.cases.schema import AlertWatchRow, AttemptRow, AuditRow, CaseRow, RunRow
from robots.model import UNDECIDED, State

BACKUP, BACKUP_FAILED = "backup", "backup failed"
"""What is noted of each backup."""

ENDS = (State.PROPOSED, State.DRAFTED, State.VERIFIED, State.HANDED_OVER, State.FAILED)
"""What a robot can bring a case to in one run."""


@dataclass(frozen=True)
class RunEnd:
    """How one run stands. `ended` is None while it works, and for ever where it was killed."""

    robot: str
    system: str
    began: datetime
    ended: datetime | None
    outcome: str | None
    sign: datetime  # of life: when it ended, took its last step, or began


@dataclass(frozen=True)
class RunCount:
    """What one run came to, in cases."""

    robot: str
    began: datetime
    outcome: str | None
    found: int
    ended: int  # brought to an end: proposed, drafted, handed over or failed
    handed_over: int


class Watching(Ground):
    """Ask what alerts are decided by; nothing here tells of a single case."""

    def latest_runs(self, *, besides: Collection[str] = (), ended: bool = False) -> list[RunEnd]:
        """The latest run of each robot.

        Args:
            besides: Runs that ended so do not count.
            ended: Only runs that have ended.
        """
        counted: list[ColumnElement[bool]] = [RunRow.outcome.is_(None) | RunRow.outcome.not_in(besides)]
        if ended:
            counted.append(RunRow.ended.is_not(None))
        latest = select(func.max(RunRow.id)).where(*counted).group_by(RunRow.robot)
        with self._reading() as session:
            rows = session.scalars(select(RunRow).where(RunRow.id.in_(latest)).order_by(RunRow.robot)).all()
            working = [row.id for row in rows if row.ended is None]
            stepped = select(AttemptRow.run, func.max(AttemptRow.at)).where(AttemptRow.run.in_(working))
            signs = {row[0]: row[1] for row in session.execute(stepped.group_by(AttemptRow.run))}
            return [
                RunEnd(
                    row.robot,
                    row.system,
                    row.began,
                    row.ended,
                    row.outcome,
                    row.ended or signs.get(row.id) or row.began,
                )
                for row in rows
            ]

    def run_counts(self, since: datetime) -> list[RunCount]:
        """What each run since an instant came to, the oldest first."""
        columns = select(RunRow.id, RunRow.robot, RunRow.began, RunRow.outcome)
        with self._reading() as session:
            runs = session.execute(columns.where(RunRow.began >= since).order_by(RunRow.began, RunRow.id)).all()
            first = min((run.id for run in runs), default=0)
            counted = (
                select(
                    AttemptRow.run,
                    _cases(AttemptRow.state == State.FOUND),
                    _cases(AttemptRow.state.in_(ENDS)),
                    _cases(AttemptRow.state == State.HANDED_OVER),
                )
                .where(AttemptRow.run >= first, AttemptRow.state.is_not(None))
                .group_by(AttemptRow.run)
            )
            counts = {run: (found, ended, handed) for run, found, ended, handed in session.execute(counted)}
        return [RunCount(run.robot, run.began, run.outcome, *counts.get(run.id, (0, 0, 0))) for run in runs]

    def due_by(self, day: date) -> Mapping[str, int]:
        """How many undecided cases each robot has that are due on a day or were before it."""
        wanted = select(CaseRow.robot, func.count()).where(CaseRow.due <= day, CaseRow.state.in_(UNDECIDED))
        with self._reading() as session:
            return {row[0]: row[1] for row in session.execute(wanted.group_by(CaseRow.robot))}

    def failed_cases(self) -> Mapping[str, int]:
        """How many cases of each robot have failed and wait for a person."""
        wanted = select(CaseRow.robot, func.count()).where(CaseRow.state == State.FAILED).group_by(CaseRow.robot)
        with self._reading() as session:
            return {row[0]: row[1] for row in session.execute(wanted)}

    def last_noted(self, action: str) -> datetime | None:
        """When something was last done with the store as a whole, such as BACKUP."""
        with self._reading() as session:
            return session.scalar(
                select(func.max(AuditRow.at)).where(AuditRow.action == action, AuditRow.number.is_(None))
            )

    def watched(self, how: Mapping[str, str], now: datetime) -> Mapping[str, datetime]:
        """Since when each thing is watched as it is said to be now; what is said otherwise than before, since now.

        Args:
            how: What is watched, such as a robot, and how, such as its schedule.
            now: The instant.
        """
        with self._reading() as session:
            rows = {row.what: row for row in session.scalars(select(AlertWatchRow))}
        known = {what: row.since for what, row in rows.items() if row.how == how.get(what)}
        new = {what: said for what, said in how.items() if what not in known}
        if new:
            with self._writing() as session:
                for what, said in new.items():
                    session.merge(AlertWatchRow(what=what, how=said, since=now))
        return {**known, **dict.fromkeys(new, now)}


def _cases(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many cases have a step of that sort."""
    return func.count(distinct(case((which, AttemptRow.case_id))))
