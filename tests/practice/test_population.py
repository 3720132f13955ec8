"""The people and cases that are drawn, and the table they are drawn from."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from robots.practice.applicants import check_digit, personal_number
from robots.practice.casetype import case_type
from robots.practice.chance import chance
from robots.practice.clock import months_after
from robots.practice.options import Options
from robots.practice.population import Population, populate
from robots.practice.scenarios import scenarios
from tests.practice.conftest import DAY

KIND = case_type("parking_permit")
STORIES = scenarios("parking_permit")
REASONS = {"person_only", "unreadable", "contradiction", "locked", "begun", "altered", "judgement"}
MISSING = {
    *("certificate", "photo", "signature", "police_report"),
    *("walking_distance", "left_alone", "duration", "mobility"),
}
FAILS = {"walking", "alone", "duration", "permits", "loss"}


def drawn(**options: Any) -> Population:
    return populate(Options(**{"day": DAY, **options}), KIND, STORIES)


def test_the_table_tells_60_different_stories_that_end_in_every_way() -> None:
    expected = [story.expect for story in STORIES.stories]
    assert len({story.story for story in STORIES.stories}) == 60
    assert Counter(expect.outcome or "handed_over" for expect in expected) == {
        "grant": 24,
        "completion": 12,
        "reject": 12,
        "handed_over": 12,
    }
    assert {expect.handed_over for expect in expected} - {None} == REASONS
    assert {missing for expect in expected for missing in expect.missing} == MISSING
    assert {fails for expect in expected for fails in expect.fails} == FAILS


@pytest.mark.parametrize("limit", [500, 501, 100, 101])
def test_walking_limits_are_met_from_both_sides(limit: int) -> None:
    assert any(story.given["Gångsträcka (meter)"] == limit for story in STORIES.stories)


def test_each_story_ends_in_one_way() -> None:
    for story in STORIES.stories:
        expect = story.expect
        assert bool(expect.outcome) != bool(expect.handed_over), story.story
        assert bool(expect.missing) == (expect.outcome == "completion"), story.story
        assert bool(expect.fails) == (expect.outcome == "reject"), story.story
        assert bool(expect.months or expect.until) == (expect.outcome == "grant"), story.story


def test_every_value_of_the_table_belongs_to_a_field() -> None:
    assert {label for story in STORIES.stories for label in story.given} == set(KIND.labels)


def test_the_same_seed_and_day_draw_the_same_cases() -> None:
    assert drawn(seed=3).cases == drawn(seed=3).cases


def test_another_seed_draws_other_people_and_another_order_of_the_same_stories() -> None:
    one, two = drawn(seed=1), drawn(seed=2)
    stories = [[scenario.story for scenario, _ in population.key.values()] for population in (one, two)]
    names = [{case.fields["Namn"] for case in population.cases.values()} for population in (one, two)]
    assert stories[0] != stories[1]
    assert sorted(stories[0]) == sorted(stories[1])
    assert names[0] != names[1]


def test_more_cases_than_stories_tell_them_again_about_others() -> None:
    population = drawn(cases=150)
    told = Counter(scenario.story for scenario, _ in population.key.values())
    assert len(population.key) == 150
    once = [scenario.story for scenario, expected in population.key.values() if expected.handed_over == "altered"]
    assert set(told.values()) == {1, 2, 3}
    assert {story for story, times in told.items() if times == 1} == set(once)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(2027, 8, 31)])
def test_dates_follow_the_day_the_system_is_started_for(day: date) -> None:
    for case in drawn(day=day).cases.values():
        assert case.received < day
        assert case.received.weekday() < 5
        for period in case.periods:
            assert period.starts < period.ends
        active = [period for period in case.periods if period.status == "Aktivt"]
        assert all(period.ends >= str(case.decisions[-1].time.date() if case.decisions else day) for period in active)


def test_personal_numbers_have_a_right_check_digit_except_where_the_story_says_otherwise() -> None:
    for seed in (1, 2):
        population = drawn(seed=seed)
        for number, (scenario, _) in population.key.items():
            digits = re.sub(r"\D", "", population.cases[number].fields["Personnummer"])
            right = check_digit(digits[2:11]) == int(digits[11])
            assert right == (scenario.person.flaw != "check_digit"), scenario.story


def test_personal_numbers_are_of_the_series_for_tests() -> None:
    for case in drawn().cases.values():
        assert re.fullmatch(r"\d{8}-(23[89]|98\d)\d", case.fields["Personnummer"])


def test_the_check_digit_of_the_worked_example_comes_out_right() -> None:
    # 640823-3234 is the example by which the calculation is commonly explained.
    assert check_digit("640823323") == 4


def test_a_coordination_number_has_sixty_added_to_its_day() -> None:
    assert personal_number(date(1980, 5, 7), chance(1), coordination=True).startswith("19800567-")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), -11, date(2025, 2, 28)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
