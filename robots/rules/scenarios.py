"""What the checker supposes before it looks at the columns: a time, and the values that columns are compared with.

A table is looked at once for each stretch of time in which the same rows and amounts are in force. Where cells compare
with the day of the proposal or with another concept (`< dagen + 2 mån`, `>= {Inkom}`), it is looked at once for each
order in which the limits of the columns can come: one day, or one value of the other concept, stands for all that give
the same order. With it every limit is a plain value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from math import floor
from types import MappingProxyType

from robots.rules.amounts import Amount
from robots.rules.concepts import Concept, Scalar, Type
from robots.rules.expressions import DAY, AmountNamed, Expression, Later, Today, Vocabulary, concepts_in
from robots.rules.samples import TooLarge, answer, asks_for_absence, decimals, samples, standing, whole_numbers
from robots.rules.table import Row
from robots.rules.unary import Test, limits_of

_CYCLE = [date(2024, 1, 1) + timedelta(days=count) for count in range(1461)]
"""Each day of four years, with a leap year among them: the lengths of months come round in no other order."""
_BESIDE = [Decimal(half) / 2 for half in range(-4, 5)]
_MANY = 300


@dataclass(frozen=True)
class Supposed:
    """The facts of a case that the checker makes up."""

    vocabulary: Vocabulary
    deciding: date
    day: date
    values: Mapping[str, Scalar | None] = field(default_factory=lambda: MappingProxyType({}))
    given: tuple[str, ...] = ()  # what was supposed besides the time: other concepts, and "dagen"

    def amount(self, name: str) -> Scalar:
        return self.vocabulary.amounts.at(name, self.deciding).value

    def value(self, name: str) -> Scalar | None:
        return self.values.get(name)

    def supposing(self, name: str, value: Scalar | None) -> Supposed:
        """The same with a value for another concept, or a day for the proposal."""
        given = (*self.given, name)
        if name == DAY and isinstance(value, date):
            return replace(self, day=value, given=given)
        return replace(self, values={**self.values, name: value}, given=given)


class Unordered(Exception):
    """A column that is compared with several things of which nobody knows the order."""

    def __init__(self, column: str, others: Iterable[str]) -> None:
        super().__init__(column)
        self.column, self.others = column, tuple(others)


def stretches(rows: Sequence[Row], known: Vocabulary) -> list[tuple[date, date | None]]:
    """First and last day of each time in which the same rows and amounts are in force, from the first row's day on."""
    limits = [limit for row in rows for limit in limits_of(row.tests.values())]
    named = {part.name for limit in limits for part in limit.parts if isinstance(part, AmountNamed)}
    dated: list[Row | Amount] = [*rows, *(amount for name in named for amount in known.amounts.rows[name])]
    starts = {one.start for one in dated} | {_after(one.end) for one in dated if one.end and one.end < date.max}
    days = sorted(day for day in starts if day >= min(row.start for row in rows))
    ends = [day - timedelta(days=1) for day in days[1:]]
    return list(zip(days, [*ends, None], strict=True))


def scenarios(rows: Sequence[Row], facts: Supposed) -> list[Supposed]:
    """One set of facts for each order that the limits of the columns can have.

    Args:
        rows: The rows in force.
        facts: The time, with nothing else supposed.

    Raises:
        Unordered: A column is compared with several things, so that this way of looking does not do.
        TooLarge: There are too many orders.
    """
    others = {base: list(_telling_apart(base, columns, rows, facts)) for base, columns in _compared(rows).items()}
    supposed = [facts]
    for base, values in others.items():
        if len(supposed) * len(values) > _MANY:
            raise TooLarge
        supposed = [one.supposing(base, value) for one, value in product(supposed, values)]
    return supposed


def _compared(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The columns that are compared with something, by what they are compared with."""
    things = things_by_column(rows)
    columns: dict[str, list[str]] = {}
    for name, others in things.items():
        behind = sorted({*others, *(far for other in others if other != name for far in things.get(other, ()))})
        if len(behind) > 1:
            raise Unordered(name, behind)
        for other in others:
            columns.setdefault(other, []).append(name)
    return columns


def things_by_column(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What each column is compared with besides written values and amounts: "dagen", other concepts."""
    limits = {name: list(limits_of(tests)) for name, tests in tests_by_column(rows).items()}
    return {name: sorted({thing for limit in column for thing in _things_in(limit)}) for name, column in limits.items()}


def tests_by_column(rows: Sequence[Row]) -> dict[str, list[Test]]:
    """The different tests of each concept that the rows look at."""
    tests: dict[str, dict[Test, None]] = {}
    for row in rows:
        for name, test in row.tests.items():
            tests.setdefault(name, {})[test] = None
    return {name: list(different) for name, different in tests.items()}


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _telling_apart(base: str, columns: Sequence[str], rows: Sequence[Row], facts: Supposed) -> Iterator[Scalar | None]:
    """Values of what columns are compared with, one for each order of the columns' limits."""
    tests = tests_by_column(rows)
    own = tests.get(base, [])
    concepts = {name: facts.vocabulary.concepts[name] for name in columns if name != base}
    limits = {name: list(dict.fromkeys(limits_of(tests[name]))) for name in concepts}
    seen = set()
    for value in _candidates(base, own, limits, facts):
        supposed = facts.supposing(base, value)
        orders = tuple(_order(concepts[name], limits[name], supposed) for name in concepts)
        itself = tuple(answer(test, value, supposed) for test in own)
        kind = Type.DATE if base == DAY else facts.vocabulary.concepts[base].measure.type
        sign = (orders, itself, value if kind in (Type.TEXT, Type.CHOICE, Type.YES_NO) else value is None)
        if sign not in seen:
            seen.add(sign)
            yield value


def _candidates(
    base: str, own: Sequence[Test], limits: Mapping[str, Sequence[Expression]], facts: Supposed
) -> Iterator[Scalar | None]:
    """Values of the base at each limit of its own, and where a moving limit of a column crosses a fixed one."""
    every = [limit for column in limits.values() for limit in column]
    moving = [limit for limit in every if _things_in(limit)]
    fixed = [point for limit in every if not _things_in(limit) and (point := standing(limit, facts)) is not None]
    if base == DAY:
        yield from _days(base, moving, fixed, facts)
        return
    concept = facts.vocabulary.concepts[base]
    yield from samples(concept, own, facts)
    if concept.measure.type is Type.DATE:
        yield from _days(base, moving, fixed, facts)
    elif concept.measure.type.is_number:
        ends = [end for name in limits for end in facts.vocabulary.concepts[name].range or ()]
        points = [*_numbers(fixed), *ends, *_numbers(samples(concept, own, facts))]
        beside = [point + step for point in points for step in _BESIDE]
        yield from whole_numbers(beside, concept) if concept.measure.type is Type.WHOLE else decimals(beside, concept)
    else:
        yield from fixed
    if asks_for_absence(own, facts):
        yield None


def _days(base: str, moving: Sequence[Expression], fixed: Sequence[Scalar], facts: Supposed) -> Iterator[date]:
    """Days of every kind, and those on which a moving limit crosses one that stands still."""
    yield from _CYCLE if any(isinstance(limit, Later) for limit in moving) else _CYCLE[:1]
    for point in fixed:
        for limit in moving:
            moved = standing(limit, facts.supposing(base, point))
            if isinstance(point, date) and isinstance(moved, date):
                yield from (point - (moved - point) + timedelta(days=step) for step in range(-4, 5))


def _things_in(limit: Expression) -> set[str]:
    """What a limit moves with: "dagen", other concepts."""
    return {DAY for part in limit.parts if isinstance(part, Today)} | set(concepts_in(limit))


def _numbers(values: Iterable[Scalar]) -> list[Decimal]:
    return [Decimal(value) for value in values if isinstance(value, int | Decimal)]


def _order(concept: Concept, limits: Sequence[Expression], facts: Supposed) -> tuple[object, ...]:
    """In what order a column's limits stand, and between which of them there is a value."""
    points = [standing(limit, facts) for limit in limits]
    places: list[Decimal | int | None]
    if concept.measure.type is Type.DATE:
        places = [point.toordinal() if isinstance(point, date) else None for point in points]
    elif concept.measure.type.is_number:
        places = [*_places(points), *(concept.range or ())]
    else:
        return tuple(points)
    there = sorted({place for place in places if place is not None})
    between = [concept.measure.type is Type.DECIMAL or floor(low) + 1 < high for low, high in pairwise(there)]
    whole = [place % 1 == 0 for place in there]
    return (*(None if place is None else there.index(place) for place in places), *between, *whole)


def _places(points: Iterable[Scalar | None]) -> list[Decimal | None]:
    return [Decimal(point) if isinstance(point, int | Decimal) else None for point in points]
