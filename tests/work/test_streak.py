"""Faults in a row: which cases make a run look at the system itself, and which are let off where that is down."""

from __future__ import annotations

from robots.cases import Claim
from robots.model import Outcome, State
from robots.work.streak import Streak
from robots.work.way import TECHNICAL


def test_faults_of_different_cases_in_a_row_are_let_off_where_they_were_counted_and_only_there() -> None:
    streak = Streak(most=2)
    prepared, looked_at = _claim(1, State.FOUND), _claim(2, State.VERIFIED)
    streak.note(prepared, Outcome(prepared.number, State.FOUND, TECHNICAL, counted=True))
    assert not streak.is_long
    streak.note(
        looked_at, Outcome(looked_at.number, State.VERIFIED, TECHNICAL)
    )  # left as it was, to be looked at again
    assert streak.is_long
    assert streak.end() == (prepared,)
    assert not streak.is_long


def test_a_case_that_is_done_well_between_two_faults_begins_the_row_anew() -> None:
    streak = Streak(most=2)
    for case, reason in ((1, TECHNICAL), (2, None), (3, TECHNICAL)):
        claim = _claim(case, State.FOUND)
        streak.note(claim, Outcome(claim.number, State.FOUND, reason, counted=reason is not None))
    assert not streak.is_long
    assert [claim.case_id for claim in streak.end()] == [3]


def _claim(case: int, state: State) -> Claim:
    return Claim(case, f"2026-{case}", "practice", "parking_permit", "robot-a", "one:1", 1, state, 1, 15)
