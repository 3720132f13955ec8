"""Other rules tried on what is kept: which proposals change, and by how much. Nothing of it is changed."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from robots import OpenFlow, open_flow
from robots.cases import Store, Versions
from robots.cli import run
from robots.errors import ConfigError, RuleError
from robots.model import InboxRow, Mode, State
from robots.reports.replayed import Replay
from robots.rules.examples import read_examples
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.office import open_store, today
from robots.work.replaying import replay, write
from tests.reports.reading import opened, table

TOOLKIT = Path(__file__).resolve().parents[2]
FLOW = "parking_permit"
GIVEN: Mapping[str, dict[str, Any]] = {
    "T-300": {"walking_distance": 300},
    "T-400": {"walking_distance": 400},
    "T-600": {"walking_distance": 600},
    "T-12": {"walking_distance": 100, "lasting": "limited", "duration": 12},
    "T-UNSIGNED": {"walking_distance": 100, "signed": False},
}
BORN = "19900101"  # begins the made-up personal numbers, one a case


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which a robot has proposed on five applications, and has yet to read a sixth."""
    home = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    flow = open_flow(home.flow_folder(FLOW))
    with open_store(home) as store:
        works(store, flow)
    return home


def works(
    store: Store, flow: OpenFlow, given: Mapping[str, dict[str, Any]] = GIVEN, blind: Container[str] = ()
) -> None:
    """A robot that reads and proposes, without a browser."""
    usual = read_examples(flow.folder / "examples.yaml")[0].application(flow.flow.application, flow.rules.amounts)
    asked = {"system": "practice", "robot": "parking-practice"}
    run = store.begin_run(flow=FLOW, mode=Mode.SHADOW, versions=Versions(), **asked)
    rows = [InboxRow(number, FLOW, today()) for number in [*given, "T-UNREAD"]]
    store.record_inbox(run=run, authority="Övningsnämnden", rows=rows, complete=False, due=lambda _: None, **asked)
    for _ in rows:
        claim = store.claim(run=run, flow=FLOW, owner="test", wanted=(State.FOUND,), **asked)
        assert claim is not None
        if claim.number == "T-UNREAD":
            continue
        application = usual.model_copy(update={**given[claim.number], "applicant": f"{BORN}{claim.case_id:04}"})
        store.extracted(claim, application, [])
        made = flow.propose(application, today())
        store.proposed(claim, *made, Versions(), blind=float(claim.number in blind))
        store.let_go(claim)
    store.end_run(run, outcome="done")


def workbook(home: Home, out: Path, **values: object) -> Path:
    """The workbook in force with other values on sheet Belopp, by the amount's name with _ for its points.

    Of its own examples it keeps one that other limits leave as it is, as whoever changes a limit changes its examples.
    """
    book = load_workbook(home.flow_folder(FLOW) / "rules.xlsx")
    tried = book["Testfall"]
    tried.delete_rows(3, tried.max_row)
    usual = {"Gångsträcka": 100, "Giltigt från": None, "Giltigt till": None}
    for cell in tried[2]:
        cell.value = usual.get(str(tried.cell(1, cell.column).value), cell.value)
    for row in book["Belopp"].iter_rows(min_row=2):
        if (name := str(row[0].value).replace(".", "_")) in values:
            row[3].value = values[name]
    book.save(out)
    return out


@pytest.fixture
def found(home: Home, tmp_path: Path) -> Replay:
    new = workbook(home, tmp_path / "new.xlsx", gångsträcka_förare=350, tillstånd_längst=36)
    return replay(home, FLOW, new)


def test_each_application_is_held_against_both_versions(found: Replay) -> None:
    assert {one.number for one in found.compared} == set(GIVEN)
    assert found.unread == 1


def test_what_ends_otherwise_is_told_first_with_the_criterion_that_turned(found: Replay) -> None:
    first = found.changed[0]
    assert (first.number, first.before.end, first.after.end) == ("T-400", ("grant",), ("reject",))
    assert first.criteria == (("walking", "pass", "fail"),)


def test_a_value_that_moves_is_told_with_by_how_much(found: Replay) -> None:
    one = next(one for one in found.changed if one.number == "T-300")
    (moved,) = one.moved
    assert (moved.field, one.before.end == one.after.end) == ("valid_to", True)
    assert moved.by in (-730, -731)


def test_what_stays_is_not_listed(found: Replay) -> None:
    assert {one.number for one in found.changed} == {"T-300", "T-400"}


def test_only_another_wording_is_counted_apart(found: Replay) -> None:
    assert {one.number for one in found.compared if one.reworded} == {"T-12", "T-600"}
    assert found.reworded == 2


def test_a_limit_that_holds_from_a_later_day_is_seen_by_asking_as_of_that_day(home: Home, tmp_path: Path) -> None:
    new = workbook(home, tmp_path / "new.xlsx")
    book, later = load_workbook(new), date(2040, 1, 1)
    amounts = book["Belopp"]
    amounts.append([amounts["A2"].value, later, None, 350, amounts["E2"].value, amounts["F2"].value])
    amounts["C2"] = date(2039, 12, 31)
    book.save(new)
    assert replay(home, FLOW, new).changed == ()
    assert [one.number for one in replay(home, FLOW, new, at=later).changed] == ["T-400"]


def test_the_same_workbook_changes_nothing(home: Home) -> None:
    same = replay(home, FLOW, home.flow_folder(FLOW) / "rules.xlsx")
    assert (same.changed, same.reworded, same.before) == ((), 0, same.after)


def test_a_workbook_that_cannot_be_used_is_refused_by_its_own_name_and_nothing_is_read(
    home: Home, tmp_path: Path
) -> None:
    bad = workbook(home, tmp_path / "ny.xlsx", gångsträcka_förare="300 m")
    with pytest.raises(RuleError, match=r'ny\.xlsx, blad "Belopp", cell D2'):
        replay(home, FLOW, bad)
    with open_store(home) as store:
        assert [entry for entry in store.audit() if entry.action == "replay"] == []


@pytest.mark.parametrize(("flow", "file"), [("no_flow", "new.xlsx"), (FLOW, "none.xlsx")])
def test_a_flow_or_file_that_is_not_there_is_wrong_use(flow: str, file: str, home: Home, tmp_path: Path) -> None:
    workbook(home, tmp_path / "new.xlsx")
    with pytest.raises(ConfigError):
        replay(home, flow, tmp_path / file)


def test_that_somebody_read_all_applications_is_noted_once(home: Home, found: Replay) -> None:
    assert found.compared
    with open_store(home) as store:
        noted = [entry.detail for entry in store.audit() if entry.action == "replay"]
    assert noted == ["flow: parking_permit, cases: 6"]


def test_the_workbook_counts_the_ways_and_lists_each_case_and_value(home: Home, found: Replay, tmp_path: Path) -> None:
    write(home, found, tmp_path / "replay.xlsx", language="sv")
    book = opened(tmp_path / "replay.xlsx")
    assert [(row["Från"], row["Till"], row["Ärenden"]) for row in table(book, "Ways")] == [
        ("Bifall", "Avslag", 1),
        ("Bifall", "Bifall", 1),
    ]
    assert [row["Ärende"] for row in table(book, "Cases")] == ["T-400", "T-300"]
    (value,) = table(book, "Values")
    assert (value["Ärende"], value["Värde"]) == ("T-300", "Giltigt till")
    assert value["Skillnad"] in (-730, -731)


def test_a_case_that_stays_blind_is_counted_and_nothing_of_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    with open_store(home) as store:
        works(store, open_flow(home.flow_folder(FLOW)), blind=("T-400", "T-600"))
    new = workbook(home, tmp_path / "new.xlsx", gångsträcka_förare=350, tillstånd_längst=36)
    asked = ["--home", str(home.path), "rules", "replay", FLOW, "--with", str(new), "--out", str(tmp_path / "out.xlsx")]
    assert run([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["number"] for one in told["cases"]] == ["T-300"]
    assert (told["applications"], told["changed"], told["unread"], told["hidden"]) == (3, 1, 1, 2)
    assert [one["cases"] for one in told["ways"]] == [1]
    assert run(asked) == 0
    said = capsys.readouterr().out
    assert "T-400" not in said
    assert "Utelämnade som blinda, tills en människa har beslutat dem: 2." in " ".join(said.split())
    book = opened(tmp_path / "out.xlsx")
    assert [row["Ärende"] for row in table(book, "Cases")] == ["T-300"]
    assert [row["Antal"] for row in table(book, "Summary") if row["Vad"] == "Utelämnade som blinda"] == [2]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, "Var och en som på dagen för sitt förslag."),
        (date(2027, 1, 1), "Alla som om de föreslogs fredag 1 januari 2027."),
    ],
)
def test_the_workbook_says_as_of_which_day(at: date | None, said: str, home: Home, tmp_path: Path) -> None:
    tried = replay(home, FLOW, home.flow_folder(FLOW) / "rules.xlsx", at=at)
    write(home, tried, tmp_path / "replay.xlsx", language="sv")
    cells = [cell.value for row in opened(tmp_path / "replay.xlsx").worksheets[0].iter_rows() for cell in row]
    assert said in cells
    assert not [cell for cell in cells if "som på sin dag" in str(cell)]


def test_the_workbook_holds_no_personal_number(home: Home, found: Replay, tmp_path: Path) -> None:
    write(home, found, tmp_path / "replay.xlsx", language="sv")
    cells = [cell.value for sheet in opened(tmp_path / "replay.xlsx") for row in sheet.iter_rows() for cell in row]
    assert "T-400" in cells
    assert not [cell for cell in cells if BORN in str(cell)]
