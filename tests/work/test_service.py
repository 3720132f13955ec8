"""The service as a process of its own: started, watched, ended, killed, and started again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from signal import SIGKILL, SIGSTOP, SIGTERM
from threading import Thread

import pytest

from robots import yamlfile
from robots.cli import BROKEN_OFF, WRONG
from robots.model import State
from robots.work.ending import LAST
from robots.work.health import Level
from tests.work.municipality import ONE, SIX, Municipality, Start
from tests.work.robot_process import LIMIT, until
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

WAITING = {"waiting": 1}  # the robot starts as soon as a case waits for it


@pytest.fixture
def town(started: Start) -> Municipality:
    """Six cases, of which a robot has prepared one; five wait for the service."""
    made = started(**SIX)
    made.robot_runs("--limit", "1")
    made.schedules(WAITING)
    return made


def test_a_service_that_is_asked_to_end_finishes_the_save_that_is_held_and_takes_no_further_case(
    town: Municipality,
) -> None:
    service = town.starts("start", blow=Blow(SIGSTOP, "request"))
    service.stands_still()
    second, asking = town.starts("start"), town.starts("status", "--check")
    assert second.ends() == WRONG
    assert "arbetar redan med ärendelagret" in second.said()
    assert asking.ends() == Level.OK, asking.said()
    service.strike(SIGTERM)
    asked = datetime.now(UTC)
    service.goes_on()
    assert service.ends() == 0, service.said()
    assert datetime.now(UTC) - asked < timedelta(seconds=30)
    assert town.account()["locks"] == {}
    with town.store() as store:
        assert [run.outcome for run in store.runs()] == ["stopped", "done"]
        assert store.summary().states[State.FOUND] >= 1
        assert store.summary().states.keys() <= {State.FOUND, State.PROPOSED, State.VERIFIED, State.HANDED_OVER}
        assert store.services()[0].ended is not None
        finished = {case.number for case in store.cases(state=State.VERIFIED)}
    assert finished == {number for number, saves in town.saves().items() if saves == 1}
    again = town.starts("start")
    until(lambda: town.amiss() == {}, "the next start went on")
    again.strike(SIGTERM)
    assert again.ends() == 0, again.said()


def test_a_service_that_was_killed_goes_on_when_it_is_started_again(town: Municipality) -> None:
    service = town.starts("start", blow=Blow(SIGKILL, "response"))
    assert service.ends() == -SIGKILL
    again = town.starts("start")
    until(lambda: town.amiss() == {}, "the next start went on")
    again.strike(SIGTERM)
    assert again.ends() == 0, again.said()


def test_a_run_of_a_person_s_that_is_asked_to_end_finishes_the_step_at_hand(town: Municipality) -> None:
    robot = town.starts_robot(blow=Blow(SIGSTOP, "before intent"))
    robot.stands_still()
    robot.strike(SIGTERM)
    robot.goes_on()
    assert robot.ends() == BROKEN_OFF, robot.said()
    assert town.account()["locks"] == {}
    with town.store() as store:
        assert store.summary().states[State.FOUND] >= 1
        assert len(store.cases(state=State.VERIFIED)) == sum(saves == 1 for saves in town.saves().values()) >= 1
    town.robot_runs()
    assert town.amiss() == {}


def test_what_does_not_come_to_rest_is_broken_off_and_the_process_ends_all_the_same(started: Start) -> None:
    town = started(**ONE, wait=60.0)
    town.steer(hold=True)  # no save is answered
    robot = town.starts_robot()
    until(lambda: sum(town.saves().values()) == 1, "the draft was saved")
    robot.strike(SIGTERM)
    asked = datetime.now(UTC)
    assert robot.ends() != 0
    assert datetime.now(UTC) - asked < timedelta(seconds=LAST + 3)
    town.steer(hold=False)
    town.robot_runs()
    assert town.amiss() == {}


def test_systemd_is_told_that_the_service_is_ready_lives_and_ends(town: Municipality, tmp_path: Path) -> None:
    place = str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(place)
        manager.settimeout(LIMIT)
        service = town.starts("start", environment={"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "1500000"})
        heard = [manager.recv(100).decode() for _ in range(5)]
        service.strike(SIGTERM)
        while heard[-1] != "STOPPING=1":
            heard.append(manager.recv(100).decode())
        assert service.ends() == 0, service.said()
    assert heard[1] == "READY=1"
    assert {*heard[:1], *heard[2:-1]} == {"WATCHDOG=1"}


def test_the_address_outside_is_called_without_data_while_the_service_is_well(town: Municipality) -> None:
    with listener() as (address, calls):
        settings = town.home.path / "config" / "settings.yaml"
        yamlfile.change(settings, lambda tree: tree.update({"heartbeat": {"address": address, "minutes": 0.01}}))
        service = town.starts("start")
        until(lambda: len(calls) >= 2, "it was called twice")
        service.strike(SIGTERM)
        assert service.ends() == 0, service.said()
    assert set(calls) == {"GET /secret-of-ours None"}
    assert "secret-of-ours" not in " ".join(service.logged())


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes what it is asked."""
    calls: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(f"GET {self.path} {self.headers['Content-Length']}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/secret-of-ours", calls
        server.shutdown()
