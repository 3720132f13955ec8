"""One run of one robot: find the cases, then lead them through several windows at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from loguru import logger

from robots.cases import Breaker, Claim, Firing, Store
from robots.errors import (
    BrowserGone,
    DraftsAltered,
    PageProblem,
    Reason,
    RobotError,
    ScreenChanged,
    StoreFault,
    SystemClosed,
    SystemDown,
    TechnicalProblem,
)
from robots.model import HAND_OVER, Mode, Outcome, State
from robots.redaction import redacted
from robots.settings import Settings
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.evidence import EvidenceFolder
from robots.systems.session import GONE, Session, down
from robots.systems.window import Window
from robots.words import Words
from robots.work import proofs
from robots.work.arrivals import Arrivals
from robots.work.bounds import Bounds
from robots.work.breaking import Breaking
from robots.work.claiming import Claimant
from robots.work.contracts import note
from robots.work.doubts import Doubts
from robots.work.early import Early
from robots.work.job import Job, altered, heed_hours, heed_stop
from robots.work.ledger import Ledger
from robots.work.pacing import turns
from robots.work.probing import windows
from robots.work.proofs import Proving
from robots.work.streak import Streak
from robots.work.way import TECHNICAL, Way

PATIENCE = 60.0  # seconds that a run waits for cases that rest after a fault; later ones are the next run's
TRIES = 3  # browsers that end or hang with no case done between, or faults at the door; then the run stops
ENDING = 10  # minutes in which a run whose time is out comes to its end, or is cut off
OUT_OF_TIME = "OutOfTime"  # how a run ended that left cases to the next one because its time was out

STOPPED = "stopped"  # how a run ended that was asked to


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
    back_after: timedelta | None = None  # how long the system could not be worked with before this run
    out_of_time: bool = False  # cases were left to the next run
    stopped: bool = False  # it was asked to end, and cases may be left

    @property
    def states(self) -> Counter[str]:
        return Counter(outcome.state for outcome in self.outcomes)


class Run:
    """A robot at work. Everything it learns is in the store before the next step begins."""

    way: type[Way] = Way
    claims: type[Claimant] = Claimant

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
        breaker: Breaker | None = None,
        stop: asyncio.Event | None = None,
        firing: Firing | None = None,
        first: Early[Any] | None = None,
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
        self._doubts = Doubts()
        self._breaker = breaker  # the system's, where it is open and this run tries the system again
        self._breaking = Breaking(ledger, job.system, job.runs_under, settings.faults)
        self._streak = Streak(settings.faults.in_a_row)
        self._until = time.monotonic() + settings.faults.run * 60
        self._first = first  # a browser that is being started already
        self._share = 0  # of cases that the browser may still have
        self._renew = True  # whether a browser is to be started, or a new one
        self._taken_in = False  # whether the inbox was read
        self._windows = 0  # how many cases are worked at once, once that is known
        self._proving: Proving | None = None  # from the first browser on
        self._stop = stop or asyncio.Event()
        self._bounds = Bounds(job, ledger, firing)
        self._states = [State.FOUND, State.EXTRACTED, State.PROPOSED, State.STALE]
        self._proposals: set[str] | None = {HAND_OVER}  # where a run died between the proposal and the hand-over
        if job.mode is Mode.DRAFT:
            self._states.append(State.DRAFTED)
            self._proposals = {HAND_OVER} | job.drafts

    async def go(self, credentials: Credentials) -> RunResult:
        """Work until no case is left, the limit or the time is out, somebody asks it to end, or the system fails.

        What stopped it stands in the result; cases that were at hand then are as they were.

        Raises:
            SystemClosed: The case system is closed as it would begin; nothing was started.
        """
        job = self._job
        heed_hours(job.system, datetime.now(UTC))
        run = await self._ledger(
            self._store.begin_run,
            robot=job.runs_under,
            system=job.system.name,
            flow=job.flow.flow.name,
            mode=job.mode,
            versions=job.versions,
        )
        result = RunResult(run, job.mode, job.why_shadow)
        with logger.contextualize(robot=job.robot, run=run):
            how, error = "done", None
            try:
                heed_stop(job.stop_file)
                await self._in_time(result, credentials)
                how = OUT_OF_TIME if result.out_of_time else how
                if self._stop.is_set():
                    result.stopped, how = True, STOPPED
            except RobotError as trouble:
                result.trouble = trouble
                how, error = type(trouble).__name__, redacted(str(trouble))
                logger.log("INFO" if isinstance(trouble, SystemClosed) else "ERROR", "{}", trouble)
            except BaseException as fault:
                how = type(fault).__name__
                raise
            finally:
                await self._noted(result, how, error)
        return result

    async def _noted(self, result: RunResult, how: str, error: str | None) -> None:
        """Note how the run ended, unless the store itself is what ended it."""
        try:
            if isinstance(result.trouble, SystemDown):
                await self._ledger(self._store.give_back, self._streak.end())
            if self._doubts.blameless and self.way is Way:
                await self._ledger(self._store.give_back, [self._doubts.blameless])
            await note(self._ledger, self._job.system, self._job.browser)
            if self._proving:
                await proofs.keep(self._ledger, self._job, self._proving)
            if result.trouble:
                await self._breaking.opens(result.trouble, self._job.browser)
            await self._ledger(self._store.end_run, result.run, outcome=how, error=error)
        except (StoreFault, TechnicalProblem) as trouble:
            if not isinstance(result.trouble, StoreFault | TechnicalProblem):
                raise
            logger.error("how the run ended could not be noted: {}", trouble)

    async def _in_time(self, result: RunResult, credentials: Credentials) -> None:
        try:
            async with asyncio.timeout((self._settings.faults.run + ENDING) * 60):
                await self._work(result, credentials)
        except TimeoutError:
            raise TechnicalProblem("The run did not come to its end in its time; it was cut off.") from None

    async def _work(self, result: RunResult, credentials: Credentials) -> None:
        """Work with one browser after another, until nothing is left to do."""
        claimant = self.claims(self._job, result.run, self._ledger)
        lost, done, faults = 0, 0, 0
        while self._renew:
            try:
                async with self._session(credentials) as session:
                    await self._with_one_browser(session, claimant, result)
            except BrowserGone as trouble:
                lost, done = lost + 1 if done == len(result.outcomes) else 1, len(result.outcomes)
                if lost == TRIES:
                    raise
                logger.warning("{} A new one takes over.", trouble)
                self._renew = True
            except PageProblem as trouble:  # no case's: at the door, or in the lists
                faults += 1
                if faults == TRIES:
                    raise down(self._job.system, trouble) from None
                logger.warning("{} It is tried again.", trouble)
                self._renew = True
        if self._doubts.standing and self.way is Way:  # others leave such a case as it was, and look at it another time
            raise self._doubts.standing
        await self._is_back(result)

    @property
    def _watched(self) -> bool:
        """Whether a person looks on, who can follow one window at a time."""
        return self._pause is not None

    @asynccontextmanager
    async def _session(self, credentials: Credentials) -> AsyncIterator[Session]:
        """The robot logged in, by a fresh browser behind a firewall that was tried."""
        part, pause = self._settings.browser, self._pause
        warm, self._first = self._first or warm_browser(part.program, proxy=part.proxy, pause=pause), None
        async with (
            warm as (browser, firewall),
            Session.open(
                browser,
                firewall,
                self._job.system,
                credentials,
                evidence=self._evidence,
                pause=pause or 0,
                turn=turns(self._job.system, self._ledger),
            ) as session,
        ):
            await self._take_lanes(session, browser.version)
            self._share, self._renew = part.renew_after, False
            yield session

    async def _take_lanes(self, session: Session, browser: str) -> None:
        """Go on in the lanes of the run's earlier browser: what was proven holds for another of the same version."""
        if self._proving is None or browser != self._job.browser:
            self._job = replace(self._job, browser=browser)
            self._proving = await proofs.begin(self._ledger, self._job, shown=self._watched)
        session.lanes = self._proving.lanes

    async def _with_one_browser(self, session: Session, claimant: Claimant, result: RunResult) -> None:
        """Lead cases through several windows at once; first of all in the run, see what has come in."""
        arrivals = Arrivals(session, claimant)
        if not self._taken_in:
            await arrivals.leave_what_stands_open()
            inbox, change = await arrivals.take_in()
            self._taken_in = True
            result.found, result.new = len(inbox.rows), len(change.found)
            if self._breaker and self._breaker.cause != ScreenChanged.__name__:  # that, the cases have to show
                await self._is_back(result)
            self._opened(result)
            await self._bounds.ask_for_release()
        if not self._windows:
            self._windows = 1 if self._watched else await windows(session)
        await asyncio.gather(*(self._in_one_window(session, claimant, result) for _ in range(self._windows)))
        result.bounded = self._bounds.used_up
        if trouble := result.trouble:
            result.trouble = None
            raise trouble
        await arrivals.leave_what_stands_open()  # what a page held up while it was at hand

    async def _in_one_window(self, session: Session, claimant: Claimant, result: RunResult) -> None:
        """Lead cases through a window, and through a new one after each fault: the page itself may have crashed.

        A window in which a page acted by itself is not used again either.
        """
        try:
            while await self._until_a_fault(session, claimant, result):
                logger.debug("going on in a new window")
        except RobotError as trouble:
            if result.trouble is None or isinstance(result.trouble, BrowserGone):  # the only one that a run survives
                result.trouble = trouble

    async def _until_a_fault(self, session: Session, claimant: Claimant, result: RunResult) -> bool:
        """Lead cases through one window; False when there is nothing more to do."""
        async with session.window() as window:
            way = self._way(session, window)
            while result.trouble is None and (claim := await self._next(claimant, result)):
                outcome = await way.go(claim)
                if outcome.state is not State.FAILED and session.firewall.is_shut:
                    raise BrowserGone(GONE)
                result.outcomes.append(outcome)
                self._tell(outcome, len(result.outcomes))
                await self._still_trusted(outcome)
                await self._still_there(session, claim, outcome, result)
                if outcome.reason in (TECHNICAL, Reason.HOSTILE):  # a script that never rests ends with its window
                    return True
        return False

    def _way(self, session: Session, window: Window) -> Way:
        """Who leads the cases through a window."""
        say, faults = Words(self._settings.language), self._settings.faults
        return self.way(self._job, session, window, self._ledger, faults, say, self._doubts, self._stop, self._bounds)

    async def _still_trusted(self, outcome: Outcome) -> None:
        """Stop where the system has altered the same field of several drafts."""
        if outcome.reason == Reason.ALTERED and (why := await self._ledger(altered, self._job, self._store)):
            raise DraftsAltered(f"No more drafts are saved: {why} The next run is a shadow run.")

    async def _still_there(self, session: Session, claim: Claim, outcome: Outcome, result: RunResult) -> None:
        """Stop where one case after another meets faults and the system itself is not there."""
        self._streak.note(claim, outcome)
        if self._streak.is_long:
            await session.look_at_system()
            self._streak.end()
        if outcome.reason != TECHNICAL:
            await self._is_back(result)

    async def _is_back(self, result: RunResult) -> None:
        """Close the breaker in spite of which this run began: the system can be worked with."""
        if self._breaker:
            self._breaker, result.back_after = None, await self._breaking.closes()

    async def _next(self, claimant: Claimant, result: RunResult) -> Claim | None:
        """The next case, waiting a little for one that rests after a fault; none once the run is asked to end."""
        heed_stop(self._job.stop_file)
        if self._stop.is_set():
            return None
        heed_hours(self._job.system, datetime.now(UTC))
        if self._bounds.used_up:
            return None
        if time.monotonic() > self._until:
            result.out_of_time = True
            return None
        if self._left is not None and self._left <= 0:
            return None
        if self._share <= 0:
            self._renew = True
            return None
        self._left = None if self._left is None else self._left - 1
        while (claim := await claimant.claim(self._states, drafts=self._proposals)) is None:
            rest = await claimant.rest(self._states)
            if rest is None or rest > PATIENCE:
                claim = await claimant.claim(self._states, drafts=self._proposals)  # whose rest ended meanwhile
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), max(rest, 0.01))
                return None
        self._share -= claim is not None
        return claim
