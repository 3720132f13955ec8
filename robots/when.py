"""When a robot starts by itself: what `when:` of config/robots.yaml may say.

A cron line in quotes is the usual; else a mapping, or a list of mappings, each with one of the words cron, every, at,
last_working_day, after and waiting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from robots.walltime import Moment, SpanText, TimeOfDay
from robots.yamlfile import Part, several

_WORDS = ("cron", "every", "at", "last_working_day", "after", "waiting")
_DAY = 24 * 60
_NAMES = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
_NAMES |= {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}


@dataclass(frozen=True)
class Cron:
    """A cron line, read. Weekdays count as cron counts them: 0 and 7 are Sunday."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int] | None  # None: any
    months: frozenset[int]
    weekdays: frozenset[int] | None  # None: any

    @classmethod
    @cache
    def of(cls, line: str) -> Cron:
        """Read "30 2 * * 1-5".

        Raises:
            ValueError: It is no cron line.
        """
        from croniter import CroniterError, croniter

        wrong = f'"{line}" is no cron line; write "minute hour day month weekday", such as "30 2 * * 1-5"'
        words = re.findall("[a-z]+", line.lower())
        if not re.fullmatch(r"[\w*/,-]+( +[\w*/,-]+){4}", line.strip()) or not _NAMES.issuperset(words):
            raise ValueError(wrong)  # the library knows more than cron does, such as R for "at random"
        try:
            minutes, hours, days, months, weekdays = croniter.expand(line)[0]
        except CroniterError as refused:
            raise ValueError(f"{wrong} ({refused})") from None
        return cls(
            _each(minutes, 0, 59) or frozenset(),
            _each(hours, 0, 23) or frozenset(),
            None if days == ["*"] else _each(days, 1, 31),
            _each(months, 1, 12) or frozenset(),
            None if weekdays == ["*"] else _each(weekdays, 0, 6),
        )

    def is_on(self, day: date) -> bool:
        """Whether it has times on a day; where it names days and weekdays, either is enough."""
        if day.month not in self.months:
            return False
        named = (None if self.days is None else day.day in self.days, self._on_weekday(day))
        return all(one is None for one in named) or any(named)

    def _on_weekday(self, day: date) -> bool | None:
        return None if self.weekdays is None else day.isoweekday() % 7 in self.weekdays


def _each(field: list[int | str], first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last + 1) if field == ["*"] else map(int, field))


def _cron(text: str) -> str:
    Cron.of(text)
    return text


def interval(text: str) -> timedelta:
    """How long "20 min" or "2 h" is.

    Raises:
        ValueError: It is none, or more than a day.
    """
    shape = re.fullmatch(r"(\d+) ?(min|h)", text)
    minutes = int(shape[1]) * (60 if shape[2] == "h" else 1) if shape else 0
    if not 1 <= minutes <= _DAY:
        raise ValueError(f'"{text}" is no interval of at most a day; write 20 min, or 2 h')
    return timedelta(minutes=minutes)


def _interval(text: str) -> str:
    interval(text)
    return text


class WhenPart(Part):
    """One thing that starts a robot."""

    cron: Annotated[str, AfterValidator(_cron)] | None = None
    every: Annotated[str, AfterValidator(_interval)] | None = None  # "20 min", counted from the beginning of the day
    between: SpanText | None = None  # of every: "07:00-18:00", counted from its beginning
    at: Annotated[
        tuple[Moment, ...], BeforeValidator(several, json_schema_input_type=str | tuple[str, ...])
    ] = ()  # once: "2026-12-01 08:00", or several
    last_working_day: TimeOfDay | None = None  # of the month, at this time
    after: str | None = None  # when that robot is done, also where cases failed; not where it was stopped
    even_if_failed: bool = False  # of after: also when it was stopped
    waiting: int | None = Field(default=None, ge=1)  # when at least so many cases wait for this robot
    days: Literal["all", "workdays"] = "all"
    otherwise: Literal["skip", "next"] = "skip"  # of workdays: what becomes of a time on another day

    @model_validator(mode="after")
    def _one_cause(self) -> WhenPart:
        causes = [word for word in _WORDS if getattr(self, word) not in (None, ())]
        if len(causes) != 1:
            raise ValueError(f"it takes one of the words {', '.join(_WORDS)}")
        for word, cause in (("between", "every"), ("even_if_failed", "after")):
            if word in self.model_fields_set and causes != [cause]:
                raise ValueError(f'"{word}" belongs to "{cause}"')
        if self.days == "workdays" and causes[0] in ("last_working_day", "after", "waiting"):
            raise ValueError(f'"days" does not go with "{causes[0]}"')
        if self.otherwise == "next" and (self.days == "all" or self.every):
            raise ValueError('"otherwise: next" goes with "days: workdays" and a time: cron or at')
        return self

    @property
    def shown(self) -> str:
        """As one line, in the words of the file."""
        said = self.model_dump(exclude_defaults=True)
        if set(said) == {"cron"}:
            return str(self.cron)
        return ", ".join(f"{word}: {' / '.join(v) if isinstance(v, tuple) else v}" for word, v in said.items())


def _parts(given: object) -> object:
    """A cron line stands for a mapping, and a mapping for a list of one."""
    if given is None:
        return ()
    several = given if isinstance(given, list | tuple) else (given,)
    parts = tuple({"cron": one} if isinstance(one, str) else one for one in several)
    if not all(isinstance(one, dict | WhenPart) for one in parts):
        raise ValueError('it takes a cron line in quotes, such as "30 2 * * 1-5", a mapping, or a list of mappings')
    return parts


When = Annotated[
    tuple[WhenPart, ...],
    BeforeValidator(_parts, json_schema_input_type=str | WhenPart | tuple[str | WhenPart, ...] | None),
]
