"""Sentences, numbers and days as the reader writes them, in Swedish or English."""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from robots.model import SWEDEN
from robots.words import Language, Words

NOT_KNOWN = "–"
"""Stands where a figure is not known. A nought would be a figure."""


class Spoken:
    """One language: `spoken("Due day")`, `spoken.percent(0.87)`, `spoken.count(3, "one case", "{n} cases")`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = Words(language)
        self._locale = "sv_SE" if language == "sv" else "en_GB"

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language, with its {blanks} filled."""
        return self._words(text, **values)

    @property
    def words(self) -> Words:
        """The language's words."""
        return self._words

    def again(self, said: str) -> str:
        """A finished English text, such as an error's, in this language."""
        return self._words.again(said)

    def count(self, n: int, one: str, many: str, **values: object) -> str:
        """`one` where n is one, else `many`, with {n} and other blanks filled."""
        return self(one if n == 1 else many, n=self.number(n), **values)

    def code(self, code: str) -> str:
        """A code such as a reason, an outcome or the name of an error, in words."""
        said = re.sub(r"_|(?<=[a-z])(?=[A-Z][a-z])", " ", self(code)).strip()
        return said[:1].upper() + said[1:]

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with the language's own signs."""
        if value is None:
            return NOT_KNOWN
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def percent(self, share: float | None) -> str:
        """A share of one as whole per cent."""
        return NOT_KNOWN if share is None else format_percent(share, format="#,##0\u00a0%", locale=self._locale)

    def day(self, day: date) -> str:
        """A day in full: "måndag 23 november 2026"."""
        return format_date(day, "EEEE d MMMM y", locale=self._locale)

    def days(self, first: date, last: date) -> str:
        """A stretch of days: "16–22 november 2026"."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self._date(last)}"
        return f"{self._date(first)} – {self._date(last)}"

    def _date(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self._locale)


def local(instant: datetime) -> datetime:
    """An instant as the wall clock shows it, without a zone: Excel knows none."""
    return instant.astimezone(SWEDEN).replace(tzinfo=None, microsecond=0)


def local_day(instant: datetime | None) -> date | None:
    """The day on which an instant fell."""
    return None if instant is None else instant.astimezone(SWEDEN).date()
