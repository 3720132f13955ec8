"""Runs: what a robot did between two looks at the clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from robots.cases.ground import Ground
from robots.cases.records import RunView, Versions
from robots.cases.schema import AlterationRow, DraftResult, DraftRow, RunRow
from robots.model import Mode

_ERROR = "run error"


class Runs(Ground):
    """Begin, end and count runs."""

    def begin_run(self, *, robot: str, system: str, flow: str, mode: Mode, versions: Versions) -> int:
        """Note that a robot starts, and by which versions it works; its number names it from here on."""
        run = RunRow(robot=robot, system=system, flow=flow, mode=mode, versions=versions, began=self._now())
        with self._writing() as session:
            session.add(run)
            session.flush()
            return run.id

    def end_run(self, run: int, *, outcome: str, error: str | None = None) -> None:
        """Note how a run ended: a word, and the error that ended it, if one did."""
        with self._writing() as session:
            row = session.get_one(RunRow, run)
            row.ended, row.outcome = self._now(), outcome
            row.error = None if error is None else self._seal.seal(_ERROR, error.encode("utf-8"))

    def runs(self, limit: int = 50, *, robot: str | None = None) -> list[RunView]:
        """The latest runs, newest first."""
        wanted = select(RunRow).order_by(RunRow.id.desc()).limit(limit)
        with self._reading() as session:
            return [
                self._run_view(row)
                for row in session.scalars(wanted if robot is None else wanted.where(RunRow.robot == robot))
            ]

    def runs_since(self, instant: datetime) -> list[RunView]:
        """The runs that began at an instant or later, newest first."""
        wanted = select(RunRow).where(RunRow.began >= instant).order_by(RunRow.began.desc(), RunRow.id.desc())
        with self._reading() as session:
            return [self._run_view(row) for row in session.scalars(wanted)]

    def first_run(self, systems: Collection[str]) -> datetime | None:
        """When robots first worked with one of these case systems."""
        wanted = select(RunRow.began).where(RunRow.system.in_(systems)).order_by(RunRow.began).limit(1)
        with self._reading() as session:
            return session.scalar(wanted)

    def saves_in_run(self, run: int) -> int:
        """How many drafts this run is known to have saved, those restored again included."""
        wanted = select(func.count()).where(
            DraftRow.run == run, DraftRow.result.not_in((DraftResult.INTENDED, DraftResult.ABANDONED))
        )
        with self._reading() as session:
            return session.scalar(wanted) or 0

    def altered_fields(self, robot: str, *, since: datetime | None = None) -> Mapping[str, int]:
        """How often the case system altered what this robot drafted, by field."""
        wanted = select(AlterationRow.field, func.count().label("times")).where(AlterationRow.robot == robot)
        if since is not None:
            wanted = wanted.where(AlterationRow.at >= since)
        with self._reading() as session:
            return {row.field: row.times for row in session.execute(wanted.group_by(AlterationRow.field))}

    def _run_view(self, row: RunRow) -> RunView:
        error = None if row.error is None else self._seal.open(_ERROR, row.error).decode("utf-8")
        return RunView(
            row.id, row.robot, row.system, row.flow, row.mode, row.versions, row.began, row.ended, row.outcome, error
        )
