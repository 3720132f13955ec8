"""Whole runs: a second one, one in shadow, and those in which system, session, browser or password fail."""

from __future__ import annotations

import socket
from contextlib import closing
from signal import SIGSTOP

import pytest

from robots import yamlfile
from robots.cli import SYSTEM
from robots.model import State
from robots.secrets import Secrets
from tests.work.municipality import ONE, SIX, THREE, Start, applicant_of, tell
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof


def test_a_second_run_writes_nothing_and_says_so(started: Start) -> None:
    town = started(**THREE)
    town.robot_runs()
    posts, saves = town.writing_posts(), town.saves()
    again = town.robot_runs()
    assert "Inget skrevs." in again.said()
    assert again.points() == []
    assert (town.writing_posts(), town.saves()) == (posts, saves)


def test_a_shadow_run_proposes_everything_and_writes_nothing(started: Start) -> None:
    town = started(**THREE)
    robot = town.robot_runs("--mode", "shadow")
    assert robot.points() == []
    assert town.writing_posts() == []
    assert {town.state_of(case) for case in town.saves()} == {(State.PROPOSED, None)}
    town.robot_runs()
    assert town.amiss() == {}


def test_the_second_application_of_a_person_is_handed_over_until_a_caseworker_asks_for_it(started: Start) -> None:
    town = started(**THREE)
    first = next(number for number, right in town.account("/facit")["cases"].items() if right["saves"])
    town.has_handed_over("2026-TIDIGARE-1", applicant_of(first, **THREE))

    town.robot_runs()

    assert town.state_of(first) == (State.HANDED_OVER, "duplicate")
    assert town.saves()[first] == 0
    assert sum(town.saves().values()) == 2
    with town.store() as store:
        told = store.content(store.case(first)).hand_over
        assert told == "Samma person har en annan öppen ansökan: 2026-TIDIGARE-1."
        store.retry([first], by="caseworker")
    town.robot_runs()
    assert town.amiss() == {}


@pytest.mark.parametrize("point", ["before intent", "response"])
def test_a_session_that_ends_in_the_middle_is_answered_with_one_new_login(started: Start, point: str) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, point))
    robot.stands_still()
    town.steer(expire_sessions=True)
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert town.logins() == 2
    assert town.amiss() == {}


def test_a_system_that_fails_or_is_slow_one_time_in_ten_gets_every_draft_once(started: Start) -> None:
    town = started(**SIX, faults=0.1, attempts=8)
    key, runs = town.account("/facit")["cases"], 0
    altered = [number for number, right in key.items() if right["saves"] == 2]  # nobody knows, if its answer is lost
    while runs < 5 and town.amiss(uncertain=altered):
        town.starts_robot().ends()
        runs += 1
    failed = sum(event["status"] == 500 for event in town.account("/handelser"))
    tell(f"{failed} requests failed in {runs} runs")
    assert failed > 0
    assert town.amiss(uncertain=altered) == {}


def test_a_robot_whose_browser_ends_gets_a_new_one_and_finishes(started: Start) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent"))
    robot.stands_still()
    robot.loses_its_browser()
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert "A new one takes over." in " ".join(robot.logged())
    assert "Traceback" not in robot.said()
    assert town.logins() == 2
    assert town.amiss() == {}


def test_a_refused_password_is_tried_exactly_once(started: Start) -> None:
    town = started(**ONE)
    Secrets(town.home.path).put_file("practice.password", "inte-rätt-lösenord")
    assert town.starts_robot().ends() == SYSTEM
    assert town.logins() == 1
    again = town.starts_robot()
    assert again.ends() == SYSTEM
    assert "run.py secret set practice.password" in again.said()
    assert town.logins() == 1


def test_a_system_that_does_not_answer_ends_the_run_and_says_so(started: Start) -> None:
    town = started(**ONE)
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        settings = town.home.path / "config" / "settings.yaml"
        yamlfile.change(settings, lambda tree: tree["addresses"].update({"practice": address}))
        robot = town.starts_robot()
        assert robot.ends() == SYSTEM
    assert "practice does not answer" in " ".join(robot.logged())
