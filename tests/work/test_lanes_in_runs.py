"""Whole runs in the faster lanes: they save what the key says, keep what they prove, and go back when in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL, SIGSTOP
from typing import Any

import pytest

from robots.cli import FAILED
from robots.model import Mode
from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT as ROBOTS_ACCOUNT
from robots.systems.description import Lane
from robots.systems.desk import Desk
from robots.systems.lanes import READS, SAVES
from robots.work.checking import open_checked
from robots.work.office import open_store, run_robot
from robots.work.proofs import ScreenLane, screen_lanes
from tests.faults.kills import POINTS, killed
from tests.work.municipality import TWENTY, Municipality, Start, municipality
from tests.work.robot_process import RobotProcess
from tests.work.struck_robot import Blow
from tests.work.test_held_saves import taken_over
from tests.work.upgrades import upgraded

pytestmark = pytest.mark.proof

FLOW = "parking_permit"
FIRST = 6  # cases of a run that proves all lanes
STYLED = (">Går<", "><style>.gomd {display: none}</style><span class=gomd>Rullstol </span>Går<")
WRITTEN = (">Går<", '><script>document.write("Går")</script><')
RESTLESS = ("__doPostBack('spara','')", "__doPostBack('spara', '' + performance.now())")


def lanes(town: Municipality, browser: str, flow: str = FLOW) -> dict[str, ScreenLane]:
    """The lane of each screen of a flow, as `check` tells it."""
    system, _ = open_checked(town.home, "practice")
    with open_store(town.home) as store:
        return {one.screen: one for one in screen_lanes(store, system, browser) if one.flow == flow}


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is saved at a desk in this process, by its case."""
    done: list[str] = []
    press = Desk.press

    async def noted(desk: Desk, *about: Any, waits: bool = True, **more: Any) -> None:
        await press(desk, *about, waits=waits, **more)
        if not waits:
            done.append(desk.case.handle)

    monkeypatch.setattr(Desk, "press", noted)
    return done


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Municipality]:
    """A municipality whose practice system stands in this process, so that a test can alter its pages."""
    with PracticeServer(Options(**TWENTY)) as server:
        yield municipality(tmp_path / "home", server.address, ROBOTS_ACCOUNT.password)


def proven(started: Start, cases: int = 12) -> Municipality:
    """A municipality whose robot works one case after the other, and has proven all lanes on the first ones."""
    town = started(cases=cases, seed=8, at_once=1)
    town.accepts_the_screens()
    town.robot_runs("--limit", str(FIRST))
    return town


def in_replay(robot: RobotProcess) -> bool:
    """Whether the save that the robot came to last went by the replay lane."""
    return [line for line in robot.logged() if line.startswith("saved in the ")][-1] == "saved in the replay lane"


def test_what_a_run_has_proven_is_kept_and_the_next_one_replays_nearly_every_save(
    town: Municipality, replayed: list[str]
) -> None:
    browser = town.accepts_the_screens()
    assert {one.lane for one in lanes(town, browser).values()} == {Lane.PAGE}
    run_robot(town.home, town.robot, limit=FIRST)
    kept = lanes(town, browser)
    assert [kept[name].lane for name in ("application", "basis", "draft")] == [Lane.FETCH, Lane.FETCH, Lane.REPLAY]
    assert (kept["draft"].read, kept["draft"].saved) >= (READS, SAVES)
    replayed.clear()
    before = len(town.writing_posts())
    run_robot(town.home, town.robot)
    saves = len(town.writing_posts()) - before
    assert saves >= 8
    assert len(replayed) >= saves - 4, "two prove it anew, and what other windows had begun meanwhile"
    assert town.amiss() == {}
    assert town.account()["locks"].keys() & town.saves().keys() == set()


def test_a_shadow_run_fetches_and_one_without_a_contract_shows_every_page(
    town: Municipality, replayed: list[str]
) -> None:
    run_robot(town.home, town.robot, mode=Mode.SHADOW, limit=4)
    browser = town.accepts_the_screens()
    assert lanes(town, browser)["basis"].read == 0
    run_robot(town.home, town.robot, mode=Mode.SHADOW)
    kept = lanes(town, browser)
    assert (kept["basis"].lane, kept["draft"].lane) == (Lane.FETCH, Lane.PAGE)
    assert (replayed, town.writing_posts()) == ([], [])


@pytest.mark.parametrize("swap", [STYLED, WRITTEN], ids=["hidden by style", "written by a script"])
def test_a_screen_that_a_fetched_page_does_not_show_stays_in_the_page_lane_and_says_why(
    town: Municipality, swap: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = town.accepts_the_screens()
    run_robot(town.home, town.robot, limit=FIRST)
    assert lanes(town, browser)["basis"].lane is Lane.FETCH
    with upgraded(monkeypatch, swap):
        run_robot(town.home, town.robot)
    kept = lanes(town, browser)
    assert (kept["basis"].lane, kept["basis"].read) == (Lane.PAGE, 0), "and what was proven before is void"
    assert "window and desk did not read the same." in kept["basis"].why
    assert town.amiss() == {}


def test_a_save_that_a_script_changes_as_it_is_sent_stays_in_the_page_lane(
    town: Municipality, replayed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = town.accepts_the_screens()
    run_robot(town.home, town.robot, limit=FIRST)
    replayed.clear()
    with upgraded(monkeypatch, RESTLESS):
        run_robot(town.home, town.robot)
    assert replayed == []
    assert lanes(town, browser)["draft"].lane is not Lane.REPLAY
    assert town.amiss() == {}


def test_a_run_killed_at_each_point_of_a_replayed_save_doubles_none(started: Start) -> None:
    town = proven(started, cases=32)
    for point in POINTS[2:]:  # from there on the lanes differ
        robot = killed(town, Blow(SIGKILL, point, nth=3))
        assert (robot.points()[-1], in_replay(robot)) == (point, True)
    town.robot_runs()
    key = town.account("/facit")["cases"]
    altered = [number for number, right in key.items() if right["saves"] == 2]  # one may have been struck midway
    assert town.amiss(uncertain=altered) == {}
    assert max(town.saves().values()) <= 2, "once where the system altered it and once to put it back"


def held(town: Municipality) -> RobotProcess:
    """A robot that stands still while a replayed save of its is held."""
    robot = town.starts_robot(blow=Blow(SIGSTOP, "request", nth=3))
    robot.stands_still()
    assert in_replay(robot)
    return robot


def test_stop_made_while_a_replayed_save_is_held_keeps_it_back(started: Start) -> None:
    town = proven(started)
    robot, before = held(town), sum(town.saves().values())
    town.home.stop_file.touch()
    robot.goes_on()
    assert robot.ends() == FAILED
    assert sum(town.saves().values()) == before
    town.home.stop_file.unlink()
    town.robot_runs()
    assert town.amiss() == {}


def test_a_replayed_save_that_was_held_while_another_took_the_claim_over_is_not_released(started: Start) -> None:
    town = proven(started)
    robot, before = held(town), sum(town.saves().values())
    with taken_over(town):
        robot.goes_on()
        assert robot.ends() == 0, robot.said()
    assert "the claim was lost while the save was held; nothing was sent." in robot.logged()
    assert sum(town.saves().values()) == before
    town.robot_runs()
    assert town.amiss() == {}


def test_a_session_that_ends_amid_replayed_saves_is_answered_with_one_new_login(started: Start) -> None:
    town = proven(started)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "before intent", nth=3))
    robot.stands_still()
    before = town.logins()
    town.steer(expire_sessions=True)
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert town.logins() == before + 1
    assert town.amiss() == {}


TYPES = {
    "aid-practice": "financial_aid",
    "building-practice": "building_notification",
    "school-practice": "school_transport",
    "home-practice": "home_adaptation",
}


@pytest.mark.parametrize(("robot", "kind"), TYPES.items(), ids=TYPES.values())
def test_every_case_type_is_worked_in_the_faster_lanes(tmp_path: Path, robot: str, kind: str) -> None:
    with PracticeServer(Options(cases=7, types=(kind,))) as server:
        town = municipality(tmp_path / "home", server.address, ROBOTS_ACCOUNT.password, robot=robot)
        browser = town.accepts_the_screens()
        run_robot(town.home, robot)
        kept = lanes(town, browser, kind)
        assert {name for name, one in kept.items() if one.lane is Lane.PAGE and name != "draft"} == set()
        assert town.amiss() == {}
