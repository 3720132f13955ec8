"""How much memory and how many files a robot holds, from its first case to its last."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.work.municipality import Municipality
from tests.work.robot_process import RobotProcess

EVERY = 2.0  # seconds between two looks
PAGE = 4096  # bytes


@dataclass(frozen=True)
class Held:
    """What the robot held at one moment: itself, and with its browser."""

    own: int  # bytes
    all: int  # bytes; what processes share counts for each of them
    files: int  # of the robot's own process


@dataclass(frozen=True)
class Soak:
    """One long run."""

    code: int
    looks: Sequence[Held]

    def growth(self, of: str) -> float:
        """The median of the last third against that of the first."""
        third = len(self.looks) // 3
        first, last = self.looks[:third], self.looks[-third:]
        return median(getattr(look, of) for look in last) / median(getattr(look, of) for look in first)


def soaked(town: Municipality, *, warm: int = 5) -> Soak:
    """Let a robot work its inbox, and look at what it holds meanwhile; the first looks, as it starts, are left out."""
    robot = town.starts_robot()
    looks, pause = [], threading.Event()
    while robot.process.is_alive():
        if look := _look(robot):
            looks.append(look)
        pause.wait(EVERY)
    return Soak(robot.ends(), looks[warm:])


def _look(robot: RobotProcess) -> Held | None:
    own = robot.process.pid
    try:
        held = {number: _resident(number) for number in {own, *robot.left_behind()} if number}
        files = len(list(Path(f"/proc/{own}/fd").iterdir()))
    except OSError:  # one of them ended meanwhile
        return None
    return Held(held[own] if own else 0, sum(held.values()), files)


def _resident(number: int) -> int:
    return int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1]) * PAGE
