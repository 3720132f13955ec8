"""What people open and print after that night, workbooks and cases on the screen: a stranger's text is only text."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots.cli import run
from robots.reports.page import Column
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook
from robots.work.office import today
from robots.work.reporting import write_report
from tests.hostile.conftest import Night
from tests.reports.reading import cells
from tests.reports.test_workbook import MADE

pytestmark = pytest.mark.proof

TEXTS = [
    '=HYPERLINK("http://example.org/?"&A1,"klicka")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "＝１＋１",
    "＋1",
    "－2",
    "＠SUM(1)",
    "http://example.org/",
    "{{7*7}} {0.__class__} %s",
    "<script>alert(1)</script>",
    "\t=1+1",
]


@pytest.fixture(scope="module")
def workbooks(night: Night, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Both reports of that night, and one of texts alone."""
    folder = tmp_path_factory.mktemp("reports")
    made = ReportBook("Texter", authority="=1+1", made=MADE, spoken=Spoken("sv"))
    made.page("Blad").table("Texts", [Column("Text")], [[text] for text in TEXTS])
    home = night.town.home
    reports = [
        write_report(home, name, folder / f"{name}.xlsx", day=today(), language="sv") for name in ("worklist", "weekly")
    ]
    return [*reports, made.save(folder / "texts.xlsx")]


def harmless(path: Path) -> list[str]:
    """The texts of a workbook in which nothing is more than text."""
    found = []
    for sheet in load_workbook(path).worksheets:
        assert not sheet._hyperlinks or all(link.location for link in sheet._hyperlinks), "a link leads out of it"
    for cell in cells(load_workbook(path)):
        assert cell.data_type != "f", cell.coordinate
        if isinstance(cell.value, str):
            assert not {sign for sign in cell.value if unicodedata.category(sign) in ("Cc", "Cf")} - set("\n\t")
            found.append(cell.value)
    return found


def test_no_workbook_holds_a_formula_a_link_or_a_sign_that_nobody_sees(night: Night, workbooks: list[Path]) -> None:
    worklist = harmless(workbooks[0])
    assert set(night.key) <= set(worklist), "every case stands on the worklist"
    harmless(workbooks[1])
    assert [text for text in TEXTS if text not in harmless(workbooks[2])] == []


def test_a_spreadsheet_program_finds_no_formula_or_link_in_them_either(workbooks: list[Path], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: install libreoffice-calc, then run the tests again")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "fods", "--outdir", tmp_path, *workbooks]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for workbook in workbooks:
        opened = (tmp_path / f"{workbook.stem}.fods").read_text(encoding="utf-8")
        assert "table:formula=" not in opened
        assert 'xlink:href="http' not in opened
    texts = (tmp_path / "texts.fods").read_text(encoding="utf-8")
    assert "＝１＋１" in texts
    assert "@SUM(1+1)" in texts


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_screen_shows_a_strangers_markup_as_it_stands(
    night: Night, language: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    said = ""
    for story in ("Mallkod", "HTML och skript", "Styrtecken", "vänder läsriktningen så"):
        assert run(["--home", str(night.town.home.path), "--lang", language, "case", night.number_of(story)]) == 0
        said += capfd.readouterr().out
    assert "{% raw %} [red]r[/red] [link=http://example.org]l[/link] [/]" in said
    assert "<script>__doPostBack('fatta','')</script>" in said
    assert not {sign for sign in said if unicodedata.category(sign) in ("Cc", "Cf")} - {"\n"}
