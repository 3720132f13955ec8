"""How often people decide as was proposed, how sure that is, and what it suggests. A suggestion; people decide.

Counted without pandas: `status` asks for it too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, log, sqrt

from robots.cases import FollowUp, Met, Verdict

WINDOW = timedelta(weeks=26)
"""The decisions that a suggestion rests on are this recent."""

OUTCOME = "outcome"
_Z = 1.959963984540054  # of the normal distribution, for an interval of 95 %
_MISSED = 0.05  # how likely a sample may miss that more are changed than the goal allows
_LEAST_REVIEWED = 0.1  # of the drafts, however well it goes
_MONTH = timedelta(weeks=4)


@dataclass(frozen=True)
class Goal:
    """What agreement it takes before drafts are suggested."""

    share: float = 0.9
    cases: int = 50  # decisions that must have been followed up


@dataclass
class Tally:
    """Some decisions: how many agreed, of how many that were surely read, and how many were not."""

    agreed: int = 0
    of: int = 0
    unknown: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # why otherwise: a code, or words of a system

    def count(self, verdict: str, why: str | None = None) -> None:
        """Count one more."""
        if verdict == Verdict.UNKNOWN:
            self.unknown += 1
            return
        self.of += 1
        self.agreed += verdict == Verdict.AGREED
        if verdict != Verdict.AGREED and why:
            self.reasons[why] += 1

    @property
    def share(self) -> float | None:
        return self.agreed / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.agreed, self.of)

    @property
    def at_least(self) -> float:
        """The lower end where all that is unknown counts as not agreed."""
        return wilson(self.agreed, self.of + self.unknown)[0]


Tallies = Mapping[Met | None, Tally]
"""By how the proposal was met; None: all of them."""


def _tallies() -> dict[Met | None, Tally]:
    return defaultdict(Tally)


@dataclass(frozen=True)
class Agreed:
    """The agreement of one case type: in all, by the rule's row, and by field; wording apart from the rest."""

    flow: str
    all: dict[Met | None, Tally] = field(default_factory=_tallies)
    rows: dict[str, dict[Met | None, Tally]] = field(default_factory=lambda: defaultdict(_tallies))
    fields: dict[str, dict[Met | None, Tally]] = field(default_factory=lambda: defaultdict(_tallies))
    wording: dict[str, dict[Met | None, Tally]] = field(default_factory=lambda: defaultdict(_tallies))
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))  # how many drafts were decided


class Advice(StrEnum):
    """What the figures suggest. People decide it."""

    TOO_FEW = "too_few"  # decisions to say anything
    NOT_YET = "not_yet"  # in shadow, and not as often right as it takes
    READY = "ready"  # in shadow, and right often enough for drafts
    GO_ON = "go_on"  # with drafts
    UNSURE = "unsure"  # with drafts, and nobody can tell yet whether they are right often enough
    BACK = "back"  # to shadow


ADVISED: Mapping[Advice, str] = {
    Advice.TOO_FEW: "too few decisions to suggest anything; review every draft in full",
    Advice.NOT_YET: "stay in shadow: people still decide otherwise too often",
    Advice.READY: "ready for drafts, as far as the figures tell; review every draft in full to begin with",
    Advice.GO_ON: "drafts do well; at least {share} of them should still be reviewed in full",
    Advice.UNSURE: "not sure yet that drafts do well; review every draft in full",
    Advice.BACK: "think of going back to shadow: people decide otherwise too often",
}


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for a case type, and on what it rests."""

    flow: str
    advice: Advice
    tally: Tally
    blind: Tally  # of them those that nobody had seen the proposal of
    review: float  # the share of drafts that should still be reviewed in full
    rows: tuple[str, ...] = ()  # of the rules, whose drafts should all be


def wilson(part: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share; all that is possible where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, spread = part / of, _Z * _Z / of
    middle = share + spread / 2
    width = _Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    low, high = ((middle + sign * width) / (1 + spread) for sign in (-1, 1))
    return (0.0 if part == 0 else max(0.0, low)), (1.0 if part == of else min(1.0, high))


def agreed(follow_ups: Iterable[FollowUp]) -> dict[str, Agreed]:
    """The agreement of each case type; of a case that was decided again the latest decision counts."""
    flows: dict[str, Agreed] = {}
    for one in follow_ups:
        if one.latest:
            _count(flows.setdefault(one.flow, Agreed(one.flow)), one)
    return flows


def _count(of: Agreed, one: FollowUp) -> None:
    compared = one.compared
    why = one.said or compared.why  # what was asked and answered, before what stands in the case system
    by_outcome = Verdict.AGREED if compared.verdict == Verdict.CHANGED else compared.verdict
    if compared.verdict == Verdict.UNKNOWN and compared.outcome == compared.proposed:
        by_outcome = Verdict.AGREED
    for met in (None, one.met):
        of.all[met].count(compared.verdict, why)
        of.rows[compared.row or ""][met].count(compared.verdict, why)
        of.fields[OUTCOME][met].count(by_outcome, why)
        for name, verdict in compared.fields.items():
            of.fields[name][met].count(verdict, why)
        for name, verdict in compared.wording.items():
            of.wording[name][met].count(verdict)
    if one.met is Met.DRAFTED:
        of.days[one.decided] += 1


def suggestion(of: Agreed, goal: Goal, *, drafting: bool, today: date) -> Suggestion:
    """What the agreement of a case type suggests.

    Args:
        of: Its agreement in the last `WINDOW`.
        goal: What it takes.
        drafting: Whether its robot saves drafts; in shadow otherwise.
        today: The day.
    """
    tally, blind = of.all[None], of.all[Met.BLIND]
    advice = _advice(tally, blind, goal, drafting=drafting)
    unproven = tuple(row for row, tallies in of.rows.items() if tallies[None].at_least < goal.share)
    if advice is not Advice.GO_ON:
        return Suggestion(of.flow, advice, tally, blind, 1.0, tuple(of.rows))
    return Suggestion(of.flow, advice, tally, blind, _review(of, unproven, goal, today), unproven)


def _advice(tally: Tally, blind: Tally, goal: Goal, *, drafting: bool) -> Advice:
    if drafting:
        falls_short = any(one.interval[1] < goal.share for one in (tally, blind))
        if falls_short:
            return Advice.BACK
        if tally.of < goal.cases:
            return Advice.TOO_FEW
        return Advice.GO_ON if tally.interval[0] >= goal.share else Advice.UNSURE
    if tally.of < goal.cases:
        return Advice.TOO_FEW
    return Advice.READY if tally.at_least >= goal.share else Advice.NOT_YET


def _review(of: Agreed, unproven: Iterable[str], goal: Goal, today: date) -> float:
    """All drafts of rows that are not proven, and of the others so many a month as show that they went wrong.

    The sample is as large as it takes to meet, with 95 % certainty, one of those that are changed once more are than
    the goal allows.
    """
    total = of.all[None].of + of.all[None].unknown
    weak = sum(of.rows[row][None].of + of.rows[row][None].unknown for row in unproven) / total
    a_month = sum(many for day, many in of.days.items() if day > today - _MONTH) * (1 - weak)
    sample = ceil(log(_MISSED) / log(goal.share))
    share = min(1.0, max(_LEAST_REVIEWED, sample / a_month)) if a_month else 1.0
    return weak + (1 - weak) * share
