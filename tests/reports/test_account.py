"""What the week says came in, was decided and stands open is what the practice system's own account says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from robots.model import DecidedRow, InboxRow
from robots.practice import Options
from robots.practice.case import Case
from robots.practice.steering import Decide, Orders
from robots.practice.system import PracticeSystem
from robots.reports.counting import WeekFigures
from robots.reports.weekly import write_weekly
from robots.reports.weeks import Week
from tests.reports.office import FLOW, NAMES, Office

DAY = date(2026, 11, 18)  # a Wednesday
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
OUTCOMES = {"Bifall": "grant", "Avslag": "reject", "Avvisning": "dismiss", "Komplettering": "completion"}
PROTECTED = ("Skyddade personuppgifter", "Jäv", "Ej robot")


@pytest.fixture(scope="module")
def system() -> PracticeSystem:
    """A practice system with older cases and new ones, of which caseworkers decide some on the day itself."""
    system = PracticeSystem(Options(day=DAY, cases=60, seed=3))
    new = [case for case in system._register.inbox() if case.marking not in PROTECTED]
    for n, case in enumerate(new[:23]):
        outcome = "Avslag" if n % 5 == 0 else "Bifall"
        system._steering.follow(Orders(decide=Decide(case=case.number, user="agneta", outcome=outcome)))
    return system


@pytest.fixture(scope="module")
def weeks(system: PracticeSystem, tmp_path_factory: pytest.TempPathFactory) -> Mapping[date, WeekFigures]:
    """The week and the one before, by their Mondays, as a robot reads them from the lists in two nights."""
    folder = tmp_path_factory.mktemp("account")
    office, register = Office.open(folder, due_after=30), system._register
    cases = list(register.came_in())
    older = [case for case in register.decided() if case not in cases]
    office.begins(datetime.combine(DAY, time(1, 30), UTC))
    office.finds(*map(_row, cases))
    office.decided(*map(_decision, older))
    office.ends()
    office.begins(datetime.combine(DAY + timedelta(days=1), time(1, 30), UTC))
    office.decided(*map(_decision, register.decided()))
    office.ends()
    made = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    counted = {
        Week.parse(week).first: write_weekly(
            office.store, folder / "weekly.xlsx", names=NAMES, week=week, made=made
        ).figures
        for week in ("2026-W46", "2026-W47")
    }
    office.store.close()
    return {monday: week for monday, week in counted.items() if week is not None}


@pytest.fixture
def figures(weeks: Mapping[date, WeekFigures]) -> WeekFigures:
    return weeks[MONDAY]


def _row(case: Case) -> InboxRow:
    return InboxRow(case.number, FLOW, case.received, case.unit, protected=case.marking in PROTECTED)


def _decision(case: Case) -> DecidedRow:
    last = case.decisions[-1]
    return DecidedRow(
        case.number,
        FLOW,
        case.received,
        last.time.date(),
        OUTCOMES[last.outcome],
        None,
        days_waiting_for_applicant=case.waited,
    )


def account(system: PracticeSystem) -> Mapping[str, Any]:
    return system._account.summary()


def decided_on(system: PracticeSystem) -> list[date]:
    """The day of each decision, by the account for the new cases, by the register for those before."""
    told: Iterable[Mapping[str, Any]] = account(system)["cases"].values()
    new = [datetime.fromisoformat(one["decisions"][-1]["time"]).date() for one in told if one["decisions"]]
    before = set(account(system)["cases"])
    return new + [case.decisions[-1].time.date() for case in system._register.decided() if case.number not in before]


def test_as_many_were_decided_as_the_account_says(system: PracticeSystem, figures: WeekFigures) -> None:
    in_the_week = [day for day in decided_on(system) if MONDAY <= day <= SUNDAY]
    assert figures.whole.decided == figures.whole.closed == len(in_the_week)
    assert sum(Counter(account(system)["decisions"]).values()) == 23
    assert figures.whole.decided > 23, "older decisions of the week are among them"


def test_as_many_stand_open_as_the_account_says(system: PracticeSystem, figures: WeekFigures) -> None:
    assert figures.whole.open == sum(one["status"] == "Nytt" for one in account(system)["cases"].values())


@pytest.mark.parametrize("monday", [MONDAY, MONDAY - timedelta(weeks=1)])
def test_as_many_came_in_as_the_register_has(
    system: PracticeSystem, weeks: Mapping[date, WeekFigures], monday: date
) -> None:
    cases = {case.number: case for case in [*system._register.came_in(), *system._register.decided()]}
    received = [DAY if case.marking in PROTECTED else case.received for case in cases.values()]
    came = sum(monday <= day <= monday + timedelta(days=6) for day in received)
    assert weeks[monday].whole.inflow == came > 0


def test_the_applicants_had_the_cases_as_long_as_the_register_says(
    system: PracticeSystem, figures: WeekFigures
) -> None:
    decided = [case for case in system._register.decided() if MONDAY <= case.decisions[-1].time.date() <= SUNDAY]
    waits = sorted(min(case.waited, (case.decisions[-1].time.date() - case.received).days) for case in decided)
    middle = (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2
    assert figures.whole.lead.applicant.median == middle
