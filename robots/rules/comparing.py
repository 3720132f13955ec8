"""What two versions of the rules make of one application, and how far that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from robots.errors import CaseProblem
from robots.model import HAND_OVER, Finding, Proposal, Value


@dataclass(frozen=True)
class Ending:
    """What a version of the rules makes of an application: a proposal, or a hand-over and why."""

    outcome: str
    reason: str | None = None  # of a hand-over
    values: Mapping[str, Value] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)  # by criterion
    wording: str = ""  # a mark of what the applicant would read

    @classmethod
    def of(cls, findings: Sequence[Finding], proposal: Proposal) -> Ending:
        """What was proposed."""
        results: dict[str, list[str]] = {}
        for finding in findings:
            results.setdefault(finding.criterion, []).append(finding.result)
        joined = {criterion: ", ".join(found) for criterion, found in results.items()}
        asked = tuple(sorted(proposal.missing))
        wording = sha256(proposal.reasons.encode()).hexdigest()
        return cls(proposal.outcome, proposal.hand_over, proposal.values, asked, joined, wording)

    @classmethod
    def of_problem(cls, problem: CaseProblem) -> Ending:
        """Where the rules gave no answer."""
        return cls(HAND_OVER, problem.reason)

    @property
    def end(self) -> tuple[str, ...]:
        """The outcome, and of a hand-over the reason."""
        return (self.outcome, self.reason) if self.reason else (self.outcome,)


@dataclass(frozen=True)
class ValueChange:
    """A value of the proposal that differs."""

    field: str
    before: Value
    after: Value

    @property
    def by(self) -> int | Decimal | None:
        """By how much: days, or the number's own unit; None where that cannot be said."""
        match self.before, self.after:
            case date() as before, date() as after:
                return (after - before).days
            case (int() | Decimal()) as before, (int() | Decimal()) as after if not isinstance(before, bool):
                return after - before
        return None


@dataclass(frozen=True)
class Comparison:
    """One application under both versions."""

    number: str
    system: str
    day: date
    before: Ending
    after: Ending

    @property
    def ends(self) -> tuple[Ending, Ending]:
        return self.before, self.after

    @property
    def changed(self) -> bool:
        """Whether the proposal differs in more than its wording."""
        return self.before.end != self.after.end or bool(self.values) or self.before.missing != self.after.missing

    @property
    def reworded(self) -> bool:
        """Whether only the text that the applicant would read differs."""
        return not self.changed and self.before.wording != self.after.wording

    @property
    def values(self) -> tuple[ValueChange, ...]:
        """The values that differ."""
        names = dict.fromkeys([*self.before.values, *self.after.values])
        pairs = (ValueChange(name, self.before.values.get(name), self.after.values.get(name)) for name in names)
        return tuple(pair for pair in pairs if pair.before != pair.after)

    @property
    def moved(self) -> tuple[ValueChange, ...]:
        """The same without those that only one of two different outcomes has at all."""
        other = self.before.end != self.after.end
        return tuple(one for one in self.values if not (other and None in (one.before, one.after)))

    @property
    def criteria(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """The criteria whose result differs, with both results; None where a version does not have the criterion."""
        codes = dict.fromkeys([*self.before.results, *self.after.results])
        pairs = ((code, self.before.results.get(code), self.after.results.get(code)) for code in codes)
        return tuple(pair for pair in pairs if pair[1] != pair[2])
