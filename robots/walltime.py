"""The clock on the wall in Sweden: a time of day, hours of a day, a moment.

Wall time becomes an instant by one rule. In spring a time between 02:00 and 03:00 does not exist: what is set for 02:30
happens at 03:30, as long after midnight as ever. In autumn it comes twice: it happens the first time, and only then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from robots.model import SWEDEN

_MINUTES = 24 * 60


def instant(wall: datetime) -> datetime:
    """The instant, in UTC, at which a clock on the wall in Sweden shows this."""
    return wall.replace(tzinfo=SWEDEN, fold=0).astimezone(UTC)


def at_minute(day: date, minute: int) -> datetime:
    """The wall time of a minute of a day; from 1440 on it is the next day's."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001  it is wall time


def minute_of(text: str) -> int:
    """The minute of the day that "06:30" names; "24:00" is its end.

    Raises:
        ValueError: It names none.
    """
    shape = re.fullmatch(r"(\d\d?):(\d\d)", text)
    minute = int(shape[1]) * 60 + int(shape[2]) if shape and int(shape[2]) < 60 else _MINUTES + 1
    if minute > _MINUTES:
        raise ValueError(f'"{text}" is no time of day; write 06:30')
    return minute


def moment_of(text: str) -> datetime:
    """The wall time that "2026-12-01 08:00" names.

    Raises:
        ValueError: It names none.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007  it is wall time
    except ValueError:
        raise ValueError(f'"{text}" is no day with a time; write 2026-12-01 08:00') from None


@dataclass(frozen=True)
class Span:
    """Hours of a day, without the last minute; where they end before they begin, they end on the next day."""

    begins: int  # minute of the day
    ends: int

    @classmethod
    def of(cls, text: str) -> Span:
        """The hours that "06:00-22:00" names.

        Raises:
            ValueError: It names none.
        """
        first, dash, last = text.partition("-")
        if not dash:
            raise ValueError(f'"{text}" names no hours; write 06:00-22:00')
        begins, ends = minute_of(first.strip()), minute_of(last.strip())
        return cls(begins, ends if ends > begins else ends + _MINUTES)

    def on(self, day: date) -> Window:
        """When they begin and end on a day."""
        return Window(instant(at_minute(day, self.begins)), instant(at_minute(day, self.ends)))


@dataclass(frozen=True)
class Window:
    """From one instant to another, which is not in it."""

    begins: datetime
    ends: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def _time(text: str) -> str:
    minute_of(text)
    return text


def _span(text: str) -> str:
    Span.of(text)
    return text


def _moment(given: object) -> object:
    """YAML reads a moment with seconds as more than text."""
    if isinstance(given, datetime):
        return given.strftime("%Y-%m-%d %H:%M")
    if isinstance(given, date):
        raise ValueError(f"{given} lacks its time; write {given} 08:00")
    if isinstance(given, str):
        moment_of(given)
    return given


TimeOfDay = Annotated[str, AfterValidator(_time)]  # "06:30"
SpanText = Annotated[str, AfterValidator(_span)]  # "06:00-22:00"
Moment = Annotated[str, BeforeValidator(_moment, json_schema_input_type=str)]  # "2026-12-01 08:00"
