"""Claiming cases for one run of one robot."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from robots.cases import Claim
from robots.model import State
from robots.work.job import Job
from robots.work.ledger import Ledger


def owner() -> str:
    """The name under which this process claims, and no other's: in containers machine and number come again."""
    return _named(os.getpid())


@cache
def _named(process: int) -> str:
    return f"{socket.gethostname()}:{process}:{secrets.token_hex(3)}"


@dataclass(frozen=True)
class Claimant:
    """Who claims: this process, for this run of this job."""

    job: Job
    run: int
    ledger: Ledger
    owner: str = field(default_factory=owner)

    async def claim(
        self, wanted: Collection[State], *, drafts: Collection[str] | None = None, number: str | None = None
    ) -> Claim | None:
        """The most urgent case that is free in one of these states, or that one case; None when there is none.

        One that is named is given also where a bound or a bar would keep it from being worked.
        """
        return await self.ledger(
            self.ledger.store.claim,
            run=self.run,
            system=self.job.system.name,
            flow=self.job.flow.flow.name,
            robot=self.job.robot,
            owner=self.owner,
            wanted=wanted,
            drafts=drafts,
            versions=None if number else self.job.versions,
            number=number,
            login=self.job.system.description.account.user,
            other_logins=self.job.system.other_logins,
        )

    async def rest(self, wanted: Collection[State]) -> float | None:
        """Seconds until the first of the cases that rest after a fault may be claimed; None when none rests."""
        system, flow = self.job.system.name, self.job.flow.flow.name
        rested = await self.ledger(self.ledger.store.next_claim, wanted=wanted, system=system, flow=flow)
        return (rested - datetime.now(UTC)).total_seconds() if rested else None
