"""A decision that a person made, held against the proposal stored before it: pure records, never who decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from robots.model import Proposal, Value


class Verdict(StrEnum):
    """How a decision, or one field of it, stands to what was proposed."""

    AGREED = "agreed"
    CHANGED = "amended"  # the outcome is as proposed, an amount, a day or a choice is not
    OVERRULED = "overruled"  # another outcome
    UNKNOWN = "not_read"  # something could not be read surely; it never counts as agreed


class WhyOtherwise(StrEnum):
    """Why a decision differs from what was proposed, as people are asked it."""

    RULE = "rule"  # the rule, or its limit, is not right
    READ = "read"  # the robot read something wrongly
    LATER = "later"  # facts came in after the proposal
    UNSEEN = "unseen"  # facts that the robot cannot see
    JUDGED = "judged"  # a judgement that no rule can make
    WORDED = "worded"  # only the text was to be another
    ELSE = "else"  # said in the comment


class Met(StrEnum):
    """How the caseworker met the proposal, which tells what agreement with it is worth."""

    BLIND = "blind"  # not at all: no draft was saved, and no list showed it
    DRAFTED = "drafted"  # as a draft in the decision form
    SHOWN = "shown"  # on the worklist alone


@dataclass(frozen=True)
class Compared:
    """One decision against one proposal. Wording is told apart: people may write a right decision in other words."""

    verdict: Verdict
    proposed: str  # the outcome that was proposed
    outcome: str | None  # that was decided; None: not surely read
    row: str | None = None  # the permanent id of the rule's row behind the proposal
    sheet: str = ""  # where that row stands
    fields: Mapping[str, Verdict] = field(default_factory=lambda: MappingProxyType({}))  # amounts, days, choices
    wording: Mapping[str, Verdict] = field(default_factory=lambda: MappingProxyType({}))
    rules: str = ""  # SHA-256 of the rules that it was proposed by
    why: str | None = None  # the caseworker's reason, where the case system has a field for one
    unread: str | None = None  # why something is unknown; names no value
    decided: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))  # what was read surely

    @property
    def differing(self) -> tuple[str, ...]:
        """The fields that a person changed, wording apart."""
        return tuple(name for name, verdict in self.fields.items() if verdict == Verdict.CHANGED)


@dataclass(frozen=True)
class ToCompare:
    """What a decision is to be held against."""

    proposal: Proposal
    listed: str | None  # the outcome by the list of decided cases, as far as that says one
    day: date  # of the decision, by the same list


@dataclass(frozen=True)
class FollowUp:
    """One decision that was followed up. `latest` is False where the same case was decided again since.

    `said` is why a person says they decided otherwise, by their last answer on the worklist.
    """

    case_id: int
    flow: str
    robot: str
    decided: date
    met: Met
    compared: Compared
    said: WhyOtherwise | None = None
    latest: bool = True
