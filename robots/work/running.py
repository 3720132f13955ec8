"""One run of one robot: find the cases, then lead them through several windows at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from loguru import logger

from robots.cases import Claim, Store
from robots.errors import DraftsAltered, Reason, RobotError
from robots.model import HAND_OVER, Mode, Outcome, State
from robots.redaction import redacted
from robots.settings import Settings
from robots.systems.chromium import warm_browser
from robots.systems.evidence import EvidenceFolder
from robots.systems.session import Session
from robots.systems.window import Window
from robots.words import Words
from robots.work.arrivals import Arrivals
from robots.work.bounds import Bounds
from robots.work.claiming import Claimant
from robots.work.job import Job, altered, heed_stop
from robots.work.ledger import Ledger
from robots.work.way import TECHNICAL, Way

PATIENCE = 60.0  # seconds that a run waits for cases that rest after a fault; later ones are the next run's


@dataclass
class RunResult:
    """What one run came to."""

    run: int
    mode: Mode
    why_shadow: str | None = None  # where draft mode was wished and not granted
    found: int = 0
    new: int = 0
    bounded: bool = False  # as many drafts were saved as one run may; the next goes on
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
        evidence: EvidenceFolder | None = None,
        limit: int | None = None,
        tell: Callable[[Outcome, int], None] = lambda _outcome, _left: None,
        opened: Callable[[RunResult], None] = lambda _result: None,
        pause: float | None = None,
    ) -> None:
        self._job = job
        self._store = store
        self._ledger = ledger
        self._settings = settings
        self._evidence = evidence
        self._left = limit
        self._tell = tell
        self._opened = opened
        self._pause = pause
        self._bounds = Bounds(job, ledger)
        self._states = [State.FOUND, State.EXTRACTED, State.PROPOSED, State.STALE]
        self._proposals: set[str] | None = {HAND_OVER}  # where a run died between the proposal and the hand-over
        if job.mode is Mode.DRAFT:
            self._states.append(State.DRAFTED)
            self._proposals = {HAND_OVER} | job.drafts

    async def go(self, password: str) -> RunResult:
        """Work until no case is left, the limit is reached, STOP is asked, or the system cannot be worked with.

        What stopped it stands in the result; cases that were at hand then are as they were.
        """
        job = self._job
        run = await self._ledger(
            self._store.begin_run,
            robot=job.runs_under,
            system=job.system.name,
            flow=job.flow.flow.name,
            mode=job.mode,
            versions=job.versions,
        )
        result = RunResult(run, job.mode, job.why_shadow)
        with logger.contextualize(robot=job.runs_under, run=run):
            how, error = "done", None
            try:
                heed_stop(job.stop_file)
                await self._work(result, password)
            except RobotError as trouble:
                result.trouble = trouble
                how, error = type(trouble).__name__, redacted(str(trouble))
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
            warm_browser(browser_settings.program, proxy=browser_settings.proxy, pause=self._pause) as (
                browser,
                firewall,
            ),
            Session.open(
                browser, firewall, self._job.system, password, evidence=self._evidence, pause=self._pause or 0
            ) as session,
        ):
            self._job = replace(self._job, browser=browser.version)
            claimant = Claimant(self._job, result.run, self._ledger)
            arrivals = Arrivals(session, claimant)
            await arrivals.leave_what_stands_open()
            inbox, change = await arrivals.take_in()
            result.found, result.new = len(inbox.rows), len(change.found)
            self._opened(result)
            await self._bounds.ask_for_release()
            watched = self._pause is not None  # a person can follow one window at a time
            windows = 1 if watched else self._job.system.description.limits.at_once
            await asyncio.gather(*(self._in_one_window(session, claimant, result) for _ in range(windows)))
            result.bounded = self._bounds.used_up
            if result.trouble is None:
                await arrivals.leave_what_stands_open()  # what a page held up while it was at hand
        if result.trouble:
            raise result.trouble

    async def _in_one_window(self, session: Session, claimant: Claimant, result: RunResult) -> None:
        """Lead cases through a window, and through a new one after each fault: the page itself may have crashed.

        A window in which a page acted by itself is not used again either.
        """
        try:
            while await self._until_a_fault(session, claimant, result):
                logger.debug("going on in a new window")
        except RobotError as trouble:
            result.trouble = result.trouble or trouble

    async def _until_a_fault(self, session: Session, claimant: Claimant, result: RunResult) -> bool:
        """Lead cases through one window; False when there is nothing more to do."""
        async with session.window() as window:
            way = self._way(session, window)
            while result.trouble is None and (claim := await self._next(claimant)):
                outcome = await way.go(claim)
                result.outcomes.append(outcome)
                self._tell(outcome, len(result.outcomes))
                await self._still_trusted(outcome)
                if outcome.reason in (TECHNICAL, Reason.HOSTILE):  # a script that never rests ends with its window
                    return True
        return False

    def _way(self, session: Session, window: Window) -> Way:
        """Who leads the cases through a window."""
        say = Words(self._settings.language)
        return Way(self._job, session, window, self._ledger, self._settings.faults, say, self._bounds)

    async def _still_trusted(self, outcome: Outcome) -> None:
        """Stop where the system has altered the same field of several drafts."""
        if outcome.reason == Reason.ALTERED and (why := await self._ledger(altered, self._job, self._store)):
            raise DraftsAltered(f"No more drafts are saved: {why} The next run is a shadow run.")

    async def _next(self, claimant: Claimant) -> Claim | None:
        """The next case, waiting a little for one that rests after a fault."""
        heed_stop(self._job.stop_file)
        if self._bounds.used_up:
            return None
        if self._left is not None:
            if self._left <= 0:
                return None
            self._left -= 1
        while True:
            rest = await claimant.rest(self._states)  # asked first: one whose rest ends meanwhile is claimed
            claim = await claimant.claim(self._states, drafts=self._proposals)
            if claim or rest is None or rest > PATIENCE:
                return claim
            await asyncio.sleep(max(rest, 0.01))
