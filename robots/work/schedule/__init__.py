"""Schedules: when a robot starts by itself, what holds it back, and that it starts once; all that uses APScheduler."""

from robots.work.schedule.coming import Coming, coming
from robots.work.schedule.holding import Hold
from robots.work.schedule.pending import overdue
from robots.work.schedule.presence import at_work
from robots.work.schedule.scheduler import Scheduler

__all__ = ["Coming", "Hold", "Scheduler", "at_work", "coming", "overdue"]
