"""Robots killed again and again: at each point of a draft, and at random moments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from signal import SIGKILL

from tests.work.municipality import Municipality, tell
from tests.work.robot_process import RobotProcess, until
from tests.work.struck_robot import Blow

POINTS = ("before intent", "after intent", "permit", "request", "released", "response", "read-back", "note")
"""Of a draft, in their order: the robot notes each in its log before it goes on."""


def killed(town: Municipality, blow: Blow) -> RobotProcess:
    """A robot that was killed at its point, and that left nothing running."""
    robot = town.starts_robot(blow=blow)
    assert robot.ends() == -SIGKILL, f'"{blow.point}" was not reached: {robot.said()}'
    until(lambda: robot.left_behind() == {}, "the browser ended")
    return robot


def killed_at_each_point(town: Municipality) -> None:
    """Kill a robot at each point of a draft, one after the other."""
    for point in POINTS:
        robot = killed(town, Blow(SIGKILL, point))
        tell(f'killed at "{point}"; drafts saved so far: {sum(town.saves().values())}')
        assert robot.points()[-1] == point


def killed_at_random(town: Municipality, times: int, seed: int, after_each: Callable[[], None] = lambda: None) -> None:
    """Kill robots so many times at moments that a seed gives: after some more requests and a part of a second."""
    rng, kills = Random(seed), 0
    while kills < times:
        more, delay = rng.randrange(*(10, 60) if town.amiss() else (0, 6)), rng.uniform(0, 0.1)
        robot, answered = town.starts_robot(), town.requests()
        until(partial(_has_come_to, town, robot, answered + more), "the system answered so many requests")
        robot.process.join(delay)
        robot.strike(SIGKILL)
        kills += robot.ends() == -SIGKILL
        at = (robot.points() or ["no draft"])[-1]
        tell(f"seed {seed}, kill {kills}: {delay:.3f} s after {more} requests, the last draft at: {at}")
        after_each()


def _has_come_to(town: Municipality, robot: RobotProcess, requests: int) -> bool:
    """Whether so many requests were answered in all; or no more will come from this robot."""
    return town.requests() >= requests or not robot.process.is_alive()
