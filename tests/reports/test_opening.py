"""Workbooks open in a spreadsheet program, reckon without error, print, and hold what every workbook must."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from robots.reports.page import Column, Page
from robots.reports.spoken import Spoken
from robots.reports.weekly import write_weekly
from robots.reports.workbook import ReportBook
from robots.reports.worklist import write_worklist
from robots.words import Language
from tests.reports import quarter
from tests.reports.lint import lint
from tests.reports.office import NAMES, Office, busy_week
from tests.reports.quarter import Quarter
from tests.reports.reading import names

MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FORMULAS = ("Sparade timmar", "Hours saved")


def _converted(folder: Path, kind: str, *files: Path) -> None:
    """Have LibreOffice turn files into others, with a profile of its own."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is missing: install libreoffice-calc, then run the tests again")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", kind, "--outdir", folder, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def weekly(made: Quarter, out: Path, language: Language = "sv") -> Path:
    words = {"names": quarter.NAMES, "terms": quarter.TERMS, "made": quarter.MADE}
    return write_weekly(made.office.store, out, week="2026-W47", language=language, **words).path


@pytest.fixture(scope="module")
def written(made: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each workbook, full and empty."""
    folder = tmp_path_factory.mktemp("written")
    weekly(made, folder / "weekly.xlsx")
    (folder / "store").mkdir()
    office = Office.open(folder / "store", due_after=14)
    for suffix in ("-empty", ""):
        if not suffix:
            busy_week(office)
        else:
            write_weekly(office.store, folder / "weekly-empty.xlsx", names=NAMES, week="2026-W47", made=MADE)
        day = date(2026, 11, 19)
        write_worklist(office.store, folder / f"worklist{suffix}.xlsx", names=NAMES, day=day, made=MADE)
    office.store.close()
    return folder


@pytest.fixture(scope="module")
def pages(written: Path) -> dict[str, list[str]]:
    """The text of each printed page of each workbook."""
    _converted(written, "pdf", *sorted(written.glob("*.xlsx")))
    return {pdf.stem: _pages(pdf) for pdf in written.glob("*.pdf")}


def _pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_all_workbooks_print_full_and_empty(pages: dict[str, list[str]]) -> None:
    assert set(pages) == {"weekly", "weekly-empty", "worklist", "worklist-empty"}
    assert all("###" not in page and "#NAME" not in page for text in pages.values() for page in text)
    assert "Läge" in pages["worklist"][1], "the header stands on the second paper as well"
    assert "Inget är känt om den här veckan" in pages["weekly-empty"][0]
    assert "Inget ärende väntar" in pages["worklist-empty"][0]


def test_the_first_sheet_stands_on_one_paper_from_its_title_to_its_last_line(pages: dict[str, list[str]]) -> None:
    first, second = pages["weekly"][:2]
    for line in ("Robotarnas vecka 47, 2026", "Kräver ditt beslut", "över 180 dagar", "Körningar som gick bra"):
        assert line in first
    assert "Hur varje siffra räknas står på sista bladet." in first
    assert "Efter och nära sista dagen" in second


def test_formulas_reckon_what_stands_beside_them_and_follow_what_a_reader_changes(
    written: Path, tmp_path: Path
) -> None:
    """LibreOffice writes what each formula comes to, which openpyxl cannot."""
    ours = load_workbook(written / "weekly.xlsx")
    formulas = [cell for sheet in ours for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) == 3
    ((_, manual),) = ours.defined_names["WhatIfManualLikely"].destinations
    ours["Sparade timmar"][manual.replace("$", "")].value += 6
    ours.save(tmp_path / "changed.xlsx")
    out = tmp_path / "reckoned"
    out.mkdir()
    _converted(out, "xlsx:Calc MS Excel 2007 XML", written / "weekly.xlsx", tmp_path / "changed.xlsx")
    reckoned, changed = (load_workbook(out / name, data_only=True) for name in ("weekly.xlsx", "changed.xlsx"))
    for cell in formulas:
        sheet = reckoned[cell.parent.title]
        assert sheet[cell.coordinate].value == pytest.approx(sheet.cell(cell.row, cell.column - 1).value)
    errors = [cell for sheet in reckoned for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]
    assert errors == []
    likely, cases = formulas[1].coordinate, names(reckoned)["WhatIfHelped"]
    more = changed["Sparade timmar"][likely].value - reckoned["Sparade timmar"][likely].value
    assert more == pytest.approx(6 * float(str(cases)) / 60)


@pytest.mark.parametrize("name", ["weekly", "weekly-empty", "worklist", "worklist-empty"])
def test_every_workbook_is_without_fault(written: Path, name: str) -> None:
    assert lint(written / f"{name}.xlsx", formulas=FORMULAS) == []


def test_the_weekly_workbook_is_without_fault_in_english(made: Quarter, tmp_path: Path) -> None:
    assert lint(weekly(made, tmp_path / "weekly.xlsx", "en"), formulas=FORMULAS) == []


def spoilt(spoil: Callable[[Page], None], path: Path) -> list[str]:
    """What is found in a workbook that something was done to."""
    book = ReportBook("Prov", authority="Test", made=MADE, spoken=Spoken("sv"))
    page = book.page("Blad")
    page.table("Texts", [Column("Text"), Column("Antal", "number")], [["ett", 123456]])
    if spoil is same_name:
        book.name("texts", page, "A1")
    spoil(page)
    return lint(book.save(path), links="https://")


def same_name(page: Page) -> None:
    """A cell has the name of a table, which Excel takes for damage."""


FAULTS: dict[str, Callable[[Page], object]] = {
    "two tables or cells": same_name,
    "a formula": lambda page: setattr(page.worksheet["A2"], "value", "=1+1"),
    "an error": lambda page: setattr(page.worksheet["A2"], "value", "#REF!"),
    "a link": lambda page: page.link(2, 1, "file:///etc/passwd"),
    "has no room": lambda page: setattr(page.worksheet.column_dimensions["B"], "width", 4),
    "is longer than its column": lambda page: setattr(page.worksheet["A2"], "value", "x" * 60),
    " lines and has": lambda page: setattr(page.worksheet["A2"], "value", "ett ord " * 12),
    "the format": lambda page: setattr(page.worksheet["B2"], "number_format", "0.000"),
    "personal number": lambda page: setattr(page.worksheet["A2"], "value", "20121212-1212"),
    "no print area": lambda page: setattr(page.worksheet, "print_area", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if fault == "no print area":
        monkeypatch.setattr("robots.reports.workbook.settle", lambda worksheet: None)
    found = spoilt(FAULTS[fault], tmp_path / "a.xlsx")  # type: ignore[arg-type]
    assert any(fault in one for one in found), found


def test_a_workbook_without_fault_is_told_from_one_with(tmp_path: Path) -> None:
    assert spoilt(lambda page: None, tmp_path / "a.xlsx") == []
