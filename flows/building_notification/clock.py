"""The legal clock of a permit or a notification: when the time begins and ends, and what each week too late costs.

Plan- och bygglagen (2010:900), PBL, as worded from 1 January 2019 to 30 November 2025: 9 kap. 27 § (permit) and
45-46 §§ (notification), 12 kap. 8 a § (fee). Pure functions of days. How long each time is stands in rules.xlsx, sheet
"Belopp", by the day of arrival: the wording in force that day is followed until the case is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from robots import Record, Weeks, working_day_from

Kind = Literal["own_addition", "injunction", "remedied", "extension", "receipt", "delay_letter", "decision", "other"]
_ORDER: tuple[Kind, ...] = ("own_addition", "injunction", "remedied", "extension")
"""How what happens on one day follows each other; nothing else moves the clock."""


@dataclass(frozen=True)
class Limits:
    """How long the times are, in weeks, and in how many parts the fee falls."""

    decide: int  # 9 kap. 27 § first paragraph, 45 §: within which the board decides
    extend: int  # 9 kap. 27 § third paragraph, 45 §: the most that the time may be extended by, once
    ask: int  # 9 kap. 27 § second paragraph, 46 §: within which an injunction moves the beginning
    parts: int  # 12 kap. 8 a §: one part of the fee for each week that has begun


class Event(Record):
    """Something that has happened in the case."""

    day: date
    kind: Kind
    weeks: Weeks | None  # of an extension; None where it does not say, and for all else


@dataclass(frozen=True)
class LateWeek:
    """A week too late: its first day, and how much of the fee is lost from that day."""

    number: int
    first: date
    lost: Decimal


@dataclass(frozen=True)
class Clock:
    """The clock as it stands after what has happened so far."""

    limits: Limits
    opened: date  # the arrival or the latest own addition: from here an injunction still moves the beginning
    start: date
    stopped: bool = False  # an injunction in time waits for its answer: nobody knows yet when the time begins
    extended: int = 0  # weeks
    extended_on: date | None = None

    @property
    def ask_by(self) -> date:
        """The last day on which an injunction moves the beginning (9 kap. 27 § second paragraph, 46 §)."""
        return _ends(self.opened, self.limits.ask)

    @property
    def last_day(self) -> date | None:
        """The last day of the time (9 kap. 27 §, 45 §); None while the clock stands still."""
        return None if self.stopped else _ends(self.start, self.limits.decide + self.extended)

    @property
    def last_day_if_extended(self) -> date | None:
        """The last day that one extension could give; None while the clock stands still."""
        return None if self.stopped else _ends(self.start, self.limits.decide + self.limits.extend)

    @property
    def extended_before_start(self) -> bool:
        """Whether the extension was told for a time that has begun anew since then."""
        return self.extended_on is not None and self.extended_on < self.start

    def out(self, day: date) -> bool:
        """Whether the time is out on a day. On its last day it is not."""
        return self.last_day is not None and day > self.last_day

    def weeks_late(self, day: date) -> int:
        """Weeks that have begun since the time was out, each of seven days from the day after (12 kap. 8 a §)."""
        if self.last_day is None or not self.out(day):
            return 0
        return -(-(day - self.last_day).days // timedelta(weeks=1).days)

    def lost(self, fee: Decimal, day: date) -> Decimal:
        """How much of a fee that falls is lost on a day, in kronor: one part a week, and no more than all of it.

        Half an öre counts against the board: what is left is never more than the law leaves.
        """
        return self._lost(fee, self.weeks_late(day))

    def weeks_at_risk(self, fee: Decimal) -> Iterator[LateWeek]:
        """What each week too late costs, until nothing of the fee is left; none while the clock stands still."""
        if self.last_day is None:
            return
        for number in range(1, self.limits.parts + 1):
            first = self.last_day + timedelta(days=1) + timedelta(weeks=number - 1)
            yield LateWeek(number, first, self._lost(fee, number))

    def _lost(self, fee: Decimal, weeks: int) -> Decimal:
        share = fee * min(weeks, self.limits.parts) / self.limits.parts
        return share.quantize(Decimal("0.01"), ROUND_CEILING)

    def after(self, event: Event) -> Clock:
        """The clock once something more has happened.

        What is done after the time is out moves nothing: a time that was missed does not begin anew
        (Mark- och miljööverdomstolen, MÖD 2022:8 and P 6223-22).
        """
        if self.out(event.day):
            return self
        match event.kind:
            case "own_addition":  # 9 kap. 27 § first paragraph 2
                return replace(self, opened=event.day, start=event.day)
            case "injunction" if event.day <= self.ask_by:  # 9 kap. 27 § second paragraph; a later one changes nothing
                return replace(self, stopped=True)
            case "remedied" if self.stopped:  # 9 kap. 27 § second paragraph
                return replace(self, stopped=False, start=event.day)
            case "extension" if not self.extended and not self.stopped:  # 9 kap. 27 § third paragraph: once
                weeks = min(event.weeks or 0, self.limits.extend)
                return replace(self, extended=weeks, extended_on=event.day)
        return self


def clock(arrival: date, events: Iterable[Event], limits: Limits) -> Clock:
    """The clock of a case that came in on a day (22 § förvaltningslagen, 2017:900), after all that has happened.

    Args:
        arrival: The day of arrival.
        events: What has happened since then, in any order.
        limits: Those in force on the day of arrival.
    """
    now = Clock(limits, opened=arrival, start=arrival)
    moving = (event for event in events if event.kind in _ORDER)
    for event in sorted(moving, key=lambda event: (event.day, _ORDER.index(event.kind))):
        now = now.after(event)
    return now


def _ends(start: date, weeks: int) -> date:
    """The day by that name so many weeks later, or the next working day (1-2 §§ lagen, 1930:173, om lagstadgad tid)."""
    return working_day_from(start + timedelta(weeks=weeks))
