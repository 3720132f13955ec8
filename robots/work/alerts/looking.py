"""One look at how everything stands, and what that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from loguru import logger

from robots.cases import Store
from robots.cases.alerts import Alert, Event, Message
from robots.model import SWEDEN
from robots.settings import Alerts, Home
from robots.work.alerts.deciding import decide
from robots.work.alerts.facts import gather
from robots.work.alerts.letters import Due, due_day
from robots.work.alerts.turning import turn
from robots.workdays import is_working_day


@dataclass(frozen=True)
class Changes:
    """What one look came to: what changed, and all that there is to tell."""

    at: datetime
    opened: tuple[Alert, ...]
    closed: tuple[Alert, ...]
    messages: tuple[Message, ...]  # those of earlier looks that could not be sent too
    due: Due


def look(home: Home, store: Store, now: datetime) -> Changes:
    """Find out what is wrong and what no longer is, note it, and take what there is to tell; `tell` sends it.

    Args:
        home: The home folder.
        store: Its store.
        now: The instant, with a zone.

    Raises:
        ConfigError: The settings or robots.yaml cannot be read.
        TechnicalProblem: The store does not answer.
    """
    settings = home.settings.alerts
    recipients = [one.name for one in settings.to]
    step = partial(turn, causes=decide(gather(home, store, now)), now=now, reminds=_reminds(settings, now))
    turned = store.turn_alerts(step, now, recipients)
    for one in turned:
        if one.event:
            logger.warning("alert {}: {} {}", one.event, one.alert.kind, one.alert.about)
    kinds = settings.urgent if _is_night(settings, now) else None
    day = due_day(now)
    return Changes(
        now,
        opened=tuple(one.alert for one in turned if one.event is Event.OPENED),
        closed=tuple(one.alert for one in turned if one.event is Event.CLOSED),
        messages=tuple(store.take_messages(recipients, now, kinds)),
        due=Due(day, store.due_by(day)),
    )


def _is_night(settings: Alerts, now: datetime) -> bool:
    return settings.is_night(now.astimezone(SWEDEN).time())


def _reminds(settings: Alerts, now: datetime) -> Callable[[str], bool]:
    """Whether people may be reminded now: on working days and not at night, of what is urgent always."""
    at_work = is_working_day(now.astimezone(SWEDEN).date()) and not _is_night(settings, now)
    return lambda kind: at_work or kind in settings.urgent
