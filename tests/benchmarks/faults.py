"""Faults, kills and long runs, in full: python -m tests.benchmarks.faults [PROOF...] [--short]

The proofs are line, points, moments, workers and long; without a name, all of them. Prints a line for each as it ends,
a table, and the sum on the last line: how much was lost, doubled or wrong by the practice system's own account. In full
it takes hours; --short takes minutes. Exit 1 where the sum is not nothing.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from robots import yamlfile
from robots.practice.options import Options
from robots.practice.population import population
from robots.work.office import today
from tests.faults.kills import POINTS, killed_at_each_point, killed_at_random
from tests.faults.night import faulty_line, judged, worked
from tests.faults.soak import soaked
from tests.faults.workers import killed_workers
from tests.postgres import emptied, postgres_server
from tests.work.machines import machines
from tests.work.municipality import Municipality, municipality, practice

SEED = 8
GROWTH = 1.10  # the last third of a long run against the first


@dataclass(frozen=True)
class Row:
    """One proof and what came of it."""

    what: str
    cases: int
    struck: int  # faults, kills
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    note: str = ""

    @property
    def amiss(self) -> int:
        return self.lost + self.doubled + self.wrong


def main(arguments: list[str]) -> int:
    short = "--short" in arguments
    rows: list[Row] = []
    for proof in [PROOFS[name] for name in arguments if name in PROOFS] or PROOFS.values():
        began = time.monotonic()
        rows.append(proof(short))
        print(f"{rows[-1].what}: {rows[-1].note} ({time.monotonic() - began:.0f} s)", flush=True)
    table = Table("proof", "cases", "struck", "lost", "doubled", "wrong", "note")
    for row in rows:
        table.add_row(row.what, *map(str, (row.cases, row.struck, row.lost, row.doubled, row.wrong)), row.note)
    Console(width=140).print(table)
    total = [sum(getattr(row, part) for row in rows) for part in ("cases", "struck", "lost", "doubled", "wrong")]
    print("sum: {} cases, struck {} times: {} lost, {} doubled, {} wrong".format(*total))
    return 1 if any(row.amiss for row in rows) else 0


def line(short: bool) -> Row:
    """A line that spoils every tenth request to a case."""
    with TemporaryDirectory() as folder:
        cases = 12 if short else 1000
        with faulty_line(Path(folder) / "home", cases=cases, seed=SEED, share=0.1) as (town, proxy):
            runs = worked(town, nights=12 if short else 60)
            came = judged(town, proxy)
            faults = sum(proxy.done.values())
            note = f"{faults} of {proxy.passed} requests spoiled, {runs} runs; {dict(came.ended)}"
            parts = len(came.lost), len(came.doubled), len(came.wrong)
            return Row("a faulty line", came.cases, faults, *parts, note=note)


def points(short: bool) -> Row:
    """A robot killed at each point of a draft."""
    return _struck("kill -9 at each point", 12, len(POINTS), killed_at_each_point)


def moments(short: bool) -> Row:
    """A robot killed at random moments."""
    times = 10 if short else 100
    return _struck("kill -9 at random moments", 2 * times, times, lambda town: killed_at_random(town, times, SEED))


def workers(short: bool) -> Row:
    """Three workers of one PostgreSQL, killed again and again, while it is restarted twice."""
    cases, kills = (12, 3) if short else (200, 20)
    with (
        TemporaryDirectory() as folder,
        postgres_server() as server,
        practice(cases=cases, seed=SEED) as (address, password),
    ):
        town, other = machines(Path(folder), address, password, emptied(server.get_uri()))
        town.store().close()
        try:
            struck = killed_workers(town, other, server, kills=kills, seed=SEED)
            slowest = max(struck.taken_over, default=0.0)
            note = f"{struck.restarts} of them of the database; the dead's cases were free within {slowest:.0f} s"
            return _account("kill -9 of workers on PostgreSQL", town, cases, struck.kills + struck.restarts, note)
        finally:
            town.ends()


def long(short: bool) -> Row:
    """A run of many cases in the fastest lane that is proven: memory and open files stay as they are."""
    cases = 60 if short else 5000
    with _town(cases, renew_after=15 if short else 500) as town:
        town.accepts_the_screens()
        soak = soaked(town)
        growth = {part: soak.growth(part) for part in ("own", "all", "files")}
        note = ", ".join(f"{part} x {by:.2f}" for part, by in growth.items()) + f" over {len(soak.looks)} looks"
        again, amiss = applying_twice(cases), town.amiss()
        others = sorted(amiss.keys() - again)
        note += f"; {len(amiss) - len(others)} of people with two applications, which the key knows nothing of"
        print(*(f"{number}: {amiss[number]}" for number in others), sep="\n")
        return Row("a long run", cases, 0, wrong=sum(by > GROWTH for by in growth.values()) + len(others), note=note)


def applying_twice(cases: int) -> set[str]:
    """The cases of people who happen to have several: all but the first are handed over to a person."""
    options = Options(day=today(), cases=cases, seed=SEED, types=("parking_permit",))
    by_person: defaultdict[str, list[str]] = defaultdict(list)
    for number, case in population(options).cases.items():
        by_person[case.fields["Personnummer"]].append(number)
    return {number for several in by_person.values() if len(several) > 1 for number in several}


def _struck(what: str, cases: int, times: int, strike: Callable[[Municipality], None]) -> Row:
    with _town(cases) as town:
        strike(town)
        town.robot_runs()
        return _account(what, town, cases, times, "")


def _account(what: str, town: Municipality, cases: int, struck: int, note: str) -> Row:
    """What the practice system says of its cases, held against the key."""
    doubled = sum(many > 2 for many in town.saves().values())  # one that the system altered was put back
    amiss = town.amiss()
    said = f"{len(amiss)} otherwise than the key says: {', '.join(sorted(amiss))}" if amiss else "as the key says"
    return Row(what, cases, struck, doubled=doubled, wrong=len(amiss), note="; ".join(filter(None, (note, said))))


@contextmanager
def _town(cases: int, *, renew_after: int = 500) -> Iterator[Municipality]:
    with TemporaryDirectory() as folder, practice(cases=cases, seed=SEED) as (address, password):
        town = municipality(Path(folder) / "home", address, password)
        yamlfile.change(town.home.path / "config" / "settings.yaml", partial(_unbounded, renew_after=renew_after))
        try:
            yield town
        finally:
            town.ends()


def _unbounded(settings: dict[str, Any], *, renew_after: int) -> None:
    """One run works all the cases there are, with a new browser now and then."""
    settings["bounds"]["drafts_a_run"] = 100_000
    settings.setdefault("browser", {})["renew_after"] = renew_after


PROOFS = {"line": line, "points": points, "moments": moments, "workers": workers, "long": long}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
