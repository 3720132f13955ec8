"""Looking again at what was prepared, until a person decides: what came in since has the case made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from loguru import logger

from robots.cases import Claim
from robots.cases.looks import DOCUMENTS
from robots.errors import CaseProblem, Reason, TechnicalProblem
from robots.model import SWEDEN, Mode, Outcome, State
from robots.systems.casework import Casework
from robots.work.drafting import Drafting
from robots.work.running import Run
from robots.work.way import TECHNICAL, Way

PREPARED = (State.PROPOSED, State.VERIFIED, State.WAITING)
"""States of cases that are looked at again; those that are stale already are made anew."""
UNCHANGED = "unchanged"  # why a case is where it was


class Looking(Way):
    """Leads prepared cases through one window. A fault leaves them as they were: the next look comes soon."""

    def __init__(self, *settled: Any) -> None:
        super().__init__(*settled)
        self._unchanged: set[int] = set()

    async def _through(self, claim: Claim) -> Outcome:
        outcome = await super()._through(claim)
        return replace(outcome, reason=UNCHANGED) if claim.case_id in self._unchanged else outcome

    async def _inside(self, claim: Claim, work: Casework) -> None:
        """Read the case anew; where it shows something else, take an untouched draft back and make it anew."""
        if claim.state is State.STALE:
            await super()._inside(claim, work)
            return
        async with self._in_time():
            changed = await self._changed(claim, work)
        if not changed and not await self._outdated(claim):
            await self._ledger(self._store.looked, claim)
            self._unchanged.add(claim.case_id)
            return
        logger.info("changed since it was prepared: {}", ", ".join(changed) or "rules, texts or description")
        if claim.state is State.PROPOSED:
            await self._ledger(self._store.set_aside, claim, Reason.CHANGED)
        else:
            async with self._in_time():
                await self._take_back(claim, work, changed)
        await super()._inside(claim, work)

    async def _changed(self, claim: Claim, work: Casework) -> tuple[str, ...]:
        """The fields that the case shows otherwise than when it was last read."""
        reading = await work.read()
        application = self._job.flow.flow.application.of(reading.values)
        files = [fetched.file for fetched in reading.fetched]
        return await self._ledger(self._store.changed, claim, application, files)

    async def _outdated(self, claim: Claim) -> bool:
        """Whether a proposal was made by other rules, texts or description; a draft is a recall's affair."""
        made = await self._ledger(self._store.made_by, claim)
        return claim.state is State.PROPOSED and (made is None or made.edition != self._job.versions.edition)

    async def _take_back(self, claim: Claim, work: Casework, changed: tuple[str, ...]) -> None:
        """Take the draft back, where it stands as the robot wrote it and nobody has begun.

        Of a case that waits for its applicant the letter was sent: it is made anew where the case is open again.

        Raises:
            CaseProblem: A person has touched it, or the robot may not write: it is left, and a person is told.
        """
        draft = await self._ledger(self._store.standing_draft, claim)
        form = await work.form()
        as_written = draft is not None and work.holds(draft.draft.after, form)
        if draft is None or self._job.mode is not Mode.DRAFT or not (as_written and work.writable(form)):
            raise CaseProblem(Reason.CHANGED, self._told(changed))
        await self._ledger(self._store.take_back, claim, draft.id, Reason.CHANGED)
        await Drafting(self._job, self._ledger, work, claim, self._say, self._bounds.admit).finish_taking_back()

    async def _hand_over(self, claim: Claim, problem: CaseProblem) -> Outcome:
        """A colleague who has the case open is at work with it, and nothing was changed: it is looked at next time."""
        if problem.reason is Reason.LOCKED and await self._as_it_was(claim):
            return Outcome(claim.number, claim.state, problem.reason)
        return await super()._hand_over(claim, problem)

    async def _put_back(self, claim: Claim, problem: TechnicalProblem) -> Outcome:
        if await self._as_it_was(claim):
            logger.warning("{} The next look comes soon.", problem)
            return Outcome(claim.number, claim.state, TECHNICAL)
        return await super()._put_back(claim, problem)

    async def _as_it_was(self, claim: Claim) -> bool:
        case = await self._ledger(self._store.case, claim.number, claim.system)
        return case.state is claim.state and claim.state in PREPARED

    def _told(self, changed: tuple[str, ...]) -> str:
        named = ", ".join(self._say("documents") if name == DOCUMENTS else self._job.called(name) for name in changed)
        at = datetime.now(SWEDEN)
        return self._say("Facts have been added, seen {time}: {fields}.", time=f"{at:%Y-%m-%d %H:%M}", fields=named)


class LookRun(Run):
    """A run that looks again at each prepared case once, the most urgent first."""

    way = Looking

    def __init__(self, *settled: Any, **more: Any) -> None:
        super().__init__(*settled, **more)
        self._states, self._proposals = [*PREPARED, State.STALE], None
