"""How the robots ran in a week: when, how long, how it ended, and whether they started on time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from robots.cases import FiringView, RunView
from robots.reports.figures import Share
from robots.reports.spoken import local_day
from robots.reports.weeks import Week

_LONGEST = timedelta(hours=24)  # a run without an end after that was killed
DONE, STOPPED, CHANGED = "done", ("StopAsked", "SystemClosed"), ("ScreenChanged", "DraftsAltered")


@dataclass(frozen=True)
class RobotRuns:
    """One robot's runs in a week."""

    robot: str
    runs: int
    done: int
    stops: int  # by a person, or because its case system closed
    changes: int  # that were met in a case system, and ended a run
    minutes: float
    on_time: Share  # starts by schedule

    @property
    def broken(self) -> int:
        return self.runs - self.done - self.stops


def ended_well(run: RunView) -> bool:
    """Whether a run did all that it was there for."""
    return run.outcome == DONE


def runs_of(runs: Sequence[RunView], week: Week, now: datetime) -> list[RunView]:
    """The runs that began in a week, oldest first; one that is still at work is left out."""
    at_work = {run.id for run in runs if run.ended is None and now - run.began < _LONGEST}
    return sorted((run for run in runs if week.holds(local_day(run.began)) and run.id not in at_work), key=_began)


def on_time(firings: Iterable[FiringView], late: timedelta) -> Share:
    """How many starts by schedule were on time; of one for the queue, its worker's."""
    delays = [(one.begun or one.fired) - one.planned for one in firings]
    return Share(sum(delay <= late for delay in delays), len(delays))


def by_robot(runs: Sequence[RunView], firings: Sequence[FiringView], late: timedelta) -> list[RobotRuns]:
    """Runs and starts, summed up for each robot."""
    names = sorted({run.robot for run in runs} | {one.robot for one in firings})
    return [
        _summed(
            name,
            [run for run in runs if run.robot == name],
            on_time([one for one in firings if one.robot == name], late),
        )
        for name in names
    ]


def minutes(run: RunView) -> float | None:
    """How long a run took; None where its end is not known."""
    return None if run.ended is None else (run.ended - run.began).total_seconds() / 60


def _summed(robot: str, runs: Sequence[RunView], starts: Share) -> RobotRuns:
    return RobotRuns(
        robot,
        len(runs),
        sum(map(ended_well, runs)),
        sum(run.outcome in STOPPED for run in runs),
        sum(run.outcome in CHANGED for run in runs),
        sum(minutes(run) or 0.0 for run in runs),
        starts,
    )


def _began(run: RunView) -> datetime:
    return run.began
