"""How what a cell asks reads in Swedish: "högst 500 meter (gångsträcka.förare)", "förare eller passagerare"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type
from robots.rules.expressions import DAY, AmountNamed, ConceptNamed, Expression, Facts, Later, Today
from robots.rules.unary import Absent, All, Compared, Either, Not, Of, Test
from robots.rules.writing import same_unit, written

_NUMBERS = {"<": "under ", "<=": "högst ", ">": "mer än ", ">=": "minst ", "=": ""}
_DAYS = {"<": "före ", "<=": "senast ", ">": "efter ", ">=": "tidigast ", "=": ""}
_SAYS = {
    Origin.APPLICATION: "ansökan anger",
    Origin.CALCULATION: "beräkningen ger",
    Origin.FINDINGS: "kontrollerna ger",
    Origin.PROPOSAL: "förslaget anger",
}


@dataclass(frozen=True)
class Verbs:
    """The verbs of a clause about a value."""

    be: str
    lack: str
    exist: str
    have: str


IS = Verbs("är", "saknas", "finns", "har")
WERE = Verbs("vore", "saknades", "fanns", "hade")


def reads(test: Test, measure: Measure, facts: Facts) -> str:
    """What a test asks of a value, without a verb: "högst 500 meter", "före 20 januari 2027", "från 1 till 6 månader".

    An amount is told by its value, with its name behind.

    Args:
        test: The test.
        measure: Type and unit of the values that it is for.
        facts: The case and the day, for amounts and days that the test names.

    Raises:
        NoAmount: It names an amount that was not in force.
        NotKnown: It names a concept whose value could not be read surely.
    """
    match test:
        case Absent():
            return "saknas"
        case Compared(sign, limit):
            words = _DAYS if measure.type is Type.DATE else _NUMBERS
            return words[sign] + _said(limit, measure, facts)
        case Of(form):
            return f"på formen {form}"
        case All((Compared(">=", low), Compared("<=", high))):
            return _span(_said(low, measure, facts), _said(high, measure, facts), measure)
        case All(tests):
            return " och ".join(reads(one, measure, facts) for one in tests)
        case Either(tests):
            return _listed([reads(one, measure, facts) for one in tests])
        case Not(Absent()):
            return "finns"
        case Not(Either() as inner):
            return f"varken {reads(inner, measure, facts)}"
        case Not(inner):
            return f"inte {reads(inner, measure, facts)}"
    return "vad som helst"


def clause(test: Test, measure: Measure, facts: Facts, verbs: Verbs = IS) -> str:
    """The same with its verb, to follow a concept's name: "är högst 500 meter", "saknas eller är 0 meter".

    Raises:
        NoAmount: As for `reads`.
        NotKnown: As for `reads`.
    """
    match test:
        case Absent():
            return verbs.lack
        case Not(Absent()):
            return verbs.exist
        case Of(form):
            return f"{verbs.have} formen {form}"
        case Not(Of(form)):
            return f"inte {verbs.have} formen {form}"
        case Either(tests) if any(not isinstance(one, Compared) for one in tests):
            return _listed([clause(one, measure, facts, verbs) for one in tests])
        case Not(Either(tests)) if any(not isinstance(one, Compared) for one in tests):
            return " och ".join(clause(_opposite(one), measure, facts, verbs) for one in tests)
        case Not(inner) if not isinstance(inner, Either):
            return f"inte {verbs.be} {reads(inner, measure, facts)}"
    return f"{verbs.be} {reads(test, measure, facts)}"


def stated(concept: Concept, value: Scalar | None) -> str:
    """Where a value comes from and what it is: "ansökan anger 250 meter", "kontrollerna ger nej"."""
    return f"{_SAYS[concept.origin]} {'ingenting' if value is None else written(value, concept.measure)}"


def _opposite(test: Test) -> Test:
    return test.test if isinstance(test, Not) else Not(test)


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} eller {last}" if first else last


def _span(low: str, high: str, measure: Measure) -> str:
    """Both ends included; a unit that both share is said once."""
    if measure.type is Type.DATE:
        return f"från och med {low} till och med {high}"
    digits, _, unit = low.rpartition(" ")
    shared = digits and same_unit(unit, high.rpartition(" ")[2])
    return f"från {digits if shared else low} till {high}"


def _said(expression: Expression, measure: Measure, facts: Facts) -> str:
    """What an expression comes to in this case and, where the cell names something, by which name."""
    value, name = expression.value(facts), _name(expression)
    if value is None:
        return f"{name}, som saknas"
    told = written(value, measure)
    return f"{told} ({name})" if name else told


def _name(expression: Expression) -> str:
    """What the cell wrote instead of a value; nothing where it wrote the value itself."""
    match expression:
        case Today():
            return DAY
        case AmountNamed(name) | ConceptNamed(name):
            return name
        case Later(start, sign, length):
            moved = "+" if sign > 0 else "-"
            return f"{_named_or_written(start)} {moved} {_named_or_written(length)}"
    return ""


def _named_or_written(expression: Expression) -> str:
    value = getattr(expression, "written", None)
    return _name(expression) or ("" if value is None else written(value, expression.measure))
