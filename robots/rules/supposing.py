"""What would have to be otherwise: each single input tried on both sides of every limit that the rules have for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from robots.errors import RobotError
from robots.rules.book import Book
from robots.rules.concepts import Concept, Origin, Scalar, Type
from robots.rules.expressions import Expression, Literal
from robots.rules.facts import CaseFacts
from robots.rules.phrasing import WERE, clause, stated
from robots.rules.proposing import OUTCOME
from robots.rules.unary import ORDERED, Absent, All, Compared, Either, Not, Of, Test

GRANT = "grant"

Tried = Callable[[Concept, Scalar | None], bool]
"""Whether the best outcome comes about where one input is supposed to be otherwise."""


@dataclass(frozen=True)
class Piece:
    """Values that no rule tells apart: one of them to try, and the ends between which they lie.

    Words and texts have no order: `low` is then the test that only these values pass.
    """

    value: Scalar | None
    low: Test | None = None
    high: Test | None = None
    limit: Expression | None = None  # where it is one value, what the cell calls that


def outcome_of(book: Book) -> Concept | None:
    """The concept that stands for a proposal's outcome."""
    concepts = book.vocabulary.concepts.values()
    return next((one for one in concepts if one.field == OUTCOME and one.origin is Origin.PROPOSAL), None)


def best(book: Book) -> tuple[str, str] | None:
    """The outcome that an applicant hopes for, as its code and word: a grant or, without one, the first listed."""
    concept = outcome_of(book)
    words = {code: word for word, code in concept.measure.words.items()} if concept else {}
    code = GRANT if GRANT in words else next(iter(words), None)
    return (code, words[code]) if code else None


def counterfactuals(book: Book, facts: CaseFacts, word: str, tried: Tried) -> Iterator[str]:
    """A sentence for each input that would bring the best outcome by itself, and with which values.

    Args:
        book: The rules.
        facts: The case as it is.
        word: The best outcome, in the sheet's word.
        tried: Goes the whole way from application to outcome.
    """
    for concept in book.vocabulary.concepts.values():
        if concept.origin is not Origin.APPLICATION or concept.table or concept.measure.type is Type.TABLE:
            continue
        pieces = _pieces(concept, _tests(book, concept, facts), facts)
        answers = [(piece, tried(concept, piece.value)) for piece in pieces]
        runs = ([piece for piece, _ in run] for good, run in groupby(answers, key=itemgetter(1)) if good)
        wanted = [_together(run, concept) for run in _parted(runs, concept)]
        if wanted:
            test = wanted[0] if len(wanted) == 1 else Either(tuple(wanted))
            said = clause(test, concept.measure, facts, WERE)
            yield f"Förslaget skulle bli {word} om {concept.name} {said}; {stated(concept, facts.value(concept.name))}."


def _tests(book: Book, concept: Concept, facts: CaseFacts) -> list[Test]:
    """Every single test of a concept in the rows that are in force, each once."""
    found: list[Test] = []
    for row in (row for table in book.tables.values() for row in table.rows):
        if concept.name in row.tests and row.in_force(facts.deciding):
            found += [test for test in row.tests[concept.name].leaves if test not in found]
    return found


def _pieces(concept: Concept, tests: Sequence[Test], facts: CaseFacts) -> Iterator[Piece]:
    """All values of a concept, cut where a rule cuts them; nothing where no rule asks for it."""
    if not tests:
        return
    if any(isinstance(test, Absent) for test in tests):
        yield Piece(None)
    match concept.measure.type:
        case Type.YES_NO:
            yield from (_exactly(value, concept) for value in (True, False))
        case Type.CHOICE:
            yield from (_exactly(code, concept) for code in concept.measure.words.values())
        case Type.TEXT:
            yield from (Piece(value, Compared("=", limit)) for value, limit in _limits(tests, facts).items())
            yield from (Piece(test.form.replace("?", "0"), test) for test in tests if isinstance(test, Of))
        case _:
            yield from _ordered(concept, _limits(tests, facts))


def _exactly(value: Scalar, concept: Concept) -> Piece:
    return Piece(value, Compared("=", Literal(value, concept.measure)))


def _limits(tests: Sequence[Test], facts: CaseFacts) -> dict[Any, Expression]:
    """The values that a concept is compared with, each with what the cell calls it."""
    limits: dict[Any, Expression] = {}
    for test in tests:
        if isinstance(test, Compared):
            try:
                value = test.limit.value(facts)
            except RobotError:  # nothing in force, or not to be known in this case: no limit that can be tried
                continue
            if value is not None and (value not in limits or not isinstance(test.limit, Literal)):
                limits[value] = test.limit
    return limits


def _ordered(concept: Concept, limits: dict[Any, Expression]) -> Iterator[Piece]:
    """Each limit, and one value of each stretch between two limits and beyond the outermost."""
    below: Any = None
    for limit in sorted(limits):
        named = limits[limit]
        yield from _between(concept, below, limit, limits)
        if (value := _member(concept, limit)) is not None:
            yield Piece(value, Compared(">=", named), Compared("<=", named), named)
        below = limit
    if limits:
        yield from _between(concept, below, None, limits)


def _between(concept: Concept, low: Any, high: Any, limits: dict[Any, Expression]) -> Iterator[Piece]:
    step: Any = timedelta(days=1) if concept.measure.type is Type.DATE else 1
    inner = high - step if low is None else low + step
    if None not in (low, high) and concept.measure.type is Type.DECIMAL:
        inner = (low + high) / 2
    value = _member(concept, inner)
    if value is not None and (low is None or inner > low) and (high is None or inner < high):
        below = None if low is None else Compared(">", limits[low])
        yield Piece(value, below, None if high is None else Compared("<", limits[high]))


def _member(concept: Concept, value: Decimal | date) -> Scalar | None:
    """The value as the record holds it; None where the concept cannot have it."""
    if isinstance(value, date):
        return value
    if concept.range and not concept.range[0] <= value <= concept.range[1]:
        return None
    if concept.measure.type is Type.WHOLE:
        return int(value) if value == int(value) else None
    return Decimal(value)


def _parted(runs: Iterable[Sequence[Piece]], concept: Concept) -> Iterator[Sequence[Piece]]:
    """Only numbers and days lie beside each other; words, texts and absence each stand for themselves."""
    for run in runs:
        alone = [piece for piece in run if concept.measure.type not in ORDERED or piece.value is None]
        yield from ([piece] for piece in alone)
        if beside := [piece for piece in run if piece not in alone]:
            yield beside


def _together(run: Sequence[Piece], concept: Concept) -> Test:
    """The test that just the values of a run pass, in the words of the rules."""
    first, last = run[0], run[-1]
    if first.value is None:
        return Absent()
    if first is last and first.limit:
        return Compared("=", first.limit)
    lowest, highest = concept.range or (None, None)
    low, high = None if first.value == lowest else first.low, None if last.value == highest else last.high
    ends = tuple(end for end in (low, high) if end)
    return ends[0] if len(ends) == 1 else All(ends) if ends else Not(Absent())
