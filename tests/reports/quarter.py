"""A municipality's quarter: fourteen weeks of four case types and three units, made up from a seed through the store.

Every application arrives, is taken up by a robot the night after, and is decided by people some time later, or is still
open. Each night reads the inbox and what people decided, as real runs do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import event

from robots.cases import Firing
from robots.errors import Reason
from robots.model import DecidedRow, InboxRow
from robots.reports.names import FlowNames, Names
from robots.reports.terms import Terms
from robots.yardsticks import Measured, Owners, ReportsPart, Saving, Targets
from tests.reports.office import AUTHORITY, NO_PHOTO, PASSED, UNREAD, Office, proposed

LAST = date(2026, 11, 16)  # Monday of the last week, 2026-W47
WEEKS = 14
TITLES = {
    "parking_permit": "Parkeringstillstånd",
    "school_transport": "Skolskjuts",
    "building_notification": "Bygglov och bygganmälan",
    "home_adaptation": "Bostadsanpassningsbidrag",
}
SHARES = (18, 9, 7, 2)  # cases a week of each, about
UNITS = ("Enhet Norr", "Enhet Söder", "Kontaktcenter")
NAMES = Names(
    authority=AUTHORITY,
    municipality="Övningskommun",
    systems={"practice": "Övningssystemet"},
    flows={
        flow: FlowNames(title, requests={"photo": "Passfoto", "certificate": "Läkarintyg"})
        for flow, title in TITLES.items()
    },
    addresses={("practice", flow): "https://system.example/arende/{case}" for flow in TITLES},
)


def _fee(_application: object, day: date) -> list[tuple[date, Decimal]]:
    """A fifth of a fee of 12,000 kronor that falls a week from any day on which it is asked."""
    return [(day + timedelta(days=7), Decimal(2400))]


TERMS = Terms(
    reports=ReportsPart(
        owners=Owners(robots="Systemförvaltaren", cases="Enhetschefen", decisions="Verksamhetschefen"),
        targets=Targets(open=420, lead=30),
        saving=Saving(manual=Measured(low=25, likely=35, high=50), operations=4),
        costs={"parking-practice": 900},
    ),
    robots={"parking-practice": "Trafikkontoret"},
    stakes={"building_notification": _fee},
    lanes={"parking-practice": {"fetch": 4, "page": 1}},
)
MADE = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One case, as whoever made it up knows it: the second account, by which figures are checked."""

    number: str
    flow: str
    unit: str
    received: date
    due: date
    decided: date | None = None
    outcome: str | None = None
    waited: int | None = None
    protected: bool = False
    way: str = "draft"  # what the robot makes of it
    proposal: str | None = None


@dataclass
class Quarter:
    """The cases, and the store that the robots' nights have filled."""

    office: Office
    cases: list[Told] = field(default_factory=list)
    broken: dict[date, str] = field(default_factory=dict)  # nights in which a run was broken off


def quarter(office: Office, seed: int = 1, last: date = LAST, weeks: int = WEEKS, scale: float = 1.0) -> Quarter:
    """Make up the cases and work them night by night."""
    _hasten(office)
    made = Quarter(office, list(_cases(Random(seed), last, weeks, scale)))
    first = last - timedelta(weeks=weeks - 1)
    made.broken = {last + timedelta(days=2): "SystemDown", last - timedelta(days=12): "ScreenChanged"}
    by_number = {case.number: case for case in made.cases}
    office.due = lambda row: by_number[row.number].due
    for ago in range(weeks * 7 + 1):
        _night(made, first + timedelta(days=ago))
    return made


def _hasten(office: Office) -> None:
    """Nobody needs this store after a power cut."""

    @event.listens_for(office.store._engine, "checkout")
    def _(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")


def _cases(rng: Random, last: date, weeks: int, scale: float) -> Iterator[Told]:
    numbers = count(1)
    for week in range(weeks):
        monday = last - timedelta(weeks=weeks - 1 - week)
        for flow, share in zip(TITLES, SHARES, strict=True):
            for _ in range(round(share * scale * rng.uniform(0.7, 1.3))):
                yield _case(rng, flow, monday, next(numbers), last + timedelta(days=6))


def _case(rng: Random, flow: str, monday: date, number: int, until: date) -> Told:
    received = monday + timedelta(days=rng.randint(0, 4))
    took = rng.choice((4, 7, 9, 12, 15, 20, 26, 33, 41, 65))
    decided = received + timedelta(days=took)
    while decided.weekday() > 4:
        decided += timedelta(days=1)
    way = rng.choices(("draft", "completion", "judgement", "unreadable", "reject", "fails"), (58, 14, 9, 12, 5, 2))[0]
    proposal = {"draft": "grant", "completion": "completion", "reject": "reject"}.get(way)
    outcome = proposal if proposal in ("grant", "reject") and rng.random() < 0.94 else rng.choice(("grant", "reject"))
    there = decided <= until
    return Told(
        number=f"2026-{flow[:3].upper()}-{number:05}",
        flow=flow,
        unit=rng.choices(UNITS, (12, 8, 3))[0],
        received=received,
        due=received + timedelta(days=42),
        decided=decided if there else None,
        outcome=outcome if there else None,
        waited=rng.choice((0, 0, 3, 7)) if there else None,
        protected=rng.random() < 0.01,
        way=way,
        proposal=proposal,
    )


def _night(made: Quarter, day: date) -> None:
    """One run for all case types: it reads what was decided until the evening before, and takes up what has come."""
    office = made.office
    at = datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)
    _fired(office, at, late=day == LAST + timedelta(days=1))
    office.begins(at)
    if day in made.broken:
        office.ends(made.broken[day], "Övningssystemet svarar inte.", minutes=2)
        return
    nights = [day - timedelta(days=1)]
    while nights[-1] in made.broken:
        nights.append(nights[-1] - timedelta(days=1))
    decided = [case for case in made.cases if case.decided in nights]
    office.decided(*(_row(case) for case in decided if case.outcome))
    new = [case for case in made.cases if case.received in nights]
    office.finds(*(_arrived(case) for case in new))
    for case in new:
        if not case.protected:
            _worked(office, case)
    office.ends()


def _fired(office: Office, at: datetime, *, late: bool) -> None:
    office.clock.at = at + timedelta(hours=2 if late else 0)
    office.store.fire(Firing(office.robot, at.isoformat(), at), owner="service")
    office.store.let_robot_go(office.robot, at.isoformat(), outcome="done")


def _row(case: Told) -> DecidedRow:
    assert case.decided is not None
    return DecidedRow(
        case.number, case.flow, case.received, case.decided, case.outcome, days_waiting_for_applicant=case.waited
    )


def _arrived(case: Told) -> InboxRow:
    unit = None if case.protected else case.unit
    return InboxRow(case.number, case.flow, case.received, unit=unit, protected=case.protected)


def _worked(office: Office, case: Told) -> None:
    match case.way:
        case "draft":
            office.drafts(case.number, proposed("grant"), flow=case.flow)
        case "completion":
            office.drafts(case.number, proposed("completion", "photo"), (PASSED, NO_PHOTO), flow=case.flow)
        case "reject":
            office.proposes(case.number, proposed("reject"), flow=case.flow)
        case "judgement":
            office.hands_over(case.number, Reason.JUDGEMENT, flow=case.flow)
        case "unreadable":
            office.hands_over(case.number, Reason.UNREADABLE, reading=UNREAD, flow=case.flow)
        case "fails":
            office.fails(case.number, flow=case.flow)
