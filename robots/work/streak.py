"""Technical faults in a row: when so many cases meet one that the system itself may be at fault."""

from __future__ import annotations

from robots.cases import Claim
from robots.model import Outcome, State
from robots.work.way import TECHNICAL


class Streak:
    """The cases that met a fault in a run since the last one that was done well.

    Args:
        most: So many different ones are too many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._met: list[tuple[Claim, Outcome]] = []

    def note(self, claim: Claim, outcome: Outcome) -> None:
        """Note how a case ended."""
        if outcome.reason != TECHNICAL:
            self.end()
        elif outcome.state is not State.FAILED:
            self._met.append((claim, outcome))

    @property
    def is_long(self) -> bool:
        """Whether it is time to look at the system itself."""
        return len({claim.case_id for claim, _ in self._met}) >= self._most

    def end(self) -> tuple[Claim, ...]:
        """Begin anew; the claims in which a fault was counted against a case: who only looked left it as it was."""
        met, self._met = self._met, []
        return tuple(claim for claim, outcome in met if outcome.counted)
