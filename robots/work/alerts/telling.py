"""Telling people: each message to each recipient until it was sent, and never in the way of a robot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from loguru import logger

from robots.cases.alerts import Message
from robots.errors import RobotError
from robots.redaction import redacted, unforeseen
from robots.settings import Home, Recipient
from robots.work.alerts.letters import Letter, Writer
from robots.work.alerts.looking import Changes
from robots.work.alerts.sending import send
from robots.work.office import open_store


@dataclass(frozen=True)
class Told:
    """What came of one message, or of all that one recipient was to be told."""

    recipient: str
    failure: str | None = None  # why it was not sent


def tell(home: Home, changes: Changes) -> tuple[Told, ...]:
    """Send what there is to tell; what cannot be sent is said in the log and in status, and sent at a later look.

    After one failure nothing more is tried for that recipient until the next look.
    """
    if not changes.messages:
        return ()
    writer, failed, told = Writer(home, changes.at), dict[str, str](), []
    to = {one.name: one for one in home.settings.alerts.to}
    with open_store(home) as store:
        for message in changes.messages:
            why = failed.get(message.recipient) or _failure(
                home, to[message.recipient], writer.letter(message.alert, message.event, changes.due)
            )
            if why is None:
                store.message_sent(message, changes.at)
            else:
                failed[message.recipient] = why
                _complain(message, why)
                store.message_failed(message, why)
            told.append(Told(message.recipient, why))
    return tuple(told)


def trial(home: Home, now: datetime) -> Iterator[Told]:
    """Send everyone who is told of alerts a letter that says that nothing is wrong."""
    return send_all(home, Writer(home, now).trial(), home.settings.alerts.to)


def send_all(home: Home, letter: Letter, recipients: Sequence[Recipient]) -> Iterator[Told]:
    """Send one letter to several, without the store; tells what came of each."""
    for recipient in recipients:
        yield Told(recipient.name, _failure(home, recipient, letter))


def _failure(home: Home, recipient: Recipient, letter: Letter) -> str | None:
    """Send one letter; why that failed, if it did."""
    try:
        send(home, recipient, letter)
    except RobotError as problem:
        return redacted(str(problem))
    except Exception as fault:  # of a library that sends: no robot may end by it
        return unforeseen(fault)
    return None


def _complain(message: Message, why: str) -> None:
    """Say it once for each reason; looks are many."""
    if message.failure != why:
        logger.error("An alert could not be sent to {}; it is tried again. {}", message.recipient, why)
