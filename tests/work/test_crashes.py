"""Nothing is lost and nothing is doubled: robots killed at each point of a draft and at random moments.

What really happened is asked of the practice system, which runs on its own and survives; what should have happened
stands in its key.
"""

from __future__ import annotations

from functools import partial
from random import Random
from signal import SIGKILL, SIGSTOP

import pytest

from robots.model import State
from tests.work.municipality import ALTERED, ONE, TWELVE, TWENTY, Municipality, Start, tell
from tests.work.robot_process import RobotProcess, until
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

POINTS = ("before intent", "after intent", "permit", "request", "released", "response", "read-back", "note")
SEED = 20  # of the random moments


def test_a_robot_killed_at_each_point_of_a_draft_and_run_again_loses_and_doubles_nothing(started: Start) -> None:
    town = started(**TWELVE)
    for point in POINTS:
        robot = killed(town, Blow(SIGKILL, point))
        tell(f'killed at "{point}"; drafts saved so far: {sum(town.saves().values())}')
        assert robot.points()[-1] == point
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
    town, rng, kills = started(**TWENTY), Random(SEED), 0
    while kills < 20:
        more, delay = rng.randrange(*(10, 60) if town.amiss() else (0, 6)), rng.uniform(0, 0.1)
        robot, answered = town.starts_robot(), town.requests()
        until(partial(has_come_to, town, robot, answered + more), "the system answered so many requests")
        robot.process.join(delay)
        robot.strike(SIGKILL)
        kills += robot.ends() == -SIGKILL
        at = (robot.points() or ["no draft"])[-1]
        tell(f"seed {SEED}, kill {kills}: {delay:.3f} s after {more} requests, the last draft at: {at}")
        assert max(town.saves().values()) <= 1
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


def has_come_to(town: Municipality, robot: RobotProcess, requests: int) -> bool:
    """Whether so many requests were answered in all; or no more will come from this robot."""
    return town.requests() >= requests or not robot.process.is_alive()


def killed(town: Municipality, blow: Blow) -> RobotProcess:
    """A robot that was killed at its point, and that left nothing running."""
    robot = town.starts_robot(blow=blow)
    assert robot.ends() == -SIGKILL, f'"{blow.point}" was not reached: {robot.said()}'
    until(lambda: robot.left_behind() == {}, "the browser ended")
    return robot
