"""A warning that somebody has seen on its whole way: a run, a person, and the next run that reads the case again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots.cli import run
from robots.model import Acknowledgement, Finding, State
from robots.words import Words
from robots.work.approving import approve
from robots.work.insight import extract_case
from robots.work.office import today
from tests.work.municipality import ROBOT, THREE, Municipality, Start

pytestmark = pytest.mark.proof

NOTE = """
{% for finding in findings if finding.verdict == "varning" %}
{{ finding.reason }}{{ " Kvitterad av " ~ finding.acknowledged.by ~ "." if finding.acknowledged }}
{% endfor %}
"""
LAW = "lokal rutin"


def warns(town: Municipality) -> None:
    """The caseworkers add a criterion that only warns: of the day on which an application came in."""
    folder = town.home.flow_folder("parking_permit")
    book = load_workbook(folder / "rules.xlsx")
    book["Kriterier"].append(["arrival", "Ankomst", "varning", "Ankomst", "När kom ansökan in?", LAW])
    sheet = book.create_sheet("Ankomst", 2)
    sheet.append(["Rad", "Typ av ansökan", "Resultat", "Text", "Källa", "I kraft från", "I kraft till"])
    sheet.append(["A1", "-", "varning", "ankomst.dag", LAW, "2015-01-01", None])
    book["Texter"].append(["ankomst.dag", "Ansökan kom in {Inkom}."])
    tried = book["Testfall"]
    column = tried.max_column + 1
    tried.cell(1, column).value, tried.cell(2, column).value = "Inkom", "2026-11-02"  # the first case says it for all
    book.save(folder / "rules.xlsx")
    (folder / "texts" / "note.j2").write_text(NOTE, encoding="utf-8")


def warning(town: Municipality, number: str) -> Finding:
    with town.store() as store:
        (found,) = [one for one in store.content(store.case(number)).findings if one.criterion == "arrival"]
    return found


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Types a command that works, and gives what it says."""

    def given(*words: str | Path) -> str:
        capfd.readouterr()
        assert run([str(word) for word in words]) == 0
        return capfd.readouterr().out

    return given


def test_what_a_person_has_seen_is_not_raised_again_and_what_says_something_else_is(
    started: Start, command: Callable[..., str], tmp_path: Path
) -> None:
    town = started(**THREE)
    warns(town)
    town.robot_runs("--mode", "shadow")
    key = town.account("/facit")["cases"]
    same, other = [number for number, right in key.items() if right["expect"].get("outcome") == "grant"][:2]
    assert {town.state_of(number) for number in (same, other)} == {(State.PROPOSED, None)}
    assert warning(town, same).is_open_warning

    home = ("--home", town.home.path)
    shown = command(*home, "acknowledge", same)
    assert f"run.py acknowledge {same} arrival" in shown
    assert warning(town, same).is_open_warning, "to look is not to acknowledge"
    assert "Kvitterad: Ankomst: Ansökan kom in" in command(*home, "acknowledge", same, "arrival", "--by", "Anna")
    assert "Kvitterad: Ankomst" in command(*home, "acknowledge", other, "--all", "--by", "Anna")
    assert f"Kvitterad {today()} av Anna." in command(*home, "case", same)
    assert "Ingen varning väntar" in command(*home, "acknowledge", same)

    town.steer(change={"case": other, "field": "Inkom", "value": str(today() - timedelta(days=40))})
    approve(town.home, ROBOT, by="test", reference="practice data only")
    town.robot_runs()

    assert town.state_of(same) == town.state_of(other) == (State.VERIFIED, None)
    assert warning(town, same).acknowledged == Acknowledgement(today(), "Anna")
    assert warning(town, other).is_open_warning
    notes = {number: case["draft"]["anteckning"] for number, case in town.account()["cases"].items()}
    assert notes[same].endswith(" Kvitterad av Anna.")
    assert notes[other].startswith("Ansökan kom in ")
    assert "Kvitterad" not in notes[other]

    page = extract_case(town.home, same, None, by="registrar", out=tmp_path / "out", say=Words("sv")).page
    assert "Kvitterade varningar" in page.read_text("utf-8")
