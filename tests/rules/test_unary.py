"""What a cell of a decision table asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from robots.errors import NoAmount, RuleError
from robots.rules.amounts import Amount, Amounts
from robots.rules.cells import Cell
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type
from robots.rules.expressions import Vocabulary
from robots.rules.notation import read_test

METRES = Measure(Type.WHOLE, "m")
NUMBER = Measure(Type.DECIMAL)
DAY = Measure(Type.DATE)
YES_NO = Measure(Type.YES_NO)
TEXT = Measure(Type.TEXT)
ROLE = Measure(Type.CHOICE, words=MappingProxyType({"förare": "driver", "passagerare": "passenger"}))

KM = Measure(Type.DECIMAL, "km")
KRONOR = Measure(Type.DECIMAL, "kr")
YEARS = Measure(
    Type.CHOICE, words=MappingProxyType({"F-3": "early", "4-6": "middle", "årskurs 7-9": "late", "ny 2": "n"})
)

SINCE = date(2020, 1, 1)
KNOWN = Vocabulary(
    {
        "Inkom": Concept("Inkom", DAY, Origin.APPLICATION, "received"),
        "Årskurs 7-9": Concept("Årskurs 7-9", METRES, Origin.APPLICATION, "late"),
    },
    Amounts(
        {
            "sträcka.förare": (Amount("sträcka.förare", SINCE, None, Decimal(500), "m", "prov"),),
            "tid.kvar": (Amount("tid.kvar", SINCE, None, Decimal(2), "mån", "prov"),),
            "avstånd.F-3": (Amount("avstånd.F-3", SINCE, None, Decimal("2.5"), "km", "prov"),),
            "riksnorm.barn.4-6": (Amount("riksnorm.barn.4-6", SINCE, None, Decimal(3060), "kr", "prov"),),
            "halv.tid": (Amount("halv.tid", SINCE, None, Decimal("1.5"), "mån", "prov"),),
            "frist": (Amount("frist", SINCE, None, Decimal(21), "dagar", "prov"),),
            "kommun.egen": (Amount("kommun.egen", SINCE, None, "Övningskommun", "namn", "prov"),),
        }
    ),
)


@dataclass(frozen=True)
class Case:
    """A day, and the values of concepts."""

    values: Mapping[str, Scalar | None]
    day: date = date(2026, 11, 20)
    known: Vocabulary = KNOWN

    @property
    def deciding(self) -> date:
        return self.day

    def amount(self, name: str) -> Scalar:
        return self.known.amounts.at(name, self.day).value

    def value(self, name: str) -> Scalar | None:
        return self.values[name]


def holds(content: object, measure: Measure, value: Scalar | None) -> bool | None:
    cell = Cell("Prov", "B2", content)  # type: ignore[arg-type]  # whatever Excel may hold
    return read_test(cell, measure, KNOWN).holds(value, Case({"Inkom": date(2026, 11, 12), "Årskurs 7-9": 4}))


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
        ("<= dagen + 3 veckor", DAY, [date(2026, 12, 11)], [date(2026, 12, 12)]),
        ("<= {Inkom} + frist - 1 dag", DAY, [date(2026, 12, 2)], [date(2026, 12, 3)]),
        ("[dagen - 1 mån..dagen]", DAY, [date(2026, 10, 20), date(2026, 11, 20)], [date(2026, 11, 21)]),
        ("]2026-01-01..2026-01-31[", DAY, [date(2026, 1, 2)], [date(2026, 1, 1), date(2026, 1, 31)]),
        ("1 200,50 kr", KRONOR, [Decimal("1200.5")], [Decimal(1200)]),
        ("1\u00a0200\u202f000", KRONOR, [Decimal(1_200_000)], [Decimal(1200)]),
        ("[0..1 200,50)", KRONOR, [Decimal("1200.49")], [Decimal("1200.50")]),
        (Decimal("2.5"), NUMBER, [Decimal("2.5")], [2]),
        ("<= avstånd.F-3", KM, [Decimal("2.5")], [Decimal("2.51")]),
        ("[avstånd.F-3..4 km]", KM, [Decimal("2.5"), 4], [Decimal("2.4")]),
        (">= riksnorm.barn.4-6; 0", KRONOR, [Decimal(3060), 0], [Decimal(3059)]),
        ("< {Årskurs 7-9}", METRES, [3], [4]),
        ("F-3", YEARS, ["early"], ["middle"]),
        ("4-6; årskurs 7-9", YEARS, ["middle", "late"], ["early"]),
        ("not(4-6)", YEARS, ["early"], ["middle"]),
        ("ny 2", YEARS, ["n"], ["late"]),
        (False, YES_NO, [False], [True]),
        ('not(form("A?"); "B")', TEXT, ["C"], ["A1", "B"]),
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
        ("[6..1]", METRES, "det lägsta först"),
        ("[6..1]; 8", METRES, "det lägsta först"),
        ("not([6..1])", METRES, "det lägsta först"),
        ("(6..6]", METRES, "där minst ett värde ryms"),
        ("[2026-12-31..2026-01-01]", DAY, "det lägsta först"),
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
        (True, METRES, "ett tal i m"),
        (Decimal(1), YES_NO, "ja eller nej"),
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
        ("1,3", METRES, "flera värden skiljs med semikolon"),
        (Decimal("1.3"), METRES, "flera värden skiljs med semikolon"),
        ("1, 3", METRES, 'flera värden med semikolon (1; 3), inte ","'),
        ("1–6", METRES, 'ett vanligt bindestreck (-), inte "–"'),
        ("≥ 5", METRES, '<= eller >=, inte "≥"'),
        ("!= 5", METRES, 'not(...), inte "!"'),
        ("”Övningskommun”", TEXT, "raka citattecken"),
        ("[1…6]", METRES, 'två punkter (..), inte "…"'),
        ("5 %", NUMBER, "ordet procent"),
        ("Ja", YES_NO, "ja eller nej"),
        ("SANT", YES_NO, "ja eller nej"),
        ("1 20", METRES, 'ingenting mer vid "20"'),
        ("dagen-1 dag", DAY, "ett datum"),
        ("< dagen + -2 mån", DAY, "ett tal"),
        ("< dagen + 2,5 mån", DAY, "ett helt antal"),
        ("< dagen + halv.tid", DAY, "ett helt antal"),
        ("<= {avstånd.F-3}", KM, "avstånd.F-3 utan klamrar"),
        ("< {dagen}", DAY, "dagen utan klamrar"),
        ("31/1 2026", DAY, "ett datum"),
        ("7-8", YEARS, "F-3, 4-6, årskurs 7-9"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_its_place(cell: object, measure: Measure, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        holds(cell, measure, None)

    assert 'blad "Prov", cell B2' in str(refused.value)
    assert says in str(refused.value)


def test_a_hyphen_inside_a_name_is_no_minus_whatever_other_names_there_are() -> None:
    amounts = {
        name: (Amount(name, SINCE, None, Decimal(days), "dagar", "prov"),)
        for name, days in (("frist", 10), ("frist-3", 30))
    }
    known = Vocabulary({}, Amounts(amounts))
    case = Case({}, known=known)

    def latest(text: str) -> date:
        return next(
            day
            for day in (date(2027, 2, 1) - timedelta(days=count) for count in range(100))
            if read_test(Cell("Prov", "B2", text), DAY, known).holds(day, case)
        )

    assert latest("<= dagen + frist - 3 dagar") == date(2026, 11, 27)
    assert latest("<= dagen + frist-3") == date(2026, 12, 20)
    assert latest("<= dagen + frist-3 - 3 dagar") == date(2026, 12, 17)


def test_an_amount_that_is_not_in_force_is_missed_only_by_a_case_that_comes_to_its_cell() -> None:
    test = read_test(Cell("Prov", "B2", "0; <= sträcka.förare"), METRES, KNOWN)
    before = Case({}, date(2019, 1, 1))

    assert test.holds(0, before) is True
    with pytest.raises(NoAmount, match=r"sträcka\.förare.*2019-01-01"):
        test.holds(5, before)
