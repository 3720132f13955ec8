"""A practice case system, a home folder beside it, and robots that work there, each a process of its own."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import shutil
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from robots import yamlfile
from robots.cases import CaseView, Store, Versions
from robots.errors import Reason
from robots.flow import open_flow
from robots.model import InboxRow, Mode, State
from robots.practice.options import Options
from robots.practice.population import population
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.contracts import accept, check
from robots.work.ledger import Ledger
from robots.work.office import open_store, today
from tests.logbook import logged
from tests.work.robot_process import LIMIT, RobotProcess
from tests.work.struck_robot import Blow, work

ROBOT = "parking-practice"
ROBOTS = ("robot", "robot2")  # the robots' accounts in the practice system
TOOLKIT = Path(__file__).resolve().parents[2]


ONE = {"cases": 1, "seed": 1}  # a grant
THREE = {"cases": 3, "seed": 22}  # two grants and a completion
SIX = {"cases": 6, "seed": 63}  # five are drafted, and the system cuts the reasons of the sixth
TWELVE = {"cases": 12, "seed": 8}  # ten of them are drafted
TWENTY = {"cases": 20, "seed": 54}  # sixteen of them are drafted
ALTERED = {"cases": 1, "seed": 28}  # the system cuts its reasons

# Robots are forked from a server that has loaded the toolkit: loading it takes longer than most of their work.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    ["tests.work.struck_robot", "robots.cli.commands", "robots.work.job", "robots.work.running"]
)


def one_robot(starter: Path) -> Path:
    """The toolkit's config and flows, with parking permits only."""
    for part in ("config", "flows/parking_permit"):  # without bytecode, which another process may be writing
        shutil.copytree(TOOLKIT / part, starter / part, ignore=shutil.ignore_patterns("__pycache__"))

    def alone(tree: Any) -> None:
        for name in [
            name for name in tree["robots"] if tree["robots"][name].get("flow") not in (None, "parking_permit")
        ]:
            del tree["robots"][name]

    def only_parking(tree: Any) -> None:
        for name in [name for name in tree["cases"] if name != "parking_permit"]:
            del tree["cases"][name]

    yamlfile.change(starter / "config" / "robots.yaml", alone)
    yamlfile.change(starter / "config" / "systems" / "practice.yaml", only_parking)
    return starter


@dataclass
class Municipality:
    """Where robots work: the practice system's address and steering, and the home folder."""

    home: Home
    address: str
    robot: str = ROBOT
    robots: list[RobotProcess] = field(default_factory=list)

    def starts_robot(self, *arguments: str, blow: Blow | None = None) -> RobotProcess:
        """Start a robot; a blow strikes it at one point of a draft."""
        return self.starts("run", self.robot, *arguments, blow=blow)

    def starts(
        self,
        *words: str,
        at: Home | None = None,
        blow: Blow | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> RobotProcess:
        """Give a command in this home, or in another machine's, in a process of its own."""
        home, mark = at or self.home, uuid.uuid4().hex
        logs, output = home.logs, home.path / f"said-{mark}.txt"
        output.touch()
        command = ("--home", str(home.path), *words)
        process = _forks.Process(target=work, args=(command, blow, output, mark, environment or {}))
        process.start()
        self.robots.append(RobotProcess(process, mark, output, logs, len(logged(logs))))
        return self.robots[-1]

    def schedules(self, when: object) -> None:
        """Let config/robots.yaml have this robot alone, and say when it starts."""

        def only(tree: dict[str, Any]) -> None:
            part = tree["robots"][self.robot] | {"when": when}
            tree["robots"].clear()
            tree["robots"][self.robot] = part

        yamlfile.change(self.home.path / "config" / "robots.yaml", only)

    def accepts_the_screens(self) -> str:
        """Accept what the screens look like, on a few cases; the version of the browser that saw it."""
        with self.store() as store, Ledger(store) as ledger:
            checked = asyncio.run(check(self.home, ledger, "practice", cases=3))
            accept(store, checked, by="test")
            return checked.browser

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

    def state_of(self, number: str) -> tuple[State, str | None]:
        """Where a case stands in the store, and why."""
        with self.store() as store:
            case = store.case(number, "practice")
            return case.state, case.reason

    def writing_posts(self) -> list[str]:
        """The cases for which something was posted that saves or decides."""
        return [event["case"] for event in self.account("/handelser") if event["target"] in ("spara", "fatta")]

    def logins(self) -> int:
        """How many times a password was sent."""
        events = self.account("/handelser")
        return sum(event["method"] == "POST" and event["path"] == "/login" for event in events)

    def saves(self) -> dict[str, int]:
        """How many drafts the robot saved, by case."""
        cases = self.account()["cases"]
        return {number: sum(save["user"] in ROBOTS for save in case["saves"]) for number, case in cases.items()}

    def has_handed_over(self, number: str, applicant: str) -> None:
        """A case that is no longer in the inbox, handed over by an earlier run, in which this person applies."""
        asked = {"system": "practice", "robot": ROBOT}
        record = open_flow(self.home.flow_folder("parking_permit")).flow.application
        with self.store() as store:
            run = store.begin_run(flow="parking_permit", mode=Mode.SHADOW, versions=Versions(), **asked)
            rows = [InboxRow(number, "parking_permit", today())]
            store.record_inbox(
                run=run, authority="Övningsnämnden", rows=rows, complete=False, due=lambda _: None, **asked
            )
            claim = store.claim(run=run, flow="parking_permit", owner="earlier", wanted=(State.FOUND,), **asked)
            assert claim is not None
            store.extracted(claim, record.of({"applicant": applicant}), [])
            store.hand_over(claim, Reason.LOCKED, "")
            store.end_run(run, outcome="done")

    def amiss(self, *, uncertain: Collection[str] = ()) -> dict[str, str]:
        """What is otherwise than the hand-written key says once all is done, by case, and whatever no robot may do.

        Args:
            uncertain: Cases that may have ended with a person because a robot died between a save that the system
                altered and its note of it. Even they were saved at most once and restored once.
        """
        account, key = self.account(), self.account("/facit")["cases"]
        with self.store() as store:
            stands = {case.number: case for case in store.cases(robot=self.robot) if case.state is not State.DECIDED}
        wrong = {f"decision by {user}": str(count) for user, count in account["decisions"].items() if user in ROBOTS}
        wrong |= {f"lock on {number}": user for number, user in account["locks"].items() if user in ROBOTS}
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


Start = Callable[..., Municipality]
"""The fixture `started`."""


@contextmanager
def practice(
    *, cases: int, seed: int, faults: float = 0.0, hostile: bool = False, kind: str = "parking_permit"
) -> Iterator[tuple[str, str]]:
    """A practice system in a process of its own: its address, and the robot's password there."""
    options = {"--port": 0, "--day": today().isoformat(), "--cases": cases, "--seed": seed, "--faults": faults}
    options |= {"--type": kind}
    command = [sys.executable, "-m", "robots.practice", *(str(word) for pair in options.items() for word in pair)]
    command += ["--hostile"] if hostile else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=TOOLKIT) as process:
        try:
            address, _, password = (process.stdout.readline() if process.stdout else "").split()
            yield address, password
        finally:
            process.terminate()


def applicant_of(number: str, **options: int) -> str:
    """The twelve digits of the person who applies in a case of a practice system with these options."""
    cases = population(Options(day=today(), **options)).cases
    return cases[number].fields["Personnummer"].replace("-", "")


def municipality(
    folder: Path,
    address: str,
    password: str,
    *,
    attempts: int = 3,
    wait: float = 15.0,
    at_once: int = 3,
    robot: str = ROBOT,
    settled: Mapping[str, float] | None = None,
    decided: bool = False,
) -> Municipality:
    """A home with a robot that may save drafts in a practice system.

    It does not read the long list of decided cases, unless it is told to: no draft depends on that.

    Args:
        folder: Where the home is made.
        address: Where the practice system stands.
        password: The robot's password there.
        attempts: Technical faults before a case has failed.
        wait: Seconds that the robot waits for an answer.
        at_once: How many cases it works at once, at most.
        robot: Which of config/robots.yaml.
        settled: More of what stands under "faults" in config/settings.yaml.
        decided: Whether it reads the list of decided cases.
    """
    home = trial_home(TOOLKIT, folder, system="practice", address=address, password=password)
    config = home.path / "config"
    quick = {"rest": 0.2, "probe": 0.2, "attempts": attempts, **(settled or {})}
    yamlfile.change(config / "settings.yaml", lambda tree: tree["faults"].update(quick))
    yamlfile.change(config / "systems" / "practice.yaml", lambda tree: _shortened(tree, wait, at_once, decided))
    return Municipality(approve(home, robot, by="test", reference="practice data only"), address, robot)


def _shortened(description: dict[str, Any], wait: float, at_once: int, decided: bool) -> None:
    description["limits"].update(wait=wait, at_once=at_once)
    if not decided:
        del description["decided"]


def tell(what: str) -> None:
    """Say what happened; pytest shows it where a test fails, and with -rP."""
    sys.stdout.write(f"{what}\n")


def _told(case: CaseView | None, real: Mapping[str, Any]) -> dict[str, Any]:
    """How a case stands, in the store and in the case system."""
    return {
        "state": case.state if case else None,
        "reason": case.reason if case else None,
        "saves": sum(save["user"] in ROBOTS for save in real["saves"]),
        "draft": real["draft"],
    }
