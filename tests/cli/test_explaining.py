"""A case explained rule by rule, rules accepted and other rules tried, as people type it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots.settings import Home
from robots.work.office import open_store
from tests.cli.conftest import Command, Worked


def rules_of(worked: Worked) -> Path:
    return worked.home / "flows" / "parking_permit" / "rules.xlsx"


def change(path: Path, sheet: str, cell: str, value: object) -> Path:
    book = load_workbook(path)
    book[sheet][cell] = value
    if sheet == "Belopp":  # whoever changes a limit changes the examples at it
        book["Testfall"].delete_rows(3, book["Testfall"].max_row)
        for name in ("Gångsträcka", "Giltigt från", "Giltigt till"):
            place = next(one.column for one in book["Testfall"][1] if one.value == name)
            book["Testfall"].cell(2, place).value = 100 if name == "Gångsträcka" else None
    book.save(path)
    return path


def prepared(worked: Worked, *outcomes: str) -> str:
    """The number of a case with one of these proposals."""
    with open_store(Home(worked.home)) as store:
        return next(case.number for case in store.cases() if case.outcome in outcomes)


def test_a_case_is_explained_rule_by_rule_with_inputs_and_what_came_near(command: Command, worked: Worked) -> None:
    number = prepared(worked, "reject", "completion")
    answer = command("--home", worked.home, "rules", "explain", number)
    assert answer.code == 0
    for piece in (
        f"{number} · ",
        "Utfall U",
        "Regler: ",
        "De gäller nu.",
        "Prövat: ",
        "Närmast  rad ",
    ):
        assert piece in answer.out
    assert len(answer.out.splitlines()) <= 60


def test_that_a_person_read_the_explanation_is_noted(command: Command, worked: Worked) -> None:
    number = prepared(worked, "grant")
    assert command("--home", worked.home, "rules", "explain", f"practice:{number}").code == 0
    with open_store(Home(worked.home)) as store:
        assert store.audit(number)[-1].action == "read"


def test_rules_that_changed_since_are_said_to_have(command: Command, worked: Worked) -> None:
    number = prepared(worked, "grant")
    change(rules_of(worked), "Texter", "B3", "Läkarintyget finns.")
    assert "Reglerna har ändrats sedan dess" in command("--home", worked.home, "rules", "explain", number).out


def test_a_program_gets_every_finding_with_its_inputs_and_neighbours(command: Command, worked: Worked) -> None:
    number = prepared(worked, "reject", "completion")
    told = json.loads(command("--home", worked.home, "rules", "explain", number, "--json").out)
    assert told["rules"]["in_force"] is True
    assert {"sheet", "row", "source", "inputs", "nearest", "reason", "result"} <= told["findings"][0].keys()
    assert all(isinstance(one["inputs"], dict) for one in told["findings"])
    assert told["outcome"]["row"].startswith("U")


def test_a_case_that_only_people_may_open_has_nothing_to_explain(command: Command, worked: Worked) -> None:
    with open_store(Home(worked.home)) as store:
        shielded = [case.number for case in store.cases() if case.reason == "person_only"]
    for number in shielded:
        assert "Det finns inget förslag" in command("--home", worked.home, "rules", "explain", number).out


def test_the_case_sheet_says_which_single_input_would_change_the_outcome(command: Command, worked: Worked) -> None:
    number = prepared(worked, "reject", "completion")
    with open_store(Home(worked.home)) as store:
        proposal = store.content(store.case(number)).proposal
    assert proposal is not None
    said = command("--home", worked.home, "case", number).out
    assert all(sentence in said for sentence in proposal.counterfactual)
    assert f"run.py rules explain {number}" in said


def test_no_explanation_is_ever_logged(worked: Worked) -> None:
    logged = "".join(file.read_text("utf-8") for file in (worked.home / "logs").glob("*.jsonl"))
    assert logged
    assert "ansökan anger" not in logged


def test_other_rules_are_tried_on_screen_and_as_a_workbook(command: Command, worked: Worked, tmp_path: Path) -> None:
    new = Path(shutil.copy(rules_of(worked), tmp_path / "ny.xlsx"))
    change(new, "Belopp", "D5", 36)  # how many months a permit lasts at most
    answer = command(
        "--home", worked.home, "rules", "replay", "parking_permit", "--with", new, "--out", tmp_path / "r.xlsx"
    )
    assert answer.code == 0, answer.err
    assert "Parkeringstillstånd · ny.xlsx" in answer.out
    assert "Giltigt till: " in answer.out
    assert (tmp_path / "r.xlsx").is_file()
    told = json.loads(command("--home", worked.home, "rules", "replay", "parking_permit", "--with", new, "--json").out)
    assert told["changed"] == len(told["cases"]) > 0


def test_other_rules_that_cannot_be_used_are_wrong_use(command: Command, worked: Worked, tmp_path: Path) -> None:
    new = Path(shutil.copy(rules_of(worked), tmp_path / "ny.xlsx"))
    change(new, "Belopp", "D2", "femhundra")
    answer = command("--home", worked.home, "rules", "replay", "parking_permit", "--with", new)
    assert answer.code == 2
    assert 'ny.xlsx, blad "Belopp", cell D2: läste "femhundra"' in answer.err


@pytest.mark.parametrize("language", ["sv", "en"])
def test_rules_are_accepted_by_name_and_reference(language: str, command: Command, worked: Worked) -> None:
    line = ("--home", worked.home, "--lang", language, "rules", "accept", "parking_permit")
    answer = command(*line, "--by", "Testchef Ett", "--reference", "TEST-1", "--day", "2026-11-23")
    assert answer.code == 0, answer.err
    assert "Testchef Ett" in answer.out
    again = command(*line, "--by", "testchef ett", "--reference", "TEST-1")
    assert again.code == 0
    told = {
        "sv": "Testchef Ett fastställde den här versionen 2026-11-23 (TEST-1). Den är fastställd; inget ändrades.",
        "en": "Testchef Ett accepted this version on 2026-11-23 (TEST-1). It is accepted; nothing was changed.",
    }
    assert told[language] in again.out


def test_rules_that_an_example_contradicts_are_refused_with_the_command_that_shows_why(
    command: Command, worked: Worked
) -> None:
    change(rules_of(worked), "Belopp", "D2", 499)
    answer = command(
        *("--home", worked.home, "rules", "accept", "parking_permit"), "--by", "Testchef Ett", "--reference", "TEST-1"
    )
    assert answer.code == 2
    assert "run.py rules check parking_permit" in answer.err
    assert "run.py rules accept" in command("--home", worked.home, "robots").out
