"""Robots on the command line: what they may do, one run and how it ended, STOP."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from robots import yamlfile
from robots.practice import Options, PracticeServer
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.office import open_store
from tests.cli.conftest import DOOR, Command, Worked, through_the_door

ROBOT = "parking-practice"


def saves(server: PracticeServer) -> int:
    """How many drafts reached the practice system."""
    import urllib.request

    with urllib.request.urlopen(f"{server.address}/_konto") as answer:
        return sum(json.load(answer)["draft_saves"].values())


def home_for(server: PracticeServer, folder: Path) -> Home:
    """A home whose robot works a practice system, in shadow."""
    return trial_home(DOOR.parent, folder, system="practice", address=server.address, password="robot-ovning")


def approval_to_paste(said: str) -> str:
    """The eight lines that the first robot's approval takes."""
    return "\n".join(said[said.index("    mode: draft") :].splitlines()[:8])


def test_robots_shows_mode_and_why_and_an_approval_to_paste(command: Command, fresh: Path) -> None:
    said = command("--home", fresh, "robots").out
    assert re.search(r"parking_permit → practice +skugga", said)
    assert "parking-practice arbetar i skugga: det är dess läge i config/robots.yaml." in said
    block = said[said.index("    mode: draft") :]
    assert [line.split(":")[0].strip() for line in block.split("\n")[:8]] == (
        ["mode", "approval", "by", "day", "reference", "rules", "texts", "description"]
    )


def test_the_approval_that_robots_shows_lets_the_robot_save_drafts(command: Command, fresh: Path) -> None:
    said = command("--home", fresh, "robots").out
    block = approval_to_paste(said)
    signed = block.replace("by:", "by: Testchef Ett").replace("reference:", "reference: TEST-1")
    config = fresh / "config" / "robots.yaml"
    config.write_text(config.read_text("utf-8").replace("    mode: shadow", signed, 1), encoding="utf-8")
    told = json.loads(command("--home", fresh, "robots", "--json").out)[0]
    assert (told["robot"], told["mode"], told["why_shadow"]) == (ROBOT, "draft", None)


def test_an_approval_that_nobody_signed_is_refused_with_its_line(command: Command, fresh: Path) -> None:
    said = command("--home", fresh, "robots").out
    config = fresh / "config" / "robots.yaml"
    block = approval_to_paste(said)
    config.write_text(config.read_text("utf-8").replace("    mode: shadow", block, 1), encoding="utf-8")
    answer = command("--home", fresh, "robots")
    assert answer.code == 2
    assert "config/robots.yaml:" in answer.err


def test_a_changed_rule_takes_the_robot_back_to_shadow_and_robots_says_so(command: Command, worked: Worked) -> None:
    text = next((worked.home / "flows" / "parking_permit" / "texts").glob("*.j2"))
    text.write_text(text.read_text("utf-8") + "\nEn ny mening.\n", encoding="utf-8")
    said = command("--home", worked.home, "robots").out
    assert "parking-practice arbetar i skugga: ändrat sedan godkännandet: texter." in said
    assert "Så fastställs det: run.py rules accept parking_permit" in said


def test_a_robot_that_cannot_start_says_why_in_the_list(command: Command, fresh: Path) -> None:
    (fresh / "config" / "systems" / "practice.yaml").unlink()
    answer = command("--home", fresh, "robots")
    assert answer.code == 0
    assert "parking-practice: practice.yaml: filen finns inte." in answer.out.replace("config/systems/", "")


def test_a_run_in_shadow_proposes_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    with PracticeServer(Options(cases=3)) as server:
        home = home_for(server, tmp_path / "home")
        answer = command("--home", home.path, "run", ROBOT)
        assert answer.code == 0, answer.err
        assert "I skugga: ärenden läses och får förslag, inget skrivs." in answer.out
        assert "3 ärenden i inkorgen, varav 3 nya." in answer.out
        assert saves(server) == 0


def test_an_approved_run_saves_drafts_and_a_second_one_says_that_it_wrote_nothing(
    command: Command, tmp_path: Path
) -> None:
    with PracticeServer(Options(cases=3)) as server:
        home = approve(home_for(server, tmp_path / "home"), ROBOT, by="test", reference="practice data only")
        first = command("--home", home.path, "run", ROBOT)
        saved = saves(server)
        second = command("--home", home.path, "run", ROBOT)
        assert (first.code, second.code) == (0, 0)
        assert saved > 0
        assert saves(server) == saved
        assert "Inget att göra: alla ärenden är redan förberedda. Inget skrevs." in second.out


def test_draft_mode_without_an_approval_is_refused(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "run", ROBOT, "--mode", "draft")
    assert answer.code == 2
    assert "får inte spara utkast: den saknar godkännande. Se: run.py robots" in answer.err


def test_a_run_as_if_on_another_day_is_in_shadow_whatever_was_approved(command: Command, tmp_path: Path) -> None:
    with PracticeServer(Options(cases=2)) as server:
        home = approve(home_for(server, tmp_path / "home"), ROBOT, by="test", reference="practice data only")
        assert command("--home", home.path, "run", ROBOT, "--at", "2027-01-15").code == 0
        assert saves(server) == 0


def test_a_robot_that_makes_a_report_makes_it_when_it_is_run(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "run", "worklist")
    assert answer.code == 0
    (written,) = (fresh / "data" / "reports").glob("worklist-*.xlsx")
    assert answer.out == f"Skrivet: {written}\n"
    assert command("--home", fresh, "run", "worklist", "--limit", "3").code == 2


def test_a_report_that_cannot_reach_a_folder_says_so_and_the_others_have_theirs(command: Command, fresh: Path) -> None:
    gone, there = fresh / "gone", fresh / "there"
    there.mkdir()
    part = {"report": "worklist", "to": [{"folder": str(gone)}, {"folder": str(there)}]}
    yamlfile.change(fresh / "config" / "robots.yaml", lambda tree: tree["robots"].update({"worklist": part}))
    answer = command("--home", fresh, "report", "worklist")
    assert answer.code == 2
    assert f"Det finns ingen mapp {gone}. Om den är delad: är den ansluten?" in answer.err
    assert len(list(there.iterdir())) == 1


def test_a_robot_without_its_password_says_how_to_set_it(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "run", ROBOT)
    assert answer.code == 2
    assert answer.err.rstrip().endswith("Ange den med: run.py secret set practice.password")


def test_after_stop_a_run_does_nothing_says_so_and_ends_with_1(command: Command, worked: Worked) -> None:
    stopped = command("--home", worked.home, "stop", "--all")
    assert stopped.code == 0
    assert f"ta bort {worked.home / 'STOP'}" in stopped.out
    answer = command("--home", worked.home, "run", ROBOT)
    assert answer.code == 1
    assert "STOP ligger i hemmappen. Inget läses eller skrivs förrän den tas bort." in answer.err
    status = command("--home", worked.home, "status").out
    assert "STOP gäller: ingen robot arbetar." in status
    assert "stoppad av STOP" in status


def test_a_system_that_does_not_answer_ends_the_run_with_3(worked: Worked) -> None:
    answer = through_the_door("run", ROBOT, "--home", worked.home)
    assert answer.code == 3
    assert "practice svarar inte på sin adress." in answer.err


def test_a_screen_that_changed_ends_the_run_with_3_and_nothing_is_written(command: Command, upgraded: Home) -> None:
    home = approve(upgraded, ROBOT, by="test", reference="practice data only")
    answer = command("--home", home.path, "run", ROBOT)
    assert answer.code == 3
    assert 'skärmbilden "basis" har inget fält med ledtexten "Gångsträcka (meter)"' in answer.err
    assert '"Gångförmåga (m)"' in answer.err
    with open_store(home) as store:
        assert [draft for case in store.cases() for draft in store.content(case).drafts] == []
    assert "en skärmbild har ändrats" in command("--home", home.path, "status").out


def test_a_case_that_failed_ends_the_run_with_1(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PracticeServer(Options(cases=2)) as server:
        home = home_for(server, tmp_path / "home")
        yamlfile.change(
            home.path / "config" / "settings.yaml", lambda tree: tree["faults"].update({"attempts": 1, "rest": 0.1})
        )
        from robots.errors import PageProblem
        from robots.systems.casework import Casework

        async def fails(_self: Casework) -> None:
            raise PageProblem("the page went away while it was read.")

        monkeypatch.setattr(Casework, "read", fails)
        answer = command("--home", home.path, "run", ROBOT)
    assert answer.code == 1
    assert "misslyckat   tekniskt fel" in answer.out
    assert f"loggarna i {home.logs}" in answer.out
