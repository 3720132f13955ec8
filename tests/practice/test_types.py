"""Several case types in one practice system: each with its own stories, screens and numbers, in the same lists."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from robots.practice.__main__ import options
from robots.practice.casetype import case_type, case_types
from robots.practice.options import Options
from robots.practice.population import populate, population
from robots.practice.scenarios import scenarios
from tests.practice.clerk import Clerk
from tests.practice.conftest import DAY

BOTH = ("resident_parking", "parking_permit")
STORIES = scenarios("resident_parking")
SCREENS = case_type("resident_parking")


def test_the_learners_table_tells_twelve_stories_that_end_in_every_way() -> None:
    expected = [story.expect for story in STORIES.stories]
    assert len({story.story for story in STORIES.stories}) == 12
    assert Counter(one.outcome or one.handed_over for one in expected) == {
        "grant": 3,
        "completion": 4,
        "reject": 2,
        "judgement": 1,
        "unreadable": 1,
        "person_only": 1,
    }


@pytest.mark.parametrize("name", case_types())
def test_every_value_of_a_table_belongs_to_a_field(name: str) -> None:
    assert {label for story in scenarios(name).stories for label in story.given} == set(case_type(name).labels)


@pytest.mark.parametrize("name", case_types())
def test_what_a_draft_must_hold_stands_in_the_decision_form(name: str) -> None:
    controls = set(case_type(name).decision.initial)
    assert {control for story in scenarios(name).stories for control in story.expect.writes} <= controls


def test_no_two_types_share_a_code_or_a_series() -> None:
    kinds = [case_type(name) for name in case_types()]
    assert len({kind.code for kind in kinds}) == len({kind.series for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("seed", [1, 22])
def test_other_types_change_nothing_in_the_cases_of_one(seed: int) -> None:
    given = Options(seed=seed, day=DAY)
    alone = populate(given, case_type("parking_permit"), scenarios("parking_permit"))
    mixed = population(Options(seed=seed, day=DAY, types=BOTH))
    of_it = {number: case for number, case in mixed.cases.items() if "-PRK-" in number}
    assert list(of_it.items()) == list(alone.cases.items())
    assert len(mixed.key) == 72


def test_all_documents_of_a_system_have_numbers_of_their_own() -> None:
    cases = population(Options(day=DAY, cases=200, types=BOTH)).cases.values()
    keys = [document.key for case in cases for document in case.documents]
    assert len(set(keys)) == len(keys)


def test_the_lists_mix_the_types_by_the_day_of_arrival(started: Callable[..., Clerk]) -> None:
    rows = started(types=BOTH, cases=12).get("/inkorg").rows
    days = [row[1] for row in rows]
    assert Counter(row[2] for row in rows[:24]) == {"Boendeparkering": 12, "Parkeringstillstånd": 12}
    assert days == sorted(days, reverse=True)


def test_a_case_shows_the_screens_of_its_own_type(started: Callable[..., Clerk]) -> None:
    clerk = started(types=BOTH)
    number = clerk.number_of("Den som bor i zonen och äger sin bil")
    vehicle = clerk.send(clerk.open(number), "flik", "2").pairs
    form = clerk.decision_form(number)
    assert vehicle["Innehav"] == "Äger"
    assert "Gångsträcka (meter)" not in vehicle
    assert "Avgift (kr)" in form.pairs


def test_a_draft_of_another_type_is_saved_and_counted(started: Callable[..., Clerk]) -> None:
    clerk = started(types=BOTH)
    number = clerk.number_of("Den som bor i zonen och äger sin bil")
    saved = clerk.send(clerk.decision_form(number), "spara", forslag="Bifall", avgift="1200,00")
    account, key = clerk.account(), clerk.account("facit")["cases"][number]
    assert "Utkast sparat" in saved.text
    assert account["cases"][number]["draft"]["avgift"] == key["draft"]["avgift"]
    assert account["draft_saves"] == {"robot": 1}


def test_no_registration_number_can_be_real() -> None:
    for case in population(Options(day=DAY, types=("resident_parking",))).cases.values():
        assert re.fullmatch(r"([A-ZÅÄÖ]*[ÅÄÖ][A-ZÅÄÖ]*\d{3})?", case.fields["Registreringsnummer"])


def test_the_upgrade_moves_no_field_into_a_type_that_lacks_it(started: Callable[..., Clerk]) -> None:
    clerk = started(types=BOTH, version=2)
    first = clerk.open(clerk.number_of("Den som bor i zonen och äger sin bil"))
    assert "Kan lämnas ensam" not in first.pairs
    assert "Folkbokförd i zonen" in first.pairs


def test_a_story_may_say_the_day_it_came_in() -> None:
    key = population(Options(day=DAY, types=("building_notification",)))
    said = {scenario.arrived: key.cases[number].received for number, (scenario, _) in key.key.items()}

    assert said[date(2026, 3, 2)] == date(2026, 3, 2)
    assert said[6] == DAY - timedelta(days=6)


@pytest.mark.parametrize(
    ("day", "year", "ends"),
    [
        (date(2026, 6, 15), "2025/2026", "2026-06-15"),
        (date(2026, 6, 16), "2026/2027", "2027-06-15"),
        (date(2026, 12, 31), "2026/2027", "2027-06-15"),
        (date(2027, 1, 1), "2026/2027", "2027-06-15"),
    ],
)
def test_a_school_year_is_the_one_that_ends_next(day: date, year: str, ends: str) -> None:
    drawn = population(Options(day=day, types=("school_transport",)))
    grants = {number for number, (_, expect) in drawn.key.items() if expect.outcome == "grant"}

    assert {drawn.cases[number].fields["Läsår"] for number in drawn.key} == {year}
    assert {drawn.key[number][1].draft(drawn.cases[number], day)["galler_till"] for number in grants} == {ends}


def test_the_command_line_names_the_types() -> None:
    words: list[Any] = ["--type", "resident_parking", "--type", "parking_permit", "--type", "resident_parking"]
    assert options(words).types == BOTH
    assert options([]).types == ("parking_permit",)


def test_each_type_may_have_a_number_of_new_cases_of_its_own() -> None:
    asked = options(["--type", "parking_permit=3", "--type", "home_adaptation=2", "--type", "resident_parking"])
    assert asked.types == ("parking_permit", "home_adaptation", "resident_parking")
    drawn = Counter(case.case_type.code for case in population(asked).cases.values() if case.status == "Nytt")
    assert drawn == {"PRK": 3, "BAB": 2, "BOP": 12}


def test_a_type_that_there_is_not_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(["--type", "dog_licence=3"])
    assert (
        "home_adaptation, parking_permit, resident_parking, school_transport, not dog_licence"
        in capsys.readouterr().err
    )
