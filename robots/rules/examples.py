"""Examples of a flow (examples.yaml): an application, and how it rightly ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import Field

from robots.errors import CaseProblem, RuleError
from robots.model import HAND_OVER, File, Finding, Proposal, Record, Result, Unknown, row_of
from robots.rules.amounts import NO_AMOUNTS, Amounts
from robots.yamlfile import Part, read


class Expected(Part):
    """How an example ends. Values and `passes` are compared where written; the other lists are complete."""

    outcome: str | None = None
    hand_over: str | None = None  # the reason; the outcome is then hand_over
    valid_from: date | None = None
    valid_to: date | None = None
    answer_by: date | None = None
    missing: list[str] = Field(default_factory=list)
    fails: list[str] = Field(default_factory=list)
    passes: list[str] = Field(default_factory=list)
    warns: list[str] = Field(default_factory=list)
    values: dict[str, Any] = Field(default_factory=dict)  # the proposal's other values, by field

    @property
    def ends(self) -> tuple[str, ...]:
        """The outcome, and of a hand-over the reason."""
        return (HAND_OVER, self.hand_over) if self.hand_over else (str(self.outcome),)


@dataclass(frozen=True)
class Difference:
    """Something that came out otherwise than an example says; days, criteria and outcomes by their codes."""

    of: str  # outcome, a value of the proposal, asks for, fails, passes, warns
    wanted: tuple[str, ...]
    got: tuple[str, ...]
    why: str = ""  # where the rules gave no answer at all, what stands in the way

    def __str__(self) -> str:
        wanted, got = (", ".join(codes) or "nothing" for codes in (self.wanted, self.got))
        return f"{self.of}: expected {wanted}, got {got}"


class _Entry(Part):
    like: str | None = None
    given: dict[str, Any] = Field(default_factory=dict)
    day: date | None = None
    expect: Expected


class _File(Part):
    day: date
    usual: dict[str, Any]
    like: dict[str, dict[str, Any]] = Field(default_factory=dict)
    examples: list[dict[str, _Entry]]


@dataclass(frozen=True)
class Example:
    """One sentence, the values it gives, the day it is asked on, and how it rightly ends."""

    sentence: str
    day: date
    given: Mapping[str, Any]
    expected: Expected

    def application(self, kind: type[Record], amounts: Amounts = NO_AMOUNTS) -> Record:
        """The record that a case system would show.

        Args:
            kind: The flow's record.
            amounts: Sheet "Belopp", for values such as `{amount: kommun.egen}`: what holds on the example's day.

        Raises:
            RuleError: An amount that the sheet does not have.
        """
        given = {name: self._named(value, amounts) for name, value in self.given.items()}
        return kind.of({name: _value(value, kind, name) for name, value in given.items()})

    def _named(self, value: Any, amounts: Amounts) -> Any:
        return amounts.at(value["amount"], self.day).value if _names_amount(value) else value

    def differences(self, findings: Sequence[Finding], proposal: Proposal) -> list[Difference]:
        """What came out otherwise than the example says; empty where all is right."""
        return list(_differences(self.expected, findings, proposal))

    def differences_of_problem(self, problem: CaseProblem) -> list[Difference]:
        """The same where the case goes to a person before there is a proposal."""
        if self.expected.hand_over == problem.reason:
            return []
        return [Difference("outcome", self.expected.ends, (HAND_OVER, str(problem.reason)), str(problem))]


def read_examples(path: Path) -> list[Example]:
    """All examples of a file, in its order.

    Raises:
        RuleError: The file is no list of examples, a sentence stands twice, or `like` names nothing.
    """
    file = read(path, _File, error=RuleError)
    examples: dict[str, Example] = {}
    for written in file.examples:
        for sentence, entry in written.items():
            if sentence in examples or (entry.like and entry.like not in file.like):
                raise RuleError(f'{path.name}: "{sentence}" stands twice, or is like nothing in "like".')
            given = {**file.usual, **file.like.get(entry.like or "", {}), **entry.given}
            examples[sentence] = Example(sentence, entry.day or file.day, given, entry.expect)
    return list(examples.values())


def _names_amount(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"amount"}


def _value(value: Any, kind: type[Record], name: str) -> Any:
    """YAML's values as pages give them: Unknown for what is unreadable, a table's rows as records."""
    if isinstance(value, dict):
        return Unknown(str(value["unreadable"]))
    if isinstance(value, list):
        row = row_of(kind, name) or kind
        return tuple(row.of({field: _cell(cell, row, field) for field, cell in line.items()}) for line in value)
    if isinstance(value, int | float) and Decimal in ((hint := get_type_hints(kind)[name]), *get_args(hint)):
        return Decimal(str(value))
    return value


def _cell(value: Any, row: type[Record], field: str) -> Any:
    if row.model_fields[field].annotation is File:
        return File(name=value, media_type="application/pdf", size=1, sha256="0" * 64)
    return _value(value, row, field)


def _differences(expected: Expected, findings: Sequence[Finding], proposal: Proposal) -> Iterator[Difference]:
    ends = (proposal.outcome, proposal.hand_over) if proposal.hand_over else (proposal.outcome,)
    if ends != expected.ends:
        yield Difference("outcome", expected.ends, ends)
    days = {name: getattr(expected, name) for name in ("valid_from", "valid_to", "answer_by")}
    for name, wanted in {**{name: day for name, day in days.items() if day}, **expected.values}.items():
        if wanted != (got := proposal.values.get(name)):
            yield Difference(name, (str(wanted),), () if got is None else (str(got),))
    if sorted(proposal.missing) != sorted(expected.missing):
        yield Difference("asks for", tuple(sorted(expected.missing)), tuple(sorted(proposal.missing)))
    failed = _criteria(findings, Result.FAIL)
    if expected.outcome and failed != set(expected.fails):
        yield Difference("fails", tuple(sorted(expected.fails)), tuple(sorted(failed)))
    warned = _criteria(findings, Result.WARNING)
    if expected.outcome and warned != set(expected.warns):
        yield Difference("warns", tuple(sorted(expected.warns)), tuple(sorted(warned)))
    passed = _criteria(findings, Result.PASS)
    if set(expected.passes) - passed:
        yield Difference("passes", tuple(sorted(expected.passes)), tuple(sorted(passed)))


def _criteria(findings: Sequence[Finding], result: Result) -> set[str]:
    return {finding.criterion for finding in findings if finding.result is result}
