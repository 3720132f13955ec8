"""What a cell of a decision table asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from robots.errors import RuleError
from robots.rules.amounts import Amount, Amounts
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type
from robots.rules.expressions import Vocabulary
from robots.rules.unary import read_test
from robots.rules.workbook import Cell

METRES = Measure(Type.WHOLE, "m")
NUMBER = Measure(Type.DECIMAL)
DAY = Measure(Type.DATE)
YES_NO = Measure(Type.YES_NO)
TEXT = Measure(Type.TEXT)
ROLE = Measure(Type.CHOICE, words=MappingProxyType({"förare": "driver", "passagerare": "passenger"}))

SINCE = date(2020, 1, 1)
KNOWN = Vocabulary(
    {"Inkom": Concept("Inkom", DAY, Origin.APPLICATION, "received")},
    Amounts(
        {
            "sträcka.förare": (Amount("sträcka.förare", SINCE, None, Decimal(500), "m", "prov"),),
            "tid.kvar": (Amount("tid.kvar", SINCE, None, Decimal(2), "mån", "prov"),),
            "kommun.egen": (Amount("kommun.egen", SINCE, None, "Övningskommun", "namn", "prov"),),
        }
    ),
)


@dataclass(frozen=True)
class Case:
    """A day, and the values of concepts."""

    values: Mapping[str, Scalar | None]
    day: date = date(2026, 11, 20)

    def amount(self, name: str) -> Scalar:
        return KNOWN.amounts.at(name, self.day).value

    def value(self, name: str) -> Scalar | None:
        return self.values[name]


def holds(content: object, measure: Measure, value: Scalar | None) -> bool | None:
    cell = Cell("Prov", "B2", content)  # type: ignore[arg-type]  # whatever Excel may hold
    return read_test(cell, measure, KNOWN).holds(value, Case({"Inkom": date(2026, 11, 12)}))


@pytest.mark.parametrize(
    ("cell", "measure", "fits", "fits_not"),
    [
        ("500", METRES, [500], [499, 501]),
        (Decimal(500), METRES, [500], [499]),
        ("1 200", METRES, [1200], [1, 200]),
        ("500 m", METRES, [500], [501]),
        ("= 500", METRES, [500], [499]),
        ("< 500", METRES, [499, 0], [500, 501]),
        ("<= 500", METRES, [499, 500], [501]),
        ("> 500", METRES, [501], [500, 499]),
        (">= 500", METRES, [500, 501], [499]),
        ("<= sträcka.förare", METRES, [500], [501]),
        ("2,5", NUMBER, [Decimal("2.5")], [2, 25]),
        ("-5", NUMBER, [-5], [5]),
        ("[1..6]", METRES, [1, 6], [0, 7]),
        ("(1..6)", METRES, [2, 5], [1, 6]),
        ("]1..6[", METRES, [2, 5], [1, 6]),
        ("(1..6]", METRES, [6], [1]),
        ("[0,5..1,5)", NUMBER, [Decimal("0.5"), 1], [Decimal("1.5")]),
        ("1; 3; [5..7]", METRES, [1, 3, 6], [2, 4, 8]),
        ("not(1; 3)", METRES, [2], [1, 3]),
        ("not([1..6])", METRES, [0, 7], [1, 6]),
        ("ja", YES_NO, [True], [False]),
        ("nej", YES_NO, [False], [True]),
        (True, YES_NO, [True], [False]),
        ("ja; nej", YES_NO, [True, False], []),
        ("förare", ROLE, ["driver"], ["passenger"]),
        ("förare; passagerare", ROLE, ["driver", "passenger"], []),
        ("not(förare)", ROLE, ["passenger"], ["driver"]),
        ('"Övningskommun"', TEXT, ["Övningskommun"], ["Grannprovkommun"]),
        ("kommun.egen", TEXT, ["Övningskommun"], ["Grannprovkommun"]),
        ('not(kommun.egen; "Annan")', TEXT, ["Grannprovkommun"], ["Övningskommun", "Annan"]),
        (
            'form("5000-K???????-2?")',
            TEXT,
            ["5000-K1234567-26", "5000-kA2b4567-2x"],
            ["5000-K123456-26", "5000K1234567-26"],
        ),
        ('form("A?")', TEXT, ["A1"], ["A_", "A ", "A12", "BA1"]),
        ("2026-01-31", DAY, [date(2026, 1, 31)], [date(2026, 2, 1)]),
        (date(2026, 1, 31), DAY, [date(2026, 1, 31)], [date(2026, 1, 30)]),
        ("< dagen + 2 mån", DAY, [date(2027, 1, 19)], [date(2027, 1, 20)]),
        ("< dagen + tid.kvar", DAY, [date(2027, 1, 19)], [date(2027, 1, 20)]),
        (">= dagen - 1 år", DAY, [date(2025, 11, 20)], [date(2025, 11, 19)]),
        ("<= {Inkom} + 10 dagar", DAY, [date(2026, 11, 22)], [date(2026, 11, 23)]),
        ("-", METRES, [0, 10**9, None], []),
        ("saknas", METRES, [None], [0, 1]),
        ("finns", METRES, [0, 1], [None]),
        ("saknas; 0", METRES, [None, 0], [1]),
        ("not(saknas)", METRES, [0], [None]),
    ],
)
def test_a_cell_fits_exactly_the_values_it_names(
    cell: object, measure: Measure, fits: list[Scalar | None], fits_not: list[Scalar | None]
) -> None:
    assert [holds(cell, measure, value) for value in fits] == [True] * len(fits)
    assert [holds(cell, measure, value) for value in fits_not] == [False] * len(fits_not)


@pytest.mark.parametrize("cell", ["500", "< 500", "[1..6]", "not(500)", "1; 2"])
def test_an_absent_value_is_neither_match_nor_mismatch(cell: str) -> None:
    assert holds(cell, METRES, None) is None


@pytest.mark.parametrize(
    ("cell", "measure", "says"),
    [
        (None, METRES, "ett villkor, eller -"),
        ("1-6", METRES, "skrivs [1..6]"),
        (date(2026, 6, 1), METRES, "har Excel gjort om ett intervall"),
        ("–", METRES, "bindestreck"),
        ("2.5", NUMBER, "decimaler skrivs med komma"),
        ("<= sträcka.forare", METRES, "sträcka.förare"),
        ("<= tid.kvar", METRES, "ett tal i m"),
        ("<= 500 km", METRES, "ett tal i m"),
        ("chaufför", ROLE, "förare, passagerare"),
        ("> förare", ROLE, "bara för tal och datum"),
        ("[förare..passagerare]", ROLE, "bara för tal och datum"),
        ("kanske", YES_NO, "ja eller nej"),
        (True, METRES, "typen heltal"),
        (Decimal(1), YES_NO, "typen ja/nej"),
        ("Övningskommun", TEXT, "citattecken"),
        ('"ja"', YES_NO, "ja eller nej"),
        ("2026-02-30", DAY, "finns i kalendern"),
        ("< dagen + 2 m", DAY, "dagar, veckor, mån eller år"),
        ("< {Ankom}", DAY, "Inkom"),
        ("[1..6", METRES, "] eller ) eller ["),
        ("not(1", METRES, ")"),
        ("1 eller 2", METRES, "ett tal i m"),
        ("1;", METRES, "slutet"),
        ('form("?")', METRES, 'form("...") för en text'),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_its_place(cell: object, measure: Measure, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        holds(cell, measure, None)

    assert 'blad "Prov", cell B2' in str(refused.value)
    assert says in str(refused.value)
