"""A disk without room for the store is said clearly, and nothing that was noted before is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from robots.cases import Store
from robots.cases.database import FAILING, FULL
from tests.cases.desk import KEY

HOME = Path(__file__).parents[2]

FILL = """
import resource, signal, sys
from robots.errors import StoreFault
from tests.cases.desk import KEY, Clock, Desk
from robots.cases import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Store.open(sys.argv[1], KEY, clock=(clock := Clock())) as store:
    desk = Desk(store, clock)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    noted = 0
    try:
        while True:
            desk.has(f"2026-{noted}")
            noted += 1
    except StoreFault as full:
        print(noted, full)
"""


def test_a_disk_without_room_is_said_and_all_that_was_noted_before_is_there(sqlite_url: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FILL, sqlite_url], cwd=HOME, capture_output=True, text=True, check=True
    )
    noted, _, said = told.stdout.strip().partition(" ")
    assert said in (FULL, FAILING)
    with Store.open(sqlite_url, KEY) as store:
        store.try_soundness()
        assert len(store.cases()) >= int(noted) > 0
