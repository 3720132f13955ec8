"""Healing: the smallest change of a description that fits changed pages, which a person accepts or not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from robots.errors import ConfigError
from robots.model import Mode
from robots.practice import Options, PracticeServer
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.contracts import accept, check
from robots.work.healing import Healing, heal, take
from robots.work.job import job
from robots.work.ledger import Ledger
from robots.work.office import open_store, run_robot, today
from tests.work.upgrades import upgraded

TOOLKIT = Path(__file__).resolve().parents[2]
ROBOT = "parking-practice"
CASES = "cases.parking_permit"
RENAMED = (
    ("Gångsträcka (meter)", "Gångförmåga (m)"),
    ("Gäller till", "Giltigt till"),
    ("Beslut (utkast)", "Beslutsutkast"),
    ("Bifall", "Bifalles"),
    ("Enhet<", "Ansvarig enhet<"),
    (">Tidigare tillstånd<", ">Tidigare utfärdade tillstånd<"),
)
SWAPPED = (("Folkbokföringskommun", "Vistelsekommun"), ("Vistelsekommun", "Folkbokföringskommun"))
WAY = (
    (">Underlag<", ">Beslutsunderlag<"),
    ('name="flik"', 'name="arendeflik"'),
    ("<h1>Ärende ", "<h1>Diarieärende "),
    ('value="Spara utkast"', 'value="Spara som utkast"'),
    ("Avslutade ärenden", "Avgjorda ärenden"),
)
HEADED = ("<th>Enhet</th><th>Handläggare</th>", "<th>Handläggare</th><th>Enhet</th>")
MIXED = (("<th>Gäller från", "<th>Gäller till"), ("<th>Gäller till", "<th>Gäller från"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Cases that were read, and screens that were accepted, before the upgrade."""
    with PracticeServer(Options(cases=3, seed=22)) as server:
        folder, password = tmp_path_factory.mktemp("healing") / "home", "robot-ovning"
        made = trial_home(TOOLKIT, folder, system="practice", address=server.address, password=password)
        file = made.system_file("practice")  # a heading that has another text is waited for in each case
        file.write_text(file.read_text("utf-8").replace("wait: 15.0", "wait: 6.0"), "utf-8")
        run_robot(made, ROBOT, mode=Mode.SHADOW)
        with open_store(made) as store, Ledger(store) as ledger:
            accept(store, asyncio.run(check(made, ledger, "practice", cases=3)), by="eva")
        yield made


def healed(home: Home) -> Healing:
    with open_store(home) as store, Ledger(store) as ledger:
        return asyncio.run(heal(home, ledger, "practice"))


def proposed(healing: Healing) -> dict[str, str]:
    return {".".join(remedy.keys): remedy.now for remedy in healing.remedies if remedy.edits}


def lines(healing: Healing, sign: str) -> list[str]:
    return [line[1:].strip() for line in healing.diff.splitlines() if line.startswith(sign) and line[1:2] == " "]


def test_where_nothing_has_changed_there_is_nothing_to_heal(home: Home) -> None:
    healing = healed(home)
    assert (healing.remedies, healing.diff, healing.checked.troubles) == ((), "", ())


@pytest.mark.proof
def test_labels_that_lost_what_they_label_are_told_by_what_the_store_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upgraded(monkeypatch, *SWAPPED):
        healing = healed(home)
    application = f"{CASES}.screens.application.fields"
    assert proposed(healing)[f"{application}.registered_in"] == "Vistelsekommun"
    told = "\n".join([healing.diff, *(remedy.why for remedy in healing.remedies)])
    assert "in 3 of 3 cases" in told
    assert "kommun:" not in told  # and no value is told: only what stands in the description
    with open_store(home) as store:
        names = [case.number for case in store.cases()]
        values = [store.content(store.case(number)).application or {} for number in names]
    assert all(str(one["registered_in"]) not in told for one in values if one.get("registered_in"))


@pytest.mark.proof
def test_headings_of_the_inbox_that_lost_what_they_head_are_told_by_what_the_store_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upgraded(monkeypatch, HEADED):
        healing = healed(home)
    assert proposed(healing) == {
        "inbox.columns.unit.label": "Handläggare",
        "inbox.columns.caseworker.label": "Enhet",
    }
    assert healing.checked.complaints == {}


def test_an_upgrade_is_healed_by_the_smallest_change_once_a_person_accepts_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved = approve(home, ROBOT, by="Eva", reference="1")
    before = home.system_file("practice").read_text("utf-8")
    with upgraded(monkeypatch, *RENAMED):
        healing = healed(home)
        assert home.system_file("practice").read_text("utf-8") == before
        assert healing.unsure == ()
        assert healing.checked.complaints == {}
        with open_store(home) as store:
            take(store, healing, by="Eva")
            (entry,) = (entry for entry in store.audit() if entry.action == "heal")
        after = run_robot(home, ROBOT, mode=Mode.SHADOW)
    assert proposed(healing) == {
        "inbox.columns.unit.label": "Ansvarig enhet",
        f"{CASES}.screens.basis.fields.walking_distance": "Gångförmåga (m)",
        f"{CASES}.screens.basis.fields.permits.within": "Tidigare utfärdade tillstånd",
        f"{CASES}.screens.basis.fields.permits.columns.valid_to.label": "Giltigt till",
        f"{CASES}.draft.heading": "Beslutsutkast",
        f"{CASES}.draft.fields.outcome.options.grant": "Bifalles",
        f"{CASES}.draft.fields.valid_to": "Giltigt till",
    }
    assert len(lines(healing, "+")) == len(lines(healing, "-")) == 7
    assert (entry.who, "draft.fields.valid_to" in entry.detail) == ("Eva", True)
    assert after.trouble is None
    assert "description" in (job(approved, ROBOT, day=today()).why_shadow or "")
    home.system_file("practice").write_text(before, "utf-8")


@pytest.mark.proof
def test_the_way_to_each_screen_is_healed_step_by_step(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with upgraded(monkeypatch, *WAY):
        healing = healed(home)
    assert proposed(healing) == {
        "decided.heading": "Avgjorda ärenden",
        f"{CASES}.open.heading": "Diarieärende {case}",
        f"{CASES}.screens.application.frame": "arendeflik",
        f"{CASES}.screens.basis.tab.0.press": "Beslutsunderlag",
        f"{CASES}.screens.basis.heading": "Beslutsunderlag",
        f"{CASES}.draft.save.press": "Spara som utkast",
    }
    assert (healing.unsure, healing.checked.complaints) == ((), {})
    assert healing.after.count("frame: arendeflik") == 3  # of each screen of the flow that stands in it


def test_a_mark_is_proposed_and_never_changed_by_itself(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with upgraded(monkeypatch, ("Sekretessmarkering", "Sekretess enligt folkbokföringen")):
        healing = healed(home)
    (mark,) = healing.unsure
    assert ".".join(mark.keys) == f"{CASES}.stops.marks.0.label"
    assert (mark.now, mark.edits, healing.diff) == ("Sekretess enligt folkbokföringen", (), "")


@pytest.mark.proof
def test_columns_that_lost_what_they_head_are_told_by_what_the_store_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upgraded(monkeypatch, *MIXED):
        healing = healed(home)
    columns = f"{CASES}.screens.basis.fields.permits.columns"
    assert proposed(healing) == {
        f"{columns}.valid_from.label": "Gäller till",
        f"{columns}.valid_to.label": "Gäller från",
    }
    assert all(
        "config/systems/practice.yaml:" in trouble for trouble in healing.checked.troubles
    )  # what the contract says
    assert healing.checked.troubles


@pytest.mark.proof
def test_a_description_that_somebody_changed_meanwhile_is_not_written_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.system_file("practice")
    before = file.read_text("utf-8")
    with upgraded(monkeypatch, RENAMED[0]):
        healing = healed(home)
    file.write_text(before + "# changed\n", "utf-8")
    with open_store(home) as store, pytest.raises(ConfigError, match="was changed meanwhile"):
        take(store, healing, by="Eva")
    assert file.read_text("utf-8") == before + "# changed\n"
    file.write_text(before, "utf-8")
