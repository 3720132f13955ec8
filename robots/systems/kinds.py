"""Kinds of field: one Kind reads a field, writes it and compares it.

Reading gives a value, None for a field that surely stands empty, or Unknown. Nothing is ever guessed: a text that is
not wholly of its kind is Unknown.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from robots.model import Unknown, Value

_SPACES = "\u00a0\u2007\u2009\u202f"
_MINUS = "\u2212"
_JOINER = "\u200d"  # makes one picture of several: a person and a wheelchair


@dataclass(frozen=True)
class Control:
    """A control as the reader found it: its state as text, and what it would take."""

    kind: str
    name: str
    text: str | None
    options: tuple[str, ...] | None
    longest: int | None
    disabled: bool


@dataclass(frozen=True)
class Link:
    """A link in a cell. `address` is None where only a script knows it."""

    text: str
    address: str | None
    row: int = 0
    place: int = 0
    script: str = ""  # that knows it


@dataclass(frozen=True)
class Spot:
    """What stands at one place of a page."""

    where: str
    text: str
    cut: bool = False
    control: Control | None = None
    problem: str | None = None
    links: tuple[Link, ...] = ()

    @classmethod
    def of(cls, seen: Mapping[str, Any], row: int = 0) -> Spot:
        """From what reader.js returned; `row` is the row of the table that it stands in."""
        control = seen["control"]
        return cls(
            where=seen["where"],
            text=seen["text"] or "",
            cut=seen["cut"],
            control=control
            and Control(
                control["kind"],
                control["name"],
                control["text"],
                control["options"] and tuple(control["options"]),
                control["longest"],
                control["disabled"],
            ),
            problem=seen["problem"],
            links=tuple(
                Link(link["text"], link["address"], row, place, link["script"])
                for place, link in enumerate(seen["links"])
            ),
        )


@dataclass(frozen=True)
class Kind(ABC):
    """How one kind of value stands on a page. `empty` lists words that mean that nothing is there."""

    empty: tuple[str, ...] = ()

    def read(self, spot: Spot) -> Value | Unknown | Link:
        """The value at a spot, None where it is surely empty, Unknown where it is not surely read."""
        if spot.problem:
            return Unknown(spot.problem)
        if spot.cut:
            return Unknown("the page shows only the beginning")
        if spot.control and spot.control.text is None:
            return Unknown("several options are chosen")
        if not _squash(spot.text) or _squash(spot.text) in self.empty:
            return None
        return self.parse(spot.text)

    @abstractmethod
    def parse(self, text: str) -> Value | Unknown:
        """The value that a text, which is not empty, says."""

    @abstractmethod
    def write(self, value: Value) -> str:
        """The text that a control is given so that it holds the value; an empty text for None."""

    def same(self, wanted: Value, standing: Value | Unknown | Link) -> bool:
        """Whether what stands there now is what was to be written."""
        return wanted == standing


@dataclass(frozen=True)
class Text(Kind):
    """Words, over one line or several. Line ends and the space around the text do not count.

    Where the system has a text of its own for one that the rules name otherwise, `options` says so; others stay.
    """

    options: tuple[tuple[str, str], ...] = ()  # our text, the shown one
    longest: int = 10_000  # characters; a longer one is Unknown

    def parse(self, text: str) -> Value | Unknown:
        if len(text) > self.longest:
            return Unknown(f"it is longer than {self.longest} characters")
        if _misleads(text):
            return Unknown("it holds control characters or invisible ones")
        return next((ours for ours, shown in self.options if shown == _squash(text)), _lines(text))

    def write(self, value: Value) -> str:
        plain = "" if value is None else _lines(str(value))
        return next((shown for ours, shown in self.options if ours == value), plain)

    def same(self, wanted: Value, standing: Value | Unknown | Link) -> bool:
        if isinstance(standing, Unknown | Link):
            return False
        return _lines(str(wanted or "")) == _lines(str(standing or ""))


@dataclass(frozen=True)
class WholeNumber(Kind):
    """A number without decimals; its thousands may be grouped by one agreed sign, and a unit may stand behind it."""

    unit: str | None = None
    grouping: str = " "

    def parse(self, text: str) -> Value | Unknown:
        digits = _digits(_without_unit(text, self.unit), self.grouping)
        return Unknown("not a whole number") if digits is None else int(digits)

    def write(self, value: Value) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True)
class DecimalNumber(Kind):
    """A number with decimals behind one agreed sign, a comma unless the description says a point.

    Amounts of an account carry a sign: a plus, or a minus that is a hyphen or a minus proper.
    """

    unit: str | None = None
    point: str = ","
    places: int | None = None
    grouping: str = " "

    def parse(self, text: str) -> Value | Unknown:
        whole, sign, part = _signed(_without_unit(text, self.unit)).partition(self.point)
        digits = _digits(whole, self.grouping)
        if digits is None or (sign and not re.fullmatch("[0-9]+", part)):
            return Unknown("not a number")
        if sign and self.places is not None and len(part) != self.places:
            return Unknown(f"not {self.places} decimals")
        return Decimal(f"{digits}.{part or 0}") if sign else Decimal(digits)

    def write(self, value: Value) -> str:
        if not isinstance(value, Decimal | int):
            return ""
        exact = Decimal(value) if self.places is None else Decimal(value).quantize(Decimal(1).scaleb(-self.places))
        return f"{exact:f}".replace(".", self.point)


@dataclass(frozen=True)
class Day(Kind):
    """A date in one of the formats that the description names; nothing else is a date here."""

    formats: tuple[str, ...] = ("%Y-%m-%d",)

    def parse(self, text: str) -> Value | Unknown:
        bare = _squash(text)
        for form in self.formats:
            try:
                day = datetime.strptime(bare, form).replace(tzinfo=UTC)
            except ValueError:
                continue
            if day.strftime(form) == bare and 1900 <= day.year <= 2100:
                return day.date()
        return Unknown("not a date of the agreed form")

    def write(self, value: Value) -> str:
        return value.strftime(self.formats[0]) if isinstance(value, date) else ""


@dataclass(frozen=True)
class PersonalNumberKind(Kind):
    """A Swedish personal or coordination number with its century and a right check digit, born by now."""

    def parse(self, text: str) -> Value | Unknown:
        from personnummer import personnummer

        bare = re.sub(r"\s", "", text)
        if not re.fullmatch(r"[0-9]{8}[-+]?[0-9]{4}|[0-9]{6}[-+][0-9]{4}", bare):
            return Unknown("not a personal number with its century")
        if not personnummer.valid(bare):
            return Unknown("its check digit or date is wrong")
        number = personnummer.parse(bare)
        digits = number.format(long_format=True)
        if number.get_date() > datetime.now(UTC).date():
            return Unknown("its date of birth is yet to come")
        return re.sub(r"[-+]", "", digits)

    def write(self, value: Value) -> str:
        return f"{str(value)[:8]}-{str(value)[8:]}" if value else ""


@dataclass(frozen=True)
class YesNo(Kind):
    """A word that means yes or no, or a check box."""

    yes: tuple[str, ...] = ("Ja", "Yes", "true")
    no: tuple[str, ...] = ("Nej", "No", "false")

    def read(self, spot: Spot) -> Value | Unknown | Link:
        value = super().read(spot)
        return False if value is None and "" in self.no else value

    def parse(self, text: str) -> Value | Unknown:
        bare = _squash(text)
        if bare in self.yes or bare == "true":
            return True
        return False if bare in self.no or bare == "false" else Unknown("neither yes nor no")

    def write(self, value: Value) -> str:
        return {True: "true", False: "false"}.get(bool(value), "false")


@dataclass(frozen=True)
class Choice(Kind):
    """One of the options that the description names; a shown text that it does not name is Unknown."""

    options: tuple[tuple[str, str], ...] = ()  # our word, the shown text

    def parse(self, text: str) -> Value | Unknown:
        bare = _squash(text)
        return next((ours for ours, shown in self.options if shown == bare), Unknown("not one of the options"))

    def write(self, value: Value) -> str:
        unchosen = self.empty[0] if self.empty else ""  # the line that a list shows while nothing is chosen
        return next((shown for ours, shown in self.options if ours == value), unchosen)


@dataclass(frozen=True)
class Attachment(Kind):
    """A link to a file; the session fetches it."""

    def read(self, spot: Spot) -> Value | Unknown | Link:
        if spot.links:
            return spot.links[0] if len(spot.links) == 1 else Unknown("several links")
        return super().read(spot)

    def parse(self, text: str) -> Value | Unknown:  # noqa: ARG002  a text without a link is no file
        return Unknown("no link to a file")

    def write(self, value: Value) -> str:  # noqa: ARG002
        raise TypeError("a file is never written")


def _misleads(text: str) -> bool:
    """Whether a text holds what nobody sees: what steers a screen, turns the reading order around, or hides."""
    return any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and sign not in "\t\r\n"
        and not (sign == _JOINER and _in_picture(text, place))
        for place, sign in enumerate(text)
    )


def _in_picture(text: str, place: int) -> bool:
    """Whether a joiner stands between two pictures; the first may have a colour or a presentation of its own."""
    before, after = text[:place][-1:], text[place + 1 : place + 2]
    return (
        bool(before and after)
        and unicodedata.category(before) in ("So", "Sk", "Mn")
        and (unicodedata.category(after) == "So")
    )


def _squash(text: str) -> str:
    return re.sub(rf"[\s{_SPACES}]+", " ", unicodedata.normalize("NFC", text)).strip()


def _lines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


@cache
def _number(grouping: str) -> re.Pattern[str]:
    """A whole number; a blank that groups its thousands may be any of those that do not break a line."""
    sign = f"[ {_SPACES}]" if grouping == " " else re.escape(grouping)
    return re.compile(rf"-?(?:[0-9]{{1,18}}|[0-9]{{1,3}}(?:{sign}[0-9]{{3}}){{1,5}})")


def _digits(text: str, grouping: str) -> str | None:
    """The number with nothing but its digits; None where the text is none."""
    return re.sub("[^-0-9]", "", text) if _number(grouping).fullmatch(text) else None


def _signed(text: str) -> str:
    """A number with a minus as programs write it, and no plus."""
    head, rest = text[:1], text[1:]
    return f"-{rest}" if head == _MINUS else rest if head == "+" and rest[:1].isdigit() else text


def _without_unit(text: str, unit: str | None) -> str:
    bare = text.strip(f" \t\r\n{_SPACES}")
    return bare.removesuffix(unit).rstrip(f" {_SPACES}") if unit else bare
