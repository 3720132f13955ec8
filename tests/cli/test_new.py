"""new flow, new system and rules check: what they make works at once, what they refuse leaves everything as it was."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots import open_flow, yamlfile
from robots.practice import Options, PracticeServer
from robots.practice.casetype import case_type, case_types
from robots.practice.scenarios import scenarios
from robots.rules.examples import read_examples
from robots.systems.description import open_system
from robots.words import Words
from robots.work.new_system import ABOUT, PARTS
from tests.cli import tutorial
from tests.cli.conftest import DOOR, Command

FLOW = "local_grant"


def test_a_new_flow_works_at_once_and_says_what_to_do_next(fresh: Path, command: Command) -> None:
    made = command("--home", fresh, "--lang", "en", "new", "flow", FLOW, "--title", "Lokalt bidrag")
    assert made.code == 0
    assert "Its 4 examples come out right." in made.out
    assert [line[:2] for line in made.out.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3."]
    assert "  local-grant:\n    flow: local_grant\n    system: SYSTEM\n    mode: shadow\n" in made.out
    checked = command("--home", fresh, "--lang", "en", "rules", "check", FLOW)
    assert (checked.code, checked.out.count("✓")) == (0, 4)


def test_the_examples_of_a_new_flow_end_as_they_say_and_show_every_row(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    flow = open_flow(fresh / "flows" / FLOW)
    examples = read_examples(fresh / "flows" / FLOW / "examples.yaml")
    findings = [
        finding.row
        for example in examples
        if not example.expected.hand_over
        for finding in flow.propose(example.application(flow.flow.application, flow.rules.amounts), example.day)[0]
    ]
    assert [flow.rehearse(example) for example in examples] == [[], [], [], []]
    assert set(findings) == {"N1", "N2", "T1", "T2"}


def test_a_new_flow_speaks_of_the_case_type_by_its_title(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW, "--title", "Lokalt bidrag")
    flow = open_flow(fresh / "flows" / FLOW)
    example = read_examples(fresh / "flows" / FLOW / "examples.yaml")[0]
    _, proposal = flow.propose(example.application(flow.flow.application, flow.rules.amounts), example.day)
    assert flow.flow.title == "Lokalt bidrag"
    assert proposal.reasons.startswith("Ansökan om lokalt bidrag beviljas.")


def test_the_workbook_of_a_new_flow_helps_who_fills_it_in(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    book = load_workbook(fresh / "flows" / FLOW / "rules.xlsx")
    headers = [cell for sheet in book.worksheets for cell in sheet[1]]
    lists = {sheet.title: [rule.formula1 for rule in sheet.data_validations.dataValidation] for sheet in book}
    assert all(sheet.freeze_panes == "B2" for sheet in book.worksheets)
    assert all(cell.font.bold and cell.comment and cell.comment.text for cell in headers)
    assert lists["Namnteckning"] == ['"uppfyllt,ej uppfyllt,saknas,motsägelse,bedömning,gäller inte"']
    assert {row[4] for row in book["Belopp"].iter_rows(min_row=2, values_only=True)} == {"st", "mån", "dagar"}
    assert all(row[5] for row in book["Belopp"].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("name", ["Bidrag", "local-grant", "2nd", "å", "../flows", "a__b", "a_", ""])
@pytest.mark.parametrize("kind", ["flow", "system"])
def test_a_name_that_no_folder_should_have_is_refused(fresh: Path, command: Command, kind: str, name: str) -> None:
    before = sorted(fresh.rglob("*"))
    refused = command("--home", fresh, "--lang", "en", "new", kind, name)
    assert refused.code == 2
    assert "is no name here" in refused.err
    assert sorted(fresh.rglob("*")) == before


@pytest.mark.parametrize("title", ['a "b"', "a\\b", "a {b}", "a\nb", " "])
def test_a_title_that_would_break_what_it_stands_in_is_refused(fresh: Path, command: Command, title: str) -> None:
    assert command("--home", fresh, "new", "flow", FLOW, "--title", title).code == 2
    assert not (fresh / "flows" / FLOW).exists()


def test_what_is_there_is_never_written_over(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    command("--home", fresh, "new", "system", "ours")
    mine = fresh / "flows" / FLOW / "flow.py"
    mine.write_text("# mine\n", encoding="utf-8")
    files = {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    for words in (("flow", FLOW), ("system", "ours"), ("system", "practice")):
        refused = command("--home", fresh, "--lang", "en", "new", *words)
        assert refused.code == 2
        assert "is there already" in refused.err
    assert {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()} == files


def test_an_example_that_comes_out_otherwise_is_told_in_plain_words(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    examples = fresh / "flows" / FLOW / "examples.yaml"
    told = examples.read_text("utf-8").replace("given: {earlier: 1}\n", "given: {earlier: 0}\n")
    examples.write_text(told, encoding="utf-8")
    english = command("--home", fresh, "--lang", "en", "rules", "check", FLOW)
    swedish = command("--home", fresh, "rules", "check", FLOW)
    assert english.code == swedish.code == 2
    assert "✗  whoever has one already has reached the limit" in english.out
    assert "outcome: expected reject, got grant." in english.out
    assert "1 of 4 examples come out otherwise than they say." in english.out
    assert "ej uppfyllt: väntade Tidigare beviljade, fick ingenting." in swedish.out


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("  earlier: 0\n", "", 'nothing is said of "earlier"'),
        ("given: {earlier: 1}\n", "given: {earlyer: 1}\n", 'flow.py has no field "earlyer". Nearest: earlier.'),
    ],
)
def test_an_example_must_speak_of_the_records_own_fields(
    fresh: Path, command: Command, was: str, becomes: str, said: str
) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    examples = fresh / "flows" / FLOW / "examples.yaml"
    examples.write_text(examples.read_text("utf-8").replace(was, becomes), encoding="utf-8")
    checked = command("--home", fresh, "--lang", "en", "rules", "check", FLOW)
    assert checked.code == 2
    assert said in checked.err


def test_where_the_rules_have_no_answer_the_sheet_is_named(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    file = fresh / "flows" / FLOW / "rules.xlsx"
    book = load_workbook(file)
    book["Tidigare beviljade"]["B3"] = "> beviljade.högst"
    book.save(file)
    checked = command("--home", fresh, "--lang", "en", "rules", "check", FLOW)
    assert checked.code == 2
    assert 'blad "Tidigare beviljade": ingen rad gäller' in " ".join(checked.err.split())


def test_a_workbook_that_cannot_be_read_names_sheet_and_cell_and_hides_no_other_flow(
    fresh: Path, command: Command
) -> None:
    command("--home", fresh, "new", "flow", FLOW)
    file = fresh / "flows" / FLOW / "rules.xlsx"
    book = load_workbook(file)
    book["Namnteckning"]["B2"] = "kanske"
    book.save(file)
    checked = command("--home", fresh, "--lang", "en", "rules", "check", "--all")
    as_json = command("--home", fresh, "rules", "check", "--all", "--json")
    assert (checked.code, as_json.code) == (2, 2)
    assert 'blad "Namnteckning", cell B2' in checked.err
    assert "parking_permit" in checked.out
    well = {one["flow"]: one["well"] for one in json.loads(as_json.out)}
    assert well == dict.fromkeys(well, True) | {FLOW: False}
    assert "parking_permit" in well


def test_a_flow_that_is_not_there_is_refused_with_those_there_are(fresh: Path, command: Command) -> None:
    refused = command("--home", fresh, "--lang", "en", "rules", "check", "nothing_such")
    assert (refused.code, command("--home", fresh, "rules", "check").code) == (2, 2)
    assert 'there is no flow "nothing_such". There are: ' in refused.err
    assert "parking_permit" in refused.err


def test_the_practice_system_serves_the_case_types_that_are_asked_for(command: Command) -> None:
    refused = command("--lang", "en", "practice", "--type", "parking")
    assert refused.code == 2
    assert f"Option --type takes {', '.join(case_types())}, not parking." in " ".join(refused.err.split())
    with subprocess.Popen(
        [sys.executable, str(DOOR), "practice", "--port", "0"], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as practice:
        try:
            address = (practice.stdout.readline() if practice.stdout else "").split()[0]
            with urllib.request.urlopen(f"{address}/_konto/facit") as answer:
                key = json.load(answer)["cases"]
        finally:
            practice.terminate()
    stories = {case_type(name).code: len(scenarios(name).stories) for name in case_types()}
    assert Counter(number.split("-")[1] for number in key) == stories
    assert stories.items() >= {"PRK": 60, "BOP": 12}.items()


@pytest.mark.parametrize("source", ["practice", "roundup"])
def test_a_new_system_says_all_that_the_other_says_and_nothing_else(fresh: Path, command: Command, source: str) -> None:
    assert command("--home", fresh, "new", "system", "ours", "--from", source).code == 0
    systems = fresh / "config" / "systems"
    ours = open_system(systems / "ours.yaml").description
    theirs = open_system(systems / f"{source}.yaml").description
    own = {"system": "ours", "title": "ours", "account": theirs.account.model_copy(update={"secret": "ours.password"})}
    assert ours == theirs.model_copy(update=own)


@pytest.mark.parametrize(("language", "said"), [("sv", "Robotens eget konto"), ("en", "The robot's own account")])
def test_above_each_part_stands_what_to_look_for(fresh: Path, command: Command, language: str, said: str) -> None:
    command("--home", fresh, "--lang", language, "new", "system", "ours")
    lines = (fresh / "config" / "systems" / "ours.yaml").read_text("utf-8").splitlines()
    parts = [number for number, line in enumerate(lines) if line[:1].isalpha()]
    assert all(lines[number - 1].startswith("# ") for number in parts)
    assert any(said in line for line in lines)
    assert max(map(len, lines)) <= 120


def test_every_comment_has_swedish_words() -> None:
    assert [text for text in (ABOUT, *PARTS.values()) if Words("sv")(text) == text] == []


def test_every_comment_is_about_a_part_that_a_description_has() -> None:
    places = {keys for keys, _ in yamlfile.places(DOOR.parent / "config" / "systems" / "practice.yaml")}
    known = {".".join(("cases", "*", *keys[2:]) if keys[0] == "cases" and len(keys) > 1 else keys) for keys in places}
    assert set(PARTS) <= known


def test_a_reader_of_the_document_has_a_new_system_that_the_check_reads(
    fresh: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("robot-ovning\n"))
    start, *rest = tutorial.steps(DOOR.parent / "docs" / "new_system.md", until="### Or have it learned")
    assert start == tutorial.Command(("practice",))
    with PracticeServer(Options(cases=5, types=("parking_permit", "resident_parking"))) as server:
        # The document's own port may be taken here; the new description takes over where the old system really stands.
        at = {"practice": server.address}
        yamlfile.change(fresh / "config" / "settings.yaml", lambda tree: tree["addresses"].update(at))
        answers = [command("--home", fresh, "--lang", "en", *step.words) for step in rest]  # type: ignore[union-attr]
        with urllib.request.urlopen(f"{server.address}/_konto") as answer:
            cases = json.load(answer)["cases"]
    assert [answer.code for answer in answers] == [0, 0, 0]
    assert [number[5:8] for number, case in cases.items() if case["opened_by"]] == ["PRK"] * 3
    assert "Fields on 3 cases" in answers[-1].out
