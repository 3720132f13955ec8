"""Workers of a shared store that are killed one after another, while the database is restarted under them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from signal import SIGKILL
from typing import Any

from robots.settings import Home
from tests.postgres import restart
from tests.work.machines import is_due
from tests.work.municipality import Municipality, tell
from tests.work.robot_process import RobotProcess, until


@dataclass(frozen=True)
class Struck:
    """What was done, and how long cases lay in dead hands."""

    kills: int
    restarts: int
    taken_over: Sequence[float]  # seconds from a worker's death until its case was another's, or free


def killed_workers(town: Municipality, other: Home, server: Any, *, kills: int, seed: int) -> Struck:
    """Let three workers share two logins; kill them while they have a case in hand; restart the database twice.

    Each that died is followed by a new one. Returns once every case is where it belongs.
    """
    rng, taken_over, restarts = Random(seed), list[float](), 0
    workers = [town.starts("worker", at=home) for home in (town.home, other, other)]
    is_due(town)
    for kill in range(kills):
        until(lambda: bool(_at_work(town, workers)) or town.amiss() == {}, "a worker had a case in hand")
        if not (busy := _at_work(town, workers)):
            break
        if kill in (kills // 3, 2 * kills // 3):
            restart(server)
            restarts += 1
            until(lambda: bool(_at_work(town, workers)) or town.amiss() == {}, "the workers went on")
            busy = _at_work(town, workers) or busy
        dying = rng.choice(busy)
        dying.process.join(rng.uniform(0, 0.5))
        dying.strike(SIGKILL)
        assert dying.ends() == -SIGKILL, dying.said()
        if left := in_hand(town, dying):
            taken_over.append(seconds_until_free(town, dying, left))
        tell(f"seed {seed}, kill {kill + 1}: case {left or 'none'} in hand, {sum(town.saves().values())} saves so far")
        workers[workers.index(dying)] = town.starts("worker", at=other)
    until(lambda: town.amiss() == {}, "all was done")
    return Struck(kills, restarts, taken_over)


def in_hand(town: Municipality, worker: RobotProcess) -> str:
    """The case that a worker has in hand, or had as it died; none: ''."""
    with town.store() as store:
        numbers = {case.number for case in store.cases() if _is(worker, case.owner)}
    return next(iter(numbers), "")


def seconds_until_free(town: Municipality, dead: RobotProcess, number: str) -> float:
    """How long a dead worker's case stays its own."""
    began = time.monotonic()
    until(lambda: not _is(dead, owner(town, number)), "the case was free, or another worker's")
    return time.monotonic() - began


def owner(town: Municipality, number: str) -> str:
    """Who holds a case; nobody: ''."""
    with town.store() as store:
        return store.case(number, "practice").owner or ""


def _at_work(town: Municipality, workers: Sequence[RobotProcess]) -> list[RobotProcess]:
    return [worker for worker in workers if in_hand(town, worker)]


def _is(worker: RobotProcess, owner: str | None) -> bool:
    return f":{worker.process.pid}:" in (owner or "")
