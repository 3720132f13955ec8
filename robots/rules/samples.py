"""Values that stand for all others: whatever a set of tests can tell apart, one of them stands on each side.

Numbers and days are cut at each limit into points and the stretches between them, within the concept's range; a stretch
is there only where it holds a value of the type, so no whole number stands between 5 and 6. A choice has its words, a
text each text that is named, one of each form, one of each form that several forms have in common, and any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import floor
from string import ascii_uppercase, digits

from robots.errors import NoAmount
from robots.rules.concepts import Concept, Scalar, Type
from robots.rules.expressions import Expression, Facts
from robots.rules.unary import Of, Test, limits_of

OTHER = "…"
"""Stands for any text that no rule names; it has no letter or digit, so it is of no form that asks for one."""
_NEXT = Decimal("0.01")
_FORMS = 100


class TooLarge(Exception):
    """More than can be gone through; the table is to be split."""


def samples(concept: Concept, tests: Iterable[Test], facts: Facts) -> list[Scalar]:
    """One value for each answer that these tests can give together, the nicest to show first."""
    leaves = [leaf for test in tests for leaf in test.leaves]
    limits = {value for limit in limits_of(leaves) if (value := standing(limit, facts)) is not None}
    match concept.measure.type:
        case Type.YES_NO:
            return [True, False]
        case Type.CHOICE:
            return list(concept.measure.words.values())
        case Type.WHOLE:
            return list(whole_numbers((limit for limit in limits if isinstance(limit, int | Decimal)), concept))
        case Type.DECIMAL:
            return list(decimals((Decimal(limit) for limit in limits if isinstance(limit, int | Decimal)), concept))
        case Type.DATE:
            return list(days(limit for limit in limits if isinstance(limit, date)))
        case _:
            named = {str(limit) for limit in limits}
            return [*sorted(named), *_of_forms({leaf.form for leaf in leaves if isinstance(leaf, Of)}, named), OTHER]


def asks_for_absence(tests: Iterable[Test], facts: Facts) -> bool:
    """Whether a test has an answer for an absent value, so that absence is a case of its own."""
    return any(answer(test, None, facts) is not None for test in tests)


def answer(test: Test, value: Scalar | None, facts: Facts) -> bool | None:
    """What a test comes to; None also where no amount is in force."""
    try:
        return test.holds(value, facts)
    except NoAmount:
        return None


def standing(limit: Expression, facts: Facts) -> Scalar | None:
    """Where a limit stands; None where no amount is in force or another concept is absent."""
    try:
        return limit.value(facts)
    except NoAmount:
        return None


def whole_numbers(limits: Iterable[int | Decimal], concept: Concept) -> Iterator[int]:
    """Each limit and its neighbours, as far as the range goes."""
    lowest, highest = concept.range or (None, None)
    points = sorted(floor(limit) for limit in limits)
    around = [point + step for step in (0, 1, -1) for point in points]
    ends = [] if lowest is None or highest is None else [-floor(-lowest), floor(highest)]
    for number in dict.fromkeys([*around, *ends] or [0]):
        if lowest is None or highest is None or lowest <= number <= highest:
            yield number


def decimals(limits: Iterable[Decimal], concept: Concept) -> Iterator[Decimal]:
    """Each limit, and a value between each two, a hundredth above the lower one where that is between them."""
    if concept.range is None:
        points = sorted(limits) or [Decimal(0)]
        yield from points
        yield from (points[-1] + _NEXT, points[0] - _NEXT)
    else:
        lowest, highest = concept.range
        points = sorted({lowest, highest, *(limit for limit in limits if lowest <= limit <= highest)})
        yield from points
    for low, high in pairwise(points):
        yield low + _NEXT if low + _NEXT < high else (low + high) / 2


def days(limits: Iterable[date]) -> Iterator[date]:
    """Each limit, the day after and the day before."""
    points = sorted(limits) or [date(2026, 1, 1)]
    yield from dict.fromkeys(
        point + timedelta(days=step)
        for step in (0, 1, -1)
        for point in points
        if date.min < point < date.max or step == 0
    )


def _of_forms(forms: set[str], named: set[str]) -> Iterator[str]:
    """A text of each form and of each that several have in common, whose free signs stand in no form and no text."""
    known = {form.casefold(): form for form in forms}
    waiting = list(known.values())
    while waiting:
        form = waiting.pop()
        for other in list(known.values()):
            common = _common(form, other)
            if common is not None and common.casefold() not in known:
                known[common.casefold()] = common
                waiting.append(common)
        if len(known) > _FORMS:
            raise TooLarge
    used = "".join([*forms, *named]).casefold()
    free = next(sign for sign in _signs() if sign.casefold() not in used)
    for form in sorted(known.values()):
        text = form.replace("?", free)
        yield next((same for same in (text, text.lower(), text.upper()) if same not in named), text)


def _signs() -> Iterator[str]:
    yield from reversed(ascii_uppercase + digits)
    yield from (sign for sign in map(chr, range(0x3B1, 0x10000)) if sign.isalpha())


def _common(one: str, other: str) -> str | None:
    """The form of the texts that are of both forms; None where there are none."""
    if len(one) != len(other):
        return None
    signs = []
    for a, b in zip(one, other, strict=True):
        if "?" in (a, b):
            sign = b if a == "?" else a
            if sign != "?" and not sign.isalnum():
                return None
            signs.append(sign)
        elif a.casefold() != b.casefold():
            return None
        else:
            signs.append(a)
    return "".join(signs)
