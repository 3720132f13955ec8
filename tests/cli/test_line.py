"""The command line itself: what may stand anywhere on it, exit codes, wrong use said plainly, help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from robots.cli.line import Line
from robots.errors import ConfigError
from tests.cli.conftest import DOOR, Command, through_the_door


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "there", "--lang", "en", "cases", "--json"],
        ["cases", "--home", "there", "--json", "--lang", "en"],
        ["cases", "--json", "--lang=en", "--home=there"],
    ],
)
def test_home_and_language_may_stand_anywhere(words: list[str]) -> None:
    assert Line.of(words) == Line(Path("there"), "en", ("cases", "--json"))


def test_without_home_it_is_the_folder_of_run_py(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOTS_HOME", str(DOOR.parent))
    assert Line.of(["cases"]).home == DOOR.parent


def test_the_installed_command_works_in_the_folder_it_is_called_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROBOTS_HOME")
    assert Line.of(["cases"]).home == Path()


def test_yes_is_taken_everywhere_and_told_to_whoever_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOTS_YES", "")
    assert Line.of(["demo", "--yes"]).words == ("demo",)
    assert os.environ["ROBOTS_YES"] == "1"


@pytest.mark.parametrize("words", [["--home"], ["cases", "--lang"], ["--lang", "fr"]])
def test_an_option_for_all_without_a_right_value_is_refused(words: list[str]) -> None:
    with pytest.raises(ConfigError, match=r"Option --(home|lang)"):
        Line.of(words)


def test_through_the_door_exit_codes_are_the_commands_own(tmp_path: Path) -> None:
    assert through_the_door("--help").code == 0
    assert through_the_door("no-such-command").code == 2
    assert through_the_door("cases", "--home", tmp_path).code == 2


def test_through_the_door_the_home_is_where_run_py_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROBOTS_HOME")
    done = subprocess.run(
        [sys.executable, str(DOOR), "robots", "--json"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    assert '"parking-practice"' in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bygg"], "Kommandot finns inte: bygg.\nSe: run.py --help\n"),
        (["statu"], "Kommandot finns inte: statu. Menas 'status', 'start', 'setup'?\nSe: run.py --help\n"),
        (["case"], "Det saknas ett ÄRENDE på raden.\nSe: run.py case --help\n"),
        (["cases", "--nope"], "Flaggan finns inte: --nope\nSe: run.py cases --help\n"),
        (["cases", "extra"], "För mycket på raden: extra\nSe: run.py cases --help\n"),
        (["run", "x", "--limit"], "Flaggan --limit behöver ett värde.\nSe: run.py run --help\n"),
        (["run", "x", "--limit", "0"], "Fel värde för --limit: minst 1\nSe: run.py run --help\n"),
        (["run", "x", "--limit", "två"], "Fel värde för --limit: ska vara ett heltal\nSe: run.py run --help\n"),
        (["run", "x", "--at", "igår"], "Fel värde för --at: igår är ingen dag. Skriv så här: 2026-11-23\n"),
        (["run", "x", "--mode", "y"], "Flaggan --mode tar shadow, draft, inte y.\n"),
        (["stop"], "Säg vad som ska stoppas: run.py stop --all\n"),
        (["check"], "Ange ett system, eller alla: run.py check SYSTEM | --all\n"),
        (["report", "weekly", "--week", "47"], '"47" är ingen vecka. Skriv år och vecka så här: 2026-W47\n'),
    ],
)
def test_wrong_use_is_said_in_swedish_with_what_to_do(
    words: list[str], said: str, fresh: Path, command: Command
) -> None:
    answer = command("--home", fresh, *words)
    assert answer.code == 2
    assert answer.err.startswith(said)
    assert answer.out == ""


def test_wrong_use_is_said_in_english_on_request(command: Command) -> None:
    answer = command("cases", "--nope", "--lang", "en")
    assert answer.err == "No such option: --nope\nSee: run.py cases --help\n"


COMMANDS = (
    *("demo", "practice", "test", "setup", "doctor", "secret set", "run", "robots", "stop", "status", "cases", "case"),
    *("retry", "release", "report worklist", "report weekly", "check"),
    *("new flow", "new system", "rules check"),
)


def test_help_lists_every_command(command: Command) -> None:
    said = command("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name}\b", said, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_in_either_language(name: str, command: Command) -> None:
    swedish, english = (command(*name.split(), "--help", "--lang", language) for language in ("sv", "en"))
    assert swedish.code == english.code == 0
    first = swedish.out.splitlines()[0]
    assert first.startswith(f"run.py {name}")
    assert swedish.out.splitlines()[1] != english.out.splitlines()[1]
    assert not re.search(r"\b(the|of|and|with|Usage|Options|Show)\b", swedish.out)


def test_a_group_without_its_command_shows_what_it_has_and_is_wrong_use(command: Command) -> None:
    answer = command("report")
    assert answer.code == 2
    assert "report worklist" in answer.out


def test_help_needs_neither_browser_nor_store_nor_workbooks() -> None:
    heavy = "{'playwright', 'sqlalchemy', 'pandas', 'openpyxl', 'pydantic', 'babel', 'numpy', 'jinja2'}"
    program = f"import sys; from robots.cli import run; run(['--help']); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=DOOR.parent, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("asks", ["cases", "status"])
def test_asking_the_store_needs_neither_browser_nor_workbooks_nor_schedule(asks: str, fresh: Path) -> None:
    heavy = "{'playwright', 'pandas', 'openpyxl', 'babel', 'numpy', 'jinja2', 'apscheduler', 'alembic', "
    heavy += "'sqlalchemy.dialects.postgresql'}"
    asked = f"run([{asks!r}, '--home', {str(fresh)!r}])"
    program = f"import sys; from robots.cli import run; {asked}; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=DOOR.parent, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_the_installed_command_advises_in_its_own_name(
    fresh: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/local/bin/robots"])
    assert command("--help").out.startswith("robots KOMMANDO\n")
    assert "Se: robots cases --help" in command("cases", "--nope").err
    assert "Börja med: robots run ROBOT" in command("--home", fresh, "status").out
    assert "robots secret set practice.password" in " ".join(command("--home", fresh, "doctor").out.split())
