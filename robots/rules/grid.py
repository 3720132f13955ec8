"""Rows as bits over the values that tell them apart: each value of a column knows the rows that it fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from robots.errors import NoAmount
from robots.rules.concepts import Concept, Scalar
from robots.rules.deciding import compared_with
from robots.rules.samples import asks_for_absence, samples
from robots.rules.scenarios import Supposed
from robots.rules.table import Row
from robots.rules.unary import Ask, Test


@dataclass(frozen=True)
class Spot:
    """One value of a column, for all that no row can tell from it."""

    value: Scalar | None
    holds: int  # the rows whose cell it fits, or that do not look at it
    open: Mapping[str, int]  # the rows whose cell has no answer, by the concept that is absent
    refuses: int  # the rows whose amount is not in force: asking them hands the case over

    @property
    def possible(self) -> int:
        """The rows that it does not rule out."""
        return reduce(or_, self.open.values(), self.may_hold)

    @property
    def may_hold(self) -> int:
        """The rows that it fits, or may fit once their amount is in force."""
        return self.holds | self.refuses

    def stands_before(self, row: Row) -> int:
        """The rows that it leaves in the way of a later one, which passes those open for an absence it asks for."""
        return reduce(or_, (rows for absent, rows in self.open.items() if absent not in row.tests), self.may_hold)


@dataclass(frozen=True)
class Column:
    """One concept that the rows look at."""

    concept: Concept
    looking: int  # the rows that have a cell for it
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Grid:
    """The rows in force at one time, under one scenario."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    facts: Supposed

    @classmethod
    def of(cls, rows: Sequence[Row], facts: Supposed) -> Grid:
        """Cut each concept that the rows look at; one that others are compared with has the value supposed for it."""
        named = dict.fromkeys(name for row in rows for name in row.tests)
        return cls(tuple(rows), tuple(_column(facts.vocabulary.concepts[name], rows, facts) for name in named), facts)

    @property
    def every(self) -> int:
        """All rows."""
        return (1 << len(self.rows)) - 1

    def together(self, place: int) -> int:
        """The rows that apply together with one in some case, itself among them; none where it never applies."""
        bit = 1 << place
        shared = self.every
        for one in self.columns:
            shared &= reduce(or_, (spot.holds for spot in one.spots if spot.holds & bit), 0)
        return shared


def _column(concept: Concept, rows: Sequence[Row], facts: Supposed) -> Column:
    bits: dict[Test, int] = {}
    for place, row in enumerate(rows):
        if concept.name in row.tests:
            bits[row.tests[concept.name]] = bits.get(row.tests[concept.name], 0) | 1 << place
    looking = reduce(or_, bits.values(), 0)
    others = ((1 << len(rows)) - 1) & ~looking
    asks = [(test, test.ready(facts), rows_of) for test, rows_of in bits.items()]
    spots: dict[object, Spot] = {}
    for value in _values(concept, bits, facts):
        spot = _spot(concept, value, asks, others, facts)
        spots.setdefault((spot.holds, spot.refuses, tuple(spot.open.items())), spot)
    return Column(concept, looking, tuple(spots.values()))


def _values(concept: Concept, tests: Iterable[Test], facts: Supposed) -> list[Scalar | None]:
    if concept.name in facts.given:
        return [facts.value(concept.name)]
    absent = [None] if asks_for_absence(tests, facts) else []
    return [*samples(concept, tests, facts), *absent]


def _spot(
    concept: Concept, value: Scalar | None, asks: Iterable[tuple[Test, Ask, int]], others: int, facts: Supposed
) -> Spot:
    holds, refuses, unanswered = others, 0, dict[str, int]()
    for test, ask, rows in asks:
        try:
            answer = ask(value, facts)
        except NoAmount:
            refuses |= rows
            continue
        if answer is None:
            absent = concept.name if value is None else compared_with(test, facts)[0]
            unanswered[absent] = unanswered.get(absent, 0) | rows
        elif answer:
            holds |= rows
    return Spot(value, holds, unanswered, refuses)


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
