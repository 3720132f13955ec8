"""Who takes part: how each is started, with which browser, and what it is called in the table."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from robots import browser
from tests.benchmarks.speed.home import ROBOT, TOOLKIT
from tests.systems.venvs import interpreter

COMPETITORS = TOOLKIT / "tests" / "benchmarks" / "competitors"
WHOLE = "chromium"


@dataclass(frozen=True)
class Participant:
    """One way to do the job."""

    name: str
    title: str
    script: str = ""  # in competitors/; the toolkit has none
    words: tuple[str, ...] = ("SCRIPT", "JOB")  # what its Python is told; FOLDER takes what it leaves behind
    venv: str = ""  # the folder in competitors/ with its lock; without, the project's own environment
    whole: bool = False  # in the whole Chromium, else in the headless shell where there is one
    reads: bool = True  # it shows what it read
    browser: bool = True
    lanes: tuple[str, ...] = ()  # that this project may take
    needs: tuple[str, ...] = ()  # programs that must be on this machine

    @property
    def is_toolkit(self) -> bool:
        return not self.script

    @property
    def program(self) -> str:
        """The browser that it drives; empty for none."""
        if not self.browser:
            return ""
        return shutil.which(WHOLE) or WHOLE if self.whole else str(browser.find().program)

    @property
    def lacks(self) -> str:
        """The program that it needs and this machine does not have; empty where it has all."""
        needs = (*self.needs, WHOLE) if self.whole else self.needs
        return next((program for program in needs if shutil.which(program) is None), "")

    def command(self, folder: Path, job: Path) -> list[str]:
        """How it is started."""
        if self.is_toolkit:
            return [sys.executable, str(TOOLKIT / "run.py"), "--home", str(folder / "home"), "run", ROBOT]
        marks = {"SCRIPT": str(COMPETITORS / self.script), "JOB": str(job), "FOLDER": str(folder)}
        return [str(_python(self.venv)), *(marks.get(word, word) for word in self.words)]

    def environment(self) -> dict[str, str]:
        """The variables that it runs with."""
        return os.environ | {"PYTHONPATH": str(COMPETITORS), browser.VARIABLE: self.program}


@cache
def _python(venv: str) -> Path:
    return interpreter(venv, COMPETITORS / venv / "requirements.lock") if venv else Path(sys.executable)


def installed(participants: Sequence[Participant]) -> None:
    """Make the environments that are missing, before anything is measured."""
    for one in participants:
        if not one.is_toolkit:
            _python(one.venv)


_ROBOT = ("-m", "robot", "--outputdir", "FOLDER", "--console", "none", "--variablefile", "JOB", "SCRIPT")
_TASKS = ("-m", "robocorp.tasks", "run", "SCRIPT", "-t", "work", "-o", "FOLDER", "--", "--job", "JOB")
_DRIVER = ("chromedriver",)
_WHOLE = "the same in the whole Chromium"
ALL = {
    one.name: one
    for one in (
        Participant("page", "this project, page lane", lanes=("page",)),
        Participant("fetch", "this project, fetch lane", lanes=("page", "fetch")),
        Participant("replay", "this project, replay lane", lanes=("page", "fetch", "replay")),
        Participant("raw", "raw Playwright, a locator call a field", "playwright_raw.py"),
        Participant("raw_whole", _WHOLE, "playwright_raw.py", whole=True),
        Participant("tuned", "raw Playwright, one evaluate a form", "playwright_tuned.py"),
        Participant("fetched", "the same requests fetched in the page, no toolkit", "fetched_in_page.py"),
        Participant("robocorp", "robocorp-browser", "robocorp_browser.py", _TASKS, "robocorp"),
        Participant("robot_framework", "Robot Framework Browser", "robot_framework.robot", _ROBOT, "robot_framework"),
        Participant("selenium", "Selenium 4", "selenium_webdriver.py", venv="selenium", needs=_DRIVER),
        Participant("selenium_whole", _WHOLE, "selenium_webdriver.py", venv="selenium", needs=_DRIVER, whole=True),
        Participant("sockets", "the floor: raw sockets, nothing read", "sockets.py", reads=False, browser=False),
    )
}
