"""A case system to be changed: behind the proxy, read once, and its screens accepted as they are before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from robots.cases import Store
from robots.flow import OpenFlow, open_flow
from robots.model import Mode
from robots.settings import ACCEPTED, Home
from robots.systems.contract import Contract
from robots.systems.description import SystemFile, open_system
from robots.work.approving import trial_home
from robots.work.contracts import accept, check, in_force
from robots.work.ledger import Ledger
from robots.work.office import open_store, run_robot
from tests.mutations.upgrade import Upgrade, upgrading

FLOW = "parking_permit"
STARTER = Path(__file__).parents[2]
CASES = 3  # whose screens are changed
PATIENCE = ("wait: 15.0", "wait: 10.0")  # so long a robot waits for each heading that has another text


@dataclass(frozen=True)
class Place:
    """One case system to be changed: its home folder with what was read and accepted before, and the proxy."""

    home: Home
    system: SystemFile
    flow: OpenFlow
    password: str
    contract: Contract
    upgrade: Upgrade


@contextmanager
def prepared(name: str, address: str, password: str, folder: Path) -> Iterator[Place]:
    """A system behind the proxy, of which the robot has read some cases once and a person has accepted the screens."""
    with upgrading(address) as upgrade:
        home = trial_home(STARTER, folder, system=name, address=upgrade.address, password=password)
        file = home.system_file(name)
        file.write_text(file.read_text(encoding="utf-8").replace(*PATIENCE), encoding="utf-8")
        robot = _only_robot(home, name)
        ran = run_robot(home, robot, mode=Mode.SHADOW, limit=2 * CASES)  # heal compares with what it read
        assert ran.trouble is None, ran.trouble
        with open_store(home) as store, Ledger(store) as ledger:
            accept(store, asyncio.run(check(home, ledger, name, cases=ACCEPTED)), by="test")
            contract = _in_force(store, name)
        system = open_system(home.system_file(name), address=upgrade.address)
        yield Place(home, system, open_flow(home.flow_folder(FLOW)), password, contract, upgrade)


def _in_force(store: Store, name: str) -> Contract:
    contract = in_force(store, name)
    assert contract is not None
    return contract


def _only_robot(home: Home, system: str) -> str:
    """The robot that config/robots.yaml ships for a system, as a comment for all but the practice system."""
    listed = home.path / "config" / "robots.yaml"
    name = f"parking-{system}"
    said, found, parts = listed.read_text(encoding="utf-8").partition(f"\n#  {name}:")
    if found:
        entry, blank, others = parts.partition("\n\n")
        shown = "\n".join(line.removeprefix("#") for line in (found + entry).split("\n"))
        listed.write_text(said + shown + blank + others, encoding="utf-8")
    return name
