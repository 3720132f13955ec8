"""Nothing is lost and nothing is doubled: robots killed at each point of a draft and at random moments.

What really happened is asked of the practice system, which runs on its own and survives; what should have happened
stands in its key.
"""

from __future__ import annotations

from signal import SIGKILL, SIGSTOP

import pytest

from robots.model import State
from tests.faults.kills import killed, killed_at_each_point, killed_at_random
from tests.work.municipality import ALTERED, ONE, TWELVE, TWENTY, Municipality, Start
from tests.work.robot_process import until
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

SEED = 20  # of the random moments


def test_a_robot_killed_at_each_point_of_a_draft_and_run_again_loses_and_doubles_nothing(started: Start) -> None:
    town = started(**TWELVE)
    killed_at_each_point(town)
    assert max(town.saves().values()) <= 1
    town.robot_runs()
    assert town.amiss() == {}


@pytest.mark.parametrize(("point", "nth", "saves"), [("read-back", 1, 1), ("request", 2, 1), ("response", 2, 2)])
def test_a_draft_that_the_system_altered_goes_to_a_person_however_early_the_robot_died(
    started: Start, point: str, nth: int, saves: int
) -> None:
    town = started(**ALTERED)
    killed(town, Blow(SIGKILL, point, nth))
    town.robot_runs()
    (case,) = town.saves()
    assert town.saves() == {case: saves}
    assert town.state_of(case) == (State.HANDED_OVER, "uncertain")
    assert town.amiss(uncertain=[case]) == {}


def test_a_robot_killed_at_twenty_random_moments_and_run_again_loses_and_doubles_nothing(started: Start) -> None:
    town = started(**TWENTY)
    killed_at_random(town, 20, SEED, after_each=lambda: saved_once(town))
    town.robot_runs()
    assert town.amiss() == {}


def test_a_killed_robot_s_browser_ends_with_it_and_its_held_save_is_never_sent(started: Start) -> None:
    town = started(**ONE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    robot.stands_still()
    assert robot.left_behind() != {}
    robot.strike(SIGKILL)
    robot.ends()
    until(lambda: robot.left_behind() == {}, "the browser ended")
    assert sum(town.saves().values()) == 0


def test_a_robot_killed_after_the_save_was_done_and_before_its_answer_came_saves_no_second_time(started: Start) -> None:
    town = started(**ONE)
    town.steer(hold=True)
    robot = town.starts_robot()
    until(lambda: sum(town.saves().values()) == 1, "the draft was saved")
    robot.strike(SIGKILL)
    robot.ends()
    town.steer(hold=False)
    again = town.robot_runs()
    assert "the draft that was begun earlier stands there, whole" in again.logged()
    assert town.amiss() == {}


def saved_once(town: Municipality) -> None:
    assert max(town.saves().values()) <= 1
