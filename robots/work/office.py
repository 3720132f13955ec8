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
from functools import partial
from typing import TYPE_CHECKING

from loguru import logger

from robots.cases import Firing, Store, key_from
from robots.errors import ConfigError, LoginRefused, SecretMissing
from robots.folders import own
from robots.model import SWEDEN, Mode, Outcome
from robots.secrets import Secrets
from robots.settings import Home, RobotPart
from robots.work.credentials import credentials_for, note_refusal
from robots.work.ending import END, asked_by, in_time

if TYPE_CHECKING:
    from robots.work.ledger import Ledger
    from robots.work.running import RunResult

STORE_KEY = "store.key"
CHECK = "check"  # the chore that checks the case systems


def today() -> date:
    """The day in Sweden, wherever the machine stands."""
    return datetime.now(SWEDEN).date()


def account() -> str:
    """Who sits at this machine, for the audit: the account that the command runs as."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # in a container an account need not have a name
        return f"account {os.getuid()}" if hasattr(os, "getuid") else "unknown account"


def open_store(home: Home, *, as_it_is: bool = False) -> Store:
    """Open the home's store with the key that its secrets hold.

    Args:
        home: The home folder.
        as_it_is: Make nothing and bring nothing up to date.

    Raises:
        SecretMissing: There is no key; `run.py setup` makes one.
        KeyMismatch: The key is another than the store was made with.
    """
    try:
        key = key_from(Secrets(home.path).secret(STORE_KEY))
    except SecretMissing:
        raise SecretMissing(f"The store of {home.path} has no key. If this home folder is new: run.py setup") from None
    if not as_it_is:
        own(home.data)
    return Store.open(home.database, key, attachments=home.attachments, as_it_is=as_it_is)


def _heed_clock(store: Store) -> None:
    """Say where the clock is behind the robots' own notes: no case is lost by that, but last days are in doubt."""
    from loguru import logger

    from robots.work import machine

    try:
        machine.clock({}, next((run.began for run in store.runs(1)), None))
    except ConfigError as wrong:
        logger.warning("the clock: {}", wrong)


async def perform(
    home: Home,
    ledger: Ledger,
    robot: str,
    *,
    stop: asyncio.Event,
    firing: Firing | None = None,
    login: str | None = None,
    limit: int | None = None,
    mode: Mode | None = None,
    at: date | None = None,
    tell: Callable[[Outcome, int], None] = lambda _outcome, _count: None,
    opened: Callable[[RunResult], None] = lambda _result: None,
    pause: float | None = None,
) -> RunResult | None:
    """One robot's job, inside an open store and a running loop: a run, a report or a chore.

    Args:
        home: The home folder, as its files say now.
        ledger: The open store, of which this is a working process.
        robot: Its name in config/robots.yaml.
        stop: Once it is set no further case is taken: the step at hand is finished and the cases are left. What has
            not come to rest after a while is broken off; the next run looks before it writes.
        firing: What the job was fired by, and with which it shares its bounds; None where a person asked for it.
        login: As which login to the case system, such as "practice/login-2"; the first without.
        limit: At most so many cases.
        mode: Another mode than its own. Draft mode always needs the approval.
        at: As if on that day; in shadow only.
        tell: Told each case's outcome, and how many there were so far.
        opened: Told once the robot is logged in and has read the inbox.
        pause: Show the browser, one window, and wait so many seconds between what it does.

    Returns:
        What the run came to, trouble with the case system included; None for a report or a chore.

    Raises:
        ConfigError: Nothing was started.
        NoBrowser: There is none, or none that can be shown; nothing was started.
        LoginRefused: An earlier run's password was refused and is still the one that is set; nothing was started.
        BreakerOpen: The system could not be worked with before, and it is not time to try it again.
        StopAsked: STOP stands; or the process was asked to end, and what was at hand had to be broken off.
    """
    if firing:
        logger.info("{} begins, as planned for {:%Y-%m-%d %H:%M}", robot, firing.planned.astimezone(SWEDEN))
    part = home.robot(robot)
    if part.chore == CHECK:
        from robots.work.contracts import check_all

        await check_all(home, ledger)
        return None
    if part.flow or part.looks_again:
        return await _run(
            home,
            ledger,
            robot,
            stop,
            login,
            firing=firing,
            limit=limit,
            mode=mode,
            at=at,
            tell=tell,
            opened=opened,
            pause=pause,
        )
    await asyncio.to_thread(_report_or_chore, home, ledger.store, part)
    return None


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
    """Run one robot now, as the only working process, and wait for it; see `perform`.

    Asked to end by a signal it finishes the step at hand, and the result says that it was stopped.
    """
    from robots.work.ledger import Ledger
    from robots.work.membership import alone_with

    async def alone(ledger: Ledger) -> RunResult:
        stop = asyncio.Event()
        run = partial(_run, limit=limit, mode=mode, at=at, tell=tell, opened=opened, pause=pause)
        login = f"{home.worked(home.robot(robot)).system}/login-1"
        with asked_by(stop, *END):
            return await alone_with(ledger.store, robot, login, partial(run, home, ledger, robot, stop, None))

    with open_store(home) as store, store.working(), Ledger(store) as ledger:
        return asyncio.run(alone(ledger))


async def _run(
    home: Home,
    ledger: Ledger,
    robot: str,
    stop: asyncio.Event,
    login: str | None,
    *,
    firing: Firing | None = None,
    limit: int | None,
    mode: Mode | None,
    at: date | None,
    tell: Callable[[Outcome, int], None],
    opened: Callable[[RunResult], None],
    pause: float | None,
) -> RunResult:
    from robots.systems.evidence import EvidenceFolder
    from robots.work import breaking, machine
    from robots.work.contracts import watched
    from robots.work.job import altered, job
    from robots.work.looking import LookRun
    from robots.work.running import Run

    await ledger(ledger.store.goes_on, robot)  # before all that can fail: who is started again and again waits no more
    machine.room(home, least=machine.LEAST)
    settled = await asyncio.to_thread(job, home, robot, day=at or today(), mode=Mode.SHADOW if at else mode)
    if login:
        settled = replace(settled, system=settled.system.as_login(login))
    settled = replace(settled, system=await ledger(watched, ledger.store, settled.system))
    credentials = await ledger(credentials_for, home, settled.system, ledger.store)
    breaker = await ledger(breaking.begin, home, ledger.store, settled.system, robot)
    await ledger(_heed_clock, ledger.store)
    if settled.mode is Mode.DRAFT and (why := await ledger(altered, settled, ledger.store)):
        settled = replace(settled, mode=Mode.SHADOW, why_shadow=why)
    kept = home.settings.retention
    kind = LookRun if home.robot(robot).looks_again else Run
    run = kind(
        settled,
        ledger.store,
        ledger,
        home.settings,
        evidence=EvidenceFolder(home.logs / "evidence", robot, kept.evidence, kept.evidence_megabytes),
        limit=limit,
        tell=tell,
        opened=opened,
        pause=pause,
        breaker=breaker,
        stop=stop,
        firing=firing,
    )
    result = await in_time(asyncio.create_task(run.go(credentials)), stop)
    if isinstance(result.trouble, LoginRefused):
        await ledger(note_refusal, home, result.trouble, credentials, ledger.store)
    return result


def _report_or_chore(home: Home, store: Store, part: RobotPart) -> None:
    from robots.work.purging import purge_from
    from robots.work.reporting import write_due_report

    if part.report:
        logger.info("written: {}", write_due_report(home, store, part.report))
    else:
        purge_from(home, store, by=account())
