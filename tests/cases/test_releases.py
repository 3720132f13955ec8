"""The first drafts of an edition wait for a person; what was called back is worked by no robot of the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from robots.cases import Held, Versions
from robots.errors import Reason
from robots.model import Record, State, lay_open
from tests.cases.desk import APPLICATION, FINDINGS, PROPOSAL, VERSIONS, Application, Desk, applied_by, decided, row
from tests.cases.test_asking import audit

CHANGED_RULES = replace(VERSIONS, rules="sha-of-other-rules")


def test_the_first_proposals_wait_and_the_others_wait_for_them(desk: Desk) -> None:
    held = prepared(desk, "2026-1", "2026-2", "2026-3", first=2)

    assert held == {"2026-1": Held.RELEASE, "2026-2": Held.RELEASE, "2026-3": Held.OTHERS}
    assert desk.store.summary().to_release == 2
    assert takes(desk) == []


def test_a_released_case_is_given_to_the_next_run_while_the_others_wait(desk: Desk) -> None:
    prepared(desk, "2026-1", "2026-2", "2026-3", first=2)
    desk.store.release(["2026-2"], by="test-clerk")

    assert takes(desk) == ["2026-2"]
    assert [(who, what) for who, what in audit(desk.store) if who == "test-clerk"] == [("test-clerk", "release")]


def test_once_the_first_are_released_all_go_by_themselves_also_after_more_runs(desk: Desk) -> None:
    prepared(desk, "2026-1", "2026-2", "2026-3", first=2)
    desk.store.release(["2026-1", "2026-2"], by="test-clerk")

    assert takes(desk) == ["2026-1", "2026-2", "2026-3"]
    assert prepared(desk, "2026-4", first=2) == {"2026-4": None}


def test_a_change_of_the_rules_has_the_first_drafts_wait_again(desk: Desk) -> None:
    prepared(desk, "2026-1", first=1)
    desk.store.release(["2026-1"], by="test-clerk")

    assert prepared(desk, "2026-2", first=1, versions=CHANGED_RULES) == {"2026-2": Held.RELEASE}
    assert takes(desk, versions=CHANGED_RULES) == ["2026-1"]


def test_what_older_rules_held_waits_for_nobody_once_the_rules_have_changed(desk: Desk) -> None:
    prepared(desk, "2026-1", first=1)
    assert desk.store.ask_for_release("robot-a", CHANGED_RULES, first=1) == 0
    assert desk.store.summary().to_release == 0
    assert takes(desk, versions=CHANGED_RULES) == ["2026-1"]


def test_a_release_is_for_the_facts_that_were_read_then(desk: Desk) -> None:
    prepared(desk, "2026-1", first=1)
    desk.store.release(["2026-1"], by="test-clerk")
    assert prepared(desk, "2026-1", first=2) == {"2026-1": None}

    other = Application.of({**lay_open(APPLICATION), "illness": "testintyg: en annan påhittad sjukdom"})
    assert prepared(desk, "2026-1", first=2, application=other) == {"2026-1": Held.RELEASE}


def test_another_takes_the_place_of_one_that_a_person_decided(desk: Desk) -> None:
    prepared(desk, "2026-1", "2026-2", first=1)
    desk.reads_decided(decided("2026-1"))

    assert desk.store.ask_for_release("robot-a", VERSIONS, first=1) == 1
    assert desk.store.case("2026-2").held is Held.RELEASE


def test_a_fifth_draft_is_counted_also_once_its_case_is_purged(desk: Desk) -> None:
    prepared(desk, "2026-1", first=1)
    desk.store.release(["2026-1"], by="test-clerk")
    desk.reads_decided(decided("2026-1"))
    desk.store.purge([desk.store.case("2026-1")], by="test-archivist")

    assert prepared(desk, "2026-2", first=1) == {"2026-2": None}


def test_a_case_that_was_called_back_is_worked_by_other_rules_only_or_once_a_person_lifts_that(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.set_aside(claim, Reason.RECALLED, barred=VERSIONS.rules)
    desk.store.let_go(claim)

    assert takes(desk, versions=VERSIONS) == []
    assert takes(desk, versions=CHANGED_RULES) == ["2026-1"]
    desk.store.release(["2026-1"], by="test-clerk")
    assert takes(desk, versions=VERSIONS) == ["2026-1"]


def test_a_recall_voids_what_was_released_so_that_the_next_drafts_wait_again(desk: Desk) -> None:
    prepared(desk, "2026-1", first=1)
    desk.store.release(["2026-1"], by="test-clerk")
    desk.store.void_releases("robot-a", VERSIONS.edition, by="test-clerk")

    assert prepared(desk, "2026-2", first=1) == {"2026-2": Held.RELEASE}


def test_what_rules_prepared_is_found_by_the_beginning_of_their_hash_or_by_time(desk: Desk) -> None:
    claim, draft = desk.has_drafted("2026-1")
    desk.store.verified(claim, draft)
    desk.clock.turn(hours=2)
    desk.has_proposed("2026-2", applicant="200001012384")
    desk.reads_decided(decided("2026-2"))

    all_of_them = {
        one.case.number: (one.draft is not None, one.case.state) for one in desk.store.affected(rules="sha-of")
    }
    assert all_of_them == {"2026-1": (True, State.VERIFIED), "2026-2": (False, State.DECIDED)}
    assert desk.store.affected(rules="of-rules") == []
    since = desk.clock.at - timedelta(hours=1)
    assert [one.case.number for one in desk.store.affected(since=since)] == ["2026-2"]
    assert desk.store.affected(since=since, robot="robot-b") == []


def test_a_draft_that_is_taken_back_is_stale_from_the_intent_on_and_pending_until_it_is_done(desk: Desk) -> None:
    claim, draft = desk.has_drafted()
    desk.store.verified(claim, draft)
    desk.store.take_back(claim, draft, Reason.RECALLED, barred=VERSIONS.rules)

    pending = desk.store.pending(claim)
    assert pending is not None
    assert pending.taking_back
    assert (desk.store.case("2026-1").state, desk.store.case("2026-1").reason) == (State.STALE, Reason.RECALLED)
    desk.store.taken_back(claim, draft)
    assert desk.store.pending(claim) is None
    assert desk.store.affected(rules=VERSIONS.rules) == []
    assert [what for _, what in audit(desk.store)][-1] == "draft taken back"


def test_a_case_whose_applicant_was_asked_waits_with_a_reminder_until_it_is_decided(desk: Desk) -> None:
    claim, draft = desk.has_drafted()
    desk.store.verified(claim, draft)
    asked = decided(outcome="completion")
    assert desk.reads_decided(asked) == 1
    assert desk.reads_decided(asked) == 0

    case = desk.store.case("2026-1")
    assert (case.state, case.remind) == (State.WAITING, asked.decided + timedelta(days=21))
    assert desk.store.summary().to_remind == 0
    desk.clock.turn(days=30)
    assert desk.store.summary().to_remind == 1
    desk.reads_decided(decided(outcome="grant"))
    assert desk.state() is State.DECIDED


def test_what_a_second_look_sees_otherwise_is_told_by_field(desk: Desk) -> None:
    claim = desk.has_proposed()
    assert desk.store.changed(claim, APPLICATION, desk.store.content(claim).documents) == ()

    later = Application.of({**lay_open(APPLICATION), "walking_distance": 400, "received": date(2026, 11, 3)})
    assert desk.store.changed(claim, later, []) == ("walking_distance", "received", "documents")


def prepared(
    desk: Desk, *numbers: str, first: int, versions: Versions = VERSIONS, application: Record | None = None
) -> dict[str, Held | None]:
    """Cases that a robot proposed on and asked to draft, and why each is held."""
    desk.new_run()
    for place, number in enumerate(numbers):
        desk.reads_inbox(row(number, day=place + 1), complete=False)
        claim = desk.claims(number)
        assert claim is not None
        person = applied_by(f"20000101{place:04}")
        desk.store.extracted(claim, application or person, [])
        desk.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS)
        desk.store.admits(claim, versions, first=first)
        desk.store.let_go(claim)
    return {number: desk.store.case(number).held for number in numbers}


def takes(desk: Desk, versions: Versions = VERSIONS) -> list[str]:
    """The cases that the next run of the robot is given."""
    run, taken = desk.new_run(), []
    while claim := desk.store.claim(
        run=run,
        system="practice",
        flow="parking_permit",
        robot=desk.robot,
        owner="slot-1",
        wanted=(State.PROPOSED, State.STALE),
        drafts=["grant"],
        versions=versions,
    ):
        taken.append(claim.number)
        desk.store.let_go(claim)
    return taken
