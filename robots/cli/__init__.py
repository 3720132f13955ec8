"""The command line. `run.py` hands over to `main`."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from robots.cli.screen import Desk

DONE, FAILED, WRONG, SYSTEM, BROKEN_OFF = 0, 1, 2, 3, 130


def main() -> int:
    """Run the command that this process was started with, and give its exit code; at a Tab, say what may follow."""
    gc.set_threshold(50_000, 20, 20)  # what is loaded stays; usually it is looked through again and again meanwhile
    if shell := os.environ.get("ROBOTS_COMPLETE"):
        from robots.cli.completion import answer

        answer(shell)
        return DONE
    return run(sys.argv[1:])


def run(arguments: list[str]) -> int:
    """Run one command.

    Returns:
        0 done; 1 a case failed, or a robot was stopped; 2 wrong use or config; 3 a case system changed or is down;
        130 a person broke it off.
    """
    from robots.browser import NoBrowser
    from robots.cli.commands import obey
    from robots.cli.line import Line
    from robots.cli.screen import Desk, complain
    from robots.errors import RobotError
    from robots.words import Words

    os.environ.setdefault("LOGURU_AUTOINIT", "False")  # by itself it would print each line, values and all
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is ours, and each would see every value
    say, home = Words(), Path()
    try:
        line = Line.of(arguments)
        say, home = Words(line.language), line.home
        return obey(Desk(line.home, say), line.words)
    except (RobotError, NoBrowser) as problem:
        complain(say, problem)
        return _code(problem)
    except BrokenPipeError:  # whoever read what was said has seen enough, as `head` has
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return DONE
    except Exception as fault:
        if isinstance(fault, OSError) and fault.filename is not None:
            complain(say, f"{fault.filename}: {fault.strerror}. See who may use it, and give the command again.")
            return WRONG
        complain(say, _unforeseen(fault, Desk(home, say)))
        return FAILED


def _code(problem: Exception) -> int:
    from robots.errors import ConfigError, RobotError, SystemProblem, TechnicalProblem

    if isinstance(problem, SystemProblem | TechnicalProblem):
        return SYSTEM
    return FAILED if isinstance(problem, RobotError) and not isinstance(problem, ConfigError) else WRONG


def _unforeseen(fault: Exception, desk: Desk) -> str:
    """What a person is told of a fault that nobody thought of; the log says more of where, and as little of what."""
    from robots.redaction import unforeseen

    if not (desk.folder / "config").is_dir():
        return unforeseen(fault)
    from loguru import logger

    file = desk.log()
    logger.opt(exception=fault).error("{}", unforeseen(fault))
    return f"{unforeseen(fault)} Where it came by stands in {file}; tell whoever looks after the robots."
