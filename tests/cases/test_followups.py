"""Which decisions are followed up, what is kept of them, and which cases stay blind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from robots.cases import Claim, Compared, Met, Verdict
from robots.cases.followups import AGAIN
from robots.errors import ClaimLost, Reason
from robots.model import Proposal, State
from tests.cases.desk import APPLICATION, DRAFT, FINDINGS, PROPOSAL, VERSIONS, Desk, decided, row

DAY = date(2026, 11, 20)  # on which `decided` cases are
WIDE = date(2026, 1, 1), date(2027, 12, 31)
FOLLOWED = (State.DECIDED, State.WAITING)
AGREED = Compared(Verdict.AGREED, "grant", "grant", row="U5", why="hemlig orsak", decided={"reasons": "hemlig text"})
NOT_READ = Compared(Verdict.UNKNOWN, "grant", None, unread="no such field")


def to_follow(desk: Desk) -> list[str]:
    return desk.store.to_follow("practice", "parking_permit")


def claimed(desk: Desk, number: str = "2026-1", wanted: Collection[State] = FOLLOWED) -> Claim:
    desk.new_run()
    claim = desk.claims(number, wanted=tuple(wanted))
    assert claim is not None
    return claim


def followed(desk: Desk, compared: Compared = AGREED, day: date = DAY) -> None:
    claim = claimed(desk)
    desk.store.followed(claim, compared, day)
    desk.store.let_go(claim)


def found(desk: Desk) -> list[tuple[str, Met, bool]]:
    return [(one.compared.verdict, one.met, one.latest) for one in reversed(list(desk.store.follow_ups(None, *WIDE)))]


def test_a_decision_about_a_proposal_is_followed_up_once(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.has("2026-2")  # nothing was proposed for it
    assert desk.reads_decided(decided("2026-1"), decided("2026-2"), decided("2026-3")) == 3
    assert to_follow(desk) == ["2026-1"]
    held = desk.store.to_compare(claimed(desk))
    assert held is not None
    assert (held.proposal, held.listed, held.day) == (PROPOSAL, "grant", DAY)
    desk.clock.turn(hours=1)
    followed(desk)
    desk.reads_decided(decided("2026-1"))
    assert to_follow(desk) == []
    assert found(desk) == [(Verdict.AGREED, Met.SHOWN, True)]


def test_a_draft_that_stood_is_what_a_person_met(desk: Desk) -> None:
    claim, draft = desk.has_drafted()
    desk.store.verified(claim, draft)
    desk.reads_decided(decided())
    followed(desk)
    assert found(desk) == [(Verdict.AGREED, Met.DRAFTED, True)]


def test_a_case_decided_twice_is_followed_twice_and_the_later_decision_counts(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.reads_decided(decided())
    followed(desk, replace(AGREED, verdict=Verdict.OVERRULED, outcome="reject"))
    desk.reads_decided(replace(decided(), decided=DAY + timedelta(days=3)))
    assert to_follow(desk) == ["2026-1"]
    followed(desk, day=DAY + timedelta(days=3))
    assert found(desk) == [(Verdict.OVERRULED, Met.SHOWN, False), (Verdict.AGREED, Met.SHOWN, True)]


def test_what_was_not_read_is_tried_again_for_some_time_and_stands_once(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.reads_decided(decided())
    for _ in range(2):
        followed(desk, NOT_READ)
        assert to_follow(desk) == ["2026-1"]
    assert found(desk) == [(Verdict.UNKNOWN, Met.SHOWN, True)]
    followed(desk)
    assert (found(desk), to_follow(desk)) == ([(Verdict.AGREED, Met.SHOWN, True)], [])
    desk.reads_decided(decided("2026-1", "reject"))
    desk.clock.at += AGAIN
    followed(desk, NOT_READ)
    assert to_follow(desk) == []


def test_a_request_to_the_applicant_is_a_decision_and_what_follows_the_answer_is_none_about_it(desk: Desk) -> None:
    claim = desk.has()
    asks = Proposal("completion", "Skicka in intyget.", "")
    desk.store.extracted(claim, APPLICATION, [])
    desk.store.proposed(claim, FINDINGS, asks, VERSIONS)
    desk.store.let_go(claim)
    desk.clock.turn(days=1)
    desk.reads_decided(decided("2026-1", "completion"))
    assert desk.state() is State.WAITING
    held = desk.store.to_compare(asked := claimed(desk))
    assert held is not None
    assert (held.proposal.outcome, held.listed) == ("completion", None)
    desk.store.followed(asked, replace(AGREED, proposed="completion", outcome="completion"), DAY)
    desk.store.let_go(asked)
    desk.reads_decided(replace(decided(), decided=DAY + timedelta(days=9)))
    claim = claimed(desk)
    assert desk.store.to_compare(claim) is None
    desk.store.not_followed(claim)
    assert to_follow(desk) == []


def test_what_was_handed_over_or_is_for_people_only_is_not_followed_up(desk: Desk) -> None:
    claim = desk.has()
    desk.store.extracted(claim, APPLICATION, [])
    desk.store.proposed(claim, FINDINGS, Proposal("hand_over", "", "", hand_over="judgement"), VERSIONS)
    desk.store.hand_over(claim, Reason.JUDGEMENT, "")
    desk.store.hand_over(desk.has_proposed("2026-2", "198012032386"), Reason.PERSON_ONLY, "")
    desk.reads_decided(decided("2026-1"), decided("2026-2"))
    assert to_follow(desk) == []


def test_whoever_lost_the_claim_notes_nothing(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.reads_decided(decided())
    claim = claimed(desk)
    desk.reads_inbox(row(protected=True))
    with pytest.raises(ClaimLost):
        desk.store.followed(claim, AGREED, DAY)
    assert found(desk) == []


def test_nothing_of_a_follow_up_stands_in_the_clear_and_all_of_it_goes_with_the_case(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.reads_decided(decided())
    followed(desk)
    assert desk.store.history("2026-1", reader="test").decisions == (AGREED,)
    with desk.store._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM follow_ups").all()
    assert rows
    assert not any(word in repr(rows) for word in ("hemlig", "U5", "grant"))
    desk.store.dispose("2026-1", by="archivist")
    assert (found(desk), desk.store.history("2026-1", reader="test").decisions) == ([], ())


def test_a_lot_is_drawn_once_and_known_to_nobody_without_the_key(desk: Desk) -> None:
    lots = {number: desk.store._seal.lot("practice", number) for number in map(str, range(2000))}
    assert 0.04 < sum(lot < 0.05 for lot in lots.values()) / len(lots) < 0.06
    assert desk.store._seal.lot("roundup", "1") != lots["1"]
    claim = desk.has()
    desk.store.extracted(claim, APPLICATION, [])
    assert desk.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS, blind=1.0)
    assert desk.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS, blind=0.0)  # a later share makes it no other


def test_a_blind_case_is_drafted_by_nobody_and_looks_like_one_that_no_robot_prepared(desk: Desk) -> None:
    claim = desk.has()
    desk.store.extracted(claim, APPLICATION, [])
    desk.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS, blind=1.0)
    desk.store.let_go(claim)
    desk.new_run()
    assert desk.claims(wanted=(State.PROPOSED,), drafts={"grant", "hand_over"}) is None
    content = desk.store.open_case("2026-1", reader="test")
    assert (content.case.state, content.case.outcome, content.proposal, content.findings) == (
        *(State.EXTRACTED, None, None, ()),
    )
    assert desk.store.summary().states == {State.PROPOSED: 0, State.EXTRACTED: 1}
    assert len(desk.store.history("2026-1", reader="test").proposals) == 1  # whoever asks for insight sees all
    looked = desk.claims(wanted=(State.PROPOSED,))  # looking again goes on
    assert looked is not None
    desk.reads_decided(decided())
    followed(desk)
    assert found(desk) == [(Verdict.AGREED, Met.BLIND, True)]
    assert desk.store.open_case("2026-1", reader="test").proposal == PROPOSAL


def test_a_draft_that_stood_is_seen_whatever_lot_was_drawn(desk: Desk) -> None:
    claim = desk.has()
    desk.store.extracted(claim, APPLICATION, [])
    desk.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS, blind=1.0)
    desk.store.drafted(claim, desk.store.intend(claim, DRAFT))
    desk.reads_decided(decided())
    followed(desk)
    assert found(desk) == [(Verdict.AGREED, Met.DRAFTED, True)]


def test_days_and_robots_can_be_asked_for(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.reads_decided(decided())
    followed(desk)

    def many(authority: str | None, since: date = DAY, **asked: Any) -> int:
        return len(list(desk.store.follow_ups(authority, since, since, **asked)))

    assert many("Testnämnden", robot="robot-a") == many(None) == many(None, most=5) == 1
    assert many("Annan nämnd") == many(None, robot="robot-b") == many(None, DAY + timedelta(days=1)) == 0
