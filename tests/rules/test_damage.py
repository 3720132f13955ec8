"""What Excel, a word processor or a hasty hand does to a cell is seen there, and named."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet

from robots import Rules
from robots.errors import RuleError
from tests.rules.books import change, thing, write_flow


def told(folder: Path) -> tuple[str, ...]:
    with pytest.raises(RuleError) as refused:
        Rules.load(folder)
    return refused.value.problems


def spoil(folder: Path, how: Callable[[Workbook], object]) -> None:
    """Do something to the workbook of a flow that was whole."""
    book = load_workbook(write_flow(folder) / "rules.xlsx")
    how(book)
    book.save(folder / "rules.xlsx")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("Kort", "B2", "–", "- i stället för – (U+2013)"),
        ("Kort", "B2", "[1–6]", "- i stället för – (U+2013)"),
        ("Kort", "B2", "≤ 5", "<= i stället för ≤"),
        ("Kort", "B2", "<= ５", "5 i stället för ５ (U+FF15)"),
        ("Kort", "B2", "<=\u200b5", "tecknet U+200B"),
        ("Kort", "B2", "<=\u20095", "vanligt mellanslag i stället för U+2009"),
        ("Kort", "B2", "= <= 5", "inte en formel"),
        ("Kort", "B2", "=A1", "inte en formel"),
        ("Kort", "B2", "#REF!", "inte ett fel från Excel"),
        ("Kort", "B2", "#SAKNAS!", "inte ett fel från Excel"),
        ("Kort", "B2", "'<= 5", "utan apostrof"),
        ("Kort", "B2", True, 'läste "SANT". Tillåtet: ett tal i m'),
        ("Kort", "B2", "<= 2.5", "decimaler skrivs med komma"),
        ("Kort", "C2", True, "uppfyllt, ej uppfyllt"),
        ("Kort", "D2", 12, "får en apostrof framför"),
        ("Kort", "D2", date(2026, 6, 1), "en text"),
        ("Kort", "F2", date(1900, 1, 6), "mellan åren 1950 och 2099"),
        ("Kort", "F2", "1026-01-01", "mellan åren 1950 och 2099"),
        ("Kort", "F2", datetime(2026, 6, 1, 12, 30), "utan klockslag"),  # noqa: DTZ001  # a day of Excel has no zone
        ("Kort", "F2", "20260601", "till exempel 2026-01-31"),
        ("Texter", "B2", "Längden är ”kort”.", '" i stället för ” (U+201D)'),
        ("Belopp", "D2", "10", "text som ser ut som ett tal"),
        ("Belopp", "D2", 0.1234567, "högst sex decimaler"),
    ],
)
def test_a_spoilt_cell_says_what_stood_there(tmp_path: Path, sheet: str, cell: str, value: object, says: str) -> None:
    change(write_flow(tmp_path), sheet, cell, value)

    (problem,) = [one for one in told(tmp_path) if f'blad "{sheet}", cell {cell}: läste' in one]
    assert says in problem


@pytest.mark.parametrize(
    ("value", "shown_as", "says"),
    [
        (0.5, "0%", "utan procentformat"),
        (499.6, "0", "formatet visar det avrundat"),
        (499.6, "#,##0", "formatet visar det avrundat"),
        (5000, "0,", "visar något annat"),
        (1500, "[<1000]0;0,", "visar något annat"),
        (-5, "0;[Red]0", "visar något annat"),
        (5, '0"00"', "visar något annat"),
        (5, ";;;", "visar"),
        (date(2026, 6, 1), "d-mmm", "där år, månad och dag syns"),
        (date(2026, 6, 1), "mmm-yy", "där år, månad och dag syns"),
    ],
)
def test_a_format_may_not_show_another_value_than_the_cell_holds(
    tmp_path: Path, value: object, shown_as: str, says: str
) -> None:
    def show(book: Workbook) -> None:
        book["Belopp"]["D2"] = value
        book["Belopp"]["D2"].number_format = shown_as

    spoil(tmp_path, show)

    assert any('blad "Belopp", cell D2' in problem and says in problem for problem in told(tmp_path))


@pytest.mark.parametrize("shown_as", ["General", "0", "0.00", "#,##0", "@", '#,##0\\ "kr"', "#,##0\\ [$kr-41D]"])
def test_the_usual_formats_show_what_is_there(tmp_path: Path, shown_as: str) -> None:
    spoil(tmp_path, lambda book: setattr(book["Belopp"]["D2"], "number_format", shown_as))

    assert Rules.load(tmp_path).amount("längd.högst", on=date(2020, 1, 1)) == 10


def _filtered(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:G3"
    sheet.auto_filter.filterColumn = [FilterColumn(colId=0, filters=Filters(filter=["R1"]))]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (lambda sheet: sheet.merge_cells("B2:B3"), "cell B2:B3: sammanslagna celler"),
        (lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), "rad 3: dold rad"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True), "kolumn B: dold kolumn"),
        (lambda sheet: setattr(sheet, "sheet_state", "veryHidden"), "dolt blad"),
        (lambda sheet: setattr(sheet.sheet_format, "zeroHeight", True), "rader är dolda"),
        (_filtered, "ett filter är på"),
        (lambda sheet: setattr(sheet["B3"], "font", Font(strike=True)), "cell B3: läste"),
        (lambda sheet: sheet.insert_rows(1), "rad 1: kolumnernas namn saknas"),
        (lambda sheet: setattr(sheet["I1"], "value", "Anteckning"), 'cell I1: "Anteckning" står inte i Begrepp'),
        (lambda sheet: setattr(sheet["C9"], "value", "kom ihåg"), "cell B9: läste ingenting"),
        (lambda sheet: setattr(sheet["XFD9000"], "value", "?"), "cell XFD9000: bladet är för stort"),
    ],
)
def test_what_cannot_be_seen_may_not_count(tmp_path: Path, how: Callable[[Worksheet], object], says: str) -> None:
    spoil(tmp_path, lambda book: how(book["Kort"]))

    assert any('blad "Kort"' in problem and says in problem for problem in told(tmp_path))


def test_a_part_of_a_cell_that_is_struck_through_may_not_count(tmp_path: Path) -> None:
    struck = TextBlock(InlineFont(strike=True), "; 50")
    spoil(tmp_path, lambda book: setattr(book["Kort"]["B2"], "value", CellRichText("<= 12", struck)))

    assert 'blad "Kort", cell B2: läste "<= 12; 50". Tillåtet: text som inte är genomstruken' in told(tmp_path)[0]


def test_a_part_of_a_cell_may_be_bold(tmp_path: Path) -> None:
    bold = TextBlock(InlineFont(b=True), "längd.högst")
    spoil(tmp_path, lambda book: setattr(book["Kort"]["B2"], "value", CellRichText("<= ", bold)))

    assert [found.row for found in Rules.load(tmp_path).findings("criteria", thing(12))] == ["R1"]


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        (b'<row r="3"', b'<row ht="0" r="3"', "rad 3: dold rad"),
        (b"<sheetData>", b'<cols><col min="2" max="2" width="0"/></cols><sheetData>', "kolumn B: dold kolumn"),
    ],
)
def test_what_has_no_height_or_width_is_hidden(tmp_path: Path, written: bytes, instead: bytes, says: str) -> None:
    path = write_flow(tmp_path) / "rules.xlsx"
    with ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    sheet = "xl/worksheets/sheet3.xml"
    with ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content.replace(written, instead) if part == sheet else content)

    assert f'blad "Kort", {says}' in told(tmp_path)[0]


def test_colours_comments_and_a_filter_that_hides_nothing_mean_nothing(tmp_path: Path) -> None:
    spoil(tmp_path, lambda book: setattr(book["Kort"].auto_filter, "ref", "A1:G3"))

    assert [found.row for found in Rules.load(tmp_path).findings("criteria", thing(5))] == ["R1"]


def test_a_space_that_does_not_break_is_a_space(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Kort", "B2", "<=\u00a0längd.högst")

    assert [found.row for found in Rules.load(tmp_path).findings("criteria", thing(12))] == ["R1"]
