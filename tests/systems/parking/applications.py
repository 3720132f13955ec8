"""The applications of applications.yaml, made concrete for one day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

KEY = Path(__file__).with_name("applications.yaml")


@dataclass(frozen=True)
class Permit:
    """One earlier permit."""

    number: str
    valid_from: date
    valid_to: date
    state: str  # active, expired, blocked


@dataclass(frozen=True)
class Given:
    """What the applicant and the certificate say, in the words of applications.yaml; None where it was left empty."""

    applicant: str
    kind: str
    capacity: str
    circumstances_unchanged: bool | None
    police_report: str | None
    signed: bool
    unable_to_sign: bool
    registered_in: str
    staying_in: str | None
    mobility: str | None
    walking_distance: str | None  # metres, as someone typed them
    left_alone: bool | None
    duration: str | None
    duration_months: int | None
    documents: tuple[str, ...]
    marking: str | None  # the keyword in the list
    begun: str | None  # reasons that a caseworker has already written


@dataclass(frozen=True)
class Expected:
    """How an application rightly ends: an outcome, or the reason why a person takes it over."""

    outcome: str = ""  # grant, completion, reject
    valid_to: date | None = None  # of a grant
    missing: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    handed_over: str = ""


@dataclass(frozen=True)
class Application:
    """What one issue is seeded with, and how it rightly ends."""

    number: int  # the issue's own
    sentence: str
    received: date
    given: Given
    permits: tuple[Permit, ...]
    expected: Expected


def applications(day: date) -> list[Application]:
    """All of them, in the order of their issues, for a tracker that is seeded for this day."""
    written = YAML(typ="safe", pure=True).load(KEY.read_text(encoding="utf-8"))
    entries = [next(iter(entry.items())) for entry in written["applications"]]
    return [
        _application(number, sentence, written["ordinary"] | entry["given"], entry["expect"], day)
        for number, (sentence, entry) in enumerate(entries, start=1)
    ]


def later(day: date, *, months: int = 0, days: int = 0) -> date:
    """So many months later, no later than that month's last day, and then so many days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def _application(number: int, sentence: str, given: dict[str, Any], expect: dict[str, Any], day: date) -> Application:
    permits = tuple(
        Permit(permit["number"], later(day, **permit["from"]), later(day, **permit["to"]), permit["state"])
        for permit in given["permits"]
    )
    fields = {name: value for name, value in given.items() if name != "permits"}
    fields["documents"] = tuple(fields["documents"])
    received = later(day, days=-(number % 9) - 1)
    return Application(number, sentence, received, Given(**fields), permits, _expected(expect, permits, day))


def _expected(expect: dict[str, Any], permits: tuple[Permit, ...], day: date) -> Expected:
    valid_to = None
    if "months" in expect:
        valid_to = later(day, months=expect["months"], days=-1)
    elif expect.get("until") == "permit":
        (valid_to,) = (permit.valid_to for permit in permits if permit.state == "active")
    return Expected(
        outcome=expect.get("outcome", ""),
        valid_to=valid_to,
        missing=tuple(expect.get("missing", ())),
        fails=tuple(expect.get("fails", ())),
        handed_over=expect.get("handed_over", ""),
    )
