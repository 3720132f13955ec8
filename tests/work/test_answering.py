"""A worklist on which people have written who has seen which warning and why they decided otherwise, taken in once."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import ConfigError
from robots.model import Acknowledgement, DecidedRow, Finding, Result
from robots.reports import answers
from robots.reports.worklist import write_worklist
from robots.settings import Home
from robots.words import Language, Words
from robots.work import answering
from robots.work.answering import Taken, take_in
from tests.reports.office import FLOW, NAMES, PASSED, WALKS_FAR, Office, proposed, row
from tests.reports.reading import opened, table

DAY = date(2026, 11, 16)
INCOME = Finding("income", Result.WARNING, "=Ny inkomst: 4 200 kr på kontot 191212121212.", "4 kap. 1 § SoL")
RENT = Finding("rent", Result.WARNING, "Hyran är 300 kr högre.", "4 kap. 3 § SoL")
say = Words("sv")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office with two cases that warn, whose store is the home's."""
    made = Office.open(tmp_path)
    made.begins()
    made.finds(row("2026-1"), row("2026-2"))
    made.drafts("2026-1", proposed("grant"), (PASSED, INCOME, RENT))
    made.store.let_go(made.proposes("2026-2", proposed("reject"), (WALKS_FAR, RENT)))
    monkeypatch.setattr(answering, "names_of", lambda _home: NAMES)
    monkeypatch.setattr(answering, "open_store", lambda _home: Office.open(tmp_path).store)
    yield made
    made.store.close()


def filled(office: Office, path: Path, names: dict[tuple[str, str], str], language: Language = "sv") -> Path:
    """A worklist on which people have written names beside some cases' criteria."""
    write_worklist(office.store, path, names=NAMES, day=DAY, language=language)
    book: Workbook = load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if "Findings" in sheet.tables)
    for cells in sheet[sheet.tables["Findings"].ref][1:]:
        cells[5].value = names.get((cells[0].value, cells[1].value), cells[5].value)
    book.save(path)
    return path


def take(path: Path) -> Taken:
    return take_in(Home(path.parent), path, say)


def seen(office: Office, number: str) -> dict[str, Acknowledgement | None]:
    findings = office.store.content(office.store.case(number)).findings
    return {one.criterion: one.acknowledged for one in findings if one.result is Result.WARNING}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_warnings_that_bear_a_name_are_acknowledged_once(
    office: Office, tmp_path: Path, language: Language
) -> None:
    path = filled(office, tmp_path / "list.xlsx", {("2026-1", "Income"): " Anna ", ("2026-2", "Rent"): "Bo"}, language)
    assert take(path) == Taken(2, 0)
    assert seen(office, "2026-1") == {"income": Acknowledgement(DAY, "Anna"), "rent": None}
    assert seen(office, "2026-2") == {"rent": Acknowledgement(DAY, "Bo")}
    assert take(path) == Taken(0, 2)

    again = filled(office, tmp_path / "next.xlsx", {("2026-1", "Rent"): "Cia"}, language)
    assert take(again) == Taken(1, 2), "the next list says who has seen the others"
    assert seen(office, "2026-1")["income"] == Acknowledgement(DAY, "Anna")


def test_rows_that_mean_nothing_are_told_and_the_others_taken(office: Office, tmp_path: Path) -> None:
    names = {("2026-1", "Income"): "Anna", ("2026-1", "Läkarintyg"): "Bo", ("2026-2", "Rent"): "Cia"}
    path = filled(office, tmp_path / "list.xlsx", names)
    office.begins()
    office.proposes("2026-2", proposed("reject"), (replace(RENT, reason="Hyran är 900 kr högre."),))
    taken = take(path)
    assert (taken.acknowledged, taken.before, len(taken.wrong)) == (1, 0, 2)
    assert all("ingen sådan varning nu" in line and line.startswith("Rad ") for line in taken.wrong)
    assert seen(office, "2026-2") == {"rent": None}


def test_a_case_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    path = filled(office, tmp_path / "list.xlsx", {("2026-1", "Income"): "Anna"})
    book = load_workbook(path)
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.value = "2026-9" if cell.value == "2026-1" else cell.value
    book.save(path)
    assert "Det finns inget ärende 2026-9" in take(path).wrong[0]


def test_what_is_no_worklist_is_refused(tmp_path: Path) -> None:
    text, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    text.write_text("no workbook", encoding="utf-8")
    Workbook().save(other)
    for path, said in ((text, "cannot be read"), (other, "no worklist"), (tmp_path / "c.xlsx", "cannot be read")):
        with pytest.raises(ConfigError, match=said):
            take(path)


@pytest.fixture
def both(decided: Office) -> Office:
    """The office, which also has an open case that warns: its list has decisions and findings."""
    decided.finds(row("2026-3"))
    decided.store.let_go(decided.proposes("2026-3", proposed("reject"), (WALKS_FAR, RENT)))
    return decided


def damaged(path: Path, part: str, content: bytes, *, end: int | None = None) -> Path:
    """A workbook in which one part was replaced, or that was cut off."""
    Workbook().save(path)
    with ZipFile(path) as parts:
        there = {name: parts.read(name) for name in parts.namelist()}
    with ZipFile(path, "w") as parts:
        for name, held in (there | {part: content}).items():
            parts.writestr(name, held)
    path.write_bytes(path.read_bytes()[:end])
    return path


@pytest.mark.parametrize(
    "breaks",
    [SyntaxError("no element found"), IndexError(), zlib.error(), TypeError(), EOFError(), BadZipFile(), KeyError()],
    ids=lambda one: type(one).__name__,
)
def test_whatever_a_damaged_workbook_raises_says_the_file_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: Exception
) -> None:
    def load(_path: Path) -> Workbook:
        raise breaks

    monkeypatch.setattr(answers, "load_workbook", load)
    with pytest.raises(ConfigError, match=r"list\.xlsx cannot be read as a workbook\. .* Save it anew from Excel"):
        take(tmp_path / "list.xlsx")


def test_a_workbook_with_broken_xml_or_cut_off_is_refused(tmp_path: Path) -> None:
    for broken in (
        damaged(tmp_path / "a.xlsx", "xl/workbook.xml", b"<workbook><sheets>"),
        damaged(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        damaged(tmp_path / "c.xlsx", "xl/styles.xml", b"", end=2000),
    ):
        with pytest.raises(ConfigError, match="cannot be read as a workbook"):
            take(broken)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if name in sheet.tables)


@pytest.mark.parametrize(("name", "sheet"), [("Findings", "Kontroller"), ("Decisions", "Beslut")])
def test_a_list_whose_table_is_gone_is_refused_by_the_name_of_its_sheet(
    both: Office, tmp_path: Path, name: str, sheet: str
) -> None:
    path = said(both, tmp_path / "list.xlsx", {"2026-1": ("Roboten läste något fel", None, "Anna")})
    book = load_workbook(path)
    del sheet_of(book, name).tables[name]
    book.save(path)
    with pytest.raises(ConfigError, match=f'sheet "{sheet}": its table is gone') as told:
        take(path)
    assert f'blad "{sheet}": tabellen är borta' in say.again(str(told.value))
    assert reasons(both, "2026-1") == []


@pytest.mark.parametrize(
    ("name", "heading", "language"),
    [("Findings", "Kvitterad av", "sv"), ("Decisions", "Your name", "en"), ("Decisions", "System", "sv")],
)
def test_a_list_with_a_renamed_heading_is_refused_by_that_heading(
    both: Office, tmp_path: Path, name: str, heading: str, language: Language
) -> None:
    path = said(both, tmp_path / "list.xlsx", {}, language)
    book = load_workbook(path)
    sheet = sheet_of(book, name)
    (cell,) = (cell for cell in sheet[sheet.tables[name].ref][0] if cell.value == heading)
    cell.value = "Vem"
    book.save(path)
    with pytest.raises(ConfigError, match=f'sheet "{sheet.title}": no column is called "{heading}"') as told:
        take(path)
    assert "Ge den dess namn tillbaka" in say.again(str(told.value))


def test_what_stands_below_a_table_is_named_and_the_table_is_taken(both: Office, tmp_path: Path) -> None:
    path = said(both, tmp_path / "list.xlsx", {"2026-1": ("Roboten läste något fel", None, "Anna")})
    book = load_workbook(path)
    rows = {}
    for name in ("Findings", "Decisions"):
        sheet = sheet_of(book, name)
        rows[name] = CellRange(sheet.tables[name].ref).max_row + 2
        sheet.cell(rows[name], 1, "2026-2")
        sheet.cell(rows[name], 6, "Annat")
        sheet.cell(1_048_576, 6).number_format = "0"  # a cell far below holds nothing, and takes no time
    book.save(path)
    below = "det här står under tabellen och lästes inte in."
    assert take(path) == Taken(
        explanations=1,
        wrong=[
            f"{sheet}!A{rows[name]}, F{rows[name]}: {below}"
            for sheet, name in (("Kontroller", "Findings"), ("Beslut", "Decisions"))
        ],
    )


def test_a_name_that_is_too_long_is_an_error_and_never_cut(both: Office, tmp_path: Path) -> None:
    long = "A" * 101
    path = said(both, tmp_path / "list.xlsx", {"2026-1": ("Roboten läste något fel", None, long)})
    book = load_workbook(path)
    sheet = sheet_of(book, "Findings")
    sheet[sheet.tables["Findings"].ref][1][5].value = long
    book.save(path)
    taken = take(path)
    assert (taken.acknowledged, taken.explanations) == (0, 0)
    assert [line.split("!")[0] for line in taken.wrong] == ["Kontroller", "Beslut"]
    assert all(line.endswith(": namnet är längre än 100 tecken.") for line in taken.wrong)


def test_a_longest_name_that_the_list_itself_shows_with_its_day_is_no_error(office: Office, tmp_path: Path) -> None:
    take(filled(office, tmp_path / "list.xlsx", {("2026-1", "Income"): "A" * 100}))
    assert take(filled(office, tmp_path / "next.xlsx", {})) == Taken(0, 1)


def test_warnings_stand_first_and_those_that_somebody_has_seen_after_what_decides(
    office: Office, tmp_path: Path
) -> None:
    take(filled(office, tmp_path / "list.xlsx", {("2026-1", "Income"): "Anna"}))
    office.begins()
    office.proposes("2026-2", proposed("reject"), (PASSED, WALKS_FAR, RENT))
    write_worklist(office.store, tmp_path / "new.xlsx", names=NAMES, day=DAY)
    book = opened(tmp_path / "new.xlsx")
    reasons = {one["Ärende"]: one["Titta först på"] for one in table(book, "Worklist")}
    assert str(reasons["2026-1"]).startswith("Varning: Hyran är 300 kr högre.\nAlla kriterier")
    assert str(reasons["2026-1"]).endswith("Kvitterad 2026-11-16 av Anna.")
    assert str(reasons["2026-2"]).startswith("Varning: Hyran är 300 kr högre.\nSökanden går 800 meter")
    found = [(one["Ärende"], one["Kriterium"], one["Kvitterad av"]) for one in table(book, "Findings")]
    assert [one for one in found if one[0] == "2026-1"] == [
        ("2026-1", "Rent", None),
        ("2026-1", "Income", "Anna 2026-11-16"),
        ("2026-1", "Läkarintyg", None),
    ]
    assert [one[1] for one in found if one[0] == "2026-2"] == ["Rent", "Gångförmåga", "Läkarintyg"]


@pytest.fixture
def decided(office: Office) -> Office:
    """The office, once people have decided both cases otherwise."""
    rows = (
        DecidedRow(number, FLOW, DAY, DAY, outcome) for number, outcome in (("2026-1", "reject"), ("2026-2", "grant"))
    )
    office.decided(*rows)
    return office


def said(
    office: Office, path: Path, answers: dict[str, tuple[str | None, str | None, str | None]], language: Language = "sv"
) -> Path:
    """A worklist on which somebody has said why decisions differ: the reason, own words, and a name."""
    write_worklist(office.store, path, names=NAMES, day=DAY, language=language)
    book: Workbook = load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if "Decisions" in sheet.tables)
    for cells in sheet[sheet.tables["Decisions"].ref][1:]:
        for cell, value in zip(cells[5:8], answers.get(cells[0].value, (None, None, None)), strict=True):
            cell.value = value
    book.save(path)
    return path


def reasons(office: Office, number: str) -> list[tuple[str, str, str]]:
    return [(one.by, one.reason.value, one.comment) for one in office.store.history(number, reader="x").explanations]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_why_a_decision_differs_is_taken_in_once(decided: Office, tmp_path: Path, language: Language) -> None:
    why = Words(language)("The robot read something wrongly")
    path = said(decided, tmp_path / "list.xlsx", {"2026-1": (why, " Fel rad. ", "Anna")}, language)
    assert take(path) == Taken(explanations=1)
    assert take(path) == Taken(explained_before=1)
    assert reasons(decided, "2026-1") == [("Anna", "read", "Fel rad.")]
    assert reasons(decided, "2026-2") == []


def test_two_people_return_the_same_list_and_nothing_of_either_is_lost(decided: Office, tmp_path: Path) -> None:
    rule, read = say("The rule, or its limit, is not right"), say("The robot read something wrongly")
    one = said(decided, tmp_path / "anna.xlsx", {"2026-1": (rule, None, "Anna"), "2026-2": (rule, None, "Anna")})
    other = said(decided, tmp_path / "bo.xlsx", {"2026-1": (read, "Rad 2.", "Bo"), "2026-2": (rule, None, "Bo")})
    assert take(one) == Taken(explanations=2)
    taken = take(other)
    assert (taken.explanations, taken.wrong) == (2, [])
    assert taken.clashes == [
        "Ärende 2026-1: Bo säger: Roboten läste något fel. Andra har sagt: Anna: Regeln eller dess gräns stämmer inte. "
        "Allt är kvar."
    ]
    assert reasons(decided, "2026-1") == [("Anna", "rule", ""), ("Bo", "read", "Rad 2.")]
    assert reasons(decided, "2026-2") == [("Anna", "rule", ""), ("Bo", "rule", "")]


@pytest.mark.parametrize(
    ("answer", "column", "why"),
    [
        (("Regeln är fel", None, "Anna"), "F", '"Regeln är fel" är inget av skälen i listan.'),
        ((None, "Något", None), "F", "något står på raden, men inget skäl är valt."),
        ((None, None, "Anna"), "F", "något står på raden, men inget skäl är valt."),
        (("Annat (säg det med egna ord)", None, "Anna"), "G", "säg med egna ord vad det var."),
        (("Roboten läste något fel", "x" * 2001, "Anna"), "G", "texten är längre än 2000 tecken."),
        (("Roboten läste något fel", None, None), "H", "ingen har skrivit sitt namn."),
    ],
)
def test_a_cell_that_means_nothing_is_named_and_the_other_lines_are_taken(
    decided: Office, tmp_path: Path, answer: tuple[str | None, str | None, str | None], column: str, why: str
) -> None:
    good = ("Roboten läste något fel", None, "Bo")
    path = said(decided, tmp_path / "list.xlsx", {"2026-1": answer, "2026-2": good})
    taken = take(path)
    assert taken.explanations == 1
    (wrong,) = taken.wrong
    assert re.fullmatch(rf"Beslut!{column}\d+: {re.escape(why)}", wrong)
    assert reasons(decided, "2026-1") == []


def test_an_answer_about_a_decision_that_does_not_differ_any_more_names_its_cell(
    decided: Office, tmp_path: Path
) -> None:
    path = said(decided, tmp_path / "list.xlsx", {"2026-1": ("Roboten läste något fel", None, "Anna")})
    decided.decided(DecidedRow("2026-1", FLOW, DAY, DAY, "grant"))
    (wrong,) = take(path).wrong
    assert re.fullmatch(r"Beslut!F\d+: Ärende 2026-1 har inget beslut som skiljer sig från förslaget\.", wrong)


def test_a_list_that_was_saved_by_a_spreadsheet_program_is_read_the_same(decided: Office, tmp_path: Path) -> None:
    path = said(decided, tmp_path / "list.xlsx", {"2026-1": ("Roboten läste något fel", "=1+1", "Anna")})
    soffice = shutil.which("soffice")
    assert soffice is not None, "LibreOffice is missing: install libreoffice-calc, then run the tests again"
    profile, saved = (tmp_path / "profile").as_uri(), tmp_path / "saved"
    command = [
        soffice,
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "xlsx",
        "--outdir",
        saved,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert take(saved / "list.xlsx") == Taken(explanations=1)
    ((by, reason, _),) = reasons(decided, "2026-1")
    assert (by, reason) == ("Anna", "read")
