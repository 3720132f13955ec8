"""Gaps, overlaps, conflicts and rows that never apply: found when they are there, and only then."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from robots import Rules
from robots.rules.coverage import Complaint, Flaw, complaints, flaws
from robots.rules.expressions import DAY
from tests.rules.books import SHEETS, as_written, write_flow
from tests.rules.brute import search
from tests.rules.naive import NaiveCase, NaiveRow, ask, fits
from tests.rules.tables import KNOWN, drawn, naive, table

Drawn = tuple[str, list[str], list[NaiveRow]]
R3_NEVER = ": rad R3 (A4) kan aldrig gälla: raderna ovanför tar alla dess fall."


def same_as_by_trying(drawn: Drawn) -> None:
    policy, columns, rows = drawn
    found = list(flaws(table(policy, columns, rows), KNOWN))
    assume(Flaw.UNCHECKED not in [one.flaw for one in found])

    tried = search(naive(policy, rows), columns)

    by_flaw = {flaw: [one for one in found if one.flaw is flaw] for flaw in Flaw}
    pairs = {tuple(row.id for row in one.rows) for one in by_flaw[Flaw.OVERLAP] + by_flaw[Flaw.CONFLICT]}
    assert bool(by_flaw[Flaw.GAP]) == (tried.gap and policy != "C")
    assert pairs == tried.pairs
    assert {one.rows[0].id for one in by_flaw[Flaw.NEVER]} == {row.id for row in rows} - tried.applied
    for one in by_flaw[Flaw.GAP] + by_flaw[Flaw.OVERLAP] + by_flaw[Flaw.CONFLICT]:
        confirm(one, drawn)


def confirm(complaint: Complaint, drawn: Drawn) -> None:
    """The case that a complaint names is one."""
    policy, columns, rows = drawn
    assert complaint.day is not None
    case = NaiveCase({**dict.fromkeys(columns), **complaint.case}, complaint.case[DAY], complaint.day)
    if complaint.flaw is Flaw.GAP:
        assert ask(naive(policy, rows), case).kind == "none"
        return
    assert ask(naive(policy, rows), case).kind == "many"
    for row in rows:
        if row.id in {named.id for named in complaint.rows}:
            assert all(fits(cell, name, naive(policy, rows), case) for name, cell in row.cells.items())


@given(drawn(moving=False, most_columns=3, most_rows=5))
@settings(max_examples=50, deadline=None)
def test_what_is_wrong_is_what_trying_every_case_finds(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@given(drawn(moving=True, most_columns=2, most_rows=4))
@settings(max_examples=8, deadline=None)
def test_so_it_is_where_columns_are_compared_with_days_and_concepts(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@pytest.mark.proof
@given(drawn(moving=False, most_columns=4, most_rows=6))
@settings(max_examples=600, deadline=None)
def test_so_it_is_for_very_many_tables(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@pytest.mark.proof
@given(drawn(moving=True, most_columns=2, most_rows=5))
@settings(max_examples=300, deadline=None)
def test_so_it_is_for_very_many_that_compare_columns(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


def rows(*cells: str | tuple[str, ...], says: str = "x", columns: tuple[str, ...] = ("Ålder",)) -> list[NaiveRow]:
    """Rows R1, R2 ... with these cells."""
    told = [(one,) if isinstance(one, str) else one for one in cells]
    return [
        NaiveRow(f"R{number}", dict(zip(columns, one, strict=True)), says) for number, one in enumerate(told, start=1)
    ]


def said(policy: str, made: list[NaiveRow]) -> list[str]:
    return [
        one.removeprefix('rules.xlsx, blad "Prov"')
        for one in complaints(table(policy, list(made[0].cells), made), KNOWN)
    ]


def test_a_gap_is_told_as_the_case_that_falls_through() -> None:
    columns = ("Typ", "Årskurs 7-9", "Ålder")
    made = rows(("ny; 7-9", "-", "-"), ("förnyelse", "ja", "-"), ("förnyelse", "nej", "not(3)"), columns=columns)

    assert said("U", made) == [": ingen rad gäller för Typ: förnyelse, Årskurs 7-9: nej, Ålder: 3 år."]


def test_several_gaps_are_told_at_once_and_without_what_makes_no_difference() -> None:
    made = rows(("1", "ja"), ("[3..6]", "-"), columns=("Ålder", "Årskurs 7-9"))

    assert said("U", made) == [
        ": ingen rad gäller för Ålder: 2 år.",
        ": ingen rad gäller för Ålder: 1 år, Årskurs 7-9: nej.",
    ]


def test_rows_that_overlap_are_told_with_their_cells_and_a_case() -> None:
    assert said("U", rows("<= 3", ">= 3")) == [": rad R1 (A2) och R2 (A3) gäller båda för Ålder: 3 år."]


def test_under_a_rows_may_overlap_where_they_say_the_same() -> None:
    same, other = rows("<= 3", ">= 3"), [*rows("<= 3"), *rows("", ">= 3", says="y")[1:]]

    assert said("A", same) == []
    assert said("A", other) == [": rad R1 (A2) och R2 (A3) gäller båda för Ålder: 3 år, men säger olika."]


def test_under_c_no_row_need_apply() -> None:
    assert said("C", rows("1", "[0..2]")) == []


@pytest.mark.parametrize("policy", ["U", "A", "F", "C"])
def test_a_cell_that_fits_no_value_is_told(policy: str) -> None:
    never = ': rad R2 (A3) kan aldrig gälla: cell B3 "> 6" passar inget värde som Ålder kan ha.'

    assert said(policy, rows("-", "> 6")) == [never]


@pytest.mark.parametrize("cell", ["> 2; < 5", "> 2; < 5; saknas", ">= ålder.4-6; <= 5", "[0..3]; > 3"])
@pytest.mark.parametrize("policy", ["F", "C"])
def test_a_list_that_every_value_passes_is_told(cell: str, policy: str) -> None:
    (always,) = said(policy, rows(cell))

    assert always.startswith(f', cell B2: läste "{cell}", som alla värden passar. Tillåtet: ett intervall')


@pytest.mark.parametrize("cell", ["< 2; > 5", "> 2; saknas", "finns", "-", ">= 0"])
def test_a_list_that_leaves_a_value_out_is_not(cell: str) -> None:
    assert said("C", rows(cell)) == []


def test_what_lies_outside_the_range_of_begrepp_is_no_gap_and_no_value() -> None:
    assert said("U", rows("<= 3", "(3..6]")) == []
    assert said("C", rows("> 6")) == [
        ': rad R1 (A2) kan aldrig gälla: cell B2 "> 6" passar inget värde som Ålder kan ha.'
    ]


def test_whole_numbers_leave_no_room_between_each_other_and_decimals_do() -> None:
    assert said("U", rows("<= 3", ">= 4")) == []
    assert said("U", rows("<= 3", ">= 4", columns=("Avstånd F-3",))) == [": ingen rad gäller för Avstånd F-3: 3,01 km."]


def test_under_f_a_row_below_those_that_take_everything_is_told() -> None:
    assert said("F", rows("<= 3", ">= 2", "2")) == [
        ": rad R3 (A4) kan aldrig gälla: raderna ovanför tar alla dess fall."
    ]
    assert said("F", rows("<= 3", "-")) == []


def test_absence_is_a_case_only_where_a_cell_asks_for_it() -> None:
    assert said("U", rows("<= 3", "> 3")) == []
    assert said("U", rows("finns")) == [": ingen rad gäller för Ålder: saknas."]
    assert said("U", rows("saknas; 0", "> 0")) == []


def test_under_f_what_stands_below_an_open_row_is_reached_by_asking_for_the_absence() -> None:
    assert said("F", rows("<= 3", "> 3", "saknas")) == []
    assert said("F", rows("<= 3", "> 3", "-")) == [
        ": rad R3 (A4) kan aldrig gälla: raderna ovanför tar alla dess fall."
    ]


def test_any_other_text_and_texts_of_a_form_are_cases() -> None:
    assert said("U", rows('"A1"', 'not("A1"; form("?2"))', columns=("Ort",))) == [': ingen rad gäller för Ort: "92".']
    assert said("U", rows('"A1"', 'form("?2")', columns=("Ort",))) == [": ingen rad gäller för Ort: en annan text."]


def test_a_limit_that_changes_is_looked_at_before_and_after() -> None:
    """The amount is 2 years to begin with, and 4 from March 2026 on."""
    overlap, gap = said("U", rows("<= ålder.4-6", "> 2")), said("U", rows("<= ålder.4-6", "> 4"))

    assert overlap == [" den 2026-03-01: rad R1 (A2) och R2 (A3) gäller båda för Ålder: 4 år."]
    assert gap == [" den 2020-01-01: ingen rad gäller för Ålder: 4 år."]


def test_a_gap_that_moves_with_an_amount_is_told_once() -> None:
    assert said("U", rows("< ålder.4-6", "> ålder.4-6")) == [" den 2020-01-01: ingen rad gäller för Ålder: 2 år."]


def test_a_time_without_rows_between_two_that_have_some_is_told() -> None:
    first, second = rows("-", "-")
    made = [replace(first, end=date(2025, 12, 31)), replace(second, start=date(2026, 2, 1))]

    assert said("U", made) == [": ingen rad är i kraft 2026-01-01 till 2026-01-31."]


def test_days_beside_the_proposals_day_are_put_in_order() -> None:
    assert said("U", rows("< dagen", "[dagen..dagen + 2 mån)", ">= dagen + 2 mån", columns=("Inkom",))) == []
    assert said("U", rows("< dagen", "> dagen", columns=("Inkom",))) == [
        ": ingen rad gäller för Inkom: 2024-01-01, dagen: 2024-01-01."
    ]


def test_days_whose_order_the_calendar_decides_are_tried_on_each_day_of_four_years() -> None:
    """Two months are 59 to 62 days."""
    (gap,) = said("U", rows("< dagen + 2 mån", ">= dagen + 62 dagar", columns=("Inkom",)))

    assert gap == ": ingen rad gäller för Inkom: 2024-03-01, dagen: 2024-01-01."
    assert said("U", rows("< dagen + 62 dagar", ">= dagen + 62 dagar", columns=("Inkom",))) == []
    assert said("A", rows("<= dagen + 62 dagar", ">= dagen + 2 mån", columns=("Inkom",))) == []


def test_a_column_is_held_against_another_concept() -> None:
    beside = "{Syskons ålder}"

    assert said("U", rows(f"<= {beside}", f"> {beside}")) == []
    (gap,) = said("U", rows(f"< {beside}", f"> {beside}"))
    assert gap == ": ingen rad gäller för Ålder: 0 år, Syskons ålder: 0 år."


def test_a_column_that_is_compared_with_more_than_one_thing_is_refused_and_no_false_gap_told() -> None:
    made = rows("< dagen", ">= {Gäller till}", columns=("Inkom",))

    assert said("U", made) == [
        ': kolumnen "Inkom" jämförs med {Gäller till} och dagen, och då kan luckor och överlapp inte hittas. '
        "Jämför den med ett enda begrepp, eller dela upp tabellen."
    ]


def test_a_table_with_too_many_cases_is_refused_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robots.rules.search._STEPS", 0)

    (refusal,) = said("A", rows("[0..3]", "[2..5]", "[4..6]"))
    assert "Dela upp tabellen" in refusal


def test_each_criterion_of_a_sheet_is_a_table_of_its_own(tmp_path: Path) -> None:
    header, first, second = SHEETS["Kort"]
    grouped = [[header[0], "Kriterium", *header[1:]], ["R1", "short", *first[1:]], ["R2", "long", *second[1:]]]
    long = ["long", "Lång nog", *SHEETS["Kriterier"][1][2:]]
    sheets = {**SHEETS, "Kort": grouped, "Kriterier": [*SHEETS["Kriterier"], long]}
    book = as_written(write_flow(tmp_path, sheets)).book

    assert list(complaints(book.table("Kort"), book.vocabulary)) == [
        'rules.xlsx, blad "Kort", kriteriet "short" den 2020-01-01: ingen rad gäller för Längd: 11 m.',
        'rules.xlsx, blad "Kort", kriteriet "long" den 2020-01-01: ingen rad gäller för Längd: 10 m.',
    ]


def test_the_workbook_of_these_tests_is_whole(tmp_path: Path) -> None:
    book = Rules.load(write_flow(tmp_path)).book

    assert [one for checked in book.tables.values() for one in complaints(checked, book.vocabulary)] == []
