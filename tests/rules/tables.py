"""Random decision tables for tests, in the words of a sheet: for the evaluator under test, and for the naive one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from robots.rules.amounts import Amount, Amounts
from robots.rules.cells import Cell, Line, Sheet
from robots.rules.concepts import Concept, Measure, Origin, Scalar, Type
from robots.rules.expressions import Vocabulary
from robots.rules.problems import Problems
from robots.rules.table import Table, read_table
from tests.rules.naive import NaiveCase, NaiveRow, NaiveTable

TODAY, TURN = date(2026, 3, 30), date(2026, 3, 1)
WORDS = {"ny": "new", "förnyelse": "renewal", "7-9": "late"}


def concept(name: str, kind: Type, unit: str | None = None, *, words: Mapping[str, str] | None = None) -> Concept:
    number = (Decimal(0), Decimal(6)) if kind.is_number else None
    return Concept(name, Measure(kind, unit, MappingProxyType(words or {})), Origin.APPLICATION, name, number)


CONCEPTS = {
    one.name: one
    for one in (
        concept("Ålder", Type.WHOLE, "år"),
        concept("Syskons ålder", Type.WHOLE, "år"),
        concept("Avstånd F-3", Type.DECIMAL, "km"),
        concept("Inkom", Type.DATE),
        concept("Gäller till", Type.DATE),
        concept("Årskurs 7-9", Type.YES_NO),
        concept("Typ", Type.CHOICE, words=WORDS),
        concept("Ort", Type.TEXT),
        concept("Utfall", Type.TEXT),
    )
}
RAISED = {
    "ålder.4-6": ("år", 2, 4),
    "avstånd.F-3": ("km", Decimal("1.5"), Decimal("2.5")),
    "ort.egen": ("namn", "A1", "B"),
}
"""Amounts that change on a day: unit, before, from then on."""
DATED = {
    name: ((date(2020, 1, 1), TURN - timedelta(days=1), before), (TURN, None, after))
    for name, (_, before, after) in RAISED.items()
}
AMOUNTS = Amounts(
    {
        name: tuple(
            Amount(name, start, end, value if isinstance(value, str) else Decimal(value), unit, "prov")
            for start, end, value in DATED[name]
        )
        for name, (unit, _, _) in RAISED.items()
    }
)
OUTPUT = Concept("Utfall", Measure(Type.TEXT), Origin.PROPOSAL, "outcome")
KNOWN = Vocabulary({**CONCEPTS, "Utfall": OUTPUT}, AMOUNTS)
INPUTS = [name for name in CONCEPTS if name != "Utfall"]


@dataclass(frozen=True)
class Case:
    """The facts of a naive case for the evaluator under test."""

    case: NaiveCase

    @property
    def day(self) -> date:
        return self.case.today

    @property
    def deciding(self) -> date:
        return self.case.deciding

    def amount(self, name: str) -> Scalar:
        return AMOUNTS.at(name, self.case.deciding).value

    def value(self, name: str) -> Scalar | None:
        value: Scalar | None = self.case.values[name]
        return value


def table(policy: str, columns: Sequence[str], rows: Sequence[NaiveRow], known: Vocabulary = KNOWN) -> Table:
    """The table that these rows make when they stand in a sheet."""
    header = [f"Rad ({policy})", *columns, "Utfall", "Källa", "I kraft från", "I kraft till"]
    lines = []
    for number, row in enumerate(rows, start=2):
        tests = [row.cells[name] for name in columns]
        written: list[Any] = [row.id, *tests, f'"{row.says}"', "prov", row.start, row.end]
        cells = [Cell("Prov", f"{chr(65 + at)}{number}", one) for at, one in enumerate(written)]
        lines.append(Line(dict(zip(header, cells, strict=True))))
    head = tuple(Cell("Prov", f"{chr(65 + at)}1", name) for at, name in enumerate(header))
    problems = Problems()
    read = read_table(Sheet("Prov", head, tuple(lines)), known, problems)
    problems.refuse()
    return read


def naive(policy: str, rows: Sequence[NaiveRow]) -> NaiveTable:
    return NaiveTable(policy, rows, {"Typ": WORDS}, DATED)


_WHOLE = st.sampled_from(["0", "1", "2 år", "3", "4", "5", "6", "ålder.4-6"])
_DECIMAL = st.sampled_from(["0", "0,5", "1", "1,5 km", "2", "3", "4,5", "6", "avstånd.F-3"])
_DAY = st.sampled_from(["2026-03-28", "2026-03-31", "2026-04-01"])
_MOVING_DAY = st.sampled_from(
    ["dagen", "dagen + 1 dag", "dagen + 2 mån", "dagen - 1 mån", "dagen + 1 mån - 1 dag", "dagen + 1 år"]
)
_SIGN = st.sampled_from(["<", "<=", ">", ">=", "="])


def _holds_something(cell: str) -> bool:
    """Not `[6..1]` or `(3..3)`: a range of written ends that holds nothing is refused when it is read."""
    low, high = (end.partition(" ")[0].replace(",", ".") for end in cell[1:-1].split(".."))
    if not (low[0].isdigit() and high[0].isdigit()):
        return True
    if low == high:
        return (cell[0], cell[-1]) == ("[", "]")
    return low < high if "-" in low else Decimal(low) < Decimal(high)


def _ordered(limit: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Cells about numbers or days: compared, ranges."""
    ranges = st.builds(
        lambda a, low, high, b: f"{a}{low}..{high}{b}", st.sampled_from("[(]"), limit, limit, st.sampled_from("])[")
    ).filter(_holds_something)
    return limit | st.builds(lambda sign, one: f"{sign} {one}", _SIGN, limit) | ranges


def _cells(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One test, a list, none of them; or absence."""
    listed = st.lists(one, min_size=2, max_size=3).map("; ".join)
    negated = (one | listed).map(lambda inner: f"not({inner})")
    asked = st.sampled_from(["saknas", "finns", "not(saknas)"]) | one.map(lambda inner: f"saknas; {inner}")
    return st.just("-") | one | one | listed | negated | asked


@cache
def cells(name: str, *, moving: bool) -> st.SearchStrategy[str]:
    """What may stand in a concept's column; moving: also compared with the day and with other concepts."""
    match CONCEPTS[name].measure.type:
        case Type.WHOLE:
            return _cells(_ordered(_WHOLE | st.just("{Syskons ålder}") if moving and name == "Ålder" else _WHOLE))
        case Type.DECIMAL:
            return _cells(_ordered(_DECIMAL))
        case Type.DATE:
            apart = {
                "Inkom": _MOVING_DAY,
                "Gäller till": st.sampled_from(["{Inkom}", "{Inkom} + 2 dagar", "{Inkom} - 1 mån"]),
            }
            return _cells(_ordered(_DAY | apart[name] if moving else _DAY))
        case Type.YES_NO:
            return _cells(st.sampled_from(["ja", "nej"]))
        case Type.CHOICE:
            return _cells(st.sampled_from(list(WORDS)))
        case _:
            return _cells(st.sampled_from(['"A1"', '"B"', 'form("A?")', 'form("?1")', 'form("??")', "ort.egen"]))


@st.composite
def drawn(draw: st.DrawFn, *, moving: bool, most_columns: int, most_rows: int) -> tuple[str, list[str], list[NaiveRow]]:
    """A hit policy, columns and rows."""
    columns = draw(st.lists(st.sampled_from(INPUTS), min_size=1, max_size=most_columns, unique=True))
    rows = []
    for number in range(draw(st.integers(1, most_rows))):
        start = draw(st.sampled_from([date(2020, 1, 1)] * 4 + [TURN]))
        end = draw(st.sampled_from([None] * 4 + [date(2026, 12, 31)]))
        tests = {name: draw(cells(name, moving=moving)) for name in columns}
        rows.append(NaiveRow(f"R{number}", tests, draw(st.sampled_from("xy")), start, end))
    return draw(st.sampled_from("UAFC")), columns, rows


_VALUES: Mapping[str, Sequence[Any]] = {
    "Ålder": range(7),
    "Syskons ålder": range(7),
    "Avstånd F-3": [Decimal(quarter) / 4 for quarter in range(25)],
    "Inkom": [date(2026, 1, 25) + timedelta(days=count) for count in range(150)],
    "Gäller till": [date(2026, 3, 20) + timedelta(days=count) for count in range(20)],
    "Årskurs 7-9": [True, False],
    "Typ": list(WORDS.values()),
    "Ort": ["A1", "B", "AB", "a1", "11", "XY", "X1", "annan", "…"],
}
values: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {name: st.none() | st.sampled_from(list(few)) for name, few in _VALUES.items()}
)
