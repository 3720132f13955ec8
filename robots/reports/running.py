"""How the robots ran in a week: when, how long, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from robots.cases import RunView
from robots.reports.spoken import local_day
from robots.reports.weeks import Week

_LONGEST = timedelta(hours=24)  # a run without an end after that was killed
DONE = "done"


@dataclass(frozen=True)
class RobotRuns:
    """One robot's runs in a week."""

    robot: str
    runs: int
    done: int
    minutes: float

    @property
    def broken(self) -> int:
        return self.runs - self.done

    @property
    def share(self) -> float:
        return self.done / self.runs


def ended_well(run: RunView) -> bool:
    """Whether a run did all that it was there for."""
    return run.outcome == DONE


def runs_of(runs: Sequence[RunView], week: Week, now: datetime) -> list[RunView]:
    """The runs that began in a week, oldest first; one that is still at work is left out."""
    at_work = {run.id for run in runs if run.ended is None and now - run.began < _LONGEST}
    return sorted((run for run in runs if week.holds(local_day(run.began)) and run.id not in at_work), key=_began)


def by_robot(runs: Sequence[RunView]) -> list[RobotRuns]:
    """The same runs, summed up for each robot."""
    return [_summed(name, [run for run in runs if run.robot == name]) for name in sorted({run.robot for run in runs})]


def minutes(run: RunView) -> float | None:
    """How long a run took; None where its end is not known."""
    return None if run.ended is None else (run.ended - run.began).total_seconds() / 60


def _summed(robot: str, runs: Sequence[RunView]) -> RobotRuns:
    return RobotRuns(robot, len(runs), sum(map(ended_well, runs)), sum(minutes(run) or 0.0 for run in runs))


def _began(run: RunView) -> datetime:
    return run.began
