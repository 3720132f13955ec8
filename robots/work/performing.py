"""One robot's job inside an open store and a running loop: a run, a report or a chore."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from robots.errors import LoginRefused
from robots.model import Mode
from robots.settings import Home, RobotPart
from robots.systems.evidence import EvidenceFolder
from robots.work.ending import in_time
from robots.work.job import altered, job
from robots.work.ledger import Ledger
from robots.work.office import account, note_refusal, password_for, today
from robots.work.purging import purge
from robots.work.reporting import write_report
from robots.work.running import Run, RunResult


async def perform(
    home: Home, ledger: Ledger, robot: str, *, stop: asyncio.Event, login: str | None = None
) -> RunResult | None:
    """Do a robot's job until it is done or `stop` is set; None for a report or a chore.

    Args:
        home: The home folder, as its files say now.
        ledger: The open store.
        robot: Its name in config/robots.yaml.
        stop: Once it is set no further case is taken: the step at hand is finished and the cases are left.
        login: As which login to the case system, such as "practice/login-2"; the first without.

    Raises:
        ConfigError: Nothing was started.
        StopAsked: STOP stands, or the run had to be broken off.
    """
    part = home.robot(robot)
    if part.flow is None:
        await asyncio.to_thread(_report_or_chore, home, part)
        return None
    settled = await asyncio.to_thread(job, home, robot, day=today())
    if login:
        settled = replace(settled, system=settled.system.as_login(login))
    password = await ledger(password_for, home, settled.system, ledger.store)
    if settled.mode is Mode.DRAFT and (why := await ledger(altered, settled, ledger.store)):
        settled = replace(settled, mode=Mode.SHADOW, why_shadow=why)
    kept = home.settings.retention
    evidence = EvidenceFolder(home.logs / "evidence", robot, kept.evidence, kept.evidence_megabytes)
    run = Run(settled, ledger.store, ledger, home.settings, evidence=evidence, stop=stop)
    result = await in_time(asyncio.create_task(run.go(password)), stop)
    if isinstance(result.trouble, LoginRefused):
        await ledger(note_refusal, home, settled.system, password, ledger.store)
    return result


def _report_or_chore(home: Home, part: RobotPart) -> Path | None:
    if part.report is None:
        return purge(home, by=account())[1]
    day = today()
    out = home.data / "reports" / f"{part.report}-{day}.xlsx"
    return write_report(home, part.report, out, day=day, language=home.settings.language)
