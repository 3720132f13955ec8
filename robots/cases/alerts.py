"""Alerts: causes that people are told of, once when one comes and once when it is over, and the messages about them.

A message is noted before it is sent and waits until it was: what cannot be sent now is sent later, and nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from robots.cases.database import alone
from robots.cases.ground import Ground
from robots.cases.schema import AlertMessageRow, AlertRow

KEPT = timedelta(days=90)  # how long an alert that is over can be looked up
HELD = timedelta(minutes=10)  # for sending a message; another process may take it after that

Figure = str | int


class Event(StrEnum):
    """What a message tells of an alert."""

    OPENED = "opened"
    REMINDER = "reminder"
    CLOSED = "closed"


@dataclass(frozen=True)
class Alert:
    """One cause, from when it was noticed until it is over. Nothing in it names a case or a citizen."""

    kind: str
    about: str  # a robot, a case system, or nothing
    since: datetime  # when the trouble itself began
    opened: datetime  # when it was noticed
    robots: tuple[str, ...] = ()  # that it concerns; none: all
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    stage: str = ""  # another stage is told like a new cause
    gone: datetime | None = None  # when it was last seen to be over; it may yet come back
    closed: datetime | None = None  # when it was over, once that is sure
    spoken: datetime | None = None  # when there was last something to tell
    times: int = 1  # it came, within a day
    id: int | None = None  # None: not noted yet

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same cause."""
        return self.kind, self.about


@dataclass(frozen=True)
class Turned:
    """An alert as it stands from now on, and what there is to tell of that, if anything."""

    alert: Alert
    event: Event | None = None


@dataclass(frozen=True)
class Message:
    """What one recipient is to be told of one alert."""

    id: int
    alert: Alert
    event: Event
    recipient: str
    made: datetime
    sent: datetime | None
    tries: int  # that failed
    failure: str | None  # why the last one did


class Alerting(Ground):
    """Note alerts, and the messages about them."""

    def alerts(self, since: datetime | None = None) -> list[Alert]:
        """Those that are open and, from an instant on, those that are over; the newest first."""
        open_, wanted = AlertRow.closed.is_(None), select(AlertRow).order_by(AlertRow.id.desc())
        wanted = wanted.where(open_ if since is None else or_(open_, AlertRow.closed >= since))
        with self._reading() as session:
            return [_alert(row) for row in session.scalars(wanted)]

    def turn_alerts(
        self, turn: Callable[[Sequence[Alert]], Sequence[Turned]], now: datetime, recipients: Collection[str]
    ) -> tuple[Turned, ...]:
        """Note what became of the alerts and, for each recipient, what there is to tell of it.

        Args:
            turn: Given all that are open, and those that ended within two days, it tells which are otherwise now.
            now: The instant.
            recipients: Who is told.
        """
        with self._writing() as session:
            alone(session.connection(), "alerts")
            self._forget_alerts(session, now - KEPT)
            recent = or_(AlertRow.closed.is_(None), AlertRow.closed >= now - timedelta(days=2))
            rows = {row.id: row for row in session.scalars(select(AlertRow).where(recent).order_by(AlertRow.id))}
            noted = [self._noted(session, rows, one) for one in turn([_alert(row) for row in rows.values()])]
            for one in noted:
                for recipient in recipients if one.event else ():
                    _say(session, one, recipient, now)
            return tuple(noted)

    def take_messages(self, recipients: Collection[str], now: datetime, kinds: Collection[str] | None) -> list[Message]:
        """The messages that wait, the oldest first; no other process is given them while they are being sent.

        Args:
            recipients: Who is told; a message to anybody else waits no longer.
            now: The instant.
            kinds: Only of alerts of these kinds; None: of all.
        """
        with self._writing() as session:
            alone(session.connection(), "alerts")
            waiting = AlertMessageRow.sent.is_(None)
            session.execute(delete(AlertMessageRow).where(waiting, AlertMessageRow.recipient.not_in(recipients)))
            free = or_(AlertMessageRow.held.is_(None), AlertMessageRow.held <= now)
            wanted = select(AlertMessageRow, AlertRow).join(AlertRow).where(waiting, free)
            if kinds is not None:
                wanted = wanted.where(AlertRow.kind.in_(kinds))
            pairs = session.execute(wanted.order_by(AlertMessageRow.id)).all()
            for message, _ in pairs:
                message.held = now + HELD
            return [_message(message, alert) for message, alert in pairs]

    def message_sent(self, message: Message, at: datetime) -> None:
        """Note that it was sent; where a newer one took its place meanwhile, that one is still to be."""
        self._change(message, sent=at, held=None, failure=None)

    def message_failed(self, message: Message, why: str) -> None:
        """Note that it could not be sent; it waits for the next try."""
        self._change(message, held=None, tries=message.tries + 1, failure=why)

    def messages(self, alerts: Collection[int] | None = None) -> list[Message]:
        """The messages about these alerts; without, all that could not be sent so far."""
        wanted = select(AlertMessageRow, AlertRow).join(AlertRow).order_by(AlertMessageRow.id)
        if alerts is None:
            wanted = wanted.where(AlertMessageRow.sent.is_(None), AlertMessageRow.failure.is_not(None))
        else:
            wanted = wanted.where(AlertMessageRow.alert_id.in_(alerts))
        with self._reading() as session:
            return [_message(message, alert) for message, alert in session.execute(wanted)]

    def _change(self, message: Message, **values: object) -> None:
        same = (AlertMessageRow.id == message.id, AlertMessageRow.event == message.event)
        with self._writing() as session:
            session.execute(update(AlertMessageRow).where(*same).values(**values))

    def _noted(self, session: Session, rows: Mapping[int, AlertRow], turned: Turned) -> Turned:
        alert = turned.alert
        row = AlertRow() if alert.id is None else rows[alert.id]
        row.kind, row.about, row.stage, row.times = alert.kind, alert.about, alert.stage, alert.times
        row.detail = json.dumps({"robots": alert.robots, "figures": dict(alert.figures)}, ensure_ascii=False)
        row.since, row.opened, row.gone = alert.since, alert.opened, alert.gone
        row.closed, row.spoken = alert.closed, alert.spoken
        session.add(row)
        session.flush()
        return replace(turned, alert=replace(alert, id=row.id))

    def _forget_alerts(self, session: Session, before: datetime) -> None:
        old = select(AlertRow.id).where(AlertRow.closed < before)
        session.execute(delete(AlertMessageRow).where(AlertMessageRow.alert_id.in_(old)))
        session.execute(delete(AlertRow).where(AlertRow.closed < before))


def _say(session: Session, turned: Turned, recipient: str, now: datetime) -> None:
    """Let a message wait; what was not sent yet is not sent beside what has become of it."""
    wanted = select(AlertMessageRow).where(
        AlertMessageRow.alert_id == turned.alert.id,
        AlertMessageRow.recipient == recipient,
        AlertMessageRow.sent.is_(None),
    )
    waiting = session.scalar(wanted)
    if waiting is None:
        session.add(
            AlertMessageRow(alert_id=turned.alert.id, recipient=recipient, event=turned.event, made=now, tries=0)
        )
    elif turned.event is Event.CLOSED:
        waiting.event, waiting.held = Event.CLOSED, None


def _alert(row: AlertRow) -> Alert:
    detail = json.loads(row.detail)
    return Alert(
        kind=row.kind,
        about=row.about,
        since=row.since,
        opened=row.opened,
        robots=tuple(detail["robots"]),
        figures=MappingProxyType(detail["figures"]),
        stage=row.stage,
        gone=row.gone,
        closed=row.closed,
        spoken=row.spoken,
        times=row.times,
        id=row.id,
    )


def _message(row: AlertMessageRow, alert: AlertRow) -> Message:
    return Message(row.id, _alert(alert), Event(row.event), row.recipient, row.made, row.sent, row.tries, row.failure)
