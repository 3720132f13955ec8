"""Every figure of a week a second way: from what was made up, and from raw rows of the store, never from the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from robots.model import SWEDEN
from robots.reports.counting import Counting, WeekFigures
from robots.reports.figures import Share
from robots.reports.pressing import working_days_left
from robots.reports.weekly import write_weekly
from robots.reports.weeks import Week
from robots.workdays import working_days_on
from tests.reports.quarter import LAST, MADE, NAMES, TERMS, UNITS, Quarter, Told
from tests.reports.reading import names, opened, table

SUNDAY = LAST + timedelta(days=6)


@pytest.fixture(scope="module")
def written(made: Quarter, tmp_path_factory: pytest.TempPathFactory) -> tuple[WeekFigures, Path]:
    out = tmp_path_factory.mktemp("written") / "weekly.xlsx"
    summary = write_weekly(made.office.store, out, names=NAMES, week="2026-W47", made=MADE, terms=TERMS)
    assert summary.figures is not None
    return summary.figures, out


@pytest.fixture(scope="module")
def figures(written: tuple[WeekFigures, Path]) -> WeekFigures:
    return written[0]


@pytest.fixture(scope="module")
def workbook(written: tuple[WeekFigures, Path]) -> Workbook:
    return opened(written[1])


def within(day: date | None) -> bool:
    return day is not None and LAST <= day <= SUNDAY


def known(made: Quarter) -> list[Told]:
    """What the robots can know: on Sunday night they had read what came in, and was decided, until Saturday."""
    return [case for case in made.cases if case.received < SUNDAY]


def decided(made: Quarter) -> list[Told]:
    return [case for case in known(made) if within(case.decided)]


def open_cases(made: Quarter) -> list[Told]:
    return [case for case in known(made) if case.decided is None]


def prepared(case: Told) -> bool:
    return case.proposal is not None and not case.protected


def test_what_came_was_closed_and_stands_open(made: Quarter, figures: WeekFigures) -> None:
    assert figures.whole.inflow == sum(within(_seen(case)) for case in known(made))
    assert figures.whole.closed == figures.whole.decided == len(decided(made))
    assert figures.whole.open == len(open_cases(made))
    assert figures.whole.inflow > 20
    assert figures.whole.closed > 20


def _seen(case: Told) -> date:
    """A case of which only the number may be held is counted on the day that a robot saw it."""
    return case.received + timedelta(days=1) if case.protected else case.received


def test_the_age_of_what_stands_open(made: Quarter, figures: WeekFigures) -> None:
    ages = [(SUNDAY - _seen(case)).days for case in open_cases(made)]
    bands = [(0, 14), (15, 30), (31, 60), (61, 90), (91, 180), (181, 9999)]
    assert figures.whole.ages == tuple(sum(low <= age <= high for age in ages) for low, high in bands)


def test_lead_times_and_who_had_the_case(made: Quarter, figures: WeekFigures) -> None:
    cases = [case for case in decided(made) if not case.protected]
    whole = [_days(case) for case in cases]
    assert figures.whole.lead.whole.median == median(whole)
    assert figures.whole.lead.whole.p90 == pytest.approx(_nine_in_ten(whole))
    waits = [float(case.waited or 0) for case in cases]
    assert figures.whole.lead.applicant.median == median(waits)
    robot = [min(_robot_days(case, made), _days(case)) for case in cases]
    assert figures.whole.lead.robot.median == median(robot)
    us = [all_days - hers - ours for all_days, hers, ours in zip(whole, waits, robot, strict=True)]
    assert figures.whole.lead.us.median == median(us)
    assert figures.whole.lead.us.p90 == pytest.approx(_nine_in_ten(us))


def _days(case: Told) -> float:
    assert case.decided is not None
    return float((case.decided - case.received).days)


def _robot_days(case: Told, made: Quarter) -> float:
    night = case.received + timedelta(days=1)
    while night in made.broken:
        night += timedelta(days=1)
    return float((night - case.received).days)


def _nine_in_ten(days: list[float]) -> float:
    ordered, at = sorted(days), 0.9 * (len(days) - 1)
    low = int(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def test_legal_times(made: Quarter, figures: WeekFigures) -> None:
    timed = [case for case in decided(made) if not case.protected]
    in_time = sum(case.decided is not None and case.decided <= case.due for case in timed)
    assert figures.whole.in_time == Share(in_time, len(timed))
    still = [case for case in open_cases(made) if not case.protected]
    soon = working_days_on(SUNDAY, 5)
    assert figures.whole.overdue == sum(case.due < SUNDAY for case in still)
    assert figures.whole.at_risk == sum(SUNDAY <= case.due <= soon for case in still)


def test_what_the_robots_made_of_the_cases_by_the_rows_of_the_store(made: Quarter, figures: WeekFigures) -> None:
    def rows(statement: str) -> list[tuple[object, ...]]:
        with made.office.store._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    begins = MADE.astimezone(SWEDEN).replace(hour=0) - timedelta(days=7)
    stepped = [
        (case, state, at)
        for case, state, at in rows("select case_id, state, max(at) from attempts group by case_id, state")
        if state and begins.strftime("%Y-%m-%d") <= str(at)[:10] <= SUNDAY.isoformat()
    ]
    failed = {case for case, state, _ in stepped if state == "failed"}
    assert figures.whole.failed == len(failed)
    handed = {case for case, state, _ in stepped if state == "handed_over"}
    reasons = Counter(str(reason) for case, reason in rows("select id, reason from cases") if case in handed and reason)
    assert {reason.value: many for reason, many in (figures.whole.handed_over or {}).items()} == reasons
    proposed = {case for case, state, _ in stepped if state == "proposed"}
    asking = [case for case, outcome in rows("select id, outcome from cases") if outcome == "completion"]
    assert figures.whole.completions == len(proposed & set(asking))


def test_how_far_the_robots_came(made: Quarter, figures: WeekFigures) -> None:
    taken_up = [case for case in known(made) if within(_night(case, made))]
    assert figures.whole.prepared == Share(sum(map(prepared, taken_up)), len(taken_up))
    helped = [case for case in decided(made) if prepared(case)]
    comparable = [case for case in helped if case.proposal in ("grant", "reject")]
    agreed = sum(case.proposal == case.outcome for case in comparable)
    assert figures.whole.agreement == Share(agreed, len(comparable))
    assert (figures.whole.helped, figures.whole.reworked) == (len(helped), len(comparable) - agreed)


def _night(case: Told, made: Quarter) -> date:
    night = case.received + timedelta(days=1)
    while night in made.broken:
        night += timedelta(days=1)
    return night


def test_hours_saved_with_their_span(made: Quarter, figures: WeekFigures) -> None:
    helped = [case for case in decided(made) if prepared(case)]
    reworked = [case for case in helped if case.proposal in ("grant", "reject") and case.proposal != case.outcome]
    assert figures.saved is not None

    def hours(manual: float) -> float:
        return sum((manual - 5) / 60 for _ in helped) - sum(10 / 60 for _ in reworked) - 4

    assert figures.saved.span == pytest.approx((hours(25), hours(35), hours(50)))


def test_runs_and_starts(figures: WeekFigures) -> None:
    assert figures.runs == Share(6, 7)  # one was broken off
    assert figures.on_time == Share(6, 7)  # another began two hours late


@pytest.mark.parametrize("of", ["flows", "units"])
def test_groups_come_to_the_whole(figures: WeekFigures, of: str) -> None:
    groups = getattr(figures, of)
    counts: list[Callable[[object], int]] = [
        lambda one: one.inflow,
        lambda one: one.closed,
        lambda one: one.open,
        lambda one: one.overdue or 0,
        lambda one: one.failed or 0,
        lambda one: one.completions or 0,
        lambda one: one.all_handed_over or 0,
        lambda one: one.in_time.of,
        lambda one: one.prepared.part,
        lambda one: one.agreement.part,
        lambda one: one.helped,
    ]
    for count in counts:
        assert sum(map(count, groups.values())) == count(figures.whole)


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit(made: Quarter, figures: WeekFigures, unit: str) -> None:
    still = [case for case in open_cases(made) if case.unit == unit and not case.protected]
    assert figures.units[unit].open == len(still)
    arrived = [case for case in known(made) if case.unit == unit and not case.protected and within(case.received)]
    assert figures.units[unit].inflow == len(arrived)


def test_every_week_of_the_chart(made: Quarter, workbook: Workbook) -> None:
    for row in table(workbook, "Weeks"):
        monday = row["Måndag"].date()  # type: ignore[attr-defined]
        sunday = monday + timedelta(days=6)
        assert row["Inkomna"] == sum(monday <= _seen(case) <= sunday for case in known(made))
        assert row["Avslutade"] == sum(monday <= case.decided <= sunday for case in known(made) if case.decided)
        still = [case for case in made.cases if _seen(case) <= sunday and not (case.decided and case.decided <= sunday)]
        assert row["Öppna"] == len([case for case in still if case.received < SUNDAY])


def test_what_is_asked_for(made: Quarter, figures: WeekFigures) -> None:
    asking = [case for case in known(made) if case.way == "completion" and not case.protected]
    counts = Counter(case.flow for case in asking if within(_night(case, made)))
    assert figures.asked == {flow: {"photo": many} for flow, many in counts.items()}


def test_the_cells_with_names_say_the_same(figures: WeekFigures, workbook: Workbook) -> None:
    named, whole = names(workbook), figures.whole
    assert (named["Arrived"], named["Closed"], named["Open"]) == (whole.inflow, whole.closed, whole.open)
    assert (named["InTime"], named["Prepared"]) == (whole.in_time.value, whole.prepared.value)
    assert named["AsProposed"] == whole.agreement.value
    assert figures.saved is not None
    assert [named[name] for name in ("HoursSavedLow", "HoursSaved", "HoursSavedHigh")] == list(figures.saved.span)
    assert named["WhatIfHelped"] == whole.helped
    assert str(named["WhatIfLikelyHours"]).startswith("=IF(WhatIfManualLikely>0,(WhatIfHelped*")


def in_thirteen_weeks(case: Told, made: Quarter) -> bool:
    return SUNDAY - timedelta(weeks=13) < _night(case, made) <= SUNDAY


def test_reasons_over_thirteen_weeks_are_to_the_nearest_five(made: Quarter, workbook: Workbook) -> None:
    ways = {"judgement": "Kräver en bedömning", "unreadable": "En uppgift kunde inte läsas säkert"}
    handed = [case for case in known(made) if in_thirteen_weeks(case, made)]
    counts = Counter(ways[case.way] for case in handed if case.way in ways and not case.protected)
    told = {str(row["Skäl"]): row for row in table(workbook, "HandOvers")}
    for reason, count in counts.items():
        shown = told[reason]["Ärenden, 13 veckor"]
        assert isinstance(shown, int)
        assert abs(shown - count) <= 2
        assert shown % 5 == 0
    first = told["En uppgift kunde inte läsas säkert"]
    assert first["Andel"] == first["Andel hittills"]
    assert (first["Går att ta bort"], told["Kräver en bedömning"]["Går att ta bort"]) == ("Ja", "Nej")


def test_completions_over_thirteen_weeks_are_to_the_nearest_five(made: Quarter, workbook: Workbook) -> None:
    asking = [case for case in known(made) if case.way == "completion" and not case.protected]
    counts = Counter(NAMES.flow(case.flow) for case in asking if in_thirteen_weeks(case, made))
    told = {str(row["Ärendetyp"]): row["Ärenden, 13 veckor"] for row in table(workbook, "Requests")}
    for flow, count in counts.items():
        shown = told[flow]
        assert (shown == "x") if count < 5 else (isinstance(shown, int) and abs(shown - count) <= 2)


def test_the_robots_sheet_says_how_they_ran_and_what_they_cost(workbook: Workbook) -> None:
    (robot,) = table(workbook, "Robots")
    assert [robot[name] for name in ("Körningar", "Gick bra", "Avbrutna", "Stoppade")] == [7, 6, 1, 0]
    assert robot["Starter i tid"] == pytest.approx(6 / 7)
    assert (robot["Ägare"], robot["Kostnad, kr per vecka"]) == ("Trafikkontoret", 900)
    assert robot["Så läses skärmbilderna"] == "4 hämtas, 1 visas"


def test_every_case_near_its_last_day_is_listed(made: Quarter, workbook: Workbook) -> None:
    soon = working_days_on(SUNDAY, 5)
    pressing = [case for case in open_cases(made) if not case.protected and case.due <= soon]
    assert [row["Ärende"] for row in table(workbook, "Pressing")] == [
        case.number for case in sorted(pressing, key=lambda case: (case.due, made.cases.index(case)))
    ]


@pytest.mark.parametrize(
    ("due", "left"),
    [
        (date(2026, 11, 27), 5),
        (date(2026, 11, 23), 1),
        (SUNDAY, 0),
        (date(2026, 11, 20), -1),  # the Friday before: no working day has passed, the day has
        (date(2026, 11, 18), -2),
        (date(2026, 12, 28), 24),  # Christmas and its eve are none
    ],
)
def test_working_days_left_are_below_nought_once_the_last_day_has_passed(due: date, left: int) -> None:
    assert working_days_left(SUNDAY, due) == left


def test_kronor_at_risk_are_those_of_the_cases_near_their_last_day(made: Quarter) -> None:
    def stakes(_application: object, day: date) -> list[tuple[date, Decimal]]:
        return [
            (day, Decimal(1000)),
            (day + timedelta(days=7), Decimal(1400)),
            (day + timedelta(days=8), Decimal(9000)),
        ]

    terms = replace(TERMS, stakes={"parking_permit": stakes})
    soon = working_days_on(SUNDAY, 5)
    mine = [case for case in open_cases(made) if case.flow == "parking_permit" and not case.protected]
    pressing = [case for case in mine if case.due <= soon]
    read = [case for case in pressing if case.way != "fails"]
    store = made.office.store
    counting = Counting.of(store, NAMES, MADE, since=Week.parse("2026-W46"), terms=terms)
    figures = counting.as_they_are(Week.parse("2026-W47"))
    assert figures is not None
    assert figures.kronor is not None
    assert (figures.kronor.lost, figures.kronor.at_risk) == (1000 * len(read), 400 * len(read))
    assert (figures.kronor.cases, figures.kronor.unknown) == (len(read), len(pressing) - len(read))
