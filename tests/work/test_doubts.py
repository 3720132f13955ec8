"""A screen that is not as described is believed to have changed only when it is seen so twice."""

from __future__ import annotations

from robots.cases import Claim
from robots.errors import ScreenChanged
from robots.model import State
from robots.work.doubts import Doubts

CHANGE = ScreenChanged('no heading "Ärende 2026-1"')


def of(case: int) -> Claim:
    return Claim(case, f"2026-{case}", "practice", "permit", "robot", "owner", 1, State.FOUND, 1, 15)


def doubting() -> Doubts:
    doubts = Doubts()
    assert not doubts.confirm(CHANGE, of(1))
    return doubts


def test_the_same_complaint_just_after_is_a_change_whatever_the_case_and_then_the_first_is_blameless() -> None:
    doubts = doubting()
    assert doubts.confirm(ScreenChanged('no heading "Ärende 2026-2"'), of(2))
    assert doubts.blameless == of(1)


def test_one_case_alone_that_shows_it_twice_stops_the_robot_and_may_itself_be_odd() -> None:
    doubts = doubting()
    assert doubts.confirm(CHANGE, of(1))
    assert doubts.blameless is None


def test_another_complaint_is_a_first_one() -> None:
    doubts = doubting()
    assert not doubts.confirm(ScreenChanged("another"), of(1))
    assert not doubts.confirm(CHANGE, of(1))


def test_a_case_done_well_in_between_dispels_it() -> None:
    doubts = doubting()
    doubts.dispel()
    assert doubts.standing is None
    assert not doubts.confirm(CHANGE, of(1))


def test_another_fault_at_the_second_look_tells_of_the_line_and_that_of_another_case_of_nothing() -> None:
    doubts = doubting()
    doubts.unsettle(of(2))
    assert doubts.standing is CHANGE
    doubts.unsettle(of(1))
    assert doubts.standing is None
