"""The home folder opened for work: its store with its key, and one run of a robot from beginning to end.

What only a run needs (the browser, the flows' workbooks) is imported when one begins: commands that ask the store are
not to wait for it.
"""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from robots.cases import Store, key_from
from robots.errors import LoginRefused, SecretMissing
from robots.folders import own
from robots.model import SWEDEN, Mode, Outcome
from robots.secrets import Secrets
from robots.settings import Home

if TYPE_CHECKING:
    from robots.systems.description import SystemFile
    from robots.work.running import RunResult

STORE_KEY = "store.key"


def today() -> date:
    """The day in Sweden, wherever the machine stands."""
    return datetime.now(SWEDEN).date()


def account() -> str:
    """Who sits at this machine, for the audit: the account that the command runs as."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # in a container an account need not have a name
        return f"account {os.getuid()}" if hasattr(os, "getuid") else "unknown account"


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
    own(home.data)
    return Store.open(home.database, key, attachments=home.data / "attachments")


def password_for(home: Home, system: SystemFile) -> str:
    """The password of the robot's account in a case system.

    Raises:
        SecretMissing: Nobody has set it.
        LoginRefused: The system refused it before. It is not sent again, for accounts get locked.
    """
    secrets, name = Secrets(home.path), system.description.account.secret
    password = secrets.secret(name)
    if secrets.is_refused(name, password):
        raise LoginRefused(
            f"{system.name} has refused this password before; it was not tried again. Set the right one, or the same "
            f"one anew where the account was mended: run.py secret set {name}"
        )
    return password


def note_refusal(home: Home, system: SystemFile, password: str) -> None:
    """Note that the system refused a password, so that nothing sends it again."""
    Secrets(home.path).refuse(system.description.account.secret, password)


def run_robot(
    home: Home,
    robot: str,
    *,
    limit: int | None = None,
    mode: Mode | None = None,
    at: date | None = None,
    tell: Callable[[Outcome, int], None] = lambda _outcome, _count: None,
    opened: Callable[[RunResult], None] = lambda _result: None,
    pause: float | None = None,
) -> RunResult:
    """Run one robot now.

    Args:
        home: The home folder.
        robot: Its name in config/robots.yaml.
        limit: At most so many cases.
        mode: Another mode than its own. Draft mode always needs the approval.
        at: As if on that day; in shadow only.
        tell: Told each case's outcome, and how many there were so far.
        opened: Told once the robot is logged in and has read the inbox.
        pause: Show the browser, one window, and wait so many seconds between what it does.

    Raises:
        ConfigError: Nothing was started.
        NoBrowser: There is none, or none that can be shown; nothing was started.
        LoginRefused: An earlier run's password was refused and is still the one that is set; nothing was started.
    """
    from robots.systems.evidence import EvidenceFolder
    from robots.work.job import altered, job
    from robots.work.ledger import Ledger
    from robots.work.looking import LookRun
    from robots.work.running import Run

    settled = job(home, robot, day=at or today(), mode=Mode.SHADOW if at else mode)
    password = password_for(home, settled.system)
    with open_store(home) as store, store.working(), Ledger(store) as ledger:
        if settled.mode is Mode.DRAFT and (why := altered(settled, store)):
            settled = replace(settled, mode=Mode.SHADOW, why_shadow=why)
        kept = home.settings.retention
        evidence = EvidenceFolder(home.logs / "evidence", robot, kept.evidence, kept.evidence_megabytes)
        kind = LookRun if home.robot(robot).looks_again else Run
        run = kind(
            settled,
            store,
            ledger,
            home.settings,
            evidence=evidence,
            limit=limit,
            tell=tell,
            opened=opened,
            pause=pause,
        )
        result = asyncio.run(run.go(password))
    if isinstance(result.trouble, LoginRefused):
        note_refusal(home, settled.system, password)
    return result
