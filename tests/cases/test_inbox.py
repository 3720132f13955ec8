"""The inbox as it was read."""

from __future__ import annotations

from datetime import date

import pytest

from robots.errors import ClaimLost, Reason
from robots.model import State
from tests.cases.desk import Desk, decided, row


def test_new_rows_become_found_cases_with_what_the_inbox_showed(desk: Desk) -> None:
    change = desk.reads_inbox(row("2026-1", 1, unit="Testenheten", caseworker="Test Handläggare"), row("2026-2", 2))

    assert change.found == ("2026-1", "2026-2")
    case = desk.store.case("2026-1")
    assert (case.state, case.flow, case.robot, case.authority) == (
        State.FOUND,
        "parking_permit",
        "robot-a",
        "Testnämnden",
    )
    assert (case.unit, case.caseworker, case.received) == ("Testenheten", "Test Handläggare", date(2026, 11, 1))
    assert case.due == date(2026, 12, 31)
    assert case.times == {State.FOUND: desk.clock.at}


def test_known_rows_are_not_found_twice_but_show_what_changed(desk: Desk) -> None:
    desk.reads_inbox(row(caseworker="Test Ett"))

    assert desk.reads_inbox(row(caseworker="Test Två", urgent=True)).found == ()
    case = desk.store.case("2026-1")
    assert (case.caseworker, case.urgent) == ("Test Två", True)


def test_a_row_that_slipped_onto_the_next_page_counts_once(desk: Desk) -> None:
    assert desk.reads_inbox(row(), row()).found == ("2026-1",)
    assert len(desk.store.cases()) == 1


def test_kinds_of_cases_without_a_flow_are_passed_over(desk: Desk) -> None:
    assert desk.reads_inbox(row(flow=None)).found == ()
    assert desk.store.cases() == []


def test_a_case_is_gone_only_after_a_complete_reading(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1"), row("2026-2"))

    assert desk.reads_inbox(row("2026-2"), complete=False).gone == ()
    assert desk.reads_inbox(row("2026-2"), complete=True).gone == ("2026-1",)
    assert desk.state("2026-1") is State.FOUND  # gone is a question; only a look at the case answers it


def test_cases_of_another_robot_are_not_missed(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1"))
    other = Desk(desk.store, desk.clock, robot="robot-b")

    assert other.reads_inbox(row("2026-9")).gone == ()


def test_a_withdrawn_case_that_is_back_is_found_again(desk: Desk) -> None:
    desk.store.withdrawn(desk.has())

    assert desk.reads_inbox(row()).found == ("2026-1",)
    assert desk.state() is State.FOUND


def test_a_protected_row_leaves_its_number_and_nothing_else(desk: Desk) -> None:
    desk.reads_inbox(row(protected=True, unit="Testenheten", caseworker="Test Ett", urgent=True))

    case = desk.store.case("2026-1")
    assert (case.state, case.reason) == (State.HANDED_OVER, Reason.PERSON_ONLY)
    assert {case.flow, case.unit, case.caseworker, case.received, case.due, case.outcome} == {None}
    assert not case.urgent
    assert desk.claims(wanted=list(State)) is None


def test_protection_empties_a_case_that_was_decided_as_well(desk: Desk) -> None:
    desk.has_proposed()
    desk.reads_decided(decided())

    desk.reads_inbox(row(protected=True))

    content = desk.store.content(desk.store.case("2026-1"))
    assert content.application is None
    case = content.case
    assert {case.received, case.flow, case.outcome, case.decided, case.decided_outcome} == {None}


def test_a_protected_row_is_kept_even_when_its_flow_was_not_read(desk: Desk) -> None:
    desk.reads_inbox(row(flow=None, protected=True))

    assert desk.store.case("2026-1").reason is Reason.PERSON_ONLY


def test_protection_that_comes_later_empties_the_case_and_stops_the_robot_at_it(desk: Desk) -> None:
    claim, draft = desk.has_drafted()

    desk.reads_inbox(row(protected=True))

    assert not desk.store.holds(claim)
    with pytest.raises(ClaimLost):
        desk.store.verified(claim, draft)
    content = desk.store.content(desk.store.case("2026-1"))
    assert (content.application, content.findings, content.proposal, content.documents) == (None, (), None, ())
    assert content.case.flow is None
    assert content.case.times[State.HANDED_OVER] == desk.clock.at


def test_a_person_only_case_stays_so_whatever_the_next_inbox_shows(desk: Desk) -> None:
    desk.reads_inbox(row(protected=True))
    desk.reads_inbox(row(caseworker="Test Ett"))

    case = desk.store.case("2026-1")
    assert (case.reason, case.caseworker, case.flow) == (Reason.PERSON_ONLY, None, None)


def test_a_decision_by_a_person_ends_the_robots_work(desk: Desk) -> None:
    claim = desk.has_proposed()

    assert desk.reads_decided(decided(outcome="reject", days_waiting_for_applicant=4)) == 1

    case = desk.store.case("2026-1")
    assert (case.state, case.decided, case.decided_outcome) == (State.DECIDED, date(2026, 11, 20), "reject")
    assert (case.outcome, case.days_waiting_for_applicant) == ("grant", 4)
    assert not desk.store.holds(claim)


def test_a_decision_that_is_known_tells_nothing_new(desk: Desk) -> None:
    assert desk.reads_decided(decided()) == 1
    assert desk.reads_decided(decided()) == 0
    assert desk.reads_decided(decided(outcome="reject")) == 1


def test_older_decisions_are_kept_as_history_and_never_claimed(desk: Desk) -> None:
    desk.reads_decided(decided("2025-7"), decided("2025-8", flow=None))

    assert [case.number for case in desk.store.cases()] == ["2025-7"]
    assert desk.claims() is None


def test_of_a_person_only_case_only_that_it_was_decided_is_noted(desk: Desk) -> None:
    desk.reads_inbox(row(protected=True))
    desk.reads_decided(decided(caseworker="Test Ett"))

    case = desk.store.case("2026-1")
    assert case.state is State.DECIDED
    assert {case.decided, case.decided_outcome, case.caseworker, case.received} == {None}


def test_a_decided_case_that_the_inbox_still_lists_stays_decided(desk: Desk) -> None:
    desk.reads_inbox(row())
    desk.reads_decided(decided())

    assert desk.reads_inbox(row()).found == ()
    assert desk.state() is State.DECIDED


def test_the_id_behind_which_a_case_stands_is_the_one_that_was_read_last(desk: Desk) -> None:
    handles = []
    for shown in ("8f3c21", "77aa03", None):  # a row whose link is not to be trusted changes nothing
        desk.reads_inbox(row(handle=shown))
        handles.append(desk.store.handle("practice", "2026-1"))
    assert handles == ["8f3c21", "77aa03", "77aa03"]


def test_of_a_case_for_people_only_the_id_is_forgotten(desk: Desk) -> None:
    desk.reads_inbox(row(handle="8f3c21"))
    desk.reads_inbox(row(handle="8f3c21", protected=True))
    assert desk.store.handle("practice", "2026-1") is None
    desk.reads_inbox(row(handle="8f3c21"))
    assert desk.store.handle("practice", "2026-1") is None
