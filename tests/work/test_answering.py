"""A worklist on which people have written who has seen which warning, taken in exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from robots.errors import ConfigError
from robots.model import Acknowledgement, Finding, Result
from robots.reports.worklist import write_worklist
from robots.settings import Home
from robots.words import Language, Words
from robots.work import answering
from robots.work.answering import Taken, take_in
from tests.reports.office import NAMES, PASSED, WALKS_FAR, Office, proposed, row
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
    assert take(path) == Taken(2, 0, ())
    assert seen(office, "2026-1") == {"income": Acknowledgement(DAY, "Anna"), "rent": None}
    assert seen(office, "2026-2") == {"rent": Acknowledgement(DAY, "Bo")}
    assert take(path) == Taken(0, 2, ())

    again = filled(office, tmp_path / "next.xlsx", {("2026-1", "Rent"): "Cia"}, language)
    assert take(again) == Taken(1, 2, ()), "the next list says who has seen the others"
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


def test_warnings_stand_first_and_those_that_somebody_has_seen_after_what_decides(
    office: Office, tmp_path: Path
) -> None:
    take(filled(office, tmp_path / "list.xlsx", {("2026-1", "Income"): "Anna"}))
    office.begins()
    office.proposes("2026-2", proposed("reject"), (PASSED, WALKS_FAR, RENT))
    write_worklist(office.store, tmp_path / "new.xlsx", names=NAMES, day=DAY)
    book = opened(tmp_path / "new.xlsx")
    reasons = {one["Ärende"]: one["Huvudskäl"] for one in table(book, "Worklist")}
    assert str(reasons["2026-1"]).startswith("Hyran är 300 kr högre. Alla kontroller")
    assert str(reasons["2026-1"]).endswith("Kvitterad 2026-11-16 av Anna.")
    assert str(reasons["2026-2"]).startswith("Hyran är 300 kr högre. Sökanden går 800 meter")
    found = [(one["Ärende"], one["Kontroll"], one["Kvitterad av"]) for one in table(book, "Findings")]
    assert [one for one in found if one[0] == "2026-1"] == [
        ("2026-1", "Rent", None),
        ("2026-1", "Income", "Anna 2026-11-16"),
        ("2026-1", "Läkarintyg", None),
    ]
    assert [one[1] for one in found if one[0] == "2026-2"] == ["Rent", "Gångförmåga", "Läkarintyg"]
