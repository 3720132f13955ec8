"""Which robots should have begun, by their lines in config/robots.yaml, and did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from robots.cases import Store
from robots.cases.watching import RunEnd
from robots.model import SWEDEN
from robots.settings import Home

SILENT = timedelta(hours=1)  # without a step, after which a run is not at work any more
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def overdue(home: Home, store: Store, now: datetime, *, by: timedelta) -> Mapping[str, datetime]:
    """The robots that should have been started so long ago and were not, and when; none that is at work.

    A robot is awaited from when its schedule was first seen as it is now: what it would have been due before is not.
    """
    plans = {name: part.when for name, part in home.robots.items() if part.system and part.when}
    since = store.watched({f"robot {name}": when for name, when in plans.items()}, now)
    latest = {run.robot: run for run in store.latest_runs()}
    late = {}
    for name, when in plans.items():
        last, watched = latest.get(name), since[f"robot {name}"]
        due = _next_due(when, max(last.began, watched) if last else watched)
        if due is not None and due <= now - by and not (last and is_working(last, now)):
            late[name] = due
    return late


def is_working(run: RunEnd, now: datetime) -> bool:
    """Whether a run has not ended, and took a step lately."""
    return run.ended is None and now - run.sign <= SILENT


def _next_due(when: str, after: datetime) -> datetime | None:
    """The first time after an instant at which a robot should begin; None where the schedule cannot be read."""
    from apscheduler.triggers.cron import CronTrigger

    *others, weekday = when.split()
    named = re.sub(r"(?<!/)\b[0-7]\b", lambda found: _DAYS[int(found[0])], weekday)  # APScheduler counts from Monday
    try:
        trigger = CronTrigger.from_crontab(" ".join([*others, named]), timezone=SWEDEN)
    except ValueError:
        return None
    due: datetime | None = trigger.get_next_fire_time(after, after)
    return due
