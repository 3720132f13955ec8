"""What a robot that has worked here for a while knows: an accepted contract and proven lanes, from cases of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from robots.cases import LaneGround
from robots.practice.users import ROBOT as USER
from robots.settings import Home
from robots.systems.description import open_system
from robots.work.contracts import accept, check
from robots.work.ledger import Ledger
from robots.work.office import open_store, today
from robots.work.proofs import ground
from tests.benchmarks.speed.home import home_at
from tests.benchmarks.speed.participants import ALL, Participant
from tests.benchmarks.speed.served import Served

CASES = 12  # that were worked before


@dataclass(frozen=True)
class Proven:
    """A contract and what was proven by it."""

    screens: str
    browser: str
    proofs: Mapping[str, str]  # by flow


def know(home: Home, participant: Participant) -> None:
    """Have a home's store know what earlier runs of a participant have proven."""
    earlier = _earlier(participant.lanes)
    system = open_system(home.path / "config" / "systems" / "practice.yaml")
    with open_store(home) as store:
        accepted = store.accept_contract(
            system.name,
            earlier.screens,
            by="benchmark",
            cases=CASES,
            browser=earlier.browser,
            description=system.sha256,
        )
        here = LaneGround(system.name, accepted.at, earlier.browser, system.sha256)
        for flow, proof in earlier.proofs.items():
            store.keep_lane_proof(here, flow, proof)


@cache
def _earlier(lanes: tuple[str, ...]) -> Proven:
    """Accept the screens of a system with a few cases, and work these."""
    with TemporaryDirectory(prefix="speed-") as made, Served(CASES, today(), 0, {}) as served:
        home = home_at(Path(made) / "home", served.address, USER.password, lanes)
        with open_store(home) as store, Ledger(store) as ledger:
            accepted = accept(store, asyncio.run(check(home, ledger, "practice", cases=CASES)), by="benchmark")
        toolkit = next(one for one in ALL.values() if one.lanes == lanes)
        command = toolkit.command(Path(made), Path(made))
        subprocess.run(command, check=True, capture_output=True, env=os.environ | toolkit.environment())
        with open_store(home) as store:
            system = open_system(home.path / "config" / "systems" / "practice.yaml")
            here = ground(store, system, accepted.browser)
            assert here is not None
            return Proven(accepted.screens, accepted.browser, store.lane_proofs(here))
