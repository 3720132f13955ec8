"""What a system's unchanged pages say of the cases whose pages are changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from robots.errors import CaseProblem, RobotError
from robots.model import Unknown
from robots.systems.casework import Casework
from robots.systems.listing import Inbox, read_inbox
from robots.systems.session import Session
from robots.systems.window import Window
from tests.mutations.place import CASES, FLOW
from tests.mutations.upgrade import Upgrade


@dataclass
class CaseTruth:
    """One case as its unchanged pages show it."""

    values: Mapping[str, Any]
    draft: Mapping[str, Any]  # what stands in its decision form


@dataclass(frozen=True)
class Truth:
    """The inbox, and the cases that say most."""

    inbox: Inbox
    cases: dict[str, CaseTruth]

    @classmethod
    async def seen(cls, session: Session, window: Window, upgrade: Upgrade) -> Truth:
        """See how everything is before it is changed; the pages are kept, for changes to be tried on them first."""
        inbox = await read_inbox(session)
        seen: dict[str, CaseTruth] = {}
        for row in inbox.rows:
            if row.flow == FLOW and not row.protected and len(seen) < 2 * CASES:
                with suppress(CaseProblem):
                    seen[row.number] = await _case(session, window, row.number)
        says = {number: sum(not _is_nothing(value) for value in case.values.values()) for number, case in seen.items()}
        chosen = sorted(seen, key=lambda number: -says[number])[:CASES]
        upgrade.keeps = True
        await read_inbox(session)
        cases = {number: await _case(session, window, number) for number in chosen}
        upgrade.keeps = False
        return cls(inbox, cases)


@asynccontextmanager
async def opened(session: Session, window: Window, number: str) -> AsyncIterator[Casework]:
    """A case, left behind as a robot does."""
    work = await Casework.open(session, window, number, FLOW)
    try:
        yield work
    finally:
        with suppress(RobotError):
            await work.leave()


async def _case(session: Session, window: Window, number: str) -> CaseTruth:
    async with opened(session, window, number) as work:
        return CaseTruth((await work.read()).values, (await work.form()).values)


def _is_nothing(value: object) -> bool:
    return value is None or value == () or isinstance(value, Unknown)
