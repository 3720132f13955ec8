"""Unary tests: what one cell of a decision table asks of one value; how they are written, see notation.py.

A value that is absent is no match and no mismatch: the test cannot be answered (None), unless it asks for absence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any, Protocol

from robots.errors import NoAmount
from robots.rules.concepts import Scalar, Type
from robots.rules.expressions import Expression, Facts, concepts_in

COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
ORDERED = (Type.WHOLE, Type.DECIMAL, Type.DATE)

Ask = Callable[[Scalar | None, Facts], bool | None]
"""A test that is ready to be asked on one day: of the facts it needs no more than the values of other concepts."""


class Test(Protocol):
    """What a cell asks: True, False, or None where the value, or one it is compared with, is absent."""

    @property
    def leaves(self) -> tuple[Test, ...]:
        """The comparisons, forms and questions for absence that it is made of; itself where it is one of them."""

    def ready(self, facts: Facts, /) -> Ask:
        """The test with all put in that the days decide (amounts, "dagen"), to be asked many times."""

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None:
        """What it comes to for one value."""


class _Asked:
    """What all tests share."""

    @property
    def leaves(self: Test) -> tuple[Test, ...]:
        return (self,)

    def holds(self: Test, value: Scalar | None, facts: Facts, /) -> bool | None:
        return self.ready(facts)(value, facts)


@dataclass(frozen=True)
class Whatever(_Asked):
    """`-`: the row does not look at this value."""

    def ready(self, _facts: Facts, /) -> Ask:
        return lambda _value, _facts: True


@dataclass(frozen=True)
class Absent(_Asked):
    """`saknas`: the value was surely read and is empty."""

    def ready(self, _facts: Facts, /) -> Ask:
        return lambda value, _facts: value is None


@dataclass(frozen=True)
class Compared(_Asked):
    """`<= 500`, or a value alone, which is `=`."""

    sign: str
    limit: Expression

    def ready(self, facts: Facts, /) -> Ask:
        compare: Callable[[Any, Any], bool] = COMPARISONS[self.sign]
        if concepts_in(self.limit):
            return self._with_another(compare)
        try:
            limit = self.limit.value(facts)
        except NoAmount as none:
            return _refusing(str(none))
        return lambda value, _facts: None if value is None else compare(value, limit)

    def _with_another(self, compare: Callable[[Any, Any], bool]) -> Ask:
        def ask(value: Scalar | None, facts: Facts) -> bool | None:
            limit = None if value is None else self.limit.value(facts)
            return None if limit is None else compare(value, limit)

        return ask


@dataclass(frozen=True)
class Of(_Asked):
    """`form("K??")`: letters, digits and signs stand where they stand, each ? is one letter or digit."""

    form: str

    def ready(self, _facts: Facts, /) -> Ask:
        signs = "".join(r"[^\W_]" if sign == "?" else re.escape(sign) for sign in self.form)
        pattern = re.compile(signs, re.IGNORECASE)
        return lambda value, _facts: None if value is None else pattern.fullmatch(str(value)) is not None


@dataclass(frozen=True)
class All(_Asked):
    """Both ends of a range."""

    tests: tuple[Test, ...]

    @property
    def leaves(self) -> tuple[Test, ...]:
        return tuple(leaf for test in self.tests for leaf in test.leaves)

    def ready(self, facts: Facts, /) -> Ask:
        return _combined([test.ready(facts) for test in self.tests], strongest=False)


@dataclass(frozen=True)
class Either(_Asked):
    """`1; 3; 5`: at least one."""

    tests: tuple[Test, ...]

    @property
    def leaves(self) -> tuple[Test, ...]:
        return tuple(leaf for test in self.tests for leaf in test.leaves)

    def ready(self, facts: Facts, /) -> Ask:
        return _combined([test.ready(facts) for test in self.tests], strongest=True)


@dataclass(frozen=True)
class Not(_Asked):
    """`not(...)`: not what stands inside."""

    test: Test

    @property
    def leaves(self) -> tuple[Test, ...]:
        return self.test.leaves

    def ready(self, facts: Facts, /) -> Ask:
        ask = self.test.ready(facts)

        def opposite(value: Scalar | None, facts: Facts) -> bool | None:
            answer = ask(value, facts)
            return None if answer is None else not answer

        return opposite


def _combined(asks: list[Ask], *, strongest: bool) -> Ask:
    """One question out of several: the first answer that is the strongest decides, then one that is open."""

    def ask(value: Scalar | None, facts: Facts) -> bool | None:
        combined: bool | None = not strongest
        for one in asks:
            answer = one(value, facts)
            if answer is strongest:
                return strongest
            if answer is None:
                combined = None
        return combined

    return ask


def _refusing(why: str) -> Ask:
    """No amount is in force: that hands a case over only when the cell is asked."""

    def ask(_value: Scalar | None, _facts: Facts) -> bool | None:
        raise NoAmount(why)

    return ask


def limits_of(tests: Iterable[Test]) -> Iterator[Expression]:
    """What the values of these tests are compared with."""
    return (leaf.limit for test in tests for leaf in test.leaves if isinstance(leaf, Compared))
