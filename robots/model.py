"""Plain typed records that travel between the modules; they know no page, no file and no store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, cast, get_args, get_type_hints
from zoneinfo import ZoneInfo

from annotated_types import Ge
from pydantic import AfterValidator, BaseModel, ConfigDict, PrivateAttr, TypeAdapter, ValidationError

from robots.errors import NotKnown

SWEDEN = ZoneInfo("Europe/Stockholm")
"""Where days begin and end, wherever the machine stands."""


class State(StrEnum):
    """Where a case stands on its way."""

    FOUND = "found"
    EXTRACTED = "extracted"
    PROPOSED = "proposed"
    DRAFTED = "drafted"
    VERIFIED = "verified"
    DECIDED = "decided"
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    WAITING = "waiting"
    STALE = "stale"
    WITHDRAWN = "withdrawn"


OVER = (State.DECIDED, State.WITHDRAWN)
"""States of cases that nobody works any more."""

UNDECIDED = tuple(state for state in State if state not in OVER)
"""The others."""


class Mode(StrEnum):
    """What a robot may do: read and propose, or also save drafts."""

    SHADOW = "shadow"
    DRAFT = "draft"


class Result(StrEnum):
    """What one check of an application came to."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WARNING = "warning"  # a person should look; it stands in the way of nothing


_WEIGHTS = (Result.FAIL, Result.UNKNOWN, Result.WARNING, Result.PASS, Result.NOT_APPLICABLE)


@dataclass(frozen=True)
class Unit:
    """The unit of a number, shown behind it."""

    symbol: str


def _twelve_digits(text: str) -> str:
    if not re.fullmatch(r"[0-9]{12}", text):
        raise ValueError("a personal number is twelve digits here: YYYYMMDDNNNN")
    return text


PersonalNumber = Annotated[str, AfterValidator(_twelve_digits)]
"""Twelve digits, YYYYMMDDNNNN; a coordination number has 60 added to its day."""
Metres = Annotated[int, Ge(0), Unit("m")]
Months = Annotated[int, Ge(0), Unit("mån")]
Count = Annotated[int, Ge(0), Unit("st")]
Kilometres = Annotated[Decimal, Ge(0), Unit("km")]
Days = Annotated[int, Unit("dagar")]
Weeks = Annotated[int, Ge(0), Unit("veckor")]
Kronor = Annotated[Decimal, Unit("kr")]
Years = Annotated[int, Unit("år")]
Month = Annotated[date, Unit("månad")]
"""A month, by its first day."""


@dataclass(frozen=True)
class Unknown:
    """A value that could not be read surely. `why` names the trouble, never the value."""

    why: str


class Record(BaseModel):
    """What a case system shows about something; the base of every flow's application.

    A field that was surely read and stands empty is None, where its type admits that. One that could not be read
    surely has no value at all: reading it raises NotKnown, in the record itself, so that no flow can guess.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True)
    _unknown: dict[str, Unknown] = PrivateAttr(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Build a record from what was read: a value, None or Unknown for each of its fields.

        A table comes as a tuple of mappings, one a row, and becomes records of the field's own row type. A value that
        the field's type does not admit becomes Unknown, and so does a field that was not given.
        """
        known: dict[str, Any] = {}
        unknown: dict[str, Unknown] = {}
        for name, adapter in _adapters(cls).items():
            value = values.get(name, Unknown("not on the page"))
            if isinstance(value, tuple) and (row := row_of(cls, name)):
                value = tuple(cell if isinstance(cell, Record) else row.of(cell) for cell in value)
            if not isinstance(value, Unknown):
                try:
                    known[name] = adapter.validate_python(value, strict=True)
                    continue
                except ValidationError as refused:
                    value = Unknown("empty" if value is None else refused.errors()[0]["type"])
            unknown[name] = value
        record = cls.model_construct(**known)
        record._unknown.update(unknown)
        return cast("Self", record)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise NotKnown(name, self._unknown[name].why)
            return super().__getattr__(name)


@cache
def _adapters(record: type[Record]) -> dict[str, TypeAdapter[Any]]:
    """One strict validator a field; nested records come as ready records."""
    return {
        name: TypeAdapter(kind)
        for name, kind in get_type_hints(record, include_extras=True).items()
        if name in record.model_fields
    }


@cache
def row_of(record: type[Record], name: str) -> type[Record] | None:
    """The row type of a field that is a table: R of `tuple[R, ...]`, which may be absent as a whole."""
    kind = record.model_fields[name].annotation
    kinds = [inner for one in (kind, *get_args(kind)) for inner in get_args(one) if isinstance(inner, type)]
    return next((kind for kind in kinds if issubclass(kind, Record)), None)


def lay_open(record: Record) -> dict[str, Any]:
    """All fields of a record, Unknown where there is no value. Only for the store and the case sheet."""
    return {name: record._unknown.get(name) or record.__dict__[name] for name in type(record).model_fields}


class File(Record):
    """An attachment as it was stored: by hash, with the type that its content shows."""

    name: str
    media_type: str
    size: int
    sha256: str


Value = str | int | Decimal | bool | date | File | tuple[Record, ...] | None
"""What one field of a screen can hold once it was read surely."""


@dataclass(frozen=True)
class InboxRow:
    """One row of a case system's inbox. `protected` is read before anything else and stops all further reading."""

    number: str
    flow: str | None  # None: a kind of case that no flow of ours handles
    received: date | None
    unit: str | None = None
    caseworker: str | None = None
    urgent: bool = False
    protected: bool = False
    handle: str | None = None  # the id that addresses of the case hold, where that is not its number


@dataclass(frozen=True)
class DecidedRow:
    """One row of a case system's list of decided cases: what a person decided, and when."""

    number: str
    flow: str | None
    received: date
    decided: date
    outcome: str | None  # None: a text that the description does not map
    caseworker: str | None = None
    days_waiting_for_applicant: int | None = None


@dataclass(frozen=True)
class Acknowledgement:
    """That a person has seen a warning and leaves it at that."""

    day: date
    by: str


@dataclass(frozen=True)
class Finding:
    """One check of an application: what it came to, why, and by which law."""

    criterion: str
    result: Result
    reason: str  # Swedish, with the circumstances that decided
    source: str  # the act and section, or the local rule
    row: str | None = None  # the permanent id of the rule's row
    inputs: tuple[str, ...] = ()  # the concepts that were held against it
    values: tuple[str, ...] = ()  # what these were, in the same order and as sentences have them
    sheet: str = ""  # where the rule stands
    nearest: tuple[str, ...] = ()  # Swedish: which other rows came near, and why they do not apply
    acknowledged: Acknowledgement | None = None  # of a warning: who has seen it, in this very sentence

    @property
    def weight(self) -> int:
        """Where it stands among the findings of a case: a warning that nobody has seen first, then what decides."""
        if self.is_open_warning:
            return 0
        return _WEIGHTS.index(self.result) + 1

    @property
    def is_open_warning(self) -> bool:
        """Whether a person has yet to look at it."""
        return self.result is Result.WARNING and self.acknowledged is None


@dataclass(frozen=True)
class Line:
    """One line of a calculation: what a row of the rules says of the case, or of one row of a table in it."""

    text: str  # Swedish, with the circumstances that decided
    values: Mapping[str, Value]  # what the row gives, by field
    source: str  # the section, and the source of each amount
    row: str  # the permanent id of the rule's row


HAND_OVER = "hand_over"
ASKS = ("completion", "communication")
"""Outcomes that ask the applicant for something: once a person sent such a letter, the case waits for the answer."""


@dataclass(frozen=True)
class Proposal:
    """A proposed decision. It decides nothing: a person reads it, changes it or throws it away."""

    outcome: str  # grant, reject, completion, ..., or HAND_OVER
    reasons: str  # the text that the applicant would read
    note: str  # the internal field: that a robot prepared this, and by which rules
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    hand_over: str | None = None  # with HAND_OVER: a Reason
    missing: tuple[str, ...] = ()  # with completion: what the applicant is asked for
    rules: str = ""  # SHA-256 of the rules it was made by
    row: str | None = None  # the permanent id of the outcome's row
    sheet: str = ""  # where that row stands
    source: str = ""  # the act and section, or the local rule, behind it
    counterfactual: tuple[str, ...] = ()  # Swedish: each a single number or day that would bring a grant by itself


@dataclass(frozen=True)
class Draft:
    """What one save changes: the decision form's values before and after, by the description's field names."""

    before: Mapping[str, Value]
    after: Mapping[str, Value]


@dataclass(frozen=True)
class Outcome:
    """How one robot's work on one case ended."""

    number: str
    state: State
    reason: str | None = None
    counted: bool = False  # a fault that was counted against the case
