"""Homes for the command line to work in, and the command line itself, called as a person would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from robots.cli import run
from robots.practice import Options, PracticeServer
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.demo import Summary, demo
from tests.work.municipality import one_robot

DOOR = Path(__file__).resolve().parents[2] / "run.py"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}  # a test never touches a person's keyring


@dataclass(frozen=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No keyring, and no home but the test's own."""
    for name, value in NO_KEYRING.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ROBOTS_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["run.py"])


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line in this process."""

    def given(*words: str | Path) -> Answer:
        capfd.readouterr()
        code = run([str(word) for word in words])
        said = capfd.readouterr()
        return Answer(code, said.out, said.err)

    return given


def through_the_door(*words: str | Path, typed: str = "") -> Answer:
    """Run a command line as a process of its own, through run.py."""
    done = subprocess.run(
        [sys.executable, str(DOOR), *map(str, words)],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **NO_KEYRING, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def fresh(tmp_path: Path, command: Command) -> Path:
    """A home folder as `setup` makes it."""
    home = tmp_path / "home"
    assert command("--home", home, "setup").code == 0
    return home


@dataclass(frozen=True)
class Worked:
    """A home in which the demo's robot has worked, and what it came to."""

    home: Path
    summary: Summary


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder = tmp_path_factory.mktemp("worked")
    return Worked(folder / "demo", demo(one_robot(folder / "starter"), folder / "demo", cases=12))


@pytest.fixture
def worked(_demo: Worked, tmp_path: Path) -> Worked:
    """A home in which a robot has worked 12 cases; the test's own copy."""
    home = tmp_path / "worked"
    shutil.copytree(_demo.home, home)
    return Worked(home, _demo.summary)


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[Home]:
    """A home whose practice system was upgraded over night."""
    with PracticeServer(Options(version=2, cases=12)) as server:
        yield trial_home(
            DOOR.parent, tmp_path / "home", system="practice", address=server.address, password="robot-ovning"
        )
