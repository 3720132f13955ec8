"""Schedulers of one home and one store, and what they started."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from robots.cases import Firing, Store, Versions
from robots.model import Mode
from robots.settings import Home
from robots.walltime import instant
from robots.work.ledger import Ledger
from robots.work.schedule.scheduler import Scheduler
from tests.cases.desk import KEY, Clock

PRACTICE = Path(__file__).parents[3] / "config" / "systems" / "practice.yaml"
REPORT, PURGE = {"report": "worklist"}, {"chore": "purge"}
PARKING = {"flow": "parking_permit", "system": "practice"}


@dataclass
class Work:
    """What robots do that are started: they note it, and go wrong or wait where a test wants that."""

    clock: Clock
    store: Store
    started: list[tuple[str, str]] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    ends: str | None = None  # how the runs of robots with a flow end; None: they note no run
    fault: Exception | None = None
    gate: asyncio.Event | None = None  # work waits for it

    async def __call__(self, firing: Firing) -> None:
        self.started.append((firing.robot, firing.due))
        self.at.append(self.clock())
        if self.gate:
            await self.gate.wait()
        if self.fault:
            raise self.fault
        if self.ends:
            self.run_of(firing.robot, self.ends)

    def run_of(self, robot: str, outcome: str) -> int:
        """A run of a robot that begins and ends now."""
        kept = {"robot": robot, "system": "practice", "flow": "parking_permit", "mode": Mode.SHADOW}
        run = self.store.begin_run(**kept, versions=Versions())  # type: ignore[arg-type]
        self.store.end_run(run, outcome=outcome)
        return run


class Shift:
    """One home, one store, and as many schedulers as a test opens."""

    def __init__(self, folder: Path, url: str, clock: Clock, stack: ExitStack) -> None:
        self.home, self.clock = Home(folder), clock
        self._url, self._stack = url, stack
        (folder / "config" / "systems").mkdir(parents=True)
        (folder / "config" / "settings.yaml").write_text("municipality: Test\n", encoding="utf-8")
        self.describes({})
        self.store = self.opens()
        self.work = Work(clock, self.store)

    def opens(self) -> Store:
        """The store, opened as another process would."""
        return self._stack.enter_context(Store.open(self._url, KEY, clock=self.clock))

    def keeps(self, **robots: dict[str, Any]) -> Scheduler:
        """Write config/robots.yaml, and begin to keep its schedules now."""
        path = self.home.path / "config" / "robots.yaml"
        with path.open("w", encoding="utf-8") as file:
            YAML().dump({"robots": robots}, file)
        self.home = Home(self.home.path)
        return self.scheduler()

    def scheduler(self, **options: Any) -> Scheduler:
        """A scheduler with a connection of its own, as of a process that starts now."""
        ledger = self._stack.enter_context(Ledger(self.opens()))
        return Scheduler(self.home, ledger, self.work, clock=self.clock, **options)

    def describes(self, more: dict[str, Any]) -> None:
        """Write the case system's description with more than it has: opening hours, maintenance."""
        yaml = YAML()
        description = yaml.load(PRACTICE.read_text(encoding="utf-8"))
        description.update(more)
        with self.home.system_file("practice").open("w", encoding="utf-8") as file:
            yaml.dump(description, file)

    def comes(self, wall: str) -> None:
        """It becomes a time, as the clock on the wall shows it."""
        self.clock.at = instant(datetime.fromisoformat(wall))

    async def looks(self, *schedulers: Scheduler, at: str | None = None) -> list[tuple[str, str]]:
        """Let schedulers look, one after the other, and wait for what they start: that is given."""
        if at:
            self.comes(at)
        before = len(self.work.started)
        for scheduler in schedulers:
            await scheduler.look()
            await scheduler.done()
        return self.work.started[before:]


async def until(there: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until something is to be seen."""

    async def seen() -> None:
        while not there():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(seen(), seconds)


def now() -> datetime:
    return datetime.now(UTC)
