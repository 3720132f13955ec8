"""Unary tests: what one cell of a decision table asks of one value (DMN's S-FEEL, in Swedish notation).

    -                      whatever the value
    ja    nej    förare    that very word          "Övningskommun"   that very text
    500   2,5   1 200      that number             2026-01-31        that day
    <= gångsträcka.förare  compared with an amount of sheet Belopp
    < dagen + 2 mån        compared with a day     {Begrepp}         compared with another concept
    [1..6]   (1..6]        a range, closed or open
    1; 3; 5                one of these            not(...)          none of these
    saknas   finns         the value is absent, or there
    form("K??-?")          a text of this form: each ? is one letter or digit

A value that is absent is no match and no mismatch: the test cannot be answered (None), unless it asks for absence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any, Protocol

from robots.rules.concepts import Measure, Scalar, Type
from robots.rules.expressions import Expression, Facts, Literal, Vocabulary, read_expression
from robots.rules.pieces import Pieces, Unreadable
from robots.rules.workbook import Cell

_COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
ORDERED = (Type.WHOLE, Type.DECIMAL, Type.DATE)


class Test(Protocol):
    """What a cell asks: True, False, or None where the value is absent."""

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None: ...


@dataclass(frozen=True)
class Whatever:
    """`-`: the row does not look at this value."""

    def holds(self, _value: Scalar | None, _facts: Facts, /) -> bool:
        return True


@dataclass(frozen=True)
class Absent:
    """`saknas`: the value was surely read and is empty."""

    def holds(self, value: Scalar | None, _facts: Facts, /) -> bool:
        return value is None


@dataclass(frozen=True)
class Compared:
    """`<= 500`, or a value alone, which is `=`."""

    sign: str
    limit: Expression

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None:
        limit = self.limit.value(facts)
        if value is None or limit is None:
            return None
        compare: Any = _COMPARISONS[self.sign]
        return bool(compare(value, limit))


@dataclass(frozen=True)
class Of:
    """`form("K??")`: letters, digits and signs stand where they stand, each ? is one letter or digit."""

    form: str

    def holds(self, value: Scalar | None, _facts: Facts, /) -> bool | None:
        if value is None:
            return None
        pattern = "".join(r"[^\W_]" if sign == "?" else re.escape(sign) for sign in self.form)
        return re.fullmatch(pattern, str(value), re.IGNORECASE) is not None


@dataclass(frozen=True)
class All:
    """Both ends of a range."""

    tests: tuple[Test, ...]

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None:
        answers = [test.holds(value, facts) for test in self.tests]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True)
class Either:
    """`1; 3; 5`: at least one."""

    tests: tuple[Test, ...]

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None:
        answers = [test.holds(value, facts) for test in self.tests]
        return True if True in answers else None if None in answers else False


@dataclass(frozen=True)
class Not:
    """`not(...)`: not what stands inside."""

    test: Test

    def holds(self, value: Scalar | None, facts: Facts, /) -> bool | None:
        answer = self.test.holds(value, facts)
        return None if answer is None else not answer


def read_test(cell: Cell, measure: Measure, known: Vocabulary) -> Test:
    """The test that a cell holds for values of this type and unit.

    Raises:
        RuleError: It is none; the text names the cell, what was read and what is allowed.
    """
    try:
        if isinstance(cell.content, str):
            return _read(cell.content, measure, known)
        return Compared("=", _literal(cell, measure))
    except Unreadable as allowed:
        raise cell.refusal(str(allowed)) from None


def _literal(cell: Cell, measure: Measure) -> Expression:
    """A cell that Excel holds as a number, a date or SANT/FALSKT instead of a text."""
    match cell.content:
        case None:
            raise Unreadable("ett villkor, eller - där värdet inte spelar någon roll")
        case bool() if measure.type is Type.YES_NO:
            return Literal(cell.content, measure)
        case Decimal() if measure.type.is_number:
            return Literal(cell.content, measure)
        case bool() | Decimal():
            raise Unreadable(f"ett villkor för typen {measure.type}")
    if measure.type is not Type.DATE:
        raise Unreadable(f"ett villkor för typen {measure.type}; har Excel gjort om ett intervall? Skriv [1..6]")
    return Literal(cell.content, measure)


def _read(text: str, measure: Measure, known: Vocabulary) -> Test:
    if text == "-":
        return Whatever()
    if text in ("–", "—"):
        raise Unreadable("ett vanligt bindestreck (-); Excel har gjort det till ett tankstreck")
    pieces = Pieces(text)
    test = _tests(pieces, measure, known)
    if pieces.next.kind != "end":
        raise Unreadable(f'ingenting mer vid "{pieces.next.text}"')
    return test


def _tests(pieces: Pieces, measure: Measure, known: Vocabulary) -> Test:
    tests = [_test(pieces, measure, known)]
    while pieces.take_if(";"):
        tests.append(_test(pieces, measure, known))
    return tests[0] if len(tests) == 1 else Either(tuple(tests))


def _test(pieces: Pieces, measure: Measure, known: Vocabulary) -> Test:
    if pieces.take_if("saknas"):
        return Absent()
    if pieces.take_if("finns"):
        return Not(Absent())
    if pieces.take_if("not"):
        pieces.expect("(")
        inner = _tests(pieces, measure, known)
        pieces.expect(")")
        return Not(inner)
    if pieces.take_if("form"):
        return _form(pieces, measure)
    if opening := pieces.take_if("[", "(", "]"):
        return _range(opening, pieces, measure, known)
    sign = pieces.take_if(*_COMPARISONS) or "="
    if sign != "=" and measure.type not in ORDERED:
        raise Unreadable(f"{sign} bara för tal och datum")
    return Compared(sign, read_expression(pieces, measure, known))


def _form(pieces: Pieces, measure: Measure) -> Test:
    pieces.expect("(")
    form = pieces.take()
    pieces.expect(")")
    if form.kind != "text" or measure.type is not Type.TEXT:
        raise Unreadable('form("...") för en text')
    return Of(form.text)


def _range(opening: str, pieces: Pieces, measure: Measure, known: Vocabulary) -> Test:
    """`[1..6]`; a bracket turned away, `]1..6[`, leaves its end out as a round one does."""
    if measure.type not in ORDERED:
        raise Unreadable("intervall bara för tal och datum")
    low = read_expression(pieces, measure, known)
    pieces.expect("..")
    high = read_expression(pieces, measure, known)
    closing = pieces.expect("]", ")", "[")
    return All((Compared(">=" if opening == "[" else ">", low), Compared("<=" if closing == "]" else "<", high)))
