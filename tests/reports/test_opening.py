"""Both workbooks open in a spreadsheet program and print."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from robots.reports.weekly import write_weekly
from robots.reports.worklist import write_worklist
from tests.reports.office import NAMES, Office, busy_week

MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def printed(workbooks: list[Path], folder: Path) -> dict[str, list[str]]:
    """The text of each printed page of each workbook."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: install libreoffice-calc, then run the tests again")
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            *workbooks,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {workbook.stem: _pages(folder / f"{workbook.stem}.pdf") for workbook in workbooks}


def _pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_both_workbooks_open_and_print_full_and_empty(office: Office, tmp_path: Path) -> None:
    def write(suffix: str) -> list[Path]:
        weekly, worklist = tmp_path / f"weekly{suffix}.xlsx", tmp_path / f"worklist{suffix}.xlsx"
        write_weekly(office.store, weekly, names=NAMES, week="2026-W47", made=MADE)
        write_worklist(office.store, worklist, names=NAMES, day=date(2026, 11, 19), made=MADE)
        return [weekly, worklist]

    empty = write("-empty")
    busy_week(office)
    pages = printed([*empty, *write("")], tmp_path)
    first = pages["weekly"][0]
    assert "Vecka 47, 2026" in first
    assert "Mer om veckan" in first
    assert "Körningar som gick bra" in first, "the first sheet stands on one paper, its last line too"
    assert "Läge" in pages["worklist"][1], "the header stands on the second paper as well"
    assert all("###" not in page for text in pages.values() for page in text)
    assert "Inget är känt om den här veckan" in pages["weekly-empty"][0]
    assert "Inget ärende väntar" in pages["worklist-empty"][0]
