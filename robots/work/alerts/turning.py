"""What the causes of this look change in the alerts of the looks before, and what there is to tell of it. Pure.

A cause that is gone is over at once the first time. One that came back within a day has to stay away longer each time,
until people are told that it is over: so one that comes and goes all day is told of a few times only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from robots.cases.alerts import Alert, Event, Turned
from robots.work.alerts.deciding import Cause

DAY = timedelta(days=1)
CALM = (timedelta(0), timedelta(hours=1), timedelta(hours=6), DAY)
"""How long a cause must stay away: after it came once within a day, twice, three times, more often."""


def turn(
    alerts: Iterable[Alert], causes: Iterable[Cause], now: datetime, reminds: Callable[[str], bool]
) -> tuple[Turned, ...]:
    """The alerts that are otherwise from now on.

    Args:
        alerts: Those that are open, and those that ended within a day.
        causes: What is wrong now.
        now: The instant of both.
        reminds: Whether people may be reminded of an alert of that kind now.
    """
    alerts, there = list(alerts), {cause.key: cause for cause in causes}
    standing = {alert.key: alert for alert in alerts if alert.closed is None}
    over = {alert.key: alert for alert in alerts if alert.closed and now - alert.closed < DAY}  # the last of each
    return (
        *(_opened(cause, over.get(key), now) for key, cause in there.items() if key not in standing),
        *_going_on(standing, there, now, reminds),
        *_going_away((alert for key, alert in standing.items() if key not in there), now),
    )


def _opened(cause: Cause, before: Alert | None, now: datetime) -> Turned:
    times = before.times + 1 if before else 1
    alert = Alert(
        cause.kind,
        cause.about,
        cause.since or now,
        now,
        cause.robots,
        cause.figures,
        cause.stage,
        spoken=now,
        times=times,
    )
    return Turned(alert, Event.OPENED)


def _going_on(
    standing: dict[tuple[str, str], Alert],
    there: dict[tuple[str, str], Cause],
    now: datetime,
    reminds: Callable[[str], bool],
) -> Iterator[Turned]:
    for key, cause in there.items():
        if key not in standing:
            continue
        before = standing[key]
        alert = replace(
            before,
            robots=cause.robots,
            figures=cause.figures,
            stage=cause.stage,
            gone=None,
            times=before.times + (before.gone is not None),
        )
        rested = alert.spoken is None or now - alert.spoken >= DAY
        if cause.stage != before.stage or (cause.daily and rested and reminds(cause.kind)):
            yield Turned(replace(alert, spoken=now), Event.REMINDER)
        elif alert != before:
            yield Turned(alert)


def _going_away(alerts: Iterable[Alert], now: datetime) -> Iterator[Turned]:
    for alert in alerts:
        gone = alert.gone or now
        if now - gone >= CALM[min(alert.times, len(CALM)) - 1]:
            yield Turned(replace(alert, gone=gone, closed=gone, spoken=now), Event.CLOSED)
        elif alert.gone is None:
            yield Turned(replace(alert, gone=now))
