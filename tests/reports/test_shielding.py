"""Small groups stay hidden from whoever has all workbooks, and subtracts what is shown from what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from robots.reports.figures import Figures, Lead, Share, Spread
from robots.reports.shielding import FEWEST, HIDDEN, about, hidden_of, shielded
from robots.reports.weekly import write_weekly
from tests.reports.office import Office
from tests.reports.quarter import MADE, NAMES, TERMS, Quarter, quarter
from tests.reports.reading import opened, table

COUNTS = ("Inkomna", "Avslutade", "Öppna")
Cell = tuple[str, ...]


@dataclass
class Attack:
    """Linear sums over cells that are hidden, and what elimination leaves of them."""

    known: dict[Cell, int] = field(default_factory=dict)
    sums: list[tuple[dict[Cell, Fraction], Fraction]] = field(default_factory=list)

    def show(self, cell: Cell, value: object) -> None:
        """A cell of a workbook."""
        if isinstance(value, int | float):
            assert self.known.setdefault(cell, int(value)) == value, f"{cell} is shown twice, as two numbers"

    def sum(self, parts: Mapping[Cell, int], total: int) -> None:
        """That some cells, each so many times, come to a total."""
        rest = Fraction(total) - sum(sign * self.known[cell] for cell, sign in parts.items() if cell in self.known)
        hidden = {cell: Fraction(sign) for cell, sign in parts.items() if cell not in self.known}
        if hidden:
            self.sums.append((hidden, rest))

    def found(self) -> dict[Cell, Fraction]:
        """The hidden cells that the sums tell, by Gauss and Jordan."""
        rows = [(dict(parts), total) for parts, total in self.sums]
        solved: list[tuple[dict[Cell, Fraction], Fraction]] = []
        while rows:
            parts, total = rows.pop()
            if not parts:
                continue
            pivot = next(iter(parts))
            scale = parts[pivot]
            parts, total = {cell: part / scale for cell, part in parts.items()}, total / scale
            rows = [_without(pivot, parts, total, row) for row in rows]
            solved = [*(_without(pivot, parts, total, row) for row in solved), (parts, total)]
        return {next(iter(parts)): total for parts, total in solved if len(parts) == 1}


def _without(
    pivot: Cell, parts: Mapping[Cell, Fraction], total: Fraction, row: tuple[dict[Cell, Fraction], Fraction]
) -> tuple[dict[Cell, Fraction], Fraction]:
    factor = row[0].get(pivot, Fraction())
    left = {cell: row[0].get(cell, Fraction()) - factor * parts.get(cell, Fraction()) for cell in {*row[0], *parts}}
    return {cell: part for cell, part in left.items() if part}, row[1] - factor * total


def attacked(workbooks: Iterable[Workbook]) -> Attack:
    """Everything that sums over the sheets and weeks of some workbooks tell of what they hide."""
    attack, groups, everything = Attack(), set(), {}
    weeks: set[str] = set()
    for workbook in workbooks:
        for row in table(workbook, "Data"):
            week, division, group = str(row["Vecka"]), str(row["Indelning"]), str(row["Grupp"])
            weeks.add(week)
            for count in COUNTS:
                if division == "Allt":
                    everything[week, count] = int(str(row[count]))
                else:
                    groups.add((division, group))
                    attack.show((week, division, group, count), row[count])
    for (week, count), total in everything.items():
        for division in ("Ärendetyp", "Enhet"):
            attack.sum({(week, *group, count): 1 for group in groups if group[0] == division}, total)
    ordered = sorted(weeks)
    for before, week in pairwise(ordered):
        for group in groups:
            signs = {(before, *group, "Öppna"): 1, (week, *group, "Inkomna"): 1, (week, *group, "Avslutade"): -1}
            attack.sum({**signs, (week, *group, "Öppna"): -1}, 0)
    return attack


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """A municipality so small that most groups are."""
    return quarter(Office.open(tmp_path_factory.mktemp("small")), seed=7, weeks=6, scale=0.5)


@pytest.fixture(scope="module")
def workbooks(small: Quarter, tmp_path_factory: pytest.TempPathFactory) -> list[Workbook]:
    """Three weeks' workbooks, as a reader has collected them."""
    folder = tmp_path_factory.mktemp("collected")
    made = []
    for ago, week in ((2, "2026-W45"), (1, "2026-W46"), (0, "2026-W47")):
        out = folder / f"{week}.xlsx"
        at = MADE - timedelta(weeks=ago)
        write_weekly(small.office.store, out, names=NAMES, week=week, made=at, terms=TERMS)
        made.append(opened(out))
    return made


def test_no_group_of_one_to_four_is_shown_on_any_sheet(workbooks: list[Workbook]) -> None:
    for workbook in workbooks:
        for name in ("CaseTypes", "Units", "Data"):
            rows = [row for row in table(workbook, name) if row.get("Indelning") != "Allt"]
            counts = [row[count] for row in rows for count in (*COUNTS, "Överlämnade", "Föreslagna kompletteringar")]
            assert {count for count in counts if isinstance(count, int) and 0 < count < FEWEST} == set()
        for row in table(workbook, "HandOvers"):
            shown = [row[name] for name in ("Ärenden, 13 veckor", "Veckan", "Veckan före")]
            assert not [one for one in shown if isinstance(one, int) and 0 < one < FEWEST]


def test_nothing_hidden_can_be_worked_out_over_sheets_and_weeks(workbooks: list[Workbook]) -> None:
    attack = attacked(workbooks)
    hidden = {cell for parts, _ in attack.sums for cell in parts}
    assert len(hidden) > 30, "there is something to find"
    assert len(attack.known) > 30, "and something to find it with"
    assert {cell: value for cell, value in attack.found().items() if 0 < value < FEWEST} == {}


def test_the_attack_finds_what_is_hidden_alone() -> None:
    attack = Attack()
    attack.show(("a",), 7)
    attack.show(("b",), HIDDEN)
    attack.sum({("a",): 1, ("b",): 1}, 9)
    attack.sum({("b",): 1, ("c",): 1, ("d",): 1}, 6)
    attack.sum({("c",): 1, ("d",): -1}, 0)
    assert attack.found() == {("b",): 2, ("c",): 2, ("d",): 2}


def test_every_workbook_that_tells_of_a_week_hides_the_same(workbooks: list[Workbook]) -> None:
    def told(workbook: Workbook, week: str) -> list[dict[str, object]]:
        return [row for row in table(workbook, "Data") if row["Vecka"] == week]

    assert told(workbooks[0], "2026-W45") == told(workbooks[1], "2026-W45") == told(workbooks[2], "2026-W45")
    assert told(workbooks[1], "2026-W46") == told(workbooks[2], "2026-W46") != []


def counted(inflow: int, closed: int, stands: int) -> Figures:
    """Figures of a group of which nothing else matters."""
    lead = Lead(Spread(), Spread(), Spread(), Spread())
    none = Share(0, 0)
    return Figures(inflow, closed, 0, stands, (), lead, none, None, None, none, none, 0, 0, None, None, None)


@st.composite
def some_weeks(draw: st.DrawFn) -> list[dict[str, Figures]]:
    """A few weeks of some groups: what comes and goes is small, and what stands open follows from it."""
    names_of_groups = [f"g{n}" for n in range(draw(st.integers(2, 5)))]
    stands = {name: draw(st.integers(0, 12)) for name in names_of_groups}
    weeks = []
    for _ in range(draw(st.integers(2, 4))):
        week = {}
        for name in names_of_groups:
            inflow = draw(st.integers(0, 9))
            closed = draw(st.integers(0, min(9, stands[name] + inflow)))
            stands[name] += inflow - closed
            week[name] = counted(inflow, closed, stands[name])
        weeks.append(week)
    return weeks


@settings(max_examples=300, deadline=None)
@given(some_weeks())
def test_nothing_hidden_can_be_worked_out_whatever_comes_and_goes(weeks: list[dict[str, Figures]]) -> None:
    attack = Attack()
    columns = ("inflow", "closed", "open")
    for at, week in enumerate(weeks):
        shown = shielded(week, weeks[at - 1] if at else None)
        for name, one in shown.items():
            for column in columns:
                attack.show((str(at), name, column), one.number(column))
    for at, week in enumerate(weeks):
        for column in columns:
            total = sum(getattr(one, column) for one in week.values())
            attack.sum({(str(at), name, column): 1 for name in week}, total)
        for name in week if at else ():
            signs = {(str(at - 1), name, "open"): 1, (str(at), name, "inflow"): 1, (str(at), name, "closed"): -1}
            attack.sum({**signs, (str(at), name, "open"): -1}, 0)
    assert {cell: value for cell, value in attack.found().items() if 0 < value < FEWEST} == {}


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=8))
def test_hidden_counts_are_at_least_two_and_five_cases_unless_everything_is_hidden(counts: dict[str, int]) -> None:
    hidden = hidden_of(counts)
    if len(counts) > 1:
        assert {name for name, count in counts.items() if 0 < count < FEWEST} <= hidden
    if hidden and hidden != set(counts):
        assert len(hidden) >= 2
        assert sum(counts[name] for name in hidden) >= FEWEST


def test_one_group_alone_is_the_total_that_everybody_knows() -> None:
    assert hidden_of({"a": 3}) == set()


@pytest.mark.parametrize(("count", "shown"), [(0, HIDDEN), (4, HIDDEN), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_counts_over_many_weeks_are_to_the_nearest_five(count: int, shown: object) -> None:
    assert about(count) == shown


def test_texts_name_no_person_and_case_numbers_stand_only_where_somebody_has_to_act(
    workbooks: list[Workbook], small: Quarter
) -> None:
    for workbook in workbooks:
        for sheet in workbook.worksheets:
            said = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
            assert "2026-PAR-" not in said or sheet.title == "Sista dagar"
            assert "Testa Provsson" not in said


def test_of_a_case_that_only_people_may_handle_nothing_but_the_number_is_listed(small: Quarter) -> None:
    protected = {case.number for case in small.cases if case.protected}
    cases = [case for case in small.office.store.cases() if case.number in protected]
    assert all((case.flow, case.unit) == (None, None) for case in cases)
