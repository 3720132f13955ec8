"""What more logins bring: python -m tests.benchmarks.logins [--cases N] [--blocks N]

A case system that serves one request of a login at a time, and thinks for 100 ms about each, as many do: one login sets
the pace, whatever is asked at once. One worker with one login and four workers with one each work the same kind of
cases by the best lane, in turn, each time on a system and a PostgreSQL of their own. Throughput is that of the middle
seven tenths of the saves by the practice system's account, without the start of the workers and their end. All must be
saved once, and right. The last line is the ratio. Exit 1: something was not right, or the ratio is below 3.5.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from robots.practice.users import MORE_ROBOTS
from robots.practice.users import ROBOT as USER
from robots.settings import Home
from robots.work.office import today
from robots.work.queueing import enqueue
from tests.benchmarks.speed.block import amiss
from tests.benchmarks.speed.cases import market_stalls
from tests.benchmarks.speed.home import ROBOT, TOOLKIT, draft, home_at
from tests.benchmarks.speed.participants import ALL
from tests.benchmarks.speed.proofs import know
from tests.benchmarks.speed.served import Served
from tests.postgres import emptied, postgres_server

THINK = 100  # milliseconds
GOAL = 3.5
BEST = ALL["replay"]
LIMIT = 10.0  # seconds a case, after which something hangs
CUT = 0.15  # of the saves, at either end


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.logins")
    parser.add_argument("--cases", type=int, default=100, help="for each login")
    parser.add_argument("--blocks", type=int, default=2)
    asked = parser.parse_args(arguments)
    found: dict[int, list[float]] = {1: [], 4: []}
    right = True
    with postgres_server() as server:
        for turn in range(asked.blocks):
            for logins in sorted(found, reverse=turn % 2 == 1):
                many, wrong = _worked(emptied(server.get_uri()), logins, asked.cases * logins)
                found[logins].append(many)
                right = right and not wrong
                print(f"{turn + 1}/{asked.blocks}, logins {logins}: {many:.0f} cases a minute {wrong}", flush=True)
    one, four = (statistics.mean(found[logins]) for logins in (1, 4))
    print(f"1 login: {one:.0f} cases a minute; 4 logins: {four:.0f}; ratio {four / one:.2f} (aim {GOAL})")
    return 0 if right and four / one >= GOAL else 1


def _worked(database: str, logins: int, cases: int) -> tuple[float, str]:
    """Have so many workers work so many cases; how many a minute, and what is not right."""
    day = today()
    population = market_stalls(cases, day).cases
    with TemporaryDirectory(prefix="logins-") as made, Served(cases, day, THINK, {}, one_at_a_time=True) as served:
        more = MORE_ROBOTS[: logins - 1]
        home = home_at(Path(made) / "home", served.address, USER.password, BEST.lanes, database=database, more=more)
        know(home, BEST)
        wanted = draft(home, next(iter(population.values())), day)
        with _workers(home, logins):
            asyncio.run(enqueue(home, ROBOT, "2026-11-26T06:00"))
            until = time.monotonic() + LIMIT * cases
            while time.monotonic() < until and _unsaved(served):
                time.sleep(1)
        times = sorted(
            datetime.fromisoformat(save["time"])
            for case in served.account()["cases"].values()
            for save in case["saves"]
        )
        middle = times[int(len(times) * CUT) : int(len(times) * (1 - CUT))]
        took = (middle[-1] - middle[0]).total_seconds()
        return 60 * (len(middle) - 1) / took, amiss(BEST, served, population, wanted, Path(made))


@contextmanager
def _workers(home: Home, many: int) -> Iterator[None]:
    command = [sys.executable, str(TOOLKIT / "run.py"), "--home", str(home.path), "worker"]
    started = [
        subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | BEST.environment()
        )
        for _ in range(many)
    ]
    try:
        yield
    finally:
        for one in started:
            one.send_signal(signal.SIGTERM)
        for one in started:
            one.wait()


def _unsaved(served: Served) -> bool:
    account = served.account()
    return bool(account["locks"]) or any(not case["saves"] for case in account["cases"].values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
