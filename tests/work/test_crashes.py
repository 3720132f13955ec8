"""Nothing is lost and nothing is doubled: robots killed, stopped, outrun and lied to, judged by the system's account.

A robot is struck exactly at the points of a draft that it notes in its log, and at random moments. What really happened
is asked of the practice system, which runs on its own and survives; what should have happened stands in its key.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from signal import SIGINT, SIGKILL, SIGSTOP

import pytest
from starlette.responses import Response

from robots import yamlfile
from robots.cases import Claim, Store, key_from
from robots.cases.ground import now
from robots.cli import BROKEN_OFF, FAILED, SYSTEM, WRONG
from robots.model import Mode, State
from robots.practice import Options, PracticeServer
from robots.practice.desk import Desk
from robots.practice.users import ROBOT as ROBOTS_ACCOUNT
from robots.practice.visit import NotServed, Visit
from robots.secrets import Secrets
from robots.work.office import STORE_KEY, today
from tests.work.municipality import ROBOT, Municipality, RobotProcess, municipality, until
from tests.work.struck_robot import Blow

Start = Callable[..., Municipality]

POINTS = ("before intent", "after intent", "permit", "request", "released", "response", "read-back", "note")
ONE = {"cases": 1, "seed": 1}  # a grant
THREE = {"cases": 3, "seed": 22}  # two grants and a completion
TWENTY = {"cases": 20, "seed": 54}  # sixteen of them are drafted
TWELVE = {"cases": 12, "seed": 8}  # ten of them are drafted
ALTERED = {"cases": 1, "seed": 28}  # the system cuts its reasons
UNDECIDED = [State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED]
SEED = 20  # of the random moments
COLLEAGUES_TEXT = "Testtext som en handläggare skrev emellan"


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
    assert state_of(town, case) == (State.HANDED_OVER, "uncertain")
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


def test_a_save_that_was_held_while_another_took_the_claim_over_is_not_released(started: Start) -> None:
    town = started(**ONE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    robot.stands_still()
    with taken_over(town) as claims:
        assert len(claims) == 1
        robot.goes_on()
        assert robot.ends() == 0, robot.said()
        assert "the claim was lost while the save was held; nothing was sent." in robot.logged()
        assert sum(town.saves().values()) == 0
    town.robot_runs()
    assert town.amiss() == {}


def test_a_second_robot_is_refused_while_the_first_only_stands_still(started: Start) -> None:
    town = started(**ONE)
    first = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    first.stands_still()
    second = town.starts_robot()
    assert second.ends() == WRONG
    assert "working with the store" in second.said() or "arbetar" in second.said()
    first.goes_on()
    assert first.ends() == 0, first.said()
    assert town.amiss() == {}


def test_stop_made_while_a_save_is_held_keeps_it_back_and_the_work_goes_on_once_stop_is_removed(started: Start) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    robot.stands_still()
    town.home.stop_file.touch()
    robot.goes_on()
    assert robot.ends() == FAILED
    assert "STOP" in robot.said()
    assert sum(town.saves().values()) == 0
    town.home.stop_file.unlink()
    town.robot_runs()
    assert town.amiss() == {}


def test_a_second_run_writes_nothing_and_says_so(started: Start) -> None:
    town = started(**THREE)
    town.robot_runs()
    posts, saves = writing_posts(town), town.saves()
    again = town.robot_runs()
    assert "Inget skrevs." in again.said()
    assert again.points() == []
    assert (writing_posts(town), town.saves()) == (posts, saves)


def test_a_shadow_run_proposes_everything_and_writes_nothing(started: Start) -> None:
    town = started(**THREE)
    robot = town.robot_runs("--mode", "shadow")
    assert robot.points() == []
    assert writing_posts(town) == []
    assert {state_of(town, case) for case in town.saves()} == {(State.PROPOSED, None)}
    town.robot_runs()
    assert town.amiss() == {}


@pytest.mark.parametrize("point", ["request", "response"])
def test_what_a_colleague_saves_around_the_robot_s_save_is_not_overwritten(started: Start, point: str) -> None:
    town = started(**ONE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, point))
    robot.stands_still()
    (case,) = town.saves()
    town.steer(write={"case": case, "user": "handlaggare1", "values": {"motivering": COLLEAGUES_TEXT}})
    saved = town.saves()
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert town.account()["cases"][case]["draft"]["motivering"] == COLLEAGUES_TEXT
    assert town.saves() == saved
    assert state_of(town, case) == (State.HANDED_OVER, "uncertain")


@pytest.mark.parametrize("point", ["before intent", "response"])
def test_a_session_that_ends_in_the_middle_is_answered_with_one_new_login(started: Start, point: str) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, point))
    robot.stands_still()
    town.steer(expire_sessions=True)
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert logins(town) == 2
    assert town.amiss() == {}


def test_a_system_that_fails_or_is_slow_one_time_in_ten_gets_every_draft_once(started: Start) -> None:
    town = started(cases=6, seed=63, faults=0.1, attempts=8)
    key, runs = town.account("/facit")["cases"], 0
    altered = [number for number, right in key.items() if right["saves"] == 2]  # nobody knows, if its answer is lost
    while runs < 5 and town.amiss(uncertain=altered):
        town.starts_robot().ends()
        runs += 1
    failed = sum(event["status"] == 500 for event in town.account("/handelser"))
    tell(f"{failed} requests failed in {runs} runs")
    assert failed > 0
    assert town.amiss(uncertain=altered) == {}


def test_a_save_that_is_done_but_never_answered_is_found_by_looking_and_not_sent_again(started: Start) -> None:
    town = started(**ONE, wait=3.0)
    town.steer(hold=True)
    town.robot_runs()
    town.steer(hold=False)
    assert town.amiss() == {}


def test_a_save_that_is_done_but_answered_by_an_error_is_found_by_looking_and_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "_save", saved_and_failed)
    with PracticeServer(Options(day=today(), cases=1)) as server:
        town = municipality(tmp_path / "home", server.address, ROBOTS_ACCOUNT.password)
        town.robot_runs()
        assert [event["status"] for event in town.account("/handelser") if event["target"] == "spara"] == [500]
        assert town.amiss() == {}


def test_a_save_that_comes_through_long_after_its_error_is_known_as_the_robot_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case, late = Desk.open_case, list[Visit]()

    def save_later(_desk: Desk, visit: Visit) -> Response:
        late.append(visit)
        raise NotServed(500, "Ett oväntat fel har inträffat")

    def open_and_save(desk: Desk, visit: Visit) -> Response:
        answer = open_case(desk, visit)
        while late:
            desk._written(late.pop(), desk._register.save, "Utkast sparat")
        return answer

    monkeypatch.setattr(Desk, "_save", save_later)
    monkeypatch.setattr(Desk, "open_case", open_and_save)
    with PracticeServer(Options(day=today(), cases=1)) as server:
        town = municipality(tmp_path / "home", server.address, ROBOTS_ACCOUNT.password)
        town.robot_runs()
        assert town.amiss() == {}


def test_an_interrupted_robot_sends_nothing_more_and_leaves_its_cases(started: Start) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    robot.stands_still()
    robot.strike(SIGINT)
    robot.goes_on()
    assert robot.ends() == BROKEN_OFF
    assert sum(town.saves().values()) == 0
    assert town.account()["locks"] == {}
    town.robot_runs()
    assert town.amiss() == {}


def test_a_robot_whose_browser_ends_stops_and_says_so_and_the_next_run_finishes(started: Start) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent"))
    robot.stands_still()
    robot.loses_its_browser()
    robot.goes_on()
    assert robot.ends() == SYSTEM
    assert "Robotens webbläsare avslutades" in robot.said()
    assert "Traceback" not in robot.said()
    assert sum(town.saves().values()) == 0
    town.robot_runs()
    assert town.amiss() == {}


def test_a_refused_password_is_tried_exactly_once(started: Start) -> None:
    town = started(**ONE)
    Secrets(town.home.path).put_file("practice.password", "inte-rätt-lösenord")
    assert town.starts_robot().ends() == SYSTEM
    assert logins(town) == 1
    again = town.starts_robot()
    assert again.ends() == SYSTEM
    assert "run.py secret set practice.password" in again.said()
    assert logins(town) == 1


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


def has_come_to(town: Municipality, robot: RobotProcess, requests: int) -> bool:
    """Whether so many requests were answered in all; or no more will come from this robot."""
    return town.requests() >= requests or not robot.process.is_alive()


def tell(what: str) -> None:
    """Say what happened; pytest shows it where a test fails, and with -rP."""
    sys.stdout.write(f"{what}\n")


def killed(town: Municipality, blow: Blow) -> RobotProcess:
    """A robot that was killed at its point, and that left nothing running."""
    robot = town.starts_robot(blow=blow)
    assert robot.ends() == -SIGKILL, f'"{blow.point}" was not reached: {robot.said()}'
    until(lambda: robot.left_behind() == {}, "the browser ended")
    return robot


@contextmanager
def taken_over(town: Municipality) -> Iterator[list[Claim]]:
    """All cases claimed by another robot, to which the first one's claims have expired long ago; let go at the end."""
    key = key_from(Secrets(town.home.path).secret(STORE_KEY))
    with Store.open(town.home.database, key, clock=lambda: now() + timedelta(hours=1)) as store:
        run = store.runs()[0]
        other = store.begin_run(robot=ROBOT, system=run.system, flow=run.flow, mode=Mode.DRAFT, versions=run.versions)
        claims = []
        while claim := store.claim(
            run=other, system=run.system, flow=run.flow, robot=ROBOT, owner="another machine", wanted=UNDECIDED
        ):
            claims.append(claim)
        yield claims
        for claim in claims:
            store.let_go(claim)


def state_of(town: Municipality, number: str) -> tuple[State, str | None]:
    with town.store() as store:
        case = store.case(number, "practice")
        return case.state, case.reason


def writing_posts(town: Municipality) -> list[str]:
    """The cases for which something was posted that saves or decides."""
    return [event["case"] for event in town.account("/handelser") if event["target"] in ("spara", "fatta")]


def logins(town: Municipality) -> int:
    """How many times a password was sent."""
    events = town.account("/handelser")
    return sum(event["method"] == "POST" and event["path"] == "/login" for event in events)


def saved_and_failed(desk: Desk, visit: Visit) -> None:
    """A save that is done and answered by an error."""
    desk._written(visit, desk._register.save, "Utkast sparat")
    raise NotServed(500, "Ett oväntat fel har inträffat")
