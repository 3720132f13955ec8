"""The command line. `run.py` hands over to `main`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command. Exit codes: 0 done, 1 a case failed, 2 wrong use or config, 3 a system changed or is down."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    from click import ClickException
    from typer import Exit
    from typer.main import get_command

    from robots.browser import NoBrowser
    from robots.cli.commands import app
    from robots.cli.screen import complain
    from robots.errors import ConfigError, RobotError, SystemProblem

    try:
        return int(get_command(app)(arguments, prog_name="run.py", standalone_mode=False) or 0)
    except (ClickException, Exit) as ended:
        if isinstance(ended, ClickException):
            ended.show()
        return ended.exit_code
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
