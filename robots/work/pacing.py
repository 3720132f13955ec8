"""The pace that a case system's owner allows: its turns are given out by the store, whatever machine a robot is on."""

from __future__ import annotations

from robots.systems.description import SystemFile
from robots.systems.view import Turn, at_once
from robots.work.ledger import Ledger

MINUTE = 60.0  # seconds


def turns(system: SystemFile, ledger: Ledger) -> Turn:
    """How a window takes its turns to ask a system for a page."""
    pace = system.description.limits.pace
    if pace is None:
        return at_once

    async def turn() -> float:
        return await ledger(ledger.store.turn, system.name, MINUTE / pace)

    return turn
