"""One run of one robot: find the cases, then lead them through several windows at once."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from loguru import logger

from robots.cases import Claim, Store
from robots.errors import CaseProblem, DraftsAltered, Reason, RobotError, StopAsked, TechnicalProblem
from robots.model import Mode, Outcome, State
from robots.settings import Settings
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.listing import Inbox, read_decided, read_inbox
from robots.systems.session import Session
from robots.systems.window import PageMissing
from robots.words import Words
from robots.work.job import Job, altered
from robots.work.ledger import Ledger
from robots.work.way import TECHNICAL, Way

UNDECIDED = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED, State.VERIFIED)
PATIENCE = 60.0  # seconds that a run waits for cases that rest after a fault; later ones are the next run's


@dataclass
class RunResult:
    """What one run came to."""

    run: int
    mode: Mode
    why_shadow: str | None = None  # where draft mode was wished and not granted
    found: int = 0
    new: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    trouble: RobotError | None = None

    @property
    def states(self) -> Counter[str]:
        return Counter(outcome.state for outcome in self.outcomes)


class Run:
    """A robot at work. Everything it learns is in the store before the next step begins."""

    def __init__(
        self,
        job: Job,
        store: Store,
        ledger: Ledger,
        settings: Settings,
        *,
        limit: int | None = None,
        tell: Callable[[Outcome, int], None] = lambda _outcome, _left: None,
    ) -> None:
        self._job = job
        self._store = store
        self._ledger = ledger
        self._settings = settings
        self._left = limit
        self._tell = tell
        self._run = 0  # begun by `go`
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._states = [State.FOUND, State.EXTRACTED]
        if job.mode is Mode.DRAFT:
            self._states += [State.PROPOSED, State.DRAFTED]

    async def go(self, password: str) -> RunResult:
        """Work until no case is left, the limit is reached, STOP is asked, or the system cannot be worked with.

        What stopped it stands in the result; cases that were at hand then are as they were.
        """
        job = self._job
        run = await self._ledger(
            self._store.begin_run,
            robot=job.robot,
            system=job.system.name,
            flow=job.flow.flow.name,
            mode=job.mode,
            versions=job.versions,
        )
        self._run = run
        result = RunResult(run, job.mode, job.why_shadow)
        with logger.contextualize(robot=job.robot, run=run):
            how, error = "done", None
            try:
                self._stop_asked()
                await self._work(result, password)
            except RobotError as trouble:
                result.trouble = trouble
                how, error = type(trouble).__name__, str(trouble)
                logger.error("{}", trouble)
            except BaseException as fault:
                how = type(fault).__name__
                raise
            finally:
                await self._ledger(self._store.end_run, run, outcome=how, error=error)
        return result

    async def _work(self, result: RunResult, password: str) -> None:
        browser_settings = self._settings.browser
        async with (
            warm_browser(browser_settings.program, proxy=browser_settings.proxy) as (browser, firewall),
            Session.open(browser, firewall, self._job.system, password) as session,
        ):
            self._job = replace(self._job, browser=browser.version)
            await self._leave_what_stands_open(session)
            await self._find(session, result)
            windows = self._job.system.description.limits.at_once
            await asyncio.gather(*(self._in_one_window(session, result) for _ in range(windows)))
        if result.trouble:
            raise result.trouble

    async def _find(self, session: Session, result: RunResult) -> None:
        """Read the inbox and what people have decided, and note both."""
        job, authority = self._job, self._job.system.description.authority
        inbox: Inbox = await read_inbox(session)
        ours = [row for row in inbox.rows if row.flow == job.flow.flow.name]
        change = await self._ledger(
            self._store.record_inbox,
            run=result.run,
            system=job.system.name,
            robot=job.robot,
            authority=authority,
            rows=ours,
            complete=inbox.complete,
            due=lambda row: row.received and job.flow.due(row.received),
        )
        decided = await read_decided(session)
        await self._ledger(
            self._store.record_decided,
            run=result.run,
            system=job.system.name,
            authority=authority,
            rows=decided,
        )
        await self._withdraw(session, change.gone)
        result.found, result.new = len(ours), len(change.found)
        logger.info("{} cases in the inbox, {} of them new", len(ours), len(change.found))

    async def _withdraw(self, session: Session, gone: Sequence[str]) -> None:
        """Note cases that are gone from the whole inbox and that nobody decided, once a look at each has confirmed it.

        A case that answers, or that the system no longer knows, is withdrawn; a fault withdraws nothing.
        """
        for number in gone:
            claim = await self._claim(number=number, wanted=UNDECIDED)
            if claim is None:
                continue
            try:
                await self._look(session, claim)
                await self._ledger(self._store.withdrawn, claim)
            except (CaseProblem, TechnicalProblem) as trouble:
                logger.warning("case {} is gone from the inbox, and could not be looked at: {}", number, trouble)
            finally:
                await self._ledger(self._store.let_go, claim)

    async def _look(self, session: Session, claim: Claim) -> None:
        """Open the case and leave it again; a case that the system does not know needs no leaving."""
        await self._ledger(self._store.opened, claim)
        async with session.window() as window:
            try:
                work = await Casework.open(session, window, claim.number, claim.flow)
            except (CaseProblem, PageMissing) as closed:
                await self._ledger(self._store.left, claim)
                if isinstance(closed, PageMissing):
                    return
                raise
            await work.leave()
        await self._ledger(self._store.left, claim)

    async def _in_one_window(self, session: Session, result: RunResult) -> None:
        """Lead cases through a window, and through a new one after each fault: the page itself may have crashed."""
        try:
            while await self._until_a_fault(session, result):
                logger.debug("going on in a new window")
        except RobotError as trouble:
            result.trouble = result.trouble or trouble

    async def _until_a_fault(self, session: Session, result: RunResult) -> bool:
        """Lead cases through one window; False when there is nothing more to do."""
        async with session.window() as window:
            way = Way(self._job, session, window, self._ledger, self._settings.faults, Words(self._settings.language))
            while result.trouble is None and (claim := await self._next()):
                outcome = await way.go(claim)
                result.outcomes.append(outcome)
                self._tell(outcome, len(result.outcomes))
                await self._still_trusted(outcome)
                if outcome.reason == TECHNICAL:
                    return True
        return False

    async def _still_trusted(self, outcome: Outcome) -> None:
        """Stop where the system has altered the same field of several drafts."""
        if outcome.reason == Reason.ALTERED and (why := await self._ledger(altered, self._job, self._store)):
            raise DraftsAltered(f"No more drafts are saved: {why} The next run is a shadow run.")

    async def _next(self) -> Claim | None:
        """The next case, waiting a little for one that rests after a fault."""
        self._stop_asked()
        if self._left is not None:
            if self._left <= 0:
                return None
            self._left -= 1
        system, flow = self._job.system.name, self._job.flow.flow.name
        while (claim := await self._claim(wanted=self._states, drafts=self._job.drafts)) is None:
            rested = await self._ledger(self._store.next_claim, wanted=self._states, system=system, flow=flow)
            rest = (rested - datetime.now(UTC)).total_seconds() if rested else None
            if rest is None or rest > PATIENCE:
                return None
            await asyncio.sleep(max(rest, 0.01))
        return claim

    async def _claim(
        self, *, wanted: Collection[State], drafts: Collection[str] | None = None, number: str | None = None
    ) -> Claim | None:
        return await self._ledger(
            self._store.claim,
            run=self._run,
            system=self._job.system.name,
            flow=self._job.flow.flow.name,
            robot=self._job.robot,
            owner=self._owner,
            wanted=wanted,
            drafts=drafts,
            number=number,
        )

    async def _leave_what_stands_open(self, session: Session) -> None:
        """Leave the cases that this robot held in the case system when it was killed."""
        system, robot = self._job.system.name, self._job.robot
        for number in await self._ledger(self._store.standing, system, robot):
            async with session.window() as window:
                try:
                    work = await Casework.open(session, window, number, self._job.flow.flow.name)
                    await work.leave()
                except (CaseProblem, PageMissing):
                    logger.info("case {} is not held by the robot any more", number)
                except TechnicalProblem as trouble:
                    logger.warning("case {} still stands open: {}", number, trouble)
                    continue
            await self._ledger(self._store.left_after_crash, system, robot, number)
            logger.info("case {} was left open by an earlier run; it is not any more", number)

    def _stop_asked(self) -> None:
        if self._job.stop_file.exists():
            raise StopAsked("STOP stands in the home folder. Nothing is read or written until it is removed.")
