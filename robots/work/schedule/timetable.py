"""What a robot's `when:` comes to on the clock: pure functions of parts, calendar and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from robots.model import SWEDEN
from robots.walltime import Span, at_minute, instant, minute_of, moment_of
from robots.when import Cron, WhenPart, interval
from robots.workdays import Calendar

_DAY = timedelta(days=1)
_BACK = 370  # days of downtime after which nothing is caught up any more
_WHOLE_DAY = Span.of("00:00-24:00")


@dataclass(frozen=True, order=True)
class Time:
    """One time at which a robot is due."""

    planned: datetime  # the instant
    due: str  # its identity: wall time in Sweden, or an instant in UTC for intervals


@dataclass(frozen=True)
class Skipped:
    """A time that a day off leaves out, or moves to the next working day."""

    planned: datetime
    why: str  # what makes the day no working day
    moved: bool


class Timetable:
    """The times of one robot. Those of "after" and "waiting" stand in no timetable."""

    def __init__(self, parts: Iterable[WhenPart], calendar: Calendar) -> None:
        self.parts = tuple(part for part in parts if not (part.after or part.waiting))
        self._calendar = calendar
        self._on = lru_cache(maxsize=800)(self._times_on)

    def between(self, after: datetime, until: datetime) -> list[Time]:
        """Every time later than one instant and not later than another, in order."""
        days = _days(after.astimezone(SWEDEN).date() - _DAY, until.astimezone(SWEDEN).date())
        return sorted(time for day in days for time in self._on(day) if after < time.planned <= until)

    def latest(self, after: datetime, until: datetime) -> Time | None:
        """The last time later than one instant and not later than another: what many missed ones come to."""
        after = max(after, until - timedelta(days=_BACK))
        day, first = until.astimezone(SWEDEN).date(), after.astimezone(SWEDEN).date() - _DAY
        while day >= first:
            times = (*self._on(day), *self._on(day - _DAY))  # hours of a day may reach into the next
            if there := [time for time in times if after < time.planned <= until]:
                return max(there)
            day -= _DAY
        return None

    def next(self, after: datetime) -> Time | None:
        """The first time later than an instant; None where there is none within a year."""
        first = after.astimezone(SWEDEN).date() - _DAY
        for day in _days(first, first + timedelta(days=_BACK)):
            times = (*self._on(day), *self._on(day + _DAY))
            if there := [time for time in times if time.planned > after]:
                return min(there)
        return None

    def skipped(self, after: datetime, until: datetime) -> list[Skipped]:
        """The times between two instants that days off leave out or move."""
        days = _days(after.astimezone(SWEDEN).date() - _DAY, until.astimezone(SWEDEN).date())
        return sorted(
            (one for day in days for one in self._skipped_on(day) if after < one.planned <= until),
            key=lambda one: one.planned,
        )

    def _times_on(self, day: date) -> tuple[Time, ...]:
        """The times that belong to a day. Two of one instant, as where spring leaves out an hour, are one."""
        times = sorted(time for part in self.parts for time in self._times_of(part, day))
        return tuple({time.planned: time for time in times}.values())

    def _times_of(self, part: WhenPart, day: date) -> Iterator[Time]:
        if part.days == "all":
            yield from _times(part, day, self._calendar)
        elif self._calendar.is_working_day(day):
            yield from _times(part, day, self._calendar)
            if part.otherwise == "next":
                yield from self._moved_to(part, day)

    def _moved_to(self, part: WhenPart, day: date) -> Iterator[Time]:
        """The times of the days off just before a working day, at the same time of day."""
        before = day - _DAY
        while not self._calendar.is_working_day(before):
            for wall in _walls(part, before, self._calendar):
                yield _at(datetime.combine(day, wall.time()))
            before -= _DAY

    def _skipped_on(self, day: date) -> Iterator[Skipped]:
        why = self._calendar.why_free(day)
        for part in self.parts if why else ():
            if part.days == "workdays":
                moved = part.otherwise == "next"
                yield from (Skipped(time.planned, why or "", moved) for time in _times(part, day, self._calendar))


def _times(part: WhenPart, day: date, calendar: Calendar) -> Iterator[Time]:
    if part.every is None:
        return map(_at, _walls(part, day, calendar))
    return _each_interval(part.every, Span.of(part.between) if part.between else _WHOLE_DAY, day)


def _each_interval(every: str, span: Span, day: date) -> Iterator[Time]:
    """Instants, counted from the beginning of the hours: a day has 23 hours in spring, and 25 in autumn."""
    window, step = span.on(day), interval(every)
    at = window.begins
    while at in window:
        yield Time(at, at.strftime("%Y-%m-%dT%H:%MZ"))
        at += step


def _walls(part: WhenPart, day: date, calendar: Calendar) -> Iterator[datetime]:
    """What the clock on the wall shows at the times of a day."""
    if part.cron is not None:
        cron = Cron.of(part.cron)
        if cron.is_on(day):
            yield from (at_minute(day, 60 * hour + minute) for hour in cron.hours for minute in cron.minutes)
    elif part.last_working_day is not None:
        if calendar.is_last_working_day(day):
            yield at_minute(day, minute_of(part.last_working_day))
    else:
        yield from (wall for wall in map(moment_of, part.at) if wall.date() == day)


def _at(wall: datetime) -> Time:
    return Time(instant(wall), wall.strftime("%Y-%m-%dT%H:%M"))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
