"""What holds for every workbook: text stays text, files are whole, and papers are set up."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from robots.errors import ConfigError
from robots.reports.page import Column, plain
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook

MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
DANGEROUS = [
    "=1+1",
    "+46 70",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid")',
    "#N/A",
    "2026-11-23",
    "TRUE",
    "12",
]


def book(title: str = "Prov") -> ReportBook:
    return ReportBook(title, authority="Test & Co", made=MADE, spoken=Spoken("sv"))


def written(path: Path, *texts: str) -> list[object]:
    made = book()
    made.page("Blad").table("Texts", [Column("Text")], [[text] for text in texts])
    sheet = load_workbook(made.save(path))["Blad"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_what_looks_like_a_formula_a_number_or_an_error_stays_the_text_it_was(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", *DANGEROUS) == DANGEROUS


def test_a_text_that_begins_like_a_formula_stays_text_when_somebody_edits_it(tmp_path: Path) -> None:
    made = book()
    made.page("Blad").table("Texts", [Column("Text")], [["=1+1"], ["ett svar"]])
    sheet = load_workbook(made.save(tmp_path / "a.xlsx"))["Blad"]
    assert [sheet.cell(row, 1).quotePrefix for row in (2, 3)] == [True, False]


def test_control_characters_and_direction_marks_are_gone(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", "a\x00b\x1bc\u202ed\ufeffe\r\nf\ud800") == ["abcde\nf"]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    assert len(plain("x" * 40_000)) == 32_000
    assert plain("x" * 40_000).endswith("…")


@given(st.text())
def test_no_text_holds_what_a_cell_may_not_hold(text: str) -> None:
    assert not [sign for sign in plain(text) if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"]


def test_a_file_that_is_open_elsewhere_is_named_and_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "vecka.xlsx"
    out.write_bytes(b"as it was")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", refuse)
    made = book()
    made.page("Blad")
    with pytest.raises(ConfigError, match=r"vecka\.xlsx är öppen någon annanstans"):
        made.save(out)
    assert out.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    made = book()
    made.page("Blad")
    with pytest.raises(ConfigError, match="kunde inte skrivas"):
        made.save(tmp_path / "file" / "vecka.xlsx")


def test_a_workbook_that_breaks_while_it_is_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book()
    made.page("Blad")

    def half(self: object, path: Path) -> None:
        path.write_bytes(b"half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openpyxl.Workbook.save", half)
    with pytest.raises(ConfigError, match="No space left"):
        made.save(tmp_path / "vecka.xlsx")
    assert not list(tmp_path.iterdir())


def test_every_sheet_is_set_up_for_a4_across_with_authority_and_page_number(tmp_path: Path) -> None:
    made = book("Vecka 47")
    made.page("Blad", one_paper=True).line("text")
    made.page("Tabell").line("text")
    workbook = load_workbook(made.save(tmp_path / "a.xlsx"))
    for sheet, height in zip(workbook.worksheets, (1, 0), strict=True):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, height)
        assert sheet.oddFooter.left.text == "Test && Co"
        assert sheet.oddFooter.right.text == "Sida &P av &N"
    assert (workbook.properties.title, workbook.properties.creator) == ("Vecka 47", "Test & Co")
    assert workbook.properties.created == datetime(2026, 11, 23, 6, 0)  # noqa: DTZ001 -- Excel knows no zones


def test_columns_are_as_wide_as_their_content_within_bounds(tmp_path: Path) -> None:
    made = book()
    columns = [Column("Kort"), Column("Lång", widest=30)]
    made.page("Blad").table("Widths", columns, [["abc", "ett ord till " * 20]])
    sheet = load_workbook(made.save(tmp_path / "a.xlsx"))["Blad"]
    assert sheet.column_dimensions["A"].width < 12
    assert sheet.column_dimensions["B"].width == 30
    assert sheet.row_dimensions[2].height > 8 * 13, "a text of nine lines gets the room it takes"
