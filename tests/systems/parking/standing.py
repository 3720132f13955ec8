"""How a case of a real system stands, and how it rightly should: what each system's own judge fills in."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .accounts import CASEWORKER, ROBOT
from .applications import Application

PROPOSALS = {"grant": "Grant", "completion": "Completion"}


@dataclass(frozen=True)
class Standing:
    """How one case stands in its system's own database."""

    proposal: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    asks_for: tuple[str, ...] = ()  # of what is missing: what the reasons mention
    reasons_by: str = ""  # who wrote the reasons last
    status: str = ""
    robot_edits: int = 0
    beside_the_draft: tuple[str, ...] = ()  # what the robot changed although it is no part of a draft


class Verdict(NamedTuple):
    """One case: how it should stand, and how it does."""

    number: int
    expected: Standing
    got: Standing

    @property
    def right(self) -> bool:
        """Whether the case stands as the key says."""
        return self.expected == self.got


def expected_standing(application: Application, day: date, status: str) -> Standing:
    """How the case of an application should stand after a robot has worked it once.

    What ends in a proposal to reject, or with a person, leaves no trace in the system: it must stand as it was seeded.

    Args:
        application: Its application, with the key.
        day: The day that the system was seeded for.
        status: The status that every case was seeded with.
    """
    if application.given.begun:
        return Standing(reasons_by=CASEWORKER.name, status=status)
    expected = application.expected
    if expected.outcome not in PROPOSALS:
        return Standing(status=status)
    return Standing(
        proposal=PROPOSALS[expected.outcome],
        valid_from=day if expected.valid_to else None,
        valid_to=expected.valid_to,
        asks_for=expected.missing,
        reasons_by=ROBOT.name,
        status=status,
        robot_edits=1,
    )
