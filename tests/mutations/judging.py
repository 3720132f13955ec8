"""What came of a change: what a robot read and wrote on changed pages, held against the same pages unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from robots.errors import BrowserGone, CaseProblem, RobotError, SystemDown, TechnicalProblem
from robots.model import Unknown
from robots.systems.listing import Inbox
from tests.mutations.kinds import Kind, Mutation


class Verdict(StrEnum):
    """What came of a change."""

    RIGHT = "right"
    STOPPED = "stopped"
    UNKNOWN = "unknown"  # the case goes to a person
    FAILED = "failed"  # twice a fault or a time-out, which says nothing of the change: the case would be tried again
    WRONG = "wrong"


Judged = tuple[Verdict, str]
"""A verdict, and which fields or what the robot said."""

CAUGHT = (Verdict.STOPPED, Verdict.UNKNOWN)
_WORST = (Verdict.WRONG, Verdict.STOPPED, Verdict.UNKNOWN, Verdict.RIGHT)
_FAULTS = (TechnicalProblem, SystemDown, BrowserGone)


@dataclass(frozen=True)
class Ended:
    """One change that was made and what the robot made of it."""

    kind: Kind
    name: str
    draw: int  # which draw of its kind it was: the seed and this number make it anew
    verdict: Verdict
    told: str  # what was done to the page
    why: str  # which fields, or what the robot said

    @classmethod
    def of(cls, mutation: Mutation, draw: int, judged: Judged, told: str) -> Ended:
        """How a mutation ended."""
        return cls(mutation.kind, mutation.name, draw, judged[0], told, judged[1])


def troubled(problem: Exception) -> Judged:
    """What a robot's error says of the change that it met."""
    if isinstance(problem, CaseProblem):
        return Verdict.UNKNOWN, str(problem)
    if isinstance(problem, RobotError) and not isinstance(problem, _FAULTS):
        return Verdict.STOPPED, str(problem)
    return Verdict.FAILED, f"{type(problem).__name__}: {problem}"


def over_cases(judged: list[Judged]) -> Judged:
    """What came of it over several cases: what one lets through, another may tell."""
    order = (*CAUGHT, Verdict.WRONG, Verdict.FAILED, Verdict.RIGHT)
    return min(judged, key=lambda one: order.index(one[0]))


def worst(judged: list[Judged]) -> Judged:
    """What came of it where every case has to be right."""
    order = (Verdict.WRONG, Verdict.FAILED, Verdict.STOPPED, Verdict.UNKNOWN, Verdict.RIGHT)
    return min(judged, key=lambda one: order.index(one[0]))


def read(truth: Mapping[str, Any], values: Mapping[str, Any]) -> Judged:
    """What was read of a case against what is true."""
    told = {name: _held(truth[name], values[name]) for name in truth}
    verdict = next(one for one in _WORST if one in told.values())
    return verdict, ", ".join(name for name, one in told.items() if one is not Verdict.RIGHT)


def _held(true: Any, value: Any) -> Verdict:
    if isinstance(value, tuple) and isinstance(true, tuple) and len(value) == len(true) > 0:
        cells = [_held(was[name], row[name]) for was, row in zip(true, value, strict=True) for name in was]
        return next(one for one in _WORST if one in cells)
    if value == true:
        return Verdict.RIGHT
    return Verdict.UNKNOWN if isinstance(value, Unknown) else Verdict.WRONG


def listed(true: Inbox, inbox: Inbox) -> Judged:
    """What was read of the inbox against what is true. A row that is kept shut is a person's."""
    rows = {row.number: row for row in inbox.rows}
    missing = [row.number for row in true.rows if row.number not in rows]
    differing = [row for row in true.rows if row.number in rows and rows[row.number] != row]
    shut = [row for row in differing if rows[row.number].protected]
    if len(shut) < len(differing) or (missing and inbox.complete) or len(rows) > len(true.rows):
        return Verdict.WRONG, f"{len(differing) - len(shut)} rows read otherwise, {len(missing)} missing"
    return (Verdict.UNKNOWN, f"{len(shut)} shut, {len(missing)} missing") if shut or missing else (Verdict.RIGHT, "")
