"""A save that is held, outrun, unanswered or late is sent at most once, and never over what a colleague wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGINT, SIGSTOP

import pytest
from starlette.responses import Response

from robots.cases import Claim, Store, key_from
from robots.cases.ground import now
from robots.cli import BROKEN_OFF, FAILED, WRONG
from robots.model import Mode, State
from robots.practice import Options, PracticeServer
from robots.practice.desk import Desk
from robots.practice.users import ROBOT as ROBOTS_ACCOUNT
from robots.practice.visit import NotServed, Visit
from robots.secrets import Secrets
from robots.work.office import STORE_KEY, today
from tests.work.municipality import ONE, ROBOT, THREE, Municipality, Start, municipality
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

UNDECIDED = [State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED]
COLLEAGUES_TEXT = "Testtext som en handläggare skrev emellan"


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


def test_an_interrupted_robot_sends_at_most_what_it_was_letting_out_and_leaves_its_cases(started: Start) -> None:
    town = started(**THREE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request"))
    robot.stands_still()
    robot.strike(SIGINT)
    robot.goes_on()
    assert robot.ends() == BROKEN_OFF
    assert sum(town.saves().values()) <= 1
    assert town.account()["locks"] == {}
    town.robot_runs()
    assert town.amiss() == {}
    assert max(town.saves().values()) == 1


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
    assert town.state_of(case) == (State.HANDED_OVER, "uncertain")


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


def saved_and_failed(desk: Desk, visit: Visit) -> None:
    """A save that is done and answered by an error."""
    desk._written(visit, desk._register.save, "Utkast sparat")
    raise NotServed(500, "Ett oväntat fel har inträffat")
