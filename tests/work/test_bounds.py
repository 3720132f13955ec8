"""So many drafts a run, first drafts that wait, recall, looking again: all by the practice system's own account."""

from __future__ import annotations

from signal import SIGKILL

import pytest
from openpyxl import load_workbook

from robots import yamlfile
from robots.cases import Held, Versions
from robots.errors import Reason
from robots.model import DecidedRow, Mode, State
from robots.work.approving import approve
from robots.work.office import today
from robots.work.recalling import Fate, listed
from robots.work.reporting import write_report
from tests.work.municipality import ONE, ROBOT, THREE, Municipality, Start
from tests.work.robot_process import RobotProcess
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof

COLLEAGUES_TEXT = "Testtext som en handläggare skrev emellan"
LOOKS = "look-again-parking"


def test_a_run_ends_well_at_its_number_of_drafts_and_the_next_goes_on(started: Start) -> None:
    town = started(**THREE)
    settle(town, drafts_a_run=2)

    first = town.robot_runs()
    assert "nästa körning fortsätter" in first.said()
    assert sum(town.saves().values()) == 2
    town.robot_runs()
    assert town.amiss() == {}


def test_first_drafts_wait_until_a_person_releases_them_and_then_the_others_go_too(started: Start) -> None:
    town = started(**THREE)
    settle(town, first=2)
    town.robot_runs()
    town.robot_runs()
    assert town.writing_posts() == []
    held = [number for number in town.saves() if held_as(town, number) is Held.RELEASE]
    (other,) = [number for number in town.saves() if held_as(town, number) is Held.OTHERS]
    assert len(held) == 2
    assert "2 förslag väntar på att du släpper dem." in told(town, "status")
    assert "2 förslag väntar på att du släpper dem." in first_lines(town)
    assert "Utkastet skulle också innehålla" in told(town, "case", held[0])

    told(town, "release", held[0])
    town.robot_runs()
    assert town.saves() == {held[0]: 1, held[1]: 0, other: 0}
    told(town, "release", held[1])
    town.robot_runs()
    assert town.amiss() == {}


def test_a_recall_restores_untouched_drafts_leaves_touched_ones_and_only_lists_decided_ones(started: Start) -> None:
    town = started(**THREE)
    town.robot_runs()
    untouched, touched, settled = town.saves()
    town.steer(write={"case": touched, "user": "handlaggare1", "values": {"motivering": COLLEAGUES_TEXT}})
    with town.store() as store:
        sha = store.runs()[0].versions.rules
    decide(town, settled)
    posts = town.writing_posts()

    assert {one.case.number: one.fate for one in listed(town.home, rules=sha[:8])} == {
        untouched: Fate.TAKE_BACK,
        touched: Fate.TAKE_BACK,
        settled: Fate.DECIDED,
    }
    assert town.writing_posts() == posts
    called_back = recalls(town, "--rules", sha[:8])
    assert called_back.ends() == 0, called_back.said()

    assert restored(town, untouched)
    assert drafts(town)[touched]["motivering"] == COLLEAGUES_TEXT
    assert town.state_of(untouched) == (State.STALE, Reason.RECALLED)
    assert town.state_of(touched) == (State.HANDED_OVER, Reason.RECALLED)
    assert town.writing_posts() == [*posts, untouched]
    town.robot_runs()
    assert town.state_of(untouched) == (State.STALE, Reason.RECALLED)
    assert town.writing_posts() == [*posts, untouched]
    assert town.account()["decisions"].get("robot") is None

    changed_rules(town)
    town.robot_runs()
    assert town.state_of(untouched) == (State.VERIFIED, None)
    assert town.saves()[untouched] == 3


@pytest.mark.parametrize("point", ["request", "after taking back"])
def test_a_recall_that_is_killed_goes_on_when_it_is_given_again_and_writes_once(started: Start, point: str) -> None:
    town = started(**ONE)
    town.robot_runs()
    (case,) = town.saves()
    killed = recalls(town, "--since", f"{today()}", blow=Blow(SIGKILL, point))
    assert killed.ends() == -SIGKILL, killed.said()
    assert town.state_of(case) == (State.STALE, Reason.RECALLED)

    again = recalls(town, "--since", f"{today()}")
    assert again.ends() == 0, again.said()
    assert town.saves() == {case: 2}
    assert restored(town, case)
    assert town.account()["locks"] == {}
    assert listed(town.home, since=None, rules="0" * 8) == []


def test_stop_keeps_a_recall_from_writing(started: Start) -> None:
    town = started(**ONE)
    town.robot_runs()
    town.home.stop_file.touch()
    refused = recalls(town, "--since", f"{today()}")
    assert refused.ends() == 1
    assert sum(town.saves().values()) == 1


def test_a_look_makes_an_untouched_draft_anew_leaves_a_touched_one_and_writes_nothing_else(started: Start) -> None:
    town = started(**THREE)
    town.robot_runs()
    changed, touched, same = town.saves()
    for number in (changed, touched):
        town.steer(add_document={"case": number, "kind": "Övrigt"})
    town.steer(write={"case": touched, "user": "handlaggare1", "values": {"motivering": COLLEAGUES_TEXT}})
    posts = town.writing_posts()
    town.robot = LOOKS
    look = town.robot_runs()

    assert "oförändrat" in look.said()
    assert town.writing_posts() == [*posts, changed, changed]
    assert town.saves() == {changed: 3, touched: 1, same: 1}
    assert town.state_of(touched) == (State.HANDED_OVER, Reason.CHANGED)
    with town.store() as store:
        assert "Uppgifter har tillkommit, sett" in (store.content(store.case(touched)).hand_over or "")
    assert drafts(town)[touched]["motivering"] == COLLEAGUES_TEXT
    town.robot_runs()
    assert town.writing_posts() == [*posts, changed, changed]
    town.robot = ROBOT
    assert {number: wrong for number, wrong in town.amiss().items() if number == same} == {}


def test_a_look_killed_in_the_middle_of_taking_a_draft_back_is_finished_by_the_next_run(started: Start) -> None:
    town = started(**ONE)
    town.robot_runs()
    (case,) = town.saves()
    town.steer(add_document={"case": case, "kind": "Övrigt"})
    town.robot = LOOKS
    killed = town.starts_robot(blow=Blow(SIGKILL, "request"))
    assert killed.ends() == -SIGKILL, killed.said()
    town.robot = ROBOT
    town.robot_runs()

    assert town.state_of(case) == (State.VERIFIED, None)
    first, taken_back, again = town.account()["cases"][case]["saves"]
    assert taken_back["restored"]
    assert again["values"] == first["values"]
    assert town.account()["locks"] == {}


def test_a_case_that_waits_is_made_anew_once_the_applicant_has_answered(started: Start) -> None:
    town = started(**ONE)
    town.robot_runs()
    (case,) = town.saves()
    decide(town, case, outcome="completion")
    assert town.state_of(case) == (State.WAITING, None)
    town.robot = LOOKS
    town.robot_runs()
    assert town.state_of(case) == (State.WAITING, None)

    town.steer(add_document={"case": case, "kind": "Övrigt"})
    town.robot_runs()
    assert town.state_of(case) == (State.VERIFIED, None)
    assert town.saves() == {case: 3}


def settle(town: Municipality, **bounds: int) -> None:
    """Set bounds in the home's settings."""
    yamlfile.change(town.home.path / "config" / "settings.yaml", lambda tree: tree["bounds"].update(bounds))


def told(town: Municipality, *words: str) -> str:
    """What a command prints."""
    command = town.starts(*words)
    assert command.ends() == 0, command.said()
    return command.said()


def first_lines(town: Municipality) -> str:
    """The top of the worklist."""
    out = write_report(town.home, "worklist", town.home.path / "worklist.xlsx", day=today(), language="sv")
    sheet = load_workbook(out).worksheets[0]
    return " ".join(str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value)


def held_as(town: Municipality, number: str) -> Held | None:
    with town.store() as store:
        return store.case(number).held


def drafts(town: Municipality) -> dict[str, dict[str, str]]:
    """What stands in each decision form."""
    return {number: case["draft"] for number, case in town.account()["cases"].items()}


def restored(town: Municipality, number: str) -> bool:
    """Whether the last save of a case put the values before the one before it back."""
    return bool(town.account()["cases"][number]["saves"][-1]["restored"])


def recalls(town: Municipality, *words: str, blow: Blow | None = None) -> RobotProcess:
    """Give the command to call back, with the yes beforehand."""
    return town.starts("recall", *words, "--yes", blow=blow)


def decide(town: Municipality, number: str, outcome: str = "grant") -> None:
    """A person decides, and the robots have read it in the list of decided cases; a letter leaves the case open."""
    if outcome == "grant":
        town.steer(decide={"case": number, "user": "handlaggare1", "outcome": "Bifall"})
    with town.store() as store:
        run = store.begin_run(
            robot=ROBOT, system="practice", flow="parking_permit", mode=Mode.SHADOW, versions=Versions()
        )
        row = DecidedRow(number, "parking_permit", received=today(), decided=today(), outcome=outcome)
        store.record_decided(run=run, system="practice", robot=ROBOT, authority="Övningsnämnden", rows=[row])
        store.end_run(run, outcome="done")


def changed_rules(town: Municipality) -> None:
    """Other rules, by their hash, are approved; what they say is the same."""
    workbook = town.home.flow_folder("parking_permit") / "rules.xlsx"
    book = load_workbook(workbook)
    book.properties.description = "changed by a test"
    book.save(workbook)
    town.home = approve(town.home, ROBOT, by="test", reference="practice data only")
