"""Changed rules: a robot works by them in shadow until those who answer for them have accepted them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots import yamlfile
from robots.errors import ConfigError
from robots.model import Mode
from robots.settings import Home
from robots.work.accepting import FILE, accept, acceptances
from robots.work.approving import approve, trial_home
from robots.work.job import job
from robots.work.office import open_store
from robots.work.roster import roster

TOOLKIT = Path(__file__).resolve().parents[2]
ROBOT, FLOW, DAY = "parking-practice", "parking_permit", date(2026, 11, 23)
COMMAND = "run.py rules accept parking_permit --by NAME --reference REF"
ONE, TWO = {"by": "Testchef Ett", "reference": "TEST-1"}, {"by": "Testchef Två", "reference": "TEST-2"}


@pytest.fixture
def approved(tmp_path: Path) -> Home:
    """A home whose robot was approved for the rules as delivered."""
    home = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    return approve(home, ROBOT, by="Testchef Ett", reference="TEST-0", day=DAY)


def change(home: Home, sheet: str = "Texter", cell: str = "B3", value: object = "Läkarintyget finns.") -> None:
    """Write one cell of the workbook, as a caseworker does."""
    path = home.flow_folder(FLOW) / "rules.xlsx"
    book = load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def four_eyes(home: Home) -> Home:
    yamlfile.change(home.path / "config" / "settings.yaml", lambda tree: tree["rules"].update({"accepted_by": 2}))
    return Home(home.path)


def stands(home: Home) -> tuple[Mode, str | None]:
    settled = job(home, ROBOT, day=DAY)
    return settled.mode, settled.why_shadow


def test_changed_rules_are_worked_by_in_shadow_and_the_reason_names_the_command(approved: Home) -> None:
    change(approved)
    assert stands(approved) == (Mode.SHADOW, f"changed since it was approved: rules. To accept that: {COMMAND}")


def test_accepted_rules_are_worked_by_as_approved_ones_are(approved: Home) -> None:
    change(approved)
    accept(approved, FLOW, **ONE, day=DAY)
    assert stands(approved) == (Mode.DRAFT, None)


def test_what_changes_after_the_acceptance_is_not_accepted(approved: Home) -> None:
    change(approved)
    accept(approved, FLOW, **ONE, day=DAY)
    change(approved, value="Läkarintyget finns med här.")
    assert stands(approved)[0] is Mode.SHADOW


def test_a_changed_letter_needs_an_acceptance_as_rules_do(approved: Home) -> None:
    letter = approved.flow_folder(FLOW) / "texts" / "grant.j2"
    letter.write_text(letter.read_text("utf-8") + "\n---\n", encoding="utf-8")
    assert stands(approved)[1] == f"changed since it was approved: texts. To accept that: {COMMAND}"
    accept(approved, FLOW, **ONE, day=DAY)
    assert stands(approved) == (Mode.DRAFT, None)


def test_an_acceptance_from_before_the_approval_does_not_stand_beside_it(approved: Home) -> None:
    change(approved)
    accept(approved, FLOW, **ONE, day=DAY - timedelta(days=1))
    assert stands(approved)[0] is Mode.SHADOW


def test_an_acceptance_makes_up_for_no_change_of_the_description(approved: Home) -> None:
    description = approved.system_file("practice")
    description.write_text(description.read_text("utf-8") + "\n# changed\n", encoding="utf-8")
    change(approved)
    accept(approved, FLOW, **ONE, day=DAY)
    assert stands(approved) == (Mode.SHADOW, "changed since it was approved: description.")


def test_without_an_approval_an_acceptance_lets_no_robot_save_drafts(approved: Home) -> None:
    yamlfile.change(
        approved.path / "config" / "robots.yaml", lambda tree: tree["robots"][ROBOT].update({"approval": None})
    )
    accept(approved, FLOW, **ONE, day=DAY)
    assert stands(Home(approved.path)) == (Mode.SHADOW, "it has no approval.")


def test_with_four_eyes_the_first_person_is_not_enough_and_the_second_is(approved: Home) -> None:
    home = four_eyes(approved)
    change(home)
    assert stands(home)[1] == (
        f"two persons must accept its rules and texts, and so far nobody has. To accept them: {COMMAND}"
    )
    assert accept(home, FLOW, **ONE, day=DAY).lacking == 1
    assert stands(home)[1] == (
        f"two persons must accept its rules and texts, and so far one has. To accept them: {COMMAND}"
    )
    assert accept(home, FLOW, **TWO, day=DAY).lacking == 0
    assert stands(home) == (Mode.DRAFT, None)


def test_with_four_eyes_even_rules_that_the_approval_names_have_to_be_accepted(approved: Home) -> None:
    home = four_eyes(approved)
    assert stands(home)[0] is Mode.SHADOW
    accept(home, FLOW, **ONE, day=DAY - timedelta(days=9))
    accept(home, FLOW, **TWO, day=DAY - timedelta(days=9))
    assert stands(home) == (Mode.DRAFT, None)


@pytest.mark.parametrize(
    "again", ["Testchef Ett", "  testchef   ETT ", "Testchef\u200b Ett\u00ad", "Testchef\u00a0Ett"]
)
def test_the_same_person_twice_does_not_count_as_two(again: str, approved: Home) -> None:
    home = four_eyes(approved)
    accept(home, FLOW, **ONE, day=DAY)
    with pytest.raises(ConfigError, match="has accepted this version before"):
        accept(home, FLOW, by=again, reference="TEST-9", day=DAY)
    assert stands(home)[0] is Mode.SHADOW


def test_what_enough_persons_have_accepted_may_be_accepted_again_and_nothing_is_noted(approved: Home) -> None:
    accept(approved, FLOW, **ONE, day=DAY)
    file = approved.flow_folder(FLOW) / FILE
    before = file.read_bytes()
    again = accept(approved, FLOW, by="testchef  ETT", reference="TEST-9", day=DAY)
    assert again.already is not None
    assert (again.already.reference, again.already.day, again.lacking) == (ONE["reference"], DAY, 0)
    assert file.read_bytes() == before


def test_two_lines_of_one_person_that_somebody_wrote_by_hand_count_once(approved: Home) -> None:
    home = four_eyes(approved)
    accept(home, FLOW, **ONE, day=DAY)
    path = home.flow_folder(FLOW) / FILE
    twice = {"name": "TESTCHEF ETT", "day": DAY, "reference": "TEST-1"}
    yamlfile.change(path, lambda tree: tree["acceptances"][0]["by"].append(twice))
    assert stands(home)[0] is Mode.SHADOW


def test_rules_that_cannot_be_read_are_not_accepted(approved: Home) -> None:
    change(approved, "Belopp", "D2", "femhundra")
    with pytest.raises(ConfigError, match=r'Nothing was accepted\.\nrules\.xlsx, blad "Belopp", cell D2'):
        accept(approved, FLOW, **ONE)
    assert acceptances(approved.flow_folder(FLOW)) == []


def test_rules_that_an_example_contradicts_are_not_accepted(approved: Home) -> None:
    change(approved, "Belopp", "D2", 499)
    with pytest.raises(ConfigError, match=r"Nothing was accepted\.\nrules\.xlsx, blad \"Testfall\""):
        accept(approved, FLOW, **ONE)
    assert acceptances(approved.flow_folder(FLOW)) == []


@pytest.mark.parametrize("said", [{"by": " ", "reference": "TEST-1"}, {"by": "Testchef Ett", "reference": ""}])
def test_an_acceptance_needs_a_person_and_a_reference(said: dict[str, str], approved: Home) -> None:
    with pytest.raises(ConfigError, match="--by NAME --reference REF"):
        accept(approved, FLOW, **said)


def test_an_acceptance_says_which_sheets_changed_since_the_one_before(approved: Home) -> None:
    assert accept(approved, FLOW, **ONE).changed is None
    change(approved)
    assert accept(approved, FLOW, **ONE).changed == ("Texter",)
    letter = approved.flow_folder(FLOW) / "texts" / "grant.j2"
    letter.write_text(letter.read_text("utf-8") + "\n---\n", encoding="utf-8")
    assert accept(approved, FLOW, **ONE).changed == ("texts/",)


def test_the_file_says_what_it_is_and_keeps_what_stands_there(approved: Home) -> None:
    accept(approved, FLOW, **ONE, day=DAY)
    change(approved)
    accept(approved, FLOW, **TWO, day=DAY)
    path = approved.flow_folder(FLOW) / FILE
    assert path.read_text("utf-8").startswith("# Who has accepted the rules and texts of this flow")
    first, second = acceptances(path.parent)
    assert [person.name for one in (first, second) for person in one.by] == ["Testchef Ett", "Testchef Två"]
    assert first.rules != second.rules


def test_a_file_that_somebody_spoilt_stops_the_robot_with_its_line(approved: Home) -> None:
    accept(approved, FLOW, **ONE, day=DAY)
    path = approved.flow_folder(FLOW) / FILE
    path.write_text(path.read_text("utf-8").replace("texts:", "text:"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"accepted\.yaml:\d+"):
        job(approved, ROBOT, day=DAY)


def test_who_accepted_is_noted_in_the_audit_by_account(approved: Home) -> None:
    accept(approved, FLOW, **ONE, day=DAY)
    with open_store(approved) as store:
        (entry,) = [one for one in store.audit() if one.action == "accept"]
    assert entry.detail.startswith("flow: parking_permit, rules: ")


def test_a_robot_that_lacks_an_acceptance_is_shown_no_approval_to_paste(approved: Home) -> None:
    change(approved)
    robot = next(line for line in roster(approved) if line.robot == ROBOT)
    assert (robot.mode, robot.approval) == (Mode.SHADOW, None)
    assert COMMAND in (robot.why_shadow or "")
