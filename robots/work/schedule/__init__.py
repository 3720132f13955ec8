"""Schedules: when a robot starts by itself, what holds it back, and that it starts once."""

from robots.work.schedule.coming import Coming, coming
from robots.work.schedule.holding import Hold
from robots.work.schedule.pending import overdue
from robots.work.schedule.presence import at_work

__all__ = ["Coming", "Hold", "at_work", "coming", "overdue"]
