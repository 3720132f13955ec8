"""How a store of a million cases answers: python -m tests.benchmarks.store [--cases N] [--postgres] [--small N]

Fills a store with made-up cases, as it looks after years, and asks it what people and robots ask; beside it, in turn, a
small one. Prints seconds by the clock and of the processor, each the best of several; plans are a test's affair.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from robots.cases import Store
from robots.model import Mode, State
from robots.reports.counting import Counting
from robots.reports.names import FlowNames, Names
from robots.reports.weeks import Week
from tests.cases.desk import KEY, VERSIONS, Clock
from tests.cases.grown import AUTHORITY, FLOW, ROBOT, SYSTEM, TODAY, grow
from tests.cases.way import arrives, worked

NAMES = Names(AUTHORITY, systems={SYSTEM: "Övning"}, flows={FLOW: FlowNames("Parkeringstillstånd")})
TAKEN = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.STALE, State.DRAFTED)
UNDECIDED = 20_000
TIMES = 5
WAYS = 100  # cases whose whole way is timed
Question = Callable[[Store], object]


def status(store: Store) -> object:
    return store.summary(), store.summary(robot=ROBOT), store.runs(1, robot=ROBOT)


def cases(store: Store) -> object:
    return store.cases(undecided=True, most=1000)


def decided(store: Store) -> object:
    return store.cases(State.DECIDED, most=1000)


def next_claim(store: Store) -> object:
    claim = store.claim(
        run=1,
        system=SYSTEM,
        flow=FLOW,
        robot=ROBOT,
        owner="slot-1",
        wanted=TAKEN,
        drafts={"grant", "hand_over"},
        versions=VERSIONS,
        again=True,
    )
    assert claim is not None
    store.let_go(claim)
    return claim


def health(store: Store) -> object:
    return store.due_by(TODAY), store.failed_cases()


def weekly(store: Store) -> object:
    counting = Counting.of(store, NAMES, datetime(2026, 11, 23, 8, tzinfo=UTC), since=Week(2026, 35))
    return [counting.of_week(Week(2026, number)) for number in range(35, 48)]


QUESTIONS: dict[str, Question] = {
    "status: counts, the last run": status,
    "cases: the 1000 most urgent": cases,
    "cases --state decided: the first 1000": decided,
    "status --check: past their day, failed": health,
    "the next claim, and letting it go": next_claim,
    "weekly report: reading and counting 13 weeks": weekly,
}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--small", type=int, default=1_000)
    asked.add_argument("--postgres", action="store_true")
    options = asked.parse_args()
    with ExitStack() as stack:
        large = stack.enter_context(_filled(options.cases, postgres=options.postgres))
        small = stack.enter_context(_filled(options.small, postgres=options.postgres))
        print(f"{'':48}{options.cases:>12,} cases{options.small:>12,} cases    (ms by the clock / of this process)")
        for name, question in QUESTIONS.items():
            best = {place: (float("inf"), float("inf")) for place in (0, 1)}
            for _ in range(TIMES):
                for place, store in enumerate((large, small)):
                    best[place] = min(best[place], _timed(question, store))
            print(f"{name:48}" + "".join(f"{wall * 1000:9.1f} / {cpu * 1000:6.1f}" for wall, cpu in best.values()))
        cpu = [statistics.median(part) for part in zip(*_ways(large, small), strict=True)]
        print(f"{'the whole way of a case, of the processor':48}{cpu[0] * 1000:18.1f}{cpu[1] * 1000:18.1f}")
        print(f"ratio: {cpu[0] / cpu[1]:.2f}")


def _ways(*stores: Store) -> Iterator[tuple[float, ...]]:
    """Seconds of the processor for the whole way of a case in each store, in turn."""
    runs = [
        store.begin_run(robot=ROBOT, system=SYSTEM, flow=FLOW, mode=Mode.DRAFT, versions=VERSIONS) for store in stores
    ]
    for store, run in zip(stores, runs, strict=True):
        arrives(store, run, [f"2026-{place}" for place in range(WAYS)])
    for place in range(WAYS):
        yield tuple(_way(store, run, f"2012{place:08}") for store, run in zip(stores, runs, strict=True))


def _way(store: Store, run: int, person: str) -> float:
    began = time.process_time()
    worked(store, run, person)
    return time.process_time() - began


@contextmanager
def _filled(cases: int, *, postgres: bool) -> Iterator[Store]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="robots-store-")))
        url = f"sqlite:///{(folder / 'cases.db').as_posix()}"
        if postgres:
            from tests.postgres import emptied, postgres_server

            url = emptied(stack.enter_context(postgres_server()).get_uri())
        store = stack.enter_context(Store.open(url, KEY, attachments=folder, clock=Clock()))
        began = time.perf_counter()
        grow(store, cases, undecided=min(UNDECIDED, cases // 5))
        print(f"{cases:,} cases made up in {time.perf_counter() - began:.0f} s")
        yield store


def _timed(question: Question, store: Store) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    question(store)
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
