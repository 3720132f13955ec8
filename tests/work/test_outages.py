"""Systems that are away, browsers that hang, steps without an end: the robot stops or goes on, and no case pays."""

from __future__ import annotations

from datetime import UTC, datetime
from signal import SIGSTOP

import pytest
from sqlalchemy import update

from robots import yamlfile
from robots.cases.schema import BreakerRow
from robots.cli import SYSTEM
from robots.model import State
from robots.work.breaking import startable
from tests.work.municipality import ONE, SIX, THREE, Municipality, Start
from tests.work.robot_process import are_gone
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

FOR_EVER = 1_000_000  # requests


def test_a_browser_that_hangs_is_killed_and_replaced_within_the_run(started: Start) -> None:
    town = started(**THREE, wait=3.0)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent"))
    robot.stands_still()
    hung = robot.stops_its_browser()
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert "A new one takes over." in " ".join(robot.logged())
    assert are_gone(hung)
    assert town.logins() == 2
    assert town.amiss() == {}


def test_pages_that_hang_are_left_for_new_ones(started: Start) -> None:
    town = started(**THREE, wait=2.0)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent"))
    robot.stands_still()
    hung = robot.stops_its_pages()
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert are_gone(hung)
    assert town.amiss() == {}


def test_a_browser_is_renewed_after_so_many_cases_and_each_draft_is_saved_once(started: Start) -> None:
    town = started(**SIX)
    settings = town.home.path / "config" / "settings.yaml"
    yamlfile.change(settings, lambda tree: tree["browser"].update({"renew_after": 2}))
    robot = town.robot_runs()
    told = robot.logged()
    assert town.logins() == sum(one.startswith("logged in to") for one in told) >= 3
    assert town.amiss() == {}


def test_an_outage_in_the_middle_fails_no_case_and_the_first_run_afterwards_ends_it(started: Start) -> None:
    town = started(**SIX, settled={"in_a_row": 2, "probe": 600.0})
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent", nth=2))
    robot.stands_still()
    town.steer(fail_next=FOR_EVER)
    robot.goes_on()
    assert robot.ends() == SYSTEM, robot.said()
    assert "practice svarar bara med fel" in robot.said()
    assert attempts(town) == {0}
    runs = how_runs_ended(town)

    refused = town.starts_robot()
    assert refused.ends() == SYSTEM
    assert "practice går inte att arbeta med sedan" in refused.said()
    assert how_runs_ended(town) == runs == ["SystemDown"]

    comes_due(town)
    assert town.starts_robot().ends() == SYSTEM
    with town.store() as store:
        assert [breaker.tries for breaker in store.breakers()] == [2]

    town.steer(fail_next=0)
    comes_due(town)
    probe = town.robot_runs()
    assert "Systemet är tillbaka efter" in probe.said()
    assert town.amiss() == {}
    with town.store() as store:
        assert (store.breakers(), store.held_back()) == ([], [])


def test_a_step_without_an_end_is_cut_off_and_what_it_saved_is_found_by_looking(started: Start) -> None:
    town = started(**ONE, wait=60.0, settled={"step": 4.0})
    town.steer(hold=True)
    robot = town.robot_runs()
    town.steer(hold=False)
    assert "a step took more than 4 s; it was cut off." in " ".join(robot.logged())
    assert "the draft that was begun earlier stands there, whole" in robot.logged()
    assert town.amiss() == {}


def test_a_run_whose_time_is_out_leaves_its_cases_to_the_next(started: Start) -> None:
    town = started(**THREE, settled={"run": 0.0001})
    assert "Körningens tid är slut" in town.robot_runs().said()
    assert how_runs_ended(town) == ["OutOfTime"]
    assert {town.state_of(case) for case in town.saves()} == {(State.FOUND, None)}
    settings = town.home.path / "config" / "settings.yaml"
    yamlfile.change(settings, lambda tree: tree["faults"].update({"run": 480.0}))
    town.robot_runs()
    assert town.amiss() == {}


def attempts(town: Municipality) -> set[int]:
    """How many faults the cases are held to have had."""
    with town.store() as store:
        return {case.attempts for case in store.cases()}


def how_runs_ended(town: Municipality) -> list[str | None]:
    with town.store() as store:
        return [run.outcome for run in store.runs()]


def comes_due(town: Municipality) -> None:
    """Let the time pass until the system may be tried again."""
    with town.store() as store:
        now = datetime.now(UTC)
        assert startable(town.home, store, now) == ()
        with store._writing() as session:
            session.execute(update(BreakerRow).values(next_probe=now))
        assert startable(town.home, store, now) == (town.robot,)
