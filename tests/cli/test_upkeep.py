"""Setting up, secrets, the doctor, the check of a case system, and practice."""

from __future__ import annotations

import io
import json
import socket
import sys
from pathlib import Path

import pytest

from robots.practice import Options, PracticeServer
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import trial_home
from tests.cli.conftest import DOOR, Command

PASSWORD = "an example of a password"


def test_setup_makes_a_home_and_a_second_one_changes_nothing(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "new"
    first = command("--home", home, "setup")
    assert first.code == 0
    assert "Skapade ärendelagrets nyckel" in first.out
    assert (home / "config" / "robots.yaml").is_file()
    assert (home / "flows" / "parking_permit" / "rules.xlsx").is_file()
    key = Secrets(home).secret("store.key")
    (home / "config" / "robots.yaml").write_text("robots: {}\n", encoding="utf-8")
    assert command("--home", home, "setup").out == "Klart. Vad som ännu saknas: run.py doctor\n"
    assert Secrets(home).secret("store.key") == key
    assert (home / "config" / "robots.yaml").read_text("utf-8") == "robots: {}\n"


def test_a_folder_that_nobody_set_up_says_what_to_do(command: Command, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.yaml").touch()
    answer = command("--home", tmp_path, "cases")
    assert answer.code == 2
    assert "run.py setup" in answer.err
    assert not (tmp_path / "data").exists()


def test_a_piped_secret_is_kept_and_shown_nowhere(
    command: Command, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    answer = command("--home", fresh, "secret", "set", "practice.password")
    assert answer.code == 0
    assert PASSWORD not in answer.out + answer.err
    assert Secrets(fresh).secret("practice.password") == PASSWORD


def test_a_typed_secret_is_asked_for_twice_unseen(
    command: Command, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("robots.cli.upkeep.getpass", lambda question: asked.append(question) or PASSWORD)
    assert command("--home", fresh, "secret", "set", "practice.password").code == 0
    assert asked == ["practice.password (visas inte): ", "En gång till: "]
    answers = iter(["one", "another"])
    monkeypatch.setattr("robots.cli.upkeep.getpass", lambda _question: next(answers))
    refused = command("--home", fresh, "secret", "set", "practice.password")
    assert (refused.code, refused.err) == (2, "De två är inte lika. Inget sparades.\n")
    assert Secrets(fresh).secret("practice.password") == PASSWORD


def test_an_empty_secret_is_not_kept(command: Command, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert command("--home", fresh, "secret", "set", "practice.password").code == 2


def test_the_doctor_says_what_is_missing_and_what_to_do(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "doctor", "--offline")
    assert answer.code == 2
    wrong = [line for line in answer.out.splitlines() if line.startswith("✗")]
    assert len(wrong) == 1
    assert wrong[0].startswith("✗  verksamhetssystem practice ")
    assert 'Hemligheten "practice.password" saknas.' in wrong[0]
    assert "Ange den med: run.py secret set practice.password" in " ".join(answer.out.split())


def test_the_doctor_is_content_with_a_home_that_lacks_nothing(command: Command, fresh: Path) -> None:
    Secrets(fresh).put_file("practice.password", PASSWORD)
    people, answer = (command("--home", fresh, "doctor", "--offline", *more) for more in ((), ("--json",)))
    assert (people.code, answer.code) == (0, 0)
    assert people.out.splitlines()[-1] == "Inget är fel."
    assert all(one["well"] for one in json.loads(answer.out))


def test_check_without_pages_needs_no_password(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "check", "practice", "--cases", "0")
    assert (answer.code, answer.out) == (0, "practice: beskrivning och flöden stämmer överens.\n")


def test_check_of_a_system_that_nobody_described_names_those_there_are(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "check", "treserva")
    assert answer.code == 2
    assert 'det finns ingen beskrivning "treserva.yaml". Det finns: helpdesk, practice' in answer.err


def test_check_names_file_and_line_of_what_does_not_fit_the_flow(command: Command, fresh: Path) -> None:
    description = fresh / "config" / "systems" / "practice.yaml"
    text = description.read_text("utf-8").replace("          police_report: ", "          police: ")
    description.write_text(text, encoding="utf-8")
    line = text[: text.index("          police: ")].count("\n") + 1
    answer = command("--home", fresh, "check", "practice", "--cases", "0")
    assert answer.code == 2
    assert f'config/systems/practice.yaml:{line}: flödet har inget fält "police"' in answer.err
    assert 'flödet behöver "police_report", och ingen skärmbild visar det.' in answer.err


def test_check_tells_of_each_field_how_it_was_read(command: Command, tmp_path: Path) -> None:
    with PracticeServer(Options(cases=4)) as server:
        home = trial_home(
            DOOR.parent, tmp_path / "home", system="practice", address=server.address, password="robot-ovning"
        )
        people = command("--home", home.path, "check", "practice", "--cases", "2")
        programs = command("--home", home.path, "check", "practice", "--cases", "2", "--json")
    assert people.code == programs.code == 0
    assert "Uppgifter i 2 ärenden" in people.out
    assert "parking_permit · basis" in people.out
    shown = next(line for line in people.out.splitlines() if "walking_distance" in line)
    assert shown.split()[:5] == ["walking_distance", "Gångsträcka", "(meter)", "Läkarintyg", "heltal"]
    told = {(field["screen"], field["field"]): field for field in json.loads(programs.out)}
    assert told["draft", "outcome"]["kind"] == "choice"
    assert "fil: page (visas); ingen har godtagit hur skärmbilderna ser ut." in " ".join(people.out.split())
    lanes = {
        (field["lane"], field["proven_read"], field["proven_saved"], *field["why_not_faster"])
        for field in told.values()
    }
    assert lanes == {("page", 0, 0, "nobody has accepted what the screens look like.")}
    of_parking = [field for field in told.values() if field["flow"] == "parking_permit"]
    assert {field["read"] + field["empty"] + field["unknown"] for field in of_parking} == {2}


def test_check_after_an_upgrade_names_every_change_with_what_is_near_and_ends_with_3(
    command: Command, upgraded: Home
) -> None:
    answer = command("--home", upgraded.path, "check", "practice")
    assert answer.code == 3
    expected = {"Gångsträcka (meter)": '"Gångförmåga (m)"', "Varaktighet (månader)": '"Varaktighet i månader"'}
    expected |= {"Kan lämnas ensam": "Inget liknande finns på sidan", "Gäller till": '"Giltigt till"'}
    source = upgraded.system_file("practice").read_text("utf-8").splitlines()
    for label, near in expected.items():
        line = next(line for line in answer.err.splitlines() if f'ledtexten "{label}"' in line)
        assert near in line
        place = int(line.split(":")[1])
        assert line.startswith("config/systems/practice.yaml:")
        assert label in "".join(source[place - 1 : place + 1])
    assert "Inget skrevs." in answer.err


def test_practice_on_a_port_that_is_taken_says_so(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = command("practice", "--port", str(port))
    assert (answer.code, answer.err.splitlines()[-1]) == (
        2,
        f"Port {port} är upptagen. Ange en annan: run.py practice --port ANTAL",
    )


def test_the_tests_are_pointed_to_where_they_are(command: Command) -> None:
    answer = command("test")
    assert answer.code == 2
    assert "python3 run.py test" in answer.err


def test_nobody_needs_to_log_in_where_robots_do_so_by_themselves(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "login", "practice")
    assert answer.code == 2
    assert "robotar loggar in i practice på egen hand" in answer.err
