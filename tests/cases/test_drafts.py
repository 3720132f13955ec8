"""Drafts, exactly once."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from robots.errors import ClaimLost, Reason
from robots.model import State
from tests.cases.desk import DRAFT, Desk


def test_a_draft_goes_from_intent_to_verified(desk: Desk) -> None:
    claim = desk.has_proposed()
    assert desk.store.pending(claim) is None

    draft = desk.store.intend(claim, DRAFT)
    assert desk.state() is State.PROPOSED
    desk.store.drafted(claim, draft)
    assert desk.state() is State.DRAFTED
    desk.store.verified(claim, draft)

    assert desk.state() is State.VERIFIED
    assert desk.store.pending(claim) is None
    assert [(kept.result, kept.draft) for kept in desk.store.content(claim).drafts] == [("verified", DRAFT)]


def test_an_intent_outlives_the_robot_that_noted_it(desk: Desk) -> None:
    claim = desk.has_proposed()
    draft = desk.store.intend(claim, DRAFT)
    desk.clock.turn(minutes=16)
    other = Desk(desk.store, desk.clock, robot="robot-b")
    heir = other.claims()
    assert heir is not None

    pending = desk.store.pending(heir)

    assert pending is not None
    assert (pending.id, pending.draft, pending.saved) == (draft, DRAFT, False)


def test_a_draft_that_was_saved_but_not_verified_is_pending_as_saved(desk: Desk) -> None:
    claim, draft = desk.has_drafted()

    pending = desk.store.pending(claim)

    assert pending is not None
    assert (pending.id, pending.saved) == (draft, True)


def test_a_case_has_one_open_intent_at_most(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.intend(claim, DRAFT)

    with pytest.raises(IntegrityError):
        desk.store.intend(claim, DRAFT)


def test_an_abandoned_intent_makes_room_for_the_next(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.abandoned(claim, desk.store.intend(claim, DRAFT))

    assert desk.store.pending(claim) is None
    assert desk.state() is State.PROPOSED
    assert desk.store.intend(claim, DRAFT) > 0


@pytest.mark.parametrize("way", ["restored", "altered"])
def test_a_draft_that_the_system_altered_goes_to_a_person(desk: Desk, way: str) -> None:
    claim, draft = desk.has_drafted()

    getattr(desk.store, way)(claim, draft, ["reasons"], "Motivering kortades")
    desk.store.let_go(claim)

    case = desk.store.case("2026-1")
    assert (case.state, case.reason) == (State.HANDED_OVER, Reason.ALTERED)
    content = desk.store.content(case)
    assert content.hand_over == "Motivering kortades"
    assert [kept.result for kept in content.drafts] == [way]


def test_altered_fields_are_counted_by_robot(desk: Desk) -> None:
    for number in ("2026-1", "2026-2"):
        claim, draft = desk.has_drafted(number)
        desk.store.restored(claim, draft, ["reasons", "valid_to"] if number == "2026-1" else ["reasons"])
        desk.clock.turn(days=1)

    assert desk.store.altered_fields("robot-a") == {"reasons": 2, "valid_to": 1}
    since = desk.clock.at.replace(day=24)
    assert desk.store.altered_fields("robot-a", since=since) == {"reasons": 1}
    assert desk.store.altered_fields("robot-b") == {}


def test_saves_are_counted_by_run_whatever_became_of_them(desk: Desk) -> None:
    claim, draft = desk.has_drafted("2026-1")
    desk.store.verified(claim, draft)
    claim, draft = desk.has_drafted("2026-2")
    desk.store.restored(claim, draft, ["reasons"])
    claim = desk.has_proposed("2026-3")
    desk.store.abandoned(claim, desk.store.intend(claim, DRAFT))

    assert desk.store.saves_in_run(desk.run) == 2
    assert desk.store.saves_in_run(desk.new_run()) == 0


def test_results_come_in_their_order(desk: Desk) -> None:
    claim = desk.has_proposed()
    draft = desk.store.intend(claim, DRAFT)

    with pytest.raises(ValueError, match="cannot be verified"):
        desk.store.verified(claim, draft)
    assert desk.state() is State.PROPOSED  # nothing of a refused step stays


def test_a_draft_of_another_case_is_refused(desk: Desk) -> None:
    draft = desk.store.intend(desk.has_proposed("2026-1"), DRAFT)

    with pytest.raises(ValueError, match="case 2026-2"):
        desk.store.drafted(desk.has_proposed("2026-2"), draft)


@pytest.mark.parametrize("step", ["drafted", "verified", "abandoned", "restored", "intend"])
def test_a_robot_that_lost_its_claim_can_note_no_result(desk: Desk, step: str) -> None:
    claim = desk.has_proposed()
    draft = desk.store.intend(claim, DRAFT)
    desk.store.release(["2026-1"], by="test-clerk")

    arguments: dict[str, tuple[object, ...]] = {"intend": (DRAFT,), "restored": (draft, ["reasons"])}
    with pytest.raises(ClaimLost):
        getattr(desk.store, step)(claim, *arguments.get(step, (draft,)))
    assert [kept.result for kept in desk.store.content(claim).drafts] == ["intended"]
