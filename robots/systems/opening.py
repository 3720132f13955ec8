"""When a case system lets robots work: its opening hours, and the windows in which it is being maintained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from robots.model import SWEDEN
from robots.walltime import Moment, Span, SpanText, Window, instant, moment_of
from robots.workdays import holiday_on
from robots.yamlfile import Part, several

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED, HOLIDAYS = "closed", "holidays"
HOURS, MAINTENANCE = "opening hours", "maintenance"
_AHEAD = 62  # days in which a closed system is expected to open again


@dataclass(frozen=True)
class Closed:
    """That a case system is closed: why, and until when, as far as one can see."""

    cause: str  # HOURS or MAINTENANCE
    until: datetime | None
    why: str = ""


def shut(system: str, closed: Closed) -> str:
    """That a system is closed, and until when."""
    until = clock(closed.until) if closed.until else "its description is changed"
    if closed.cause != MAINTENANCE:
        return f"{system} is closed, held back until {until}"
    return f"{system} is being maintained, held back until {until}" + (f": {closed.why}" if closed.why else "")


def clock(at: datetime) -> str:
    """An instant as the clock and the calendar in Sweden show it."""
    return at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")


def _hours(text: str) -> str:
    if text != CLOSED:
        Span.of(text)
    return text


def _days(text: str) -> str:
    if text != HOLIDAYS:
        weekdays(text)
    return text


def weekdays(text: str) -> frozenset[int]:
    """The weekdays, Monday 0, that "mon", "mon-fri" or "sat-mon" names.

    Raises:
        ValueError: It names none.
    """
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise ValueError(f'"{text}" names no days; write mon, mon-fri or holidays')
    start, many = DAYS.index(first), (DAYS.index(last or first) - DAYS.index(first)) % 7
    return frozenset((start + step) % 7 for step in range(many + 1))


Hours = Annotated[
    tuple[Annotated[str, AfterValidator(_hours)], ...],
    BeforeValidator(several, json_schema_input_type=str | tuple[str, ...]),
]
OpeningHours = dict[Annotated[str, AfterValidator(_days)], Hours]

Recurring = Annotated[str, Field(pattern=rf"^((first|second|third|fourth|last) )?({'|'.join(DAYS)})$")]
_NTH = ("first", "second", "third", "fourth")


class MaintenancePart(Part):
    """A window in which a case system is being maintained: once (from, to), or again and again (each, at)."""

    from_: Moment | None = Field(default=None, alias="from")
    to: Moment | None = None
    each: Recurring | None = None  # "sun", "second tue" or "last sun" of the month
    at: SpanText | None = None
    why: str = ""

    @model_validator(mode="after")
    def _whole(self) -> MaintenancePart:
        once, again = (self.from_, self.to), (self.each, self.at)
        if not (all(once) and not any(again)) and not (all(again) and not any(once)):
            raise ValueError("a window has either from and to, or each and at")
        if self.from_ and self.to and moment_of(self.to) <= moment_of(self.from_):
            raise ValueError("it ends before it begins")
        return self

    def around(self, day: date) -> Iterator[Window]:
        """The windows that may be open on a day."""
        if self.from_ and self.to:
            yield Window(instant(moment_of(self.from_)), instant(moment_of(self.to)))
        elif self.each and self.at:
            for one in (day - timedelta(days=1), day):
                if _recurs(self.each, one):
                    yield Span.of(self.at).on(one)


def _recurs(each: str, day: date) -> bool:
    *nth, weekday = each.split()
    if day.weekday() != DAYS.index(weekday):
        return False
    if nth == ["last"]:
        return (day + timedelta(days=7)).month != day.month
    return not nth or (day.day - 1) // 7 == _NTH.index(nth[0])


@dataclass(frozen=True)
class Opening:
    """When a case system lets robots work: within its hours, and not while it is being maintained."""

    hours: Mapping[str, tuple[str, ...]]  # empty: always
    maintenance: tuple[MaintenancePart, ...] = ()

    def closed(self, at: datetime) -> Closed | None:
        """Why no robot may work at an instant; None where it may."""
        cause = self._cause(at)
        if cause is None:
            return None
        opens, last = cause.until, at + timedelta(days=_AHEAD)
        while opens is not None and opens < last and (further := self._cause(opens)):
            opens = further.until
        return Closed(cause.cause, opens if opens is not None and opens < last else None, cause.why)

    def _cause(self, at: datetime) -> Closed | None:
        day = at.astimezone(SWEDEN).date()
        for part in self.maintenance:
            if window := next((one for one in part.around(day) if at in one), None):
                return Closed(MAINTENANCE, window.ends, part.why)
        if not self.hours or any(at in one for one in self._open_around(day)):
            return None
        return Closed(HOURS, self._next(at, day))

    def _next(self, at: datetime, day: date) -> datetime | None:
        """When the hours begin again after an instant."""
        for ahead in range(_AHEAD):
            begins = [one.begins for one in self._open_on(day + timedelta(days=ahead)) if one.begins > at]
            if begins:
                return min(begins)
        return None

    def _open_around(self, day: date) -> Iterable[Window]:
        return (*self._open_on(day - timedelta(days=1)), *self._open_on(day))

    def _open_on(self, day: date) -> list[Window]:
        named = [texts for days, texts in self.hours.items() if days != HOLIDAYS and day.weekday() in weekdays(days)]
        if HOLIDAYS in self.hours and holiday_on(day):
            named = [self.hours[HOLIDAYS]]
        return [Span.of(text).on(day) for texts in named for text in texts if text != CLOSED]
