"""The legal clock, on the days where it turns, and for any days at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.building_notification import clock as module
from flows.building_notification.clock import Clock, Event, Kind, Limits, clock

PERMIT = Limits(decide=10, extend=10, ask=3, parts=5)
NOTIFICATION = Limits(decide=4, extend=4, ask=3, parts=5)
MONDAY = date(2025, 1, 13)  # ten weeks on is 24 March, four weeks on 10 February: working days all

Happened = Sequence[tuple[int, str, int]]  # days after the arrival, what, weeks

days = st.dates(date(2019, 1, 1), date(2025, 11, 30))
limits = st.sampled_from((PERMIT, NOTIFICATION))
fees = st.decimals(min_value=1, max_value=100_000, places=2)
kinds: st.SearchStrategy[Kind] = st.sampled_from(("own_addition", "injunction", "remedied", "extension", "receipt"))
unhurried = settings(deadline=None)  # the first look at a year's holidays takes a moment
happenings = st.lists(st.tuples(st.integers(0, 250), kinds, st.integers(0, 20)), max_size=8)


def events(arrival: date, happened: Happened) -> list[Event]:
    return [on(arrival + timedelta(days=after), cast("Kind", kind), weeks) for after, kind, weeks in happened]


def on(day: date, kind: Kind, weeks: int | None = None) -> Event:
    return Event(day=day, kind=kind, weeks=weeks)


def later(weeks: int = 0, days: int = 0) -> date:
    return MONDAY + timedelta(weeks=weeks, days=days)


@pytest.fixture
def no_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every day is a working day, so that only the weeks count."""
    monkeypatch.setattr(module, "working_day_from", lambda day: day)


# The days where it turns


@pytest.mark.parametrize(("limits", "weeks"), [(PERMIT, 10), (NOTIFICATION, 4)])
def test_the_time_ends_on_the_day_of_the_same_name(limits: Limits, weeks: int) -> None:
    assert clock(MONDAY, (), limits).last_day == later(weeks)


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    now = clock(MONDAY, (), PERMIT)

    assert (now.out(later(10)), now.out(later(10, 1))) == (False, True)


def test_a_time_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert clock(date(2025, 10, 16), (), PERMIT).last_day == date(2025, 12, 29)  # ten weeks on is Christmas Day


@pytest.mark.parametrize(("days", "moves"), [(0, True), (1, False)])
def test_an_injunction_moves_the_beginning_until_three_weeks_have_gone(days: int, moves: bool) -> None:
    happened = [on(later(3, days), "injunction"), on(later(6), "remedied")]

    assert clock(MONDAY, happened, PERMIT).start == (later(6) if moves else MONDAY)


def test_nobody_knows_the_last_day_while_an_injunction_in_time_waits() -> None:
    now = clock(MONDAY, [on(later(1), "injunction")], PERMIT)

    assert (now.last_day, now.weeks_late(later(52)), now.out(later(52))) == (None, 0, False)


@pytest.mark.parametrize(("days", "moves"), [(0, True), (1, False)])
def test_an_own_addition_opens_three_new_weeks(days: int, moves: bool) -> None:
    happened = [on(later(4), "own_addition"), on(later(7, days), "injunction"), on(later(8), "remedied")]

    assert clock(MONDAY, happened, PERMIT).start == (later(8) if moves else later(4))


@pytest.mark.parametrize("kind", ["own_addition", "injunction", "extension"])
def test_what_is_done_after_the_time_is_out_moves_nothing(kind: Kind) -> None:
    untouched = clock(MONDAY, (), PERMIT)

    assert clock(MONDAY, [on(later(10, 1), kind, 10), on(later(11), "remedied")], PERMIT) == untouched


def test_an_own_addition_on_the_last_day_begins_the_time_anew() -> None:
    assert clock(MONDAY, [on(later(10), "own_addition")], PERMIT).last_day == later(20)


@pytest.mark.parametrize(("days", "ends"), [(0, 20), (1, 10)])
def test_an_extension_counts_where_it_was_told_before_the_time_was_out(days: int, ends: int) -> None:
    assert clock(MONDAY, [on(later(10, days), "extension", 10)], PERMIT).last_day == later(ends)


def test_an_extension_is_never_longer_than_the_law_allows() -> None:
    assert clock(MONDAY, [on(later(1), "extension", 40)], NOTIFICATION).last_day == later(8)


def test_a_second_extension_does_not_count() -> None:
    happened = [on(later(1), "extension", 5), on(later(2), "extension", 6)]

    assert clock(MONDAY, happened, PERMIT).last_day == later(15)


@pytest.mark.parametrize(("days", "weeks"), [(0, 0), (1, 1), (7, 1), (8, 2), (28, 4), (29, 5), (365, 53)])
def test_a_week_late_has_begun_on_its_first_day(days: int, weeks: int) -> None:
    assert clock(MONDAY, (), PERMIT).weeks_late(later(10, days)) == weeks


@pytest.mark.parametrize(
    ("days", "lost"), [(0, 0), (1, 2400), (7, 2400), (8, 4800), (28, 9600), (29, 12000), (90, 12000)]
)
def test_a_fifth_of_the_fee_is_lost_for_each_week_that_has_begun(days: int, lost: int) -> None:
    assert clock(MONDAY, (), PERMIT).lost(Decimal(12000), later(10, days)) == lost


def test_the_weeks_at_risk_say_from_which_day_how_much_is_lost() -> None:
    weeks = list(clock(MONDAY, (), PERMIT).weeks_at_risk(Decimal("1850.50")))

    assert [(week.number, week.first, week.lost) for week in weeks] == [
        (number, later(10, 1 + 7 * (number - 1)), number * Decimal("370.10")) for number in range(1, 6)
    ]


# Any days at all


@unhurried
@given(days, happenings, limits)
def test_the_time_never_ends_before_it_begins(arrival: date, happened: Happened, limits: Limits) -> None:
    now = clock(arrival, events(arrival, happened), limits)

    assert now.start >= arrival
    assert now.last_day is None or now.last_day >= now.start + timedelta(weeks=limits.decide)


@unhurried
@given(days, happenings, limits)
def test_nothing_that_happens_shortens_the_time(arrival: date, happened: Happened, limits: Limits) -> None:
    said = sorted(events(arrival, happened), key=lambda event: event.day)
    now = clock(arrival, (), limits)
    for event in said:
        after = now.after(event)
        assert after.last_day is None or now.last_day is None or after.last_day >= now.last_day
        now = after


@unhurried
@given(days, st.integers(0, 21), st.integers(0, 400), limits)
def test_an_injunction_in_time_never_shortens(arrival: date, asked: int, remedied: int, limits: Limits) -> None:
    happened = events(arrival, [(asked, "injunction", 0), (asked + remedied, "remedied", 0)])
    moved, untouched = clock(arrival, happened, limits), clock(arrival, (), limits)

    assert moved.start == arrival + timedelta(days=asked + remedied)
    assert moved.last_day is not None
    assert untouched.last_day is not None
    assert moved.last_day >= untouched.last_day


@unhurried
@given(days, st.integers(1, 400), st.integers(0, 100), limits)
def test_a_late_injunction_changes_nothing(arrival: date, late: int, remedied: int, limits: Limits) -> None:
    untouched = clock(arrival, (), limits)
    asked = untouched.ask_by + timedelta(days=late)
    happened = [on(asked, "injunction"), on(asked + timedelta(days=remedied), "remedied")]

    assert clock(arrival, happened, limits) == untouched


@unhurried
@given(days, st.data(), limits)
def test_an_own_addition_in_time_opens_a_new_window(arrival: date, data: st.DataObject, limits: Limits) -> None:
    added = arrival + timedelta(days=data.draw(st.integers(0, 7 * limits.decide)))
    now = clock(arrival, [on(added, "own_addition")], limits)

    assert (now.opened, now.start) == (added, added)
    assert now.after(on(now.ask_by, "injunction")).stopped
    assert not now.after(on(now.ask_by + timedelta(days=1), "injunction")).stopped


@unhurried
@given(days, happenings, limits, fees)
def test_the_loss_grows_week_by_week_from_nothing_to_everything(
    arrival: date, happened: Happened, limits: Limits, fee: Decimal
) -> None:
    now = clock(arrival, events(arrival, happened), limits)
    last = now.last_day or arrival
    losses = [now.lost(fee, last + timedelta(days=days)) for days in range(-7, 60)]

    assert losses == sorted(losses)
    assert set(losses[:8]) == {0}
    assert now.last_day is None or {fee} == set(losses[7 + 29 :])
    assert all(week.lost == now.lost(fee, week.first) for week in now.weeks_at_risk(fee))


@unhurried
@given(days, happenings, limits)
def test_the_time_is_extended_once_at_most(arrival: date, happened: Happened, limits: Limits) -> None:
    now = clock(arrival, events(arrival, happened), limits)
    again = now.after(on(now.last_day or now.start, "extension", limits.extend))

    assert now.extended <= limits.extend
    assert not now.extended or again == now


@unhurried
@given(days, happenings, limits, st.integers(-200, 200))
@pytest.mark.usefixtures("no_holidays")
def test_a_shift_by_whole_weeks_shifts_the_clock(arrival: date, happened: Happened, limits: Limits, weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    here, there = (clock(first, events(first, happened), limits) for first in (arrival, arrival + shift))

    assert (there.start, there.opened, there.stopped) == (here.start + shift, here.opened + shift, here.stopped)
    assert there.last_day == (here.last_day and here.last_day + shift)


@unhurried
@given(days, happenings, limits, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_listed_does_not_matter(
    arrival: date, happened: Happened, limits: Limits, chance: st.DataObject
) -> None:
    listed = events(arrival, list({(on, kind): (on, kind, weeks) for on, kind, weeks in happened}.values()))
    mixed = list(listed)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert clock(arrival, mixed, limits) == clock(arrival, listed, limits)


def test_a_clock_is_plain_data() -> None:
    assert Clock(PERMIT, MONDAY, MONDAY) == clock(MONDAY, [on(MONDAY, "receipt"), on(MONDAY, "other")], PERMIT)
