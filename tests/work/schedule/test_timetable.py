"""What `when:` comes to on the clock, held against a second way to reckon it, over whole years."""

# ruff: noqa: DTZ001  what a clock on the wall shows has no zone

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from pydantic import TypeAdapter

from robots.when import When, WhenPart
from robots.work.schedule.timetable import Time, Timetable
from robots.workdays import Calendar, is_working_day
from tests.work.schedule import naive
from tests.work.schedule.naive import DAY, STOCKHOLM

COUNTRY = Calendar()
SQUEEZED = Calendar(squeeze_days_off=True)
LOCAL = Calendar(
    eves=frozenset({"midsummer", "christmas", "new_year", "maundy_thursday", "twelfth_night"}),
    squeeze_days_off=True,
    free=frozenset({date(2026, 11, 26), date(2026, 7, 31), date(2026, 7, 30)}),
    working=frozenset({date(2026, 12, 24), date(2026, 5, 15)}),
)
YEARS, CLOSELY = range(2024, 2032), (2026, 2027)
CRONS = ["30 2 * * 1-5", "*/20 2,3 * * 0", "0 0 1 * *", "15 2 25-31 3,10 7", "0 5 13 * fri", "59 23 * * *"]


def table(when: Any, calendar: Calendar = COUNTRY) -> Timetable:
    parts: tuple[WhenPart, ...] = TypeAdapter(When).validate_python(when)
    return Timetable(parts, calendar)


def times_in(timetable: Timetable, year: int) -> list[Time]:
    first, last = naive.midnight(date(year, 1, 1)), naive.midnight(date(year + 1, 1, 1))
    return timetable.between(first - timedelta(seconds=1), last - timedelta(seconds=1))


def on(timetable: Timetable, day: date) -> list[tuple[str, str]]:
    """A day's times: what names each, and the instant in UTC."""
    first = naive.midnight(day)
    found = timetable.between(first - timedelta(seconds=1), naive.midnight(day + DAY) - timedelta(seconds=1))
    return [(time.due, f"{time.planned.astimezone(UTC):%H:%M}") for time in found]


def by_instant(walls: Iterable[datetime]) -> list[Time]:
    """Times of walls; of two at one instant the one that the clock shows."""
    found = sorted(Time(naive.instant(wall), f"{wall:%Y-%m-%dT%H:%M}") for wall in walls)
    return list({time.planned: time for time in found}.values())


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_a_time_that_spring_leaves_out_comes_once_an_hour_later() -> None:
    assert on(table("30 2 * * *"), SPRING) == [("2026-03-29T02:30", "01:30")]  # 03:30 in Sweden
    assert on(table("0 2,3 * * *"), SPRING) == [("2026-03-29T03:00", "01:00")]  # one start, not two at one instant


def test_a_time_that_autumn_has_twice_comes_once_the_first_time() -> None:
    assert on(table("30 2 * * *"), AUTUMN) == [("2026-10-25T02:30", "00:30")]
    assert [due[-5:] for due, _ in on(table("*/30 1-3 * * *"), AUTUMN)] == [
        "01:00", "01:30", "02:00", "02:30", "03:00", "03:30",
    ]  # fmt: skip


def test_an_interval_goes_by_instants_through_both_days() -> None:
    assert len(on(table({"every": "1 h"}), SPRING)) == 23
    assert len(on(table({"every": "1 h"}), AUTUMN)) == 25
    night = on(table({"every": "30 min", "between": "01:30-03:30"}), AUTUMN)
    assert [at for _, at in night] == ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"]
    assert night[0][0] == "2026-10-24T23:30Z"


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    late = table({"every": "2 h", "between": "22:00-02:30", "days": "workdays"})
    assert [due for due, _ in on(late, date(2026, 11, 28))] == ["2026-11-27T23:00Z", "2026-11-28T01:00Z"]
    assert on(late, date(2026, 11, 29)) == []


@pytest.mark.parametrize(("line", "weekday"), [("0", 7), ("7", 7), ("sun", 7), ("1", 1), ("6", 6), ("fri", 5)])
def test_weekdays_are_numbered_as_cron_numbers_them(line: str, weekday: int) -> None:
    found = times_in(table(f"0 5 * * {line}"), 2026)
    assert len(found) == 52
    assert {time.planned.astimezone(STOCKHOLM).isoweekday() for time in found} == {weekday}


@pytest.mark.parametrize(
    ("line", "weekdays"),
    [("30 2 * * 1-5", "mon-fri"), ("*/20 7-17 * 6 0,3", "sun,wed"), ("0 4 * * 5-7", "fri-sun"), ("5 0 29 2 *", "*")],
)
def test_the_scheduler_library_tells_the_same_times_once_weekdays_are_named(line: str, weekdays: str) -> None:
    minute, hour, day, month, _ = line.split()
    other = CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=weekdays, timezone=UTC)
    walls, at = [], datetime(2026, 1, 1, tzinfo=UTC)
    while (at := other.get_next_fire_time(None, at)).year < 2030:
        walls.append(f"{at:%Y-%m-%dT%H:%M}")
        at += timedelta(minutes=1)
    ours = [time.due for year in range(2026, 2030) for time in times_in(table(line), year)]
    assert ours == walls


@pytest.mark.parametrize("year", YEARS)
def test_working_days_are_those_that_the_law_and_the_almanac_give(year: int) -> None:
    days = [date(year, 1, 1) + ahead * DAY for ahead in range(366)]
    assert [day for day in days if is_working_day(day) == naive.is_off(day)] == []
    assert [day for day in days if COUNTRY.is_working_day(day) == naive.is_off(day)] == []
    squeezed = {day for day in days if SQUEEZED.is_working_day(day) != COUNTRY.is_working_day(day)}
    assert squeezed == {day for day in days if naive.is_squeezed(day)}


def test_a_municipality_has_days_of_its_own_and_the_law_knows_nothing_of_them() -> None:
    assert LOCAL.why_free(date(2026, 11, 26)) == "free here"
    assert LOCAL.why_free(date(2026, 4, 2)) == "maundy_thursday"
    assert LOCAL.why_free(date(2026, 1, 5)) == "twelfth_night"
    assert LOCAL.is_working_day(date(2026, 12, 24))
    assert LOCAL.is_working_day(date(2026, 5, 15))  # a squeeze day after Ascension Day, agreed to be worked
    assert is_working_day(date(2026, 11, 26))
    assert not is_working_day(date(2026, 12, 24))


@pytest.mark.proof
@pytest.mark.parametrize("line", CRONS)
def test_cron_lines_come_to_the_same_times_by_a_walk_through_every_minute(line: str) -> None:
    for year in CLOSELY:
        walls = naive.walls(line, date(year, 1, 1), date(year, 12, 31))
        assert times_in(table(line), year) == by_instant(walls)


@pytest.mark.parametrize("calendar", [COUNTRY, SQUEEZED, LOCAL], ids=["country", "squeezed", "local"])
@pytest.mark.parametrize("otherwise", ["skip", "next"])
def test_days_off_are_skipped_or_moved_as_by_hand(calendar: Calendar, otherwise: str) -> None:
    when = {"cron": "30 2 * * *", "days": "workdays", "otherwise": otherwise}
    for year in CLOSELY:
        walls = set()
        for ahead in range(-10, 366):
            day = moved = date(year, 1, 1) + ahead * DAY
            while otherwise == "next" and not calendar.is_working_day(moved):
                moved += DAY
            if calendar.is_working_day(moved) and moved.year == year:
                walls.add(datetime(moved.year, moved.month, moved.day, 2, 30))
            assert day <= moved
        assert times_in(table(when, calendar), year) == by_instant(walls)


def test_a_monthly_time_on_a_day_off_moves_to_the_next_working_day_and_says_so() -> None:
    monthly = table({"cron": "0 6 25 * *", "days": "workdays", "otherwise": "next"})
    assert [time.due for time in times_in(monthly, 2026) if time.due > "2026-11"] == [
        "2026-11-25T06:00",
        "2026-12-28T06:00",
    ]
    christmas = datetime(2026, 12, 20, tzinfo=UTC)
    (moved,) = monthly.skipped(christmas, christmas + 10 * DAY)
    assert (moved.why, moved.moved) == ("Christmas Day", True)


@pytest.mark.parametrize("calendar", [COUNTRY, SQUEEZED, LOCAL], ids=["country", "squeezed", "local"])
def test_the_last_working_day_of_each_month_is_the_one_before_the_first_of_the_next(calendar: Calendar) -> None:
    for year in CLOSELY:
        walls = []
        for month in range(1, 13):
            day = date(year + month // 12, month % 12 + 1, 1) - DAY
            while not calendar.is_working_day(day):
                day -= DAY
            walls.append(datetime(day.year, day.month, day.day, 4, 0))
        assert times_in(table({"last_working_day": "04:00"}, calendar), year) == by_instant(walls)


@pytest.mark.parametrize("every", ["20 min", "45 min", "7 h"])
@pytest.mark.parametrize("between", [None, "07:00-18:00", "21:30-03:15", "01:00-04:00"])
def test_intervals_are_counted_from_the_beginning_of_their_hours(every: str, between: str | None) -> None:
    number, unit = every.split()
    step = timedelta(minutes=int(number) * (60 if unit == "h" else 1))
    begin, end = (between or "00:00-24:00").split("-")
    expected = []
    for ahead in range(-1, 365):
        day = date(2026, 1, 1) + ahead * DAY
        last = day if end > begin and end != "24:00" else day + DAY
        at = naive.instant(datetime.fromisoformat(f"{day}T{begin}"))
        until = naive.instant(datetime.fromisoformat(f"{last}T{end.replace('24', '00')}"))
        while at < until:
            expected.append(Time(at, f"{at:%Y-%m-%dT%H:%MZ}"))
            at += step
    year = (naive.midnight(date(2026, 1, 1)), naive.midnight(date(2027, 1, 1)))
    expected = [time for time in expected if year[0] <= time.planned < year[1]]
    assert times_in(table({"every": every} | ({"between": between} if between else {})), 2026) == expected


def test_one_off_dates_come_once() -> None:
    once = table({"at": ["2026-12-01 08:00", "2026-03-29 02:30"]})
    assert [time.due for time in times_in(once, 2026)] == ["2026-03-29T02:30", "2026-12-01T08:00"]
    assert times_in(once, 2027) == []


def test_the_latest_and_the_next_time_are_those_of_the_whole_list() -> None:
    mixed = table(["30 2 * * 1-5", {"every": "45 min", "between": "21:30-03:15"}, {"at": "2026-10-25 02:40"}])
    times = times_in(mixed, 2026)
    for number in range(1, len(times) - 1, 37):
        before, this, after = times[number - 1 : number + 2]
        assert mixed.latest(before.planned, this.planned) == this
        assert mixed.latest(this.planned, after.planned - timedelta(seconds=1)) is None
        assert mixed.latest(before.planned, after.planned - timedelta(seconds=1)) == this
        assert mixed.next(this.planned) == after
