"""``python -m robots.practice``: serve a practice system until interrupted."""

import argparse
from collections.abc import Sequence
from datetime import date

from robots.practice.casetype import case_types
from robots.practice.options import Options, today
from robots.practice.server import serve


def options(arguments: Sequence[str] | None = None) -> Options:
    """The options that a command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m robots.practice", description="A case system to practise on.")
    parser.add_argument("--port", type=int, default=8080, help="0: any free port")
    parser.add_argument("--seed", type=int, default=1, help="other people, values, dates and order")
    parser.add_argument("--day", type=date.fromisoformat, default=today(), help="the day it is started for, YYYY-MM-DD")
    parser.add_argument("--cases", type=int, help="new cases of each type; without, each story once")
    parser.add_argument("--hostile", action="store_true", help="odd and hostile applications too, each once")
    parser.add_argument("--think", type=int, default=0, help="milliseconds before each answer")
    parser.add_argument("--session", type=float, default=1200.0, help="seconds without a request until a session ends")
    parser.add_argument("--faults", type=float, default=0.0, help="share of requests that fail or are slow, 0 to 1")
    parser.add_argument("--one-at-a-time", action="store_true", help="one request at a time in each session")
    parser.add_argument("--version", type=int, choices=(1, 2), default=1, help="2: the pages after the upgrade")
    parser.add_argument(
        "--type",
        action="append",
        dest="types",
        type=_type,
        metavar="TYPE[=N]",
        help="one of several, with N new cases",
    )
    chosen = vars(parser.parse_args(arguments))
    types = dict(chosen.pop("types") or dict.fromkeys(Options().types))
    return Options(
        **chosen, types=tuple(types), counts={name: many for name, many in types.items() if many is not None}
    )


def _type(written: str) -> tuple[str, int | None]:
    """A case type and, where it is said, how many new cases it has."""
    name, _, many = written.partition("=")
    if name not in case_types():
        raise argparse.ArgumentTypeError(f"it takes {', '.join(case_types())}, not {name}")
    return name, int(many) if many else None


if __name__ == "__main__":
    serve(options())
