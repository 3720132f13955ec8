"""One robot at work in a process of its own, watched and struck from outside."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.logbook import logged

LIMIT = 600.0  # seconds; nothing here takes nearly so long, even where much else is tested beside it


@dataclass
class RobotProcess:
    """One `run.py run`, with the browser that it starts."""

    process: ForkServerProcess
    mark: str
    output: Path
    logs: Path
    logged_before: int  # lines

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
        return [line["says"] for line in logged(self.logs)[self.logged_before :]]

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
        _struck(self._browser(), signal.SIGKILL)

    def stops_its_browser(self) -> set[int]:
        """Let the browser hang: it neither answers nor ends; its processes by their numbers."""
        return _struck(self._browser(), signal.SIGSTOP)

    def stops_its_pages(self) -> set[int]:
        """Let all pages hang while the browser itself goes on; their processes, which hide whose they are."""
        groups = {os.getpgid(number) for number in self._browser()}
        pages = {int(place.name) for place in Path("/proc").glob("[0-9]*") if "--type=renderer" in _program(place)}
        return _struck({number for number in pages if _group(number) in groups}, signal.SIGSTOP)

    def _browser(self) -> set[int]:
        return {number for number, program in self.left_behind().items() if "--remote-debugging-pipe" in program}


def are_gone(numbers: set[int]) -> bool:
    """Whether none of these processes is there any more, or each only waits to be forgotten."""
    return not any(_program(Path(f"/proc/{number}")) for number in numbers)


def _struck(numbers: set[int], blow: signal.Signals) -> set[int]:
    assert numbers != set()
    for number in numbers:
        os.kill(number, blow)
    return numbers


def _group(number: int) -> int:
    try:
        return os.getpgid(number)
    except OSError:
        return -1


def until(true: Callable[[], bool], what: str) -> None:
    """Ask again and again until something is true."""
    pause, late = threading.Event(), time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < late, f"it never came about that {what}"
        pause.wait(0.05)


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
