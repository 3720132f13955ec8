"""Technical faults in a row: when so many cases meet one that the system itself may be at fault."""

from __future__ import annotations

from robots.cases import Claim
from robots.model import Outcome, State
from robots.work.way import TECHNICAL


class Streak:
    """The cases that were put back in a run since the last one that was done well.

    Args:
        most: So many different ones are too many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._claims: list[Claim] = []

    def note(self, claim: Claim, outcome: Outcome) -> None:
        """Note how a case ended."""
        if outcome.reason != TECHNICAL:
            self.end()
        elif outcome.state is not State.FAILED:
            self._claims.append(claim)

    @property
    def is_long(self) -> bool:
        """Whether it is time to look at the system itself."""
        return len({claim.case_id for claim in self._claims}) >= self._most

    def end(self) -> tuple[Claim, ...]:
        """Begin anew; the claims in which cases were put back so far."""
        claims, self._claims = tuple(self._claims), []
        return claims
