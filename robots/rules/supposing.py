"""What would have to be otherwise for a grant: each number and day that a failing check looked at, tried around each
limit that the rules have for it. Words and yes or no are left alone: nobody is told to be somebody else, or to live
elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from robots.errors import RobotError
from robots.model import Finding, Result
from robots.rules.book import Book
from robots.rules.concepts import Concept, Origin, Scalar, Type
from robots.rules.expressions import Expression, Literal
from robots.rules.facts import CaseFacts
from robots.rules.phrasing import WERE, clause, stated
from robots.rules.proposing import OUTCOME
from robots.rules.table import Row
from robots.rules.unary import ORDERED, Absent, All, Compared, Either, Not, Test

GRANT, REJECT = "grant", "reject"

Tried = Callable[[Concept, Scalar], bool]
"""Whether the outcome is a grant where one input is supposed to be otherwise."""


@dataclass(frozen=True)
class Piece:
    """Values that no rule tells apart: some of them to try, and the ends between which they lie."""

    values: tuple[Scalar, ...]
    low: Test | None = None
    high: Test | None = None
    limit: Expression | None = None  # where it is one value, what the cell calls that


def counterfactuals(book: Book, facts: CaseFacts, findings: Sequence[Finding], tried: Tried) -> Iterator[str]:
    """A sentence for each input that would bring a grant by itself, and with which values.

    Args:
        book: The rules.
        facts: The case as it is.
        findings: What its checks came to.
        tried: Goes the whole way from application to outcome.
    """
    word = _grant(book)
    failing = [one for one in findings if one.result is Result.FAIL]
    for name in dict.fromkeys(name for one in failing for name in one.inputs) if word else ():
        concept = book.vocabulary.concepts[name]
        if concept.origin is not Origin.APPLICATION or concept.table or concept.measure.type not in ORDERED:
            continue
        answers = [
            (piece, all(tried(concept, value) for value in piece.values))
            for piece in _ordered(concept, _limits(book, concept, failing, facts))
        ]
        runs = ([piece for piece, _ in run] for good, run in groupby(answers, key=itemgetter(1)) if good)
        wanted = [_together(run, concept) for run in runs]
        if wanted:
            test = wanted[0] if len(wanted) == 1 else Either(tuple(wanted))
            said = clause(test, concept.measure, facts, WERE)
            yield f"Förslaget skulle bli {word} om {name} {said}; {stated(concept, facts.value(name))}."


def _grant(book: Book) -> str | None:
    """The sheet's word for a grant; None where the flow never proposes one."""
    concepts = book.vocabulary.concepts.values()
    outcome = next((one for one in concepts if one.field == OUTCOME and one.origin is Origin.PROPOSAL), None)
    words = outcome.measure.words if outcome else {}
    return next((word for word, code in words.items() if code == GRANT), None)


def _limits(book: Book, concept: Concept, failing: Sequence[Finding], facts: CaseFacts) -> dict[Any, Expression]:
    """The values that a concept is compared with in any row, each as it may be told.

    By its name only where a failing check has a row that asks for it so and whose other cells hold in this case: the
    limit of another municipality may be the same number.
    """
    limits: dict[Any, Expression] = {}
    for row in (row for table in book.tables.values() for row in table.rows if row.in_force(facts.deciding)):
        limits |= {value: Literal(value, concept.measure) for value in _compared(row, concept, facts)}
    named: dict[Any, list[Expression]] = {}
    for row in (row for finding in failing for row in _beside(book, finding, facts)):
        if _others_hold(row, concept, facts):
            for value, limit in _compared(row, concept, facts).items():
                named.setdefault(value, []).append(limit)
    return limits | {value: told[0] for value, told in named.items() if all(one == told[0] for one in told)}


def _beside(book: Book, finding: Finding, facts: CaseFacts) -> Iterator[Row]:
    """The rows in force of the check that a finding is of."""
    table = book.tables[book.criterion(finding.criterion).sheet]
    group = finding.criterion if table.grouped else None
    return (row for row in table.rows if row.criterion == group and row.in_force(facts.deciding))


def _others_hold(row: Row, concept: Concept, facts: CaseFacts) -> bool:
    try:
        return all(test.holds(facts.value(name), facts) for name, test in row.tests.items() if name != concept.name)
    except RobotError:  # not to be known here
        return False


def _compared(row: Row, concept: Concept, facts: CaseFacts) -> dict[Any, Expression]:
    """The values that a row compares a concept with, each with what the cell calls it."""
    test = row.tests.get(concept.name)
    found: dict[Any, Expression] = {}
    for leaf in test.leaves if test else ():
        if isinstance(leaf, Compared):
            try:
                value = leaf.limit.value(facts)
            except RobotError:  # nothing in force, or not to be known in this case: no limit that can be tried
                continue
            if value is not None:
                found[value] = leaf.limit
    return found


def _ordered(concept: Concept, limits: dict[Any, Expression]) -> Iterator[Piece]:
    """Each limit, and the stretches between two limits and beyond the outermost."""
    below: Any = None
    for limit in sorted(limits):
        named = limits[limit]
        yield from _between(concept, below, limit, limits)
        if (value := _member(concept, limit)) is not None:
            yield Piece((value,), Compared(">=", named), Compared("<=", named), named)
        below = limit
    if limits:
        yield from _between(concept, below, None, limits)


def _between(concept: Concept, low: Any, high: Any, limits: dict[Any, Expression]) -> Iterator[Piece]:
    """The stretch between two limits, or beyond one; both of its ends are tried, as a flow may work with the value."""
    steps: dict[Type, Any] = {Type.DATE: timedelta(days=1), Type.DECIMAL: Decimal("0.01")}
    step = steps.get(concept.measure.type, 1)
    lowest, highest = concept.range or (None, None)
    ends = (lowest if low is None else low + step, highest if high is None else high - step)
    inside = [end for end in ends if end is not None and (low is None or low < end) and (high is None or end < high)]
    values = tuple(dict.fromkeys(value for end in inside if (value := _member(concept, end)) is not None))
    if values:
        below = None if low is None else Compared(">", limits[low])
        yield Piece(values, below, None if high is None else Compared("<", limits[high]))


def _member(concept: Concept, value: Decimal | date) -> Scalar | None:
    """The value as the record holds it; None where the concept cannot have it."""
    if isinstance(value, date):
        return value
    if concept.range and not concept.range[0] <= value <= concept.range[1]:
        return None
    if concept.measure.type is Type.WHOLE:
        return int(value) if value == int(value) else None
    return Decimal(value)


def _together(run: Sequence[Piece], concept: Concept) -> Test:
    """The test that just the values of a run pass, in the words of the rules."""
    first, last = run[0], run[-1]
    if first is last and first.limit:
        return Compared("=", first.limit)
    lowest, highest = concept.range or (None, None)
    low, high = None if first.values[0] == lowest else first.low, None if last.values[-1] == highest else last.high
    ends = tuple(end for end in (low, high) if end)
    return ends[0] if len(ends) == 1 else All(ends) if ends else Not(Absent())
