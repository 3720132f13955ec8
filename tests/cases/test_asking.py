"""Questions to the store."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest
from sqlalchemy import select

from robots.cases import Store
from robots.cases.schema import AuditRow
from robots.errors import ConfigError, Reason
from robots.model import Mode, State, Unknown, lay_open
from tests.cases.desk import APPLICATION, ILLNESS, NAME, VERSIONS, Application, Desk, decided, row


def audit(store: Store) -> list[tuple[str, str]]:
    with store._reading() as session:
        return [(line.who, line.action) for line in session.scalars(select(AuditRow).order_by(AuditRow.id))]


def test_cases_are_listed_most_urgent_first(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1", 5), row("2026-2", 3), row("2026-3", 9, urgent=True))

    assert [case.number for case in desk.store.cases()] == ["2026-3", "2026-2", "2026-1"]


def test_cases_are_listed_by_state_robot_flow_and_system(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    desk.reads_inbox(row("2026-2", flow="other_flow"), complete=False)

    def numbers(**asked: object) -> list[str]:
        return [case.number for case in desk.store.cases(**asked)]  # type: ignore[arg-type]

    assert numbers(state=State.PROPOSED) == ["2026-1"]
    assert numbers(flow="other_flow") == ["2026-2"]
    assert numbers(robot="robot-a", state=State.FOUND) == ["2026-2"]
    assert numbers(system="another") == []


def test_a_number_that_no_case_has_is_said_plainly(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=r"no case 2026-9 in the store"):
        desk.store.case("2026-9")


def test_a_number_of_two_systems_asks_which(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1"))
    desk.has_elsewhere("2026-1")

    with pytest.raises(ConfigError, match="practice:2026-1, roundup:2026-1"):
        desk.store.case("2026-1")
    assert desk.store.case("2026-1", "roundup").system == "roundup"


def test_what_was_last_read_of_every_case_of_a_flow_comes_as_its_record_and_with_its_day(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed("2026-1"))
    desk.clock.turn(days=3, hours=15, minutes=30)
    desk.store.let_go(desk.has_proposed("2026-2", "191212121212"))
    desk.reads_inbox(row("2026-3"), row("2026-4", flow="other_flow"), complete=False)

    found = list(desk.store.last_read("parking_permit", Application))

    assert [(one.number, one.day) for one in found] == [
        ("2026-1", date(2026, 11, 23)),
        ("2026-2", date(2026, 11, 27)),  # past midnight in Sweden
    ]
    assert (found[0].application, found[0].application.permits) == (APPLICATION, APPLICATION.permits)
    assert list(desk.store.last_read("other_flow", Application)) == []


def test_of_a_case_that_was_read_twice_the_last_reading_counts(desk: Desk) -> None:
    claim = desk.has_proposed("2026-1")
    again = Application.of({**lay_open(APPLICATION), "walking_distance": 77})
    desk.store.extracted(claim, again, [])

    (one,) = desk.store.last_read("parking_permit", Application)

    assert one.application.walking_distance == 77


def test_a_person_sees_everything_unknown_values_included(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.let_go(claim)

    content = desk.store.open_case("2026-1", "practice", reader="test-clerk")

    assert content.application is not None
    assert (content.application["name"], content.application["illness"]) == (NAME, ILLNESS)
    assert content.application["received"] == date(2026, 11, 2)
    assert content.application["permits"][1] == MappingProxyType({"valid_to": Unknown("no date"), "fee": None})  # type: ignore[index]
    assert content.proposal is not None


def test_a_persons_reading_is_noted_and_a_robots_is_not(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.content(claim)
    assert audit(desk.store) == []

    desk.store.open_case("2026-1", reader="test-clerk")

    assert audit(desk.store) == [("test-clerk", "read")]


def test_a_case_of_which_nothing_was_read_can_be_opened(desk: Desk) -> None:
    desk.reads_inbox(row())

    content = desk.store.open_case("2026-1", reader="test-clerk")
    assert (content.application, content.proposal, content.drafts) == (None, None, ())


def test_the_summary_counts_states_and_reasons(desk: Desk) -> None:
    desk.has_drafted("2026-1")
    for number, reason in (("2026-2", Reason.LOCKED), ("2026-3", Reason.LOCKED), ("2026-4", Reason.BEGUN)):
        desk.store.hand_over(desk.has(number), reason, "")
    desk.reads_inbox(row("2026-5"), complete=False)

    summary = desk.store.summary()

    assert summary.states == {State.DRAFTED: 1, State.HANDED_OVER: 3, State.FOUND: 1}
    assert summary.reasons == {Reason.LOCKED: 2, Reason.BEGUN: 1}
    assert desk.store.summary(robot="robot-b").states == {}


def test_a_case_that_was_handed_over_and_then_decided_is_no_hand_over_any_more(desk: Desk) -> None:
    desk.store.hand_over(desk.has(), Reason.LOCKED, "")
    desk.reads_decided(decided())

    assert desk.store.summary().reasons == {}


def test_runs_are_listed_newest_first_with_how_they_ended(desk: Desk) -> None:
    first = desk.run
    second = desk.new_run(Mode.SHADOW)
    desk.clock.turn(minutes=3)
    desk.store.end_run(second, outcome="stopped", error=f"Fel hos {NAME}")

    runs = desk.store.runs()

    assert [run.id for run in runs] == [second, first]
    assert (runs[0].mode, runs[0].versions, runs[0].outcome) == (Mode.SHADOW, VERSIONS, "stopped")
    assert runs[0].error == f"Fel hos {NAME}"
    assert runs[0].ended == desk.clock.at
    assert runs[1].ended is None
    assert len(desk.store.runs(limit=1)) == 1
    assert desk.store.runs(robot="robot-b") == []
