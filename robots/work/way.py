"""The way of one case: open, extract, check, decide, draft, verify, leave. Each step is noted before the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from loguru import logger

from robots.cases import Claim
from robots.errors import (
    CaseProblem,
    HandsOff,
    NotKnown,
    PageProblem,
    Reason,
    RobotError,
    ScreenChanged,
    StopAsked,
    SystemProblem,
    TechnicalProblem,
    WriteBlocked,
)
from robots.model import HAND_OVER, Mode, Outcome, Proposal, Record, State
from robots.redaction import case_at_hand, cleaned, redacted, unforeseen
from robots.settings import Faults
from robots.systems.casework import Casework, Hostile
from robots.systems.session import Session
from robots.systems.window import Window
from robots.words import Words
from robots.work.bounds import Bounds
from robots.work.doubts import Doubts
from robots.work.drafting import Drafting
from robots.work.job import Job
from robots.work.ledger import Ledger
from robots.work.resting import rest

TECHNICAL = "technical"  # why a case is where it was: a fault that may pass


class Way:
    """Leads claimed cases through one window."""

    def __init__(
        self,
        job: Job,
        session: Session,
        window: Window,
        ledger: Ledger,
        faults: Faults,
        say: Words,
        doubts: Doubts,
        stop: asyncio.Event,
        bounds: Bounds,
    ) -> None:
        self._job = job
        self._session = session
        self._window = window
        self._ledger = ledger
        self._store = ledger.store
        self._faults = faults
        self._say = say
        self._doubts = doubts  # of the whole run
        self._stop = stop
        self._bounds = bounds

    async def go(self, claim: Claim) -> Outcome:
        """Lead one case as far as it may go, and say where it stands.

        Raises:
            SystemProblem: The robot must stop for this system. The case is as it was.
            StopAsked: STOP stands in the home folder.
        """
        with logger.contextualize(case=claim.number), case_at_hand():
            try:
                outcome = await self._through(claim)
                self._doubts.dispel()
            except CaseProblem as problem:
                outcome = await self._hand_over(claim, problem)
            except TechnicalProblem as problem:
                self._doubts.unsettle(claim)
                outcome = await self._put_back(claim, problem)
            except ScreenChanged as change:
                if self._doubts.confirm(change, claim):
                    logger.error("{}", change)
                    raise
                outcome = await self._put_back(claim, TechnicalProblem(str(change)))
            except (StopAsked, WriteBlocked, SystemProblem) as problem:
                cleaned(problem)
                logger.error("{}", problem)
                raise
            except HandsOff as problem:
                logger.warning("{}", problem)
                outcome = Outcome(claim.number, claim.state, "claim_lost")
            except Exception as fault:
                outcome = await self._put_back(claim, TechnicalProblem(unforeseen(fault)))
            finally:
                await self._ledger(self._store.let_go, claim)
            logger.info("{}{}", outcome.state, f" ({outcome.reason})" if outcome.reason else "")
            return outcome

    async def _through(self, claim: Claim) -> Outcome:
        await self._ledger(self._store.opened, claim)
        try:
            async with self._in_time():
                work = await self._open(claim)
        except CaseProblem as refused:
            if not isinstance(refused, Hostile) or refused.left:
                await self._ledger(self._store.left, claim)
            raise
        try:
            await self._inside(claim, work)
            async with self._in_time():
                await work.heed()
        except (CaseProblem, HandsOff):
            raise
        except Exception as fault:
            problem = fault if isinstance(fault, RobotError) else TechnicalProblem(unforeseen(fault))
            if await self._session.has_browser():
                await self._session.witness(self._window, problem, claim.number)
            raise problem from None
        finally:
            await self._leave(claim, work)
        return Outcome(claim.number, *await self._ledger(self._store.stands, claim))

    async def _open(self, claim: Claim) -> Casework:
        return await Casework.open(self._session, self._window, claim.number, claim.flow, claim.handle)

    async def _inside(self, claim: Claim, work: Casework) -> None:
        """What is done in the open case: a draft that was being taken back is, then the case is prepared."""
        drafting = Drafting(self._job, self._ledger, work, claim, self._say, self._bounds.admit)
        if self._job.mode is Mode.DRAFT:
            async with self._in_time():
                await drafting.finish_taking_back()
        async with self._in_time():
            proposal = await self._propose(claim, work)
        drafted = self._job.mode is Mode.DRAFT and proposal and proposal.outcome in self._job.drafts
        if proposal and drafted and not self._stop.is_set():  # else the next run goes on from the proposal
            async with self._in_time():
                await drafting.draft(proposal)

    async def _hand_over(self, claim: Claim, problem: CaseProblem) -> Outcome:
        await self._ledger(self._store.hand_over, claim, problem.reason, self._plainly(problem))
        return Outcome(claim.number, State.HANDED_OVER, problem.reason)

    async def _propose(self, claim: Claim, work: Casework) -> Proposal | None:
        """Read the case, note what was read, and note the proposal; None where nothing is to be drafted of it.

        So it is where the applicant has another open case, and where this one stays blind.
        """
        reading = await work.read()
        application = self._job.flow.flow.application.of(reading.values)
        for fetched in reading.fetched:
            await self._ledger(self._store.keep_document, claim, fetched.file, fetched.content)
        files = [fetched.file for fetched in reading.fetched]
        due = self._due(claim, application)
        extracted = self._store.extracted
        if await self._ledger(extracted, claim, application, files, due=due, of_another=self._of_another):
            return None
        acknowledged = await self._ledger(self._store.acknowledged, claim)
        findings, proposal = self._job.flow.propose(application, self._job.day, acknowledged)
        noted = self._store.proposed
        blind = await self._ledger(noted, claim, findings, proposal, self._job.versions, blind=self._job.blind)
        if proposal.outcome == HAND_OVER:
            raise CaseProblem(Reason(proposal.hand_over or Reason.JUDGEMENT), proposal.reasons)
        return None if blind else proposal

    def _due(self, claim: Claim, application: Record) -> date | None:
        """The legal due day as the flow knows it now; where it cannot tell, the one that follows from the arrival."""
        flow = self._job.flow
        return flow.due_as_read(application, self._job.day) or (claim.received and flow.due(claim.received))

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """One step. What takes too long is cut off; a save that it holds is not let out any more."""
        try:
            async with asyncio.timeout(self._faults.step):
                yield
        except TimeoutError:
            raise PageProblem(f"a step took more than {self._faults.step:g} s; it was cut off.") from None

    async def _leave(self, claim: Claim, work: Casework) -> None:
        """Leave the case; one that could not be left is left by the next run."""
        try:
            async with self._in_time():
                if self._session.firewall.is_shut:
                    raise PageProblem("the browser does not answer.")
                await work.leave()
        except (CaseProblem, TechnicalProblem, SystemProblem) as trouble:
            logger.warning("the case could not be left, the next run will: {}", trouble)
        else:
            await self._ledger(self._store.left, claim)

    async def _put_back(self, claim: Claim, problem: TechnicalProblem) -> Outcome:
        """Put the case back after a fault, once nothing of it can go out any more.

        It fails only while the system itself is there: an outage fails no case. A browser that ended with it may have
        done so for other reasons, and counts half.

        Raises:
            SystemDown: The system is not there. The case is as it was.
        """
        there = await self._session.has_browser()
        view = await self._ledger(self._store.case, claim.number, claim.system)
        most = self._faults.attempts if there else self._faults.attempts * 2
        if there and view.attempts + 1 >= most:
            await self._session.look_at_system()
        after = rest(self._faults.rest, view.attempts, self._faults.longest_rest)
        logger.warning("{} It will be tried again.", problem)
        state = await self._ledger(
            self._store.put_back,
            claim,
            redacted(str(problem)),
            after=after,
            most=most,
            evidence=problem.evidence,
        )
        return Outcome(claim.number, state, TECHNICAL, counted=True)

    def _of_another(self, number: str) -> str:
        return self._say("The same person has another open application: {number}.", number=number)

    def _plainly(self, problem: CaseProblem) -> str:
        """What the worklist says: the field by the name that the rules give it, the trouble in the reader's words."""
        if not isinstance(problem, NotKnown):
            return self._say.again(str(problem))
        named = self._job.called(problem.field)
        return self._say('"{field}" could not be read surely: {why}', field=named, why=self._say.again(problem.why))
