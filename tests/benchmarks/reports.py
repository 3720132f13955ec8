"""How long reports of a large store take, and how much room: python -m tests.benchmarks.reports [--cases N]

Fills a store with made-up cases, as it looks after years, and writes the weekly workbook in a process of its own, as a
robot would: the first time, when thirteen weeks are counted and kept, and again. Prints seconds by the clock and of the
processor, and the most memory that the process took. Exit 1 where it misses the goal of 30 s or 300 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from robots.cases import Store
from robots.reports.names import FlowNames, Names
from robots.reports.weekly import write_weekly
from tests.cases.desk import KEY, Clock
from tests.cases.grown import AUTHORITY, FLOW, SYSTEM, grow

NAMES = Names(
    AUTHORITY,
    municipality="Övningskommun",
    systems={SYSTEM: "Övning"},
    flows={FLOW: FlowNames("Parkeringstillstånd")},
    addresses={(SYSTEM, FLOW): "https://system.example/arende/{case}"},
)
MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
UNDECIDED = 20_000
SECONDS, MEGABYTES = 30.0, 300.0  # the goal


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=500_000)
    asked.add_argument("--write", type=Path, help=argparse.SUPPRESS)  # what the process of its own does
    options = asked.parse_args()
    if options.write:
        print(json.dumps(_written(options.write)))
        return 0
    with TemporaryDirectory(prefix="robots-reports-") as folder:
        file = Path(folder) / "cases.db"
        began = time.perf_counter()
        with Store.open(f"sqlite:///{file.as_posix()}", KEY, clock=Clock()) as store:
            grow(store, options.cases, undecided=min(UNDECIDED, options.cases // 5))
        print(f"{options.cases:,} cases made up in {time.perf_counter() - began:.0f} s")
        missed = False
        for what in ("the first time, thirteen weeks counted and kept", "again"):
            wall, cpu, memory = _apart(file)
            missed |= wall > SECONDS or memory > MEGABYTES
            print(f"weekly workbook, {what:48}{wall:6.1f} s by the clock, {cpu:5.1f} s of CPU, {memory:5.0f} MB")
    print(f"goal: {SECONDS:.0f} s, {MEGABYTES:.0f} MB: {'missed' if missed else 'met'}")
    return int(missed)


def _apart(file: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "tests.benchmarks.reports", "--write", str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wall, cpu, memory = json.loads(told.splitlines()[-1])
    return float(wall), float(cpu), float(memory)


def _written(file: Path) -> tuple[float, float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    with Store.open(f"sqlite:///{file.as_posix()}", KEY, clock=Clock()) as store:
        write_weekly(store, file.with_name("weekly.xlsx"), names=NAMES, week="2026-W47", made=MADE)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    return time.perf_counter() - began, time.process_time() - cpu, most


if __name__ == "__main__":
    sys.exit(main())
