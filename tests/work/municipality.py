"""A practice case system, a home folder beside it, and robots that work there, each a process of its own."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from robots import yamlfile
from robots.cases import CaseView, Store
from robots.model import State
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.office import open_store, today
from tests.work.struck_robot import Blow, work

ROBOT = "parking-practice"
TOOLKIT = Path(__file__).resolve().parents[2]
LIMIT = 180.0  # seconds; nothing here takes nearly so long

# Robots are forked from a server that has loaded the toolkit: loading it takes longer than most of their work.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    ["tests.work.struck_robot", "robots.cli.commands", "robots.work.job", "robots.work.running"]
)


@dataclass
class RobotProcess:
    """One `run.py run`, with the browser that it starts."""

    process: ForkServerProcess
    mark: str
    output: Path
    log: Path
    logged_before: int

    def ends(self) -> int:
        """Wait until the robot has ended; its exit code, negative where a signal ended it."""
        self.process.join(LIMIT)
        assert self.process.exitcode is not None, f"it does not end:\n{self.said()}"
        return self.process.exitcode

    def stands_still(self) -> None:
        """Wait until the robot was stopped at its point."""
        until(lambda: self._state() in "TZX", "the robot stood still")
        assert self._state() == "T", f"it never came to its point:\n{self.said()}"

    def goes_on(self) -> None:
        """Let a robot that stands still go on."""
        self.strike(signal.SIGCONT)

    def strike(self, blow: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.process.pid and self.process.is_alive():
            os.kill(self.process.pid, blow)

    def said(self) -> str:
        """What it printed, without the breaks of its lines."""
        return " ".join(self.output.read_text(encoding="utf-8").split())

    def logged(self) -> list[str]:
        """What it has logged so far."""
        if not self.log.exists():
            return []
        lines = self.log.read_bytes()[self.logged_before :].decode("utf-8").split("\n")
        return [json.loads(line)["says"] for line in lines[:-1]]

    def points(self) -> list[str]:
        """The points of drafts that it reached, in order."""
        return [said.removeprefix("draft point ") for said in self.logged() if said.startswith("draft point ")]

    def _state(self) -> str:
        """As the operating system sees it: T stands still, Z and X have ended."""
        try:
            return Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2][0]
        except OSError:
            return "X"

    def left_behind(self) -> dict[int, str]:
        """The programs that the robot started, or that they did, and that are still there, by their numbers."""
        mark = f"ROBOT_UNDER_TEST={self.mark}".encode()
        there = (place for place in Path("/proc").glob("[0-9]*") if mark in _environment(place))
        return {int(place.name): _program(place) for place in there}

    def loses_its_browser(self) -> None:
        """Kill the browser that the robot works with."""
        browsers = [number for number, program in self.left_behind().items() if "--remote-debugging-pipe" in program]
        assert browsers != []
        for number in browsers:
            os.kill(number, signal.SIGKILL)


@dataclass
class Municipality:
    """Where robots work: the practice system's address and steering, and the home folder."""

    home: Home
    address: str
    robots: list[RobotProcess] = field(default_factory=list)

    def starts_robot(self, *arguments: str, blow: Blow | None = None) -> RobotProcess:
        """Start a robot; a blow strikes it at one point of a draft."""
        mark, log = uuid.uuid4().hex, self.home.logs / "robots.jsonl"
        output = self.home.path / f"said-{mark}.txt"
        output.touch()
        command = ("--home", str(self.home.path), "run", ROBOT, *arguments)
        process = _forks.Process(target=work, args=(command, blow, output, mark))
        process.start()
        self.robots.append(RobotProcess(process, mark, output, log, log.stat().st_size if log.exists() else 0))
        return self.robots[-1]

    def robot_runs(self, *arguments: str) -> RobotProcess:
        """Run a robot until it ends, as it does in the end."""
        robot = self.starts_robot(*arguments)
        assert robot.ends() == 0, robot.said()
        return robot

    def account(self, path: str = "") -> Any:
        """What really happened in the practice system."""
        with urllib.request.urlopen(f"{self.address}/_konto{path}", timeout=LIMIT) as answer:
            return json.load(answer)

    def requests(self) -> int:
        """How many requests the practice system has answered so far."""
        return int(self.account()["requests"])

    def steer(self, **orders: object) -> None:
        """Let colleagues, faults and pauses happen in the practice system."""
        body = json.dumps(orders).encode()
        with urllib.request.urlopen(f"{self.address}/_konto/styr", data=body, timeout=LIMIT) as answer:
            assert json.load(answer) == {"done": True}

    def store(self) -> Store:
        return open_store(self.home)

    def saves(self) -> dict[str, int]:
        """How many drafts the robot saved, by case."""
        cases = self.account()["cases"]
        return {number: sum(save["user"] == "robot" for save in case["saves"]) for number, case in cases.items()}

    def amiss(self, *, uncertain: Collection[str] = ()) -> dict[str, str]:
        """What is otherwise than the hand-written key says once all is done, by case, and whatever no robot may do.

        Args:
            uncertain: Cases that may have ended with a person because a robot died between a save that the system
                altered and its note of it. Even they were saved at most once and restored once.
        """
        account, key = self.account(), self.account("/facit")["cases"]
        with self.store() as store:
            stands = {case.number: case for case in store.cases(robot=ROBOT) if case.state is not State.DECIDED}
        wrong = {f"decision by {user}": str(count) for user, count in account["decisions"].items() if user == "robot"}
        wrong |= {f"lock on {number}": user for number, user in account["locks"].items() if user == "robot"}
        for number, right in key.items():
            told = _told(stands.get(number), account["cases"][number])
            if number in uncertain and told["state"] == State.HANDED_OVER and told["saves"] <= 2:
                continue
            asked = {name: right[name] for name in ("state", "saves")} | {"draft": {**told["draft"], **right["draft"]}}
            if reason := right["expect"].get("handed_over"):
                asked["reason"] = reason
            if not asked.items() <= told.items():
                wrong[number] = f"{right['story']}: {told} instead of {asked}"
        return wrong

    def ends(self) -> None:
        """End the robots that a failed test left standing."""
        for robot in self.robots:
            robot.strike(signal.SIGKILL)


@contextmanager
def practice(*, cases: int, seed: int, faults: float = 0.0) -> Iterator[tuple[str, str]]:
    """A practice system in a process of its own: its address, and the robot's password there."""
    options = {"--port": 0, "--day": today().isoformat(), "--cases": cases, "--seed": seed, "--faults": faults}
    command = [sys.executable, "-m", "robots.practice", *(str(word) for pair in options.items() for word in pair)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=TOOLKIT) as process:
        try:
            address, _, password = (process.stdout.readline() if process.stdout else "").split()
            yield address, password
        finally:
            process.terminate()


def municipality(folder: Path, address: str, password: str, *, attempts: int = 3, wait: float = 15.0) -> Municipality:
    """A home with a robot that may save drafts in a practice system.

    It does not read the long list of decided cases: no draft depends on that.

    Args:
        folder: Where the home is made.
        address: Where the practice system stands.
        password: The robot's password there.
        attempts: Technical faults before a case has failed.
        wait: Seconds that the robot waits for an answer.
    """
    home = trial_home(TOOLKIT, folder, system="practice", address=address, password=password)
    config = home.path / "config"
    yamlfile.change(config / "settings.yaml", lambda tree: tree["faults"].update({"rest": 0.2, "attempts": attempts}))
    yamlfile.change(config / "systems" / "practice.yaml", lambda tree: _shortened(tree, wait))
    return Municipality(approve(home, ROBOT, by="test", reference="practice data only"), address)


def until(true: Callable[[], bool], what: str) -> None:
    """Ask again and again until something is true."""
    pause, late = threading.Event(), time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < late, f"it never came about that {what}"
        pause.wait(0.05)


def _shortened(description: dict[str, Any], wait: float) -> None:
    description["limits"]["wait"] = wait
    del description["decided"]


def _told(case: CaseView | None, real: Mapping[str, Any]) -> dict[str, Any]:
    """How a case stands, in the store and in the case system."""
    return {
        "state": case.state if case else None,
        "reason": case.reason if case else None,
        "saves": sum(save["user"] == "robot" for save in real["saves"]),
        "draft": real["draft"],
    }


def _environment(place: Path) -> list[bytes]:
    try:
        return (place / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended
        return []


def _program(place: Path) -> str:
    try:
        return (place / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except OSError:
        return ""
