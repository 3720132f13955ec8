"""The home folder opened for work: its store with its key, and one run of a robot from beginning to end.

What only a run needs (the browser, the flows' rules) is imported when one begins: commands that ask the store are not
to wait for it. Nor is the store, which a run opens while its browser starts.
"""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from loguru import logger

from robots.errors import ConfigError, LoginRefused, SecretMissing
from robots.folders import own
from robots.model import SWEDEN, Mode, Outcome
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.ending import END, asked_by, in_time

if TYPE_CHECKING:
    from robots.cases import Firing, Store
    from robots.settings import RobotPart
    from robots.work.early import Early
    from robots.work.ledger import Ledger
    from robots.work.running import Run, RunResult

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
    from robots.cases import Store, key_from

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
    if part.works_cases:
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
    await asyncio.to_thread(_report_or_chore, home, ledger.store, robot)
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

    Asked to end by a signal it finishes the step at hand, and the result says that it was stopped. Its browser starts
    first of all, while everything else is made ready; where nothing is to be started after all, it ends again and no
    page was opened.
    """
    login = f"{home.worked(home.robot(robot)).system}/login-1"

    async def alone() -> RunResult:
        from robots.systems.chromium import warm_browser
        from robots.work.early import early

        stop = asyncio.Event()
        run = partial(_run, limit=limit, mode=mode, at=at, tell=tell, opened=opened, pause=pause)
        with asked_by(stop, *END):
            part = home.settings.browser
            async with early(warm_browser(part.program, proxy=part.proxy, pause=pause)) as first:
                await asyncio.to_thread(import_module, "robots.work.running")  # and all below it, the store as well
                from robots.work.ledger import Ledger
                from robots.work.membership import alone_with

                with await asyncio.to_thread(open_store, home) as store, store.working(), Ledger(store) as ledger:
                    work = partial(run, home, ledger, robot, stop, None, first=first)
                    return await alone_with(ledger.store, robot, login, work)

    return asyncio.run(alone())


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
    first: Early[Any] | None = None,
) -> RunResult:
    part = home.robot(robot)
    kind = await asyncio.to_thread(_kind_of, part)  # and all below it, while a browser starts
    from robots.systems.evidence import EvidenceFolder
    from robots.work import breaking, machine
    from robots.work.contracts import watched
    from robots.work.credentials import credentials_for, note_refusal
    from robots.work.job import altered, job

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
        first=first,
    )
    result = await in_time(asyncio.create_task(run.go(credentials)), stop)
    if isinstance(result.trouble, LoginRefused):
        await ledger(note_refusal, home, result.trouble, credentials, ledger.store)
    return result


def _kind_of(part: RobotPart) -> type[Run]:
    if part.looks_again:
        from robots.work.looking import LookRun

        return LookRun
    if part.follows_up:
        from robots.work.following import FollowRun

        return FollowRun
    from robots.work.running import Run

    return Run


def _report_or_chore(home: Home, store: Store, robot: str) -> None:
    from robots.work.purging import purge_from
    from robots.work.reporting import deliver_report

    if home.robot(robot).report:
        for written in deliver_report(home, store, robot):
            logger.info("written: {}", ", ".join(str(place.path) for place in written.places))
    else:
        purge_from(home, store, by=account())
