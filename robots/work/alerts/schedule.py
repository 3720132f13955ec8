"""When a robot should have begun, by its line in config/robots.yaml."""

from __future__ import annotations

import re
from datetime import datetime

from robots.model import SWEDEN

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_due(when: str, after: datetime) -> datetime | None:
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
