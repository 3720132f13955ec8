"""Two applications of one person: exactly one is handed over, and people are told of both once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from robots.cases import Claim, Store
from robots.cases.persons import personal_numbers
from robots.cases.schema import PersonRow
from robots.errors import Reason
from robots.model import PersonalNumber, Record, State, Unknown
from tests.cases.desk import APPLICATION, KEY, NUMBER, PROPOSAL, VERSIONS, Clock, Desk, applied_by, decided, row

OTHER = "198012032386"  # a test number of somebody else


class Member(Record):
    number: PersonalNumber | None
    since: date | None


class Household(Record):
    applicant: PersonalNumber
    partner: PersonalNumber | None
    case_id: str  # twelve digits, and no person's
    members: tuple[Member, ...]


def standing(store: Store) -> list[tuple[State, Reason | None]]:
    return [(case.state, case.reason) for case in sorted(store.cases(), key=lambda case: case.number)]


def marks(store: Store) -> Sequence[PersonRow]:
    with store._reading() as session:
        return session.scalars(select(PersonRow)).all()


def test_personal_numbers_are_found_by_their_type_in_nested_rows_too() -> None:
    record = Household.of(
        {
            "applicant": NUMBER,
            "partner": OTHER,
            "case_id": "202611230001",
            "members": (
                {"number": OTHER, "since": None},
                {"number": Unknown("not a number"), "since": None},
                {"number": None, "since": None},
            ),
        }
    )
    found = [("applicant", NUMBER), ("partner", OTHER), ("members.number", OTHER)]
    assert list(personal_numbers(record)) == found
    assert list(personal_numbers(Household.of({"applicant": Unknown("empty")}))) == []


def test_the_second_application_of_a_person_is_handed_over_and_names_the_first(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    claim = desk.has("2026-2")

    assert desk.store.extracted(claim, APPLICATION, [], of_another="Se {}.".format) == "2026-1"

    assert standing(desk.store) == [(State.PROPOSED, None), (State.HANDED_OVER, Reason.DUPLICATE)]
    second = desk.store.content(desk.store.case("2026-2"))
    assert second.hand_over == "Se 2026-1."
    assert [attempt.state for attempt in second.attempts][-2:] == [State.EXTRACTED, State.HANDED_OVER]
    assert second.others == ("2026-1",)
    assert desk.store.content(desk.store.case("2026-1")).others == ("2026-2",)


def test_the_first_one_is_not_handed_over_when_it_is_read_again(desk: Desk) -> None:
    first = desk.has_proposed("2026-1")
    desk.store.extracted(desk.has("2026-2"), APPLICATION, [])

    assert desk.store.extracted(first, APPLICATION, []) is None


def test_a_retry_by_a_person_who_knows_of_both_lets_the_robot_prepare_it(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    desk.store.extracted(desk.has("2026-2"), APPLICATION, [])
    desk.store.retry(["2026-2"], by="test-clerk")
    again = desk.claims("2026-2")
    assert again is not None

    assert desk.store.extracted(again, APPLICATION, []) is None
    assert desk.state("2026-2") is State.EXTRACTED


def test_a_third_application_is_told_even_where_people_know_of_two(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    for number in ("2026-2", "2026-3"):
        assert desk.store.extracted(desk.has(number), APPLICATION, []) == "2026-1"
    desk.reads_decided(decided("2026-1"))

    desk.store.retry(["2026-3"], by="test-clerk")
    again = desk.claims("2026-3")
    assert again is not None
    assert desk.store.extracted(again, APPLICATION, []) == "2026-2", "nobody was told of these two"


@pytest.mark.parametrize("way", ["decided", "withdrawn", "disposed", "another person", "another system", "table"])
def test_a_case_that_is_over_or_of_another_is_no_duplicate(desk: Desk, way: str) -> None:
    match way:
        case "another person":
            desk.has_proposed("2026-1", OTHER)
        case "another system":
            desk.store.extracted(desk.has_elsewhere("2026-1"), APPLICATION, [])
        case "table":
            rows = ({"number": NUMBER, "since": None},)
            given = {"applicant": OTHER, "partner": None, "case_id": "", "members": rows}
            desk.store.extracted(desk.has("2026-1"), Household.of(given), [])
        case _:
            claim = desk.has_proposed("2026-1")
    match way:
        case "decided":
            desk.reads_decided(decided("2026-1"))
        case "withdrawn":
            desk.store.withdrawn(claim)
        case "disposed":
            desk.store.dispose("2026-1", by="test-archivist")

    assert desk.store.extracted(desk.has("2026-2"), APPLICATION, []) is None
    assert desk.store.content(desk.store.case("2026-2", "practice")).others == ()


def test_a_new_reading_replaces_the_marks_of_the_old_one(desk: Desk) -> None:
    claim = desk.has_proposed("2026-1")
    before = [one.mark for one in marks(desk.store)]
    desk.store.extracted(claim, applied_by(OTHER), [])

    (now,) = marks(desk.store)
    assert [now.mark] != before
    assert desk.store.cases_of_person(NUMBER) == []
    assert [case.number for case in desk.store.cases_of_person(OTHER)] == ["2026-1"]


@pytest.mark.parametrize("way", ["disposal", "protection", "hand-over"])
def test_marks_go_with_what_was_read(desk: Desk, way: str) -> None:
    claim = desk.has_proposed("2026-1")
    assert len(marks(desk.store)) == 1
    match way:
        case "disposal":
            desk.store.dispose("2026-1", by="test-archivist")
        case "protection":
            desk.reads_inbox(row(protected=True))
        case "hand-over":
            desk.store.hand_over(claim, Reason.PERSON_ONLY, "")
    assert marks(desk.store) == []


def test_of_two_that_are_read_at_one_instant_exactly_one_is_handed_over(url: str, tmp_path: Path) -> None:
    clock = Clock()
    with Store.open(url, KEY, attachments=tmp_path, clock=clock) as one, Store.open(url, KEY, clock=clock) as two:
        desk = Desk(one, clock)
        pairs = [(f"2026-{n}a", f"2026-{n}b", f"1980120{n % 7 + 1}238{n}") for n in range(6)]
        for first, second, person in pairs:
            claims = [desk.has(first), desk.has(second)]
            gate = threading.Barrier(2)
            answers: dict[str, str | None] = {}

            def read(store: Store, claim: Claim, person: str = person, gate: threading.Barrier = gate) -> None:
                gate.wait()
                other = store.extracted(claim, applied_by(person), [])
                answers[claim.number] = other  # noqa: B023
                if other is None:
                    store.proposed(claim, [], PROPOSAL, VERSIONS)

            robots = [threading.Thread(target=read, args=pair) for pair in zip((one, two), claims, strict=True)]
            for robot in robots:
                robot.start()
            for robot in robots:
                robot.join(timeout=60)
            assert sorted(map(str, answers.values())) in (sorted([first, "None"]), sorted([second, "None"]))
            reasons = [one.case(number).reason for number in (first, second)]
            assert sorted(map(str, reasons)) == ["None", "duplicate"]
