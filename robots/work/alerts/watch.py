"""The watch: looks and tells, again and again, for as long as a process works."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from loguru import logger

from robots.cases import Store
from robots.cases.alerts import Alert, Event
from robots.redaction import unforeseen
from robots.settings import AlertKind, Home
from robots.work.alerts.letters import Writer
from robots.work.alerts.looking import Changes, look
from robots.work.alerts.telling import send_all, tell
from robots.work.alerts.turning import DAY

PATIENCE = 2  # looks in a row that fail, before people are told: a store may be away for a moment


class Watch:
    """Looks and tells, by what config/ says then. Whatever goes wrong with that is said in the log, and ends no robot.

    Where the store cannot be asked, nothing can be noted there: people are told of that at once, then once a day.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._failed = 0  # looks in a row
        self._blind: Alert | None = None

    def once(self, store: Store, now: datetime) -> None:
        """Look, and tell. Raises nothing."""
        changes = self._look(store, now)
        try:
            if changes is None:
                self._cry(now)
            else:
                self._calm(now)
                tell(self._home, changes)
        except Exception as fault:
            logger.opt(exception=fault).error("Alerts could not be told. {}", unforeseen(fault))

    def _look(self, store: Store, now: datetime) -> Changes | None:
        try:
            home = Home(self._home.path)
            changes = look(home, store, now)
            self._home = home  # people are told of what goes wrong by the last that could be read
        except Exception as fault:
            self._failed += 1
            logger.opt(exception=fault).error("The alerts could not look. {}", unforeseen(fault))
            return None
        self._failed = 0
        return changes

    def _cry(self, now: datetime) -> None:
        if self._failed < PATIENCE:
            return
        event = Event.REMINDER if self._blind else Event.OPENED
        blind = self._blind or Alert(AlertKind.WATCH, "", now, now)
        if (blind.spoken is None or now - blind.spoken >= DAY) and self._say(blind, event, now):
            self._blind = replace(blind, spoken=now)

    def _calm(self, now: datetime) -> None:
        if self._blind is not None:
            over, self._blind = replace(self._blind, closed=now), None
            self._say(over, Event.CLOSED, now)

    def _say(self, alert: Alert, event: Event, now: datetime) -> bool:
        """Send it without the store; whether somebody was told."""
        letter = Writer(self._home, now).letter(alert, event)
        told = list(send_all(self._home, letter, self._home.settings.alerts.to))
        for one in told:
            if one.failure:
                logger.error("An alert could not be sent to {}. {}", one.recipient, one.failure)
        return any(one.failure is None for one in told)
