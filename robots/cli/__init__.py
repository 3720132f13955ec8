"""The command line. `run.py` hands over to `main`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command. Exit codes: 0 done, 1 a case failed, 2 wrong use or config, 3 a system changed or is down."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code; wrong use leaves by SystemExit, with 2."""
    from robots.browser import NoBrowser
    from robots.cli.commands import app
    from robots.cli.screen import complain
    from robots.errors import ConfigError, RobotError, SystemProblem

    try:
        app(arguments, prog_name="run.py")
    except (ConfigError, NoBrowser) as problem:
        complain(problem)
        return 2
    except SystemProblem as problem:
        complain(problem)
        return 3
    except RobotError as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:
        complain("Interrupted. Nothing is lost: the next run goes on from the last step that was recorded.")
        return 1
    return 0
