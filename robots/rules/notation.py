"""The notation of a decision table's cells: unary tests (DMN's S-FEEL, in Swedish), and the values that outputs give.

    -                      whatever the value
    ja    nej    förare    that very word           "Övningskommun"   that very text
    500   2,5   1 200 m    that number              2026-01-31        that day
    < 5   <= 5   > 5       compared                 = 5               the same as 5 alone
    [1..6]   (1..6]        a range, its end in or left out; ]1..6[ leaves both out
    1; 3; [5..7]           one of these             not(1; 3)         none of these
    saknas   finns         the value is absent, or there
    form("K??-?")          a text of this form: each ? is one letter or digit

What stands on the right of a comparison, alone, or at the end of a range is one of

    500 m                  a number; with a unit it must be the concept's own. Thousands may be parted by a space
    2026-01-31             a day
    gångsträcka.förare     a name of sheet Belopp: the amount in force on the day that decides
    dagen                  the day of the proposal
    {Begrepp}              another concept's value, of the same type and unit
    dagen + 2 mån          a day moved by a whole number of dagar, veckor, mån or år, written, of sheet Belopp or
                           of a concept: {Inkom} + frist - 1 dag. A minus has a space before it, see pieces

Comparisons and ranges are for numbers and days. Ages and other counts are heltal (a fraction is refused: 1,3 was meant
as 1; 3), kronor are decimaltal, a length of time is a number with the unit dagar, veckor, mån or år. Choices, texts and
ja/nej are named or listed. Excel's own numbers, dates and SANT/FALSKT are read too where the type is theirs. Nothing
else is: there is one way to write each thing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from robots.rules.cells import Cell
from robots.rules.concepts import Measure, Type
from robots.rules.expressions import Expression, Literal, Vocabulary, allowed, read_expression, refuse_fraction
from robots.rules.pieces import Pieces, Unreadable
from robots.rules.unary import COMPARISONS, ORDERED, Absent, All, Compared, Either, Not, Of, Test, Whatever


def read_test(cell: Cell, measure: Measure, known: Vocabulary) -> Test:
    """The test that a cell holds for values of this type and unit.

    Raises:
        RuleError: It is none; the text names the cell, what was read and what is allowed.
    """
    try:
        if cell.content is None:
            raise Unreadable("ett villkor, eller - där värdet inte spelar någon roll")
        if isinstance(cell.content, str):
            return _read(cell.content, measure, known)
        return Compared("=", _literal(cell, measure))
    except Unreadable as other:
        raise cell.refusal(str(other)) from None


def read_value(cell: Cell, measure: Measure, known: Vocabulary) -> Expression:
    """The value that a cell of an output gives; of the same notation as what a comparison has on its right.

    Raises:
        RuleError: It gives none; the text names the cell, what was read and what is allowed.
    """
    try:
        if cell.content is None:
            raise Unreadable("ett värde")
        if not isinstance(cell.content, str):
            return _literal(cell, measure)
        pieces = Pieces(cell.content, measure.words)
        value = read_expression(pieces, measure, known)
        pieces.expect_end()
    except Unreadable as other:
        raise cell.refusal(f"{other}, eller - för inget värde") from None
    return value


def _literal(cell: Cell, measure: Measure) -> Expression:
    """A cell that Excel holds as a number, a date or SANT/FALSKT instead of a text."""
    match cell.content:
        case date() if measure.type is Type.DATE:
            return Literal(cell.content, measure)
        case bool() if measure.type is Type.YES_NO:
            return Literal(cell.content, measure)
        case Decimal() if measure.type.is_number:
            refuse_fraction(cell.content, measure)
            return Literal(cell.content, measure)
        case date() if measure.type not in ORDERED:
            raise Unreadable(f"{allowed(measure)}; Excel har gjort ett datum av det som skrevs")
        case date():
            raise Unreadable(f"{allowed(measure)}; har Excel gjort om ett intervall? Skriv [1..6]")
    raise Unreadable(allowed(measure))


def _read(text: str, measure: Measure, known: Vocabulary) -> Test:
    if text == "-":
        return Whatever()
    if text in ("–", "—"):
        raise Unreadable("ett vanligt bindestreck (-); Excel har gjort det till ett tankstreck")
    pieces = Pieces(text, measure.words)
    test = _tests(pieces, measure, known)
    pieces.expect_end()
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
    sign = pieces.take_if(*COMPARISONS) or "="
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
    _refuse_empty(low, high, closed=(opening, closing) == ("[", "]"))
    return All((Compared(">=" if opening == "[" else ">", low), Compared("<=" if closing == "]" else "<", high)))


def _refuse_empty(low: Expression, high: Expression, *, closed: bool) -> None:
    """`[6..1]` fits nothing. Alone in its cell the checker finds that, but not inside a list or not()."""
    match low, high:
        case (Literal(Decimal() | date() as first), Literal(Decimal() | date() as last)) if (
            first > last or (first == last and not closed)  # type: ignore[operator]  # both of the column's type
        ):
            raise Unreadable("ett intervall med det lägsta först, där minst ett värde ryms")
