"""The command line in a process of its own, struck by a signal at one point of a draft.

The robot notes each point in its log before it goes on, so a sink of the log is the hand to strike with.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from robots import cli, logs

if TYPE_CHECKING:
    from loguru import Message


@dataclass(frozen=True)
class Blow:
    """A signal, and where it strikes: the n-th time that the robot reaches a point of a draft."""

    signal: signal.Signals
    point: str
    nth: int = 1


def work(arguments: Sequence[str], blow: Blow | None, output: Path, mark: str, environment: Mapping[str, str]) -> None:
    """Run the command line and end with its exit code.

    Args:
        arguments: As after `run.py`.
        blow: What strikes it.
        output: Where what it prints goes.
        mark: Stands in the environment of every process that it starts.
        environment: What else does.
    """
    with output.open("wb") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    os.environ.update(environment, ROBOT_UNDER_TEST=mark)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where the tests run in the background
    if blow:
        _lie_in_wait(blow)
    sys.exit(cli.run(list(arguments)))


def _lie_in_wait(blow: Blow) -> None:
    seen = count(1)
    set_up = logs.set_up

    def strike(message: Message) -> None:
        if message.record["message"] == f"draft point {blow.point}" and next(seen) == blow.nth:
            os.kill(os.getpid(), blow.signal)

    def set_up_and_strike(folder: Path, *, days: int, console: str | None = "WARNING") -> Path:
        file = set_up(folder, days=days, console=console)
        logger.add(strike, level="DEBUG", format="{message}")
        return file

    logs.set_up = set_up_and_strike
