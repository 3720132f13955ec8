"""Following up: what people decided, held against what was proposed. It reads decided cases, and writes nowhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from loguru import logger

from robots.cases import Claim, ToCompare
from robots.errors import CaseProblem, Reason, ScreenChanged, TechnicalProblem
from robots.model import Outcome, State
from robots.systems.casework import Casework
from robots.work.claiming import Claimant
from robots.work.comparing import compare, unread
from robots.work.running import Run
from robots.work.way import TECHNICAL, Way

FOLLOWED = (State.DECIDED, State.WAITING)
"""States of cases in which a person has decided something: the case, or to ask the applicant."""

NOTHING = "nothing_to_compare"  # why a case was not followed up


class Following(Way):
    """Leads decided cases through one window. Whatever is amiss leaves them as they were: they are over."""

    async def _through(self, claim: Claim) -> Outcome:
        held = await self._ledger(self._store.to_compare, claim)
        if held is None:
            await self._ledger(self._store.not_followed, claim)
            return Outcome(claim.number, claim.state, NOTHING)
        self._held = held
        try:
            await super()._through(claim)
        except ScreenChanged as change:  # of a page that only follow-ups read: no other robot is to stop for it
            await self._ledger(self._store.left, claim)
            logger.error("{}", change)
            return await self._not_read(claim, held, str(change))
        return Outcome(claim.number, claim.state, self._came_to)

    async def _open(self, claim: Claim) -> Casework:
        return await Casework.open(self._session, self._window, claim.number, claim.flow, claim.handle, decided=True)

    async def _inside(self, claim: Claim, work: Casework) -> None:
        """Read what a person decided, and note how it stands to the proposal."""
        case = self._job.system.description.cases[claim.flow]
        assert case.decision
        async with self._in_time():
            shown = await work.decided()
        compared, day = compare(self._held, shown, case.decision)
        await self._ledger(self._store.followed, claim, compared, day)
        self._came_to = compared.verdict.value

    async def _hand_over(self, claim: Claim, problem: CaseProblem) -> Outcome:
        """Nothing more is held of a case that only people may see by now; any other is as it was, and was not read."""
        if problem.reason is Reason.PERSON_ONLY:
            return await super()._hand_over(claim, problem)
        logger.warning("{}", problem)
        return await self._not_read(claim, self._held, str(problem))

    async def _put_back(self, claim: Claim, problem: TechnicalProblem) -> Outcome:
        logger.warning("{} The next follow-up comes soon.", problem)
        return Outcome(claim.number, claim.state, TECHNICAL)

    async def _not_read(self, claim: Claim, held: ToCompare, why: str) -> Outcome:
        compared = unread(held, why)
        await self._ledger(self._store.followed, claim, compared, held.day)
        return Outcome(claim.number, claim.state, compared.verdict.value)


@dataclass(frozen=True)
class Follower(Claimant):
    """Claims the cases of which a decision is still to be read, each once."""

    _queue: list[str] = field(default_factory=list)
    _asked: list[bool] = field(default_factory=list)

    async def claim(
        self, wanted: Collection[State], *, drafts: Collection[str] | None = None, number: str | None = None
    ) -> Claim | None:
        if number is not None:
            return await super().claim(wanted, drafts=drafts, number=number)
        if not self._asked:
            self._asked.append(True)
            system, flow = self.job.system.name, self.job.flow.flow.name
            self._queue.extend(await self.ledger(self.ledger.store.to_follow, system, flow))
        while self._queue:
            if claim := await super().claim(FOLLOWED, number=self._queue.pop(0)):
                return claim
        return None

    async def rest(self, wanted: Collection[State]) -> float | None:
        """None: what could not be followed up is tried again by the next run."""


class FollowRun(Run):
    """A run that follows up each decision that is new to the robots, the oldest first."""

    way = Following
    claims = Follower
