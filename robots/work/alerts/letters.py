"""A message in words: a subject that says all, and three lines. It names robots and systems, never a case."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from robots.cases.alerts import Alert, Event
from robots.model import SWEDEN
from robots.settings import AlertKind, Home
from robots.words import Words
from robots.work.alerts.facts import described
from robots.work.alerts.sayings import command, headline, means
from robots.workdays import working_day_from

NOON = 12  # o'clock
NAMED = 4  # robots of one alert that are named
_SYSTEMS = (AlertKind.DOWN, AlertKind.LOGIN, AlertKind.SESSION, AlertKind.SCREEN, AlertKind.BREAKER, AlertKind.PASSWORD)


@dataclass(frozen=True)
class Letter:
    """What is sent."""

    subject: str
    body: str


@dataclass(frozen=True)
class Due:
    """How many undecided cases each robot has that are due on a day at the latest."""

    day: date
    cases: Mapping[str, int]

    def of(self, robots: tuple[str, ...]) -> int:
        """Those of some robots; of all where none is named."""
        return sum(count for robot, count in self.cases.items() if not robots or robot in robots)


def due_day(now: datetime) -> date:
    """The day whose noon comes next on a working day."""
    here = now.astimezone(SWEDEN)
    return working_day_from(here.date() if here.hour < NOON else here.date() + timedelta(days=1))


class Writer:
    """Writes the letters of one home, in its language; lists on a screen in the screen's."""

    def __init__(self, home: Home, now: datetime, say: Words | None = None) -> None:
        self._home = home
        self._now = now
        self.say = say or Words(home.settings.language)

    def letter(self, alert: Alert, event: Event, due: Due | None = None) -> Letter:
        """What people are told of an alert; without `due`, nobody knows what is."""
        count = due.of(alert.robots) if due else 0
        subject = self._subject(alert, event)
        if count and event is not Event.CLOSED:
            subject = self.say("{subject} – cases due before noon: {n}", subject=subject, n=count)
        return self._signed(subject, [self._first(alert, event), self._second(alert, due), self._third(alert, event)])

    def trial(self) -> Letter:
        """A letter by which people see that letters come."""
        lines = [
            self.say("Nothing is wrong. Alerts from these robots come this way."),
            self.say("More {where}", where=self._where("run.py alerts")),
        ]
        return self._signed(self.say("a test of the alerts"), lines)

    def says(self, alert: Alert) -> str:
        """What is wrong, in a few words, as a list shows it."""
        return headline(self.say, alert, self._title(alert), self.instant(alert.since))

    def instant(self, at: datetime) -> str:
        """An instant as people say it: without its day where that is today."""
        here, today = at.astimezone(SWEDEN), self._now.astimezone(SWEDEN).date()
        return f"{here:%H:%M}" if here.date() == today else f"{here:%Y-%m-%d %H:%M}"

    def lasted(self, alert: Alert) -> str:
        """For how long it has been so, or was."""
        minutes = int(((alert.closed or self._now) - alert.since) / timedelta(minutes=1))
        days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
        if days:
            return self.say("{days} d {hours} h", days=days, hours=hours)
        return self.say("{hours} h {minutes} min", hours=hours, minutes=minutes) if hours else f"{minutes} min"

    def _subject(self, alert: Alert, event: Event) -> str:
        says = self.says(alert)
        if event is Event.CLOSED:
            return self.say("Over after {time}: {says}", time=self.lasted(alert), says=says)
        if event is Event.REMINDER and alert.kind != AlertKind.PASSWORD:
            return self.say("Still after {time}: {says}", time=self.lasted(alert), says=says)
        if alert.times > 1:
            return self.say("Again ({n} times in a day): {says}", n=alert.times, says=says)
        return says

    def _first(self, alert: Alert, event: Event) -> str:
        """Since when, or how long; and what it means."""
        if event is Event.CLOSED:
            begun, over = self.instant(alert.since), self.instant(alert.closed or self._now)
            return self.say("It was so from {begun} to {over}, and is over now.", begun=begun, over=over)
        return means(self.say, alert, self._title(alert), self.instant(alert.since))

    def _second(self, alert: Alert, due: Due | None) -> str:
        """Whose robots, and what is at stake."""
        if due is None:
            return self.say("Robots: {robots}.", robots=self._robots(alert.robots))
        today = due.day == self._now.astimezone(SWEDEN).date()
        day = self.say("today") if today else due.day.isoformat()
        return self.say(
            "Robots: {robots}. Cases due before noon {day}: {n}.",
            robots=self._robots(alert.robots),
            day=day,
            n=due.of(alert.robots),
        )

    def _third(self, alert: Alert, event: Event) -> str:
        if event is Event.CLOSED:
            return self.say("Nothing needs to be done. More {where}", where=self._where("run.py alerts"))
        return self.say("Next {where}", where=self._where(command(alert)))

    def _where(self, typed: str) -> str:
        """A command, and the machine and folder in which to type it."""
        place = {"machine": platform.node(), "folder": self._home.path}
        return self.say("on {machine} in {folder}: {command}", **place, command=typed)

    def _robots(self, names: tuple[str, ...]) -> str:
        if not names:
            return self.say("all")
        told = [self._robot(name) for name in names[:NAMED]]
        more = len(names) - NAMED
        return ", ".join([*told, self.say("{n} more", n=more)] if more > 0 else told)

    def _robot(self, name: str) -> str:
        part = self._home.robots.get(name)
        return f"{name} ({part.owner})" if part and part.owner else name

    def _title(self, alert: Alert) -> str:
        found = described(self._home, alert.about) if alert.kind in _SYSTEMS else None
        return found.title if found else alert.about

    def _signed(self, subject: str, lines: list[str]) -> Letter:
        """Whose robots speak stands first: one IT staff may look after many."""
        whose = self._home.settings.municipality or self.say("Robots")
        return Letter(f"{whose}: {subject}", "\n".join(lines))
