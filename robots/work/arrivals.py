"""The beginning of a run: what the robot left standing open, what has arrived, what people decided, what is gone."""

from __future__ import annotations

from collections.abc import Sequence

from loguru import logger

from robots.cases import Claim, InboxChange
from robots.errors import CaseProblem, ScreenChanged, TechnicalProblem
from robots.model import State
from robots.systems.casework import Casework
from robots.systems.listing import Inbox, read_decided, read_inbox
from robots.systems.session import Session
from robots.systems.view import PageMissing
from robots.work.claiming import Claimant

UNDECIDED = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED, State.VERIFIED, State.STALE)


class Arrivals:
    """Brings the store up to date with the case system's lists."""

    def __init__(self, session: Session, claimant: Claimant) -> None:
        self._session = session
        self._claimant = claimant
        self._job = claimant.job
        self._ledger = claimant.ledger
        self._store = claimant.ledger.store

    async def leave_what_stands_open(self) -> None:
        """Leave the cases that this robot held in the case system when it was killed.

        One that does not look as described stays open: whether its screen has changed is for the cases at work to show.
        """
        system, robot = self._job.system.name, self._job.robot
        others = self._job.system.other_logins
        for number in await self._ledger(self._store.standing, system, robot, other_logins=others):
            try:
                await self._open_and_leave(number)
            except CaseProblem:
                logger.info("case {} is a colleague's now", number)
            except (TechnicalProblem, ScreenChanged) as trouble:
                logger.warning("case {} still stands open: {}", number, trouble)
                continue
            await self._ledger(self._store.left_after_crash, system, robot, number)
            logger.info("case {} was left open by an earlier run; it is not any more", number)

    async def take_in(self) -> tuple[Inbox, InboxChange]:
        """Read the inbox and what people have decided, and note both, and what is gone from the inbox."""
        inbox = await read_inbox(self._session)
        # A protected case whose type is masked is of no flow that can be told: its number is kept by whoever sees it.
        flow = self._job.flow.flow.name
        ours = tuple(row for row in inbox.rows if row.flow == flow or (row.protected and row.flow is None))
        authority = self._job.system.description.authority
        change = await self._ledger(
            self._store.record_inbox,
            run=self._claimant.run,
            system=self._job.system.name,
            robot=self._job.robot,
            authority=authority,
            rows=ours,
            complete=inbox.complete,
            due=lambda row: row.received and self._job.flow.due(row.received),
        )
        await self._ledger(
            self._store.record_decided,
            run=self._claimant.run,
            system=self._job.system.name,
            robot=self._job.robot,
            authority=authority,
            rows=await read_decided(self._session),
            answer_within=self._job.answer_within,
        )
        await self._withdraw(change.gone)
        logger.info("{} cases in the inbox, {} of them new", len(ours), len(change.found))
        return Inbox(ours, inbox.complete), change

    async def _withdraw(self, gone: Sequence[str]) -> None:
        """Note cases that are gone from the whole inbox and that nobody decided, once a look at each has confirmed it.

        A case that answers, or that the system no longer knows, is withdrawn; a fault withdraws nothing.
        """
        for number in gone:
            claim = await self._claimant.claim(UNDECIDED, number=number)
            if claim is None:
                continue
            try:
                await self._look(claim)
                await self._ledger(self._store.withdrawn, claim)
            except (CaseProblem, TechnicalProblem, ScreenChanged) as trouble:
                logger.warning("case {} is gone from the inbox, and could not be looked at: {}", number, trouble)
            finally:
                await self._ledger(self._store.let_go, claim)

    async def _look(self, claim: Claim) -> None:
        await self._ledger(self._store.opened, claim)
        try:
            await self._open_and_leave(claim.number)
        except CaseProblem:
            await self._ledger(self._store.left, claim)
            raise
        await self._ledger(self._store.left, claim)

    async def _open_and_leave(self, number: str) -> None:
        """Open a case and leave it again; one that the system does not know needs no leaving."""
        handle = await self._ledger(self._store.handle, self._job.system.name, number)
        with logger.contextualize(case=number):
            async with self._session.window() as window:
                try:
                    work = await Casework.open(self._session, window, number, self._job.flow.flow.name, handle)
                except PageMissing:
                    return
                await work.leave()
