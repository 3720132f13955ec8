"""The home folder opened for work: its store with its key, and one run of a robot from beginning to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from robots.cases import Store, key_from
from robots.errors import SecretMissing
from robots.model import SWEDEN, Mode, Outcome
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.job import altered, job
from robots.work.ledger import Ledger
from robots.work.running import Run, RunResult

STORE_KEY = "store.key"


def today() -> date:
    """The day in Sweden, wherever the machine stands."""
    return datetime.now(SWEDEN).date()


def open_store(home: Home) -> Store:
    """Open the home's store with the key that its secrets hold.

    Raises:
        SecretMissing: There is no key; `run.py setup` makes one.
        KeyMismatch: The key is another than the store was made with.
    """
    try:
        key = key_from(Secrets(home.path).secret(STORE_KEY))
    except SecretMissing:
        raise SecretMissing(f"The store of {home.path} has no key. If this home folder is new: run.py setup") from None
    home.data.mkdir(parents=True, exist_ok=True)
    return Store.open(home.database, key, attachments=home.data / "attachments")


def run_robot(
    home: Home,
    robot: str,
    *,
    limit: int | None = None,
    mode: Mode | None = None,
    at: date | None = None,
    tell: Callable[[Outcome, int], None] = lambda _outcome, _count: None,
) -> RunResult:
    """Run one robot now.

    Args:
        home: The home folder.
        robot: Its name in config/robots.yaml.
        limit: At most so many cases.
        mode: Another mode than its own. Draft mode always needs the approval.
        at: As if on that day; in shadow only.
        tell: Told each case's outcome, and how many there were so far.

    Raises:
        ConfigError: Nothing was started.
    """
    settled = job(home, robot, day=at or today(), mode=Mode.SHADOW if at else mode)
    password = Secrets(home.path).secret(settled.system.description.account.secret)
    with open_store(home) as store, store.working(), Ledger(store) as ledger:
        if settled.mode is Mode.DRAFT and (why := altered(settled, store)):
            settled = replace(settled, mode=Mode.SHADOW, why_shadow=why)
        run = Run(settled, store, ledger, home.settings, limit=limit, tell=tell)
        return asyncio.run(run.go(password))
