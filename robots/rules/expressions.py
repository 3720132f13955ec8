"""Values that a cell names: a number, a day, a text, an amount, another concept, or a day so and so much later."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from robots.rules.amounts import Amounts
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type
from robots.rules.nearest import alike, nearest
from robots.rules.pieces import Pieces, Unreadable

DAY = "dagen"
"""The day that the proposal is made for."""
A_DAY = Measure(Type.DATE)
_DURATIONS = {
    **{"dag": "dagar", "dagar": "dagar", "vecka": "veckor", "veckor": "veckor"},
    **{"månad": "mån", "månader": "mån", "mån": "mån", "år": "år"},
}
_YES_NO = {"ja": True, "nej": False}


class Facts(Protocol):
    """What an expression may ask for: the days, an amount in force, a concept's value (None: absent)."""

    @property
    def day(self) -> date: ...

    @property
    def deciding(self) -> date: ...

    def amount(self, name: str) -> Scalar: ...

    def value(self, name: str) -> Scalar | None: ...


@dataclass(frozen=True)
class Vocabulary:
    """The names that cells and sentences may use."""

    concepts: Mapping[str, Concept]
    amounts: Amounts

    @property
    def fields(self) -> frozenset[str]:
        """The record's fields that stand behind concepts."""
        return frozenset(c.field for c in self.concepts.values() if c.origin is Origin.APPLICATION)


class Expression(Protocol):
    """Something with a value once the facts are known."""

    @property
    def measure(self) -> Measure: ...

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that it is made of; itself where it is of one piece."""

    def value(self, facts: Facts, /) -> Scalar | None: ...


class _OfOnePiece:
    @property
    def parts(self: Expression) -> tuple[Expression, ...]:
        return (self,)


@dataclass(frozen=True)
class Literal(_OfOnePiece):
    """A value written in the cell."""

    written: Scalar
    measure: Measure

    def value(self, _facts: Facts, /) -> Scalar:
        return self.written


@dataclass(frozen=True)
class Today(_OfOnePiece):
    """The day that the rules are asked for."""

    measure: Measure = A_DAY

    def value(self, facts: Facts, /) -> date:
        return facts.day


@dataclass(frozen=True)
class AmountNamed(_OfOnePiece):
    """An amount of sheet "Belopp" by its name."""

    name: str
    measure: Measure

    def value(self, facts: Facts, /) -> Scalar:
        return facts.amount(self.name)


@dataclass(frozen=True)
class ConceptNamed(_OfOnePiece):
    """Another concept's value."""

    name: str
    measure: Measure

    def value(self, facts: Facts, /) -> Scalar | None:
        return facts.value(self.name)


@dataclass(frozen=True)
class Later:
    """A day moved by days, weeks, months or years; backwards where the sign is minus."""

    start: Expression
    sign: int
    length: Expression
    measure: Measure = A_DAY

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (*self.start.parts, *self.length.parts)

    def value(self, facts: Facts, /) -> date | None:
        start, length = self.start.value(facts), self.length.value(facts)
        if not isinstance(start, date) or not isinstance(length, int | Decimal):
            return None
        return moved(start, self.sign * int(length), self.length.measure.unit or "")


def moved(day: date, count: int, unit: str) -> date:
    """A day so many days, weeks, months or years later; the 31st becomes the last day of a shorter month."""
    if unit in ("dagar", "veckor"):
        return day + (timedelta(days=count) if unit == "dagar" else timedelta(weeks=count))
    year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "år" else 1), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def concepts_in(expression: Expression) -> tuple[str, ...]:
    """The other concepts that its value depends on; none where the day alone decides it."""
    return tuple(part.name for part in expression.parts if isinstance(part, ConceptNamed))


def read_expression(pieces: Pieces, wanted: Measure, known: Vocabulary) -> Expression:
    """The expression that comes next, of the type and unit that its place wants.

    Raises:
        Unreadable: It is none, names something unknown, or is of another type or unit.
    """
    expression = _term(pieces, wanted, known)
    while sign := pieces.take_if("+", "-"):
        if expression.measure.type is not Type.DATE:
            only = "plus och minus bara efter ett datum; ett intervall skrivs [1..6]"
            raise Unreadable(only if wanted.type.is_number else allowed(wanted))
        expression = Later(expression, 1 if sign == "+" else -1, _length(pieces, known))
    if not _fits(expression.measure, wanted):
        raise Unreadable(allowed(wanted) + _unit_of(expression, known))
    return expression


def _length(pieces: Pieces, known: Vocabulary) -> Expression:
    """A whole number of days, weeks, months or years: written, an amount or a concept."""
    length = _term(pieces, Measure(Type.DECIMAL), known, signed=False)
    if length.measure.unit not in _DURATIONS.values():
        raise Unreadable("dagar, veckor, mån eller år efter plus och minus" + _unit_of(length, known))
    if not _is_whole(length, known):
        raise Unreadable("ett helt antal dagar, veckor, mån eller år efter plus och minus")
    return length


def _is_whole(length: Expression, known: Vocabulary) -> bool:
    match length:
        case Literal(written=Decimal() as count):
            return count % 1 == 0
        case AmountNamed(name=name):
            return all(isinstance(row.value, Decimal) and row.value % 1 == 0 for row in known.amounts.rows[name])
        case _:
            return length.measure.type is Type.WHOLE


def _fits(found: Measure, wanted: Measure) -> bool:
    """Same type; a number must also have the same unit, unless it was written without one."""
    if wanted.type.is_number:
        return found.type.is_number and found.unit in (None, wanted.unit)
    return found.type is wanted.type and (found.type is not Type.CHOICE or found.words == wanted.words)


def _unit_of(expression: Expression, known: Vocabulary) -> str:
    """Which amount has which unit, where it is the amount that does not fit."""
    if not isinstance(expression, AmountNamed):
        return ""
    amount = known.amounts.rows[expression.name][0]
    return f'; {amount.name} har enheten {amount.unit} (blad "Belopp", cell {amount.unit_place})'


def allowed(wanted: Measure) -> str:
    """What a value of this type and unit looks like in a cell; of a choice, its words."""
    match wanted.type:
        case Type.CHOICE:
            return ", ".join(wanted.words)
        case Type.YES_NO:
            return "ja eller nej"
        case Type.WHOLE | Type.DECIMAL:
            return f"ett tal i {wanted.unit}" if wanted.unit else "ett tal"
        case Type.DATE:
            return f"ett datum, till exempel 2026-01-31 eller {DAY} + 2 mån"
        case _:
            return 'en text inom citattecken, till exempel "Övningskommun"'


def _term(pieces: Pieces, wanted: Measure, known: Vocabulary, *, signed: bool = True) -> Expression:
    negative = signed and wanted.type.is_number and pieces.take_if("-") is not None
    word = pieces.take()
    match word.kind:
        case "number":
            return _number(word.text, pieces, wanted, negative=negative)
        case "day":
            return Literal(_day(word.text), A_DAY)
        case "text":
            return Literal(word.text, Measure(Type.TEXT))
        case "name" if word.text == DAY or word.text in known.amounts:
            raise Unreadable(f"{word.text} utan klamrar; klamrar står om namn i Begrepp")
        case "name":
            return named(word.text, known)
        case "word":
            return _word(word.text, wanted, known)
        case _:
            raise Unreadable(f'{allowed(wanted)} vid "{word.text or "slutet"}"')


def _number(text: str, pieces: Pieces, wanted: Measure, *, negative: bool) -> Literal:
    value = Decimal(text.replace(" ", "").replace(",", "."))
    refuse_fraction(value, wanted)
    unit = None
    if pieces.next.kind == "word" and pieces.next.text not in ("saknas", "finns"):
        unit = pieces.take().text
    return Literal(-value if negative else value, Measure(Type.DECIMAL, _DURATIONS.get(unit or "", unit)))


def refuse_fraction(value: Decimal, wanted: Measure) -> None:
    """`1,3` where only whole numbers can stand was meant as two values."""
    if wanted.type is Type.WHOLE and value % 1:
        raise Unreadable("ett heltal; flera värden skiljs med semikolon (1; 3)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("ett datum som finns i kalendern") from None


def _word(text: str, wanted: Measure, known: Vocabulary) -> Expression:
    if wanted.type is Type.CHOICE and text in wanted.words:
        return Literal(wanted.words[text], wanted)
    if wanted.type is Type.YES_NO and text in _YES_NO:
        return Literal(_YES_NO[text], wanted)
    if text == DAY:
        return Today()
    if text in known.amounts:
        return AmountNamed(text, known.amounts.measure(text))
    if wanted.type in (Type.CHOICE, Type.YES_NO):
        own = alike(text, wanted.words or _YES_NO)
        raise Unreadable(f"{allowed(wanted)}" + (f'; närmast "{text}": {", ".join(own)}' if own else ""))
    near = nearest(text, known.amounts.rows)
    raise Unreadable(f'{allowed(wanted)} eller ett namn i Belopp; närmast "{text}": {near}')


def named(name: str, known: Vocabulary) -> Expression:
    """What a name in braces stands for: the day, a concept or an amount."""
    if name == DAY:
        return Today()
    if name in known.concepts:
        return ConceptNamed(name, known.concepts[name].measure)
    if name in known.amounts:
        return AmountNamed(name, known.amounts.measure(name))
    every = {**dict.fromkeys(known.concepts), **dict.fromkeys(known.amounts.rows)}
    raise Unreadable(f'ett namn i Begrepp eller Belopp; närmast "{name}": {nearest(name, every)}')
