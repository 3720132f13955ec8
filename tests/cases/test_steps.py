"""The way of one case, step by step."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from robots.cases import Versions
from robots.errors import NotKnown, Reason
from robots.model import State, Unknown
from tests.cases.desk import APPLICATION, DRAFT, FILE, FINDINGS, PROPOSAL, VERSIONS, Application, Desk, row


def test_what_was_read_comes_back_as_the_flows_own_record(desk: Desk) -> None:
    claim = desk.has()
    desk.store.extracted(claim, APPLICATION, [FILE])

    read = desk.store.application(claim, Application)

    assert read == APPLICATION
    assert read.permits[0].fee == APPLICATION.permits[0].fee
    with pytest.raises(NotKnown, match="valid_to"):
        _ = read.permits[1].valid_to


def test_what_was_unknown_is_unknown_again(desk: Desk) -> None:
    claim = desk.has()
    unsure = Application.of({"name": "Testperson", "illness": Unknown("two values on the page")})
    desk.store.extracted(claim, unsure, [])

    read = desk.store.application(claim, Application)

    with pytest.raises(NotKnown, match="two values on the page"):
        _ = read.illness
    with pytest.raises(NotKnown, match="walking_distance"):
        _ = read.walking_distance


def test_a_case_that_was_read_keeps_its_own_due_day_when_the_inbox_is_read_again(desk: Desk) -> None:
    desk.store.extracted(desk.has(), APPLICATION, [], due=date(2026, 11, 27))
    desk.reads_inbox(row(urgent=True))

    assert desk.store.case("2026-1").due == date(2026, 11, 27)


def test_the_arrivals_due_day_stands_where_the_flow_tells_no_other_and_where_the_arrival_changes(desk: Desk) -> None:
    desk.store.extracted(desk.has(), APPLICATION, [])
    assert desk.store.case("2026-1").due == date(2026, 12, 31)

    desk.reads_inbox(row(day=3))
    assert desk.store.case("2026-1").due == date(2027, 1, 2)


def test_the_case_with_the_nearest_due_day_of_its_own_comes_first(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1", 1), row("2026-2", 2))
    later = desk.claims("2026-2")
    assert later is not None
    desk.store.extracted(later, APPLICATION, [], due=date(2026, 11, 27))
    desk.store.let_go(later)

    first = desk.claims(again=True)
    assert first is not None
    assert first.number == "2026-2"


def test_a_proposal_comes_back_whole_with_its_versions(desk: Desk) -> None:
    claim = desk.has_proposed()
    content = desk.store.content(claim)

    assert content.findings == FINDINGS
    assert content.proposal == PROPOSAL
    assert content.versions == VERSIONS
    assert content.documents == (FILE,)
    assert content.case.outcome == "grant"


def test_the_latest_proposal_counts(desk: Desk) -> None:
    claim = desk.has_proposed()
    newer = Versions(rules="sha-of-newer-rules")
    desk.store.proposed(claim, (), PROPOSAL, newer)

    content = desk.store.content(claim)
    assert (content.findings, content.versions) == ((), newer)


def test_every_step_is_kept_with_its_robot_run_and_time(desk: Desk) -> None:
    claim = desk.has()
    desk.clock.turn(seconds=2)
    desk.store.opened(claim)
    desk.clock.turn(seconds=0.5)
    desk.store.extracted(claim, APPLICATION, [])

    steps = desk.store.content(claim).attempts
    assert [(step.step, step.state, step.seconds) for step in steps] == [
        ("find", State.FOUND, 0.0),
        ("open", None, 2.0),
        ("extract", State.EXTRACTED, 0.5),
    ]
    assert {(step.robot, step.run) for step in steps} == {("robot-a", desk.run)}
    assert desk.store.case("2026-1").times[State.EXTRACTED] == desk.clock.at


def test_a_hand_over_tells_the_reason_in_the_clear_and_the_text_sealed(desk: Desk) -> None:
    claim = desk.has()
    desk.store.hand_over(claim, Reason.UNREADABLE, "Gångsträcka gick inte att läsa")
    desk.store.let_go(claim)

    case = desk.store.case("2026-1")
    assert (case.state, case.reason) == (State.HANDED_OVER, Reason.UNREADABLE)
    assert desk.store.content(case).hand_over == "Gångsträcka gick inte att läsa"


def test_a_person_only_hand_over_looks_like_every_other_of_its_kind(desk: Desk) -> None:
    claim = desk.has_proposed("2026-1")
    desk.store.intend(claim, DRAFT)
    desk.store.hand_over(claim, Reason.PERSON_ONLY, "a text that must not be kept")
    desk.reads_inbox(row("2026-2", protected=True), complete=False)
    assert desk.store.holds(claim)  # it still has to leave the case
    desk.store.let_go(claim)

    first, second = (desk.store.content(case) for case in desk.store.cases())
    for content in (first, second):
        assert content.application is None
        assert content.proposal is None
        assert content.hand_over is None
    shown = ("flow", "unit", "caseworker", "received", "due", "urgent", "outcome", "state", "reason")
    assert [getattr(first.case, name) for name in shown] == [getattr(second.case, name) for name in shown]


def test_a_technical_failure_puts_the_case_back_where_it_stood(desk: Desk) -> None:
    claim = desk.has_proposed()

    state = desk.store.put_back(claim, "HTTP 500", after=timedelta(minutes=1), most=2, evidence="evidence/1.png")

    assert state is State.PROPOSED
    last = desk.store.content(claim).attempts[-1]
    assert (last.step, last.state, last.error, last.evidence) == ("put back", None, "HTTP 500", "evidence/1.png")
    assert desk.store.case("2026-1").attempts == 1


def test_after_the_last_try_a_case_has_failed(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.put_back(claim, "HTTP 500", after=timedelta(0), most=2)

    assert desk.store.put_back(claim, "HTTP 500", after=timedelta(0), most=2) is State.FAILED
    desk.store.let_go(claim)
    assert desk.state() is State.FAILED
    assert desk.claims() is None


def test_reading_a_case_anew_does_not_forgive_its_failures(desk: Desk) -> None:
    claim = desk.has()
    for most in (3, 3):
        desk.store.put_back(claim, "HTTP 500", after=timedelta(0), most=most)
        desk.store.extracted(claim, APPLICATION, [])

    assert desk.store.put_back(claim, "HTTP 500", after=timedelta(0), most=3) is State.FAILED


def test_a_withdrawn_case_rests(desk: Desk) -> None:
    claim = desk.has()
    desk.store.withdrawn(claim)
    desk.store.let_go(claim)

    assert desk.state() is State.WITHDRAWN
    assert desk.claims(again=True) is None
