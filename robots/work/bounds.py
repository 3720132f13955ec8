"""How far a robot may go with its drafts before a person has looked: so many a run, and the first ones held back.

The runs of one firing, on whatever machine and with whatever login, are one run to a person: they have one number.
"""

from __future__ import annotations

from loguru import logger

from robots.cases import Claim, Firing
from robots.errors import DraftsAltered
from robots.work.job import Job, altered
from robots.work.ledger import Ledger


class Bounds:
    """The bounds of one run."""

    def __init__(self, job: Job, ledger: Ledger, firing: Firing | None = None) -> None:
        self._job = job
        self._firing = firing  # None: a person asked for the run
        self._ledger = ledger
        self._store = ledger.store
        self._left = job.drafts_a_run

    @property
    def used_up(self) -> bool:
        """Whether as many drafts were begun as one run may save; the next run goes on."""
        return self._left <= 0

    async def ask_for_release(self) -> None:
        """Bring up to date which proposals wait for a person, since some may have been decided meanwhile."""
        job = self._job
        waiting = await self._ledger(self._store.ask_for_release, job.robot, job.versions, first=job.first)
        if waiting:
            logger.info("{} proposals wait for a person's release; until then no other is drafted", waiting)

    async def admit(self, claim: Claim) -> bool:
        """Whether the proposal of a claimed case may be drafted now; it stands as proposed otherwise.

        Raises:
            DraftsAltered: The system altered the same field of several drafts, as another machine's run has seen.
        """
        if self._store.shared and (why := await self._ledger(altered, self._job, self._store)):  # met by another's run
            raise DraftsAltered(f"No more drafts are saved: {why} The next run is a shadow run.")
        if not await self._ledger(self._store.admits, claim, self._job.versions, first=self._job.first):
            logger.info("waits for a person's release: run.py release {}", claim.number)
            return False
        self._left = await self._counted()
        if self._left < 0:
            logger.info("as many drafts were saved as one run may; the next run goes on with this case")
        return self._left >= 0

    async def _counted(self) -> int:
        """Count one more draft; how many are left after it, less than none where it is one too many."""
        if self._firing is None:
            return self._left - 1
        return await self._ledger(self._store.count_draft, self._firing, most=self._job.drafts_a_run)
