"""The Tab key: what may stand next on a line, asked as a shell asks, and quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from robots.cli import main
from robots.cli.candidates import Asked, candidates
from robots.cli.completion import SCRIPTS
from tests.cli.conftest import DOOR, NO_KEYRING, Command, Worked


def offered(line: str) -> list[str]:
    """The words that may stand at the end of a line."""
    return [candidate.word for candidate in candidates(line)]


def test_commands_are_offered_and_the_commands_of_a_group() -> None:
    assert {"demo", "cases", "case", "report", "secret"} <= set(offered("run.py "))
    assert offered("run.py ca") == ["cases", "case"]
    assert offered("robots report ") == ["worklist", "weekly", "case"]
    assert offered("run.py no-such-command --") == []


EVERYWHERE = ["--home", "--lang", "--yes", "--help"]


def test_options_are_offered_that_do_not_stand_there_yet() -> None:
    assert offered("run.py cases --") == ["--state", "--robot", "--held", "--limit", "--json", *EVERYWHERE]
    assert offered("run.py cases --json --ro") == ["--robot"]
    assert "--json" not in offered("run.py cases --json ")
    assert offered("run.py --h") == ["--home", "--help"]


def test_states_modes_shells_and_languages_are_offered_by_their_words() -> None:
    assert offered("run.py cases --state ha") == ["handed_over"]
    assert offered("run.py cases --state=ha") == ["--state=handed_over"]
    assert offered("run.py run x --mode ") == ["shadow", "draft"]
    assert offered("run.py completion ") == list(SCRIPTS)
    assert offered("run.py --lang ") == ["sv", "en"]
    assert offered("run.py cases --lang=e") == ["--lang=en"]


def test_robots_and_systems_of_the_home_are_offered_wherever_home_stands(fresh: Path) -> None:
    assert offered(f"run.py run --home {fresh} park") == ["parking-practice"]
    assert offered(f"run.py --home={fresh} cases --robot week") == ["weekly"]
    assert offered(f"run.py --lang en check --home {fresh} ") == ["helpdesk", "practice", "roundup", "trac"]


def test_cases_that_are_not_over_are_offered_with_how_they_stand(worked: Worked, command: Command) -> None:
    told = candidates(f"run.py --home {worked.home} case 2026-")
    assert len(told) == worked.summary.found
    assert {"utkast kontrollerat", "överlämnat"} <= {candidate.what for candidate in told}
    one = told[0].word
    assert offered(f"run.py --home {worked.home} case practice:{one[:-1]}")[0].startswith("practice:2026-")
    assert one in offered(f"run.py --home {worked.home} retry {one} ")
    assert offered(f"run.py --home {worked.home} case {one} 2026") == []


def test_a_home_that_cannot_be_read_offers_nothing_and_says_nothing(tmp_path: Path, fresh: Path) -> None:
    assert offered(f"run.py --home {tmp_path} run ") == []
    assert offered(f"run.py --home {tmp_path} case ") == []
    (fresh / "data" / "cases.db").write_bytes(b"no database")
    assert offered(f"run.py --home {fresh} case 2") == []


def test_files_and_folders_are_left_to_the_shell(fresh: Path) -> None:
    assert offered("run.py --home ") == []
    assert offered("run.py report worklist --out ") == []


@pytest.mark.parametrize(
    ("line", "before", "current"),
    [
        ("run.py cases", (), "cases"),
        ("run.py cases ", ("cases",), ""),
        ("run.py --home 'a b", ("--home",), "a b"),
        ("run.py --home 'a b' ca", ("--home", "a b"), "ca"),
        ("run.py", (), ""),
    ],
)
def test_a_line_is_parted_as_a_shell_does(line: str, before: tuple[str, ...], current: str) -> None:
    if line == "run.py":
        line += " "
    assert Asked.of(line) == Asked(before, current)


def test_other_shells_get_what_each_word_is_behind_a_tab(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROBOTS_COMPLETE", "zsh")
    monkeypatch.setenv("ROBOTS_COMPLETE_LINE", "run.py cases --state ha")
    assert main() == 0
    assert capsys.readouterr().out == "handed_over\töverlämnat\n"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_shell_has_a_script_that_says_how_to_keep_it(shell: str, command: Command) -> None:
    answer = command("completion", shell)
    assert answer.code == 0
    first = answer.out.splitlines()[0]
    assert first.startswith("# För att behålla detta")
    assert f"run.py completion {shell} >" in first
    assert "run.py" in answer.out.split("\n", 1)[1]


def test_a_shell_that_is_not_known_is_wrong_use_with_those_that_are(command: Command) -> None:
    answer = command("completion", "basch")
    assert answer.code == 2
    assert answer.err.splitlines()[1] == "Menas bash?"


BASH = """
source "$1"
ask() {
    COMP_LINE="$1" COMP_POINT=${#1} COMPREPLY=()
    read -ra COMP_WORDS <<< "$1"
    _robots_complete
    echo "${COMPREPLY[*]}"
}
complete -p run.py robots >&2
shift
for line in "$@"; do ask "$line"; done
"""


def test_a_real_bash_completes_what_run_py_offers(worked: Worked, tmp_path: Path, command: Command) -> None:
    script = tmp_path / "complete.bash"
    script.write_text(command("completion", "bash").out, encoding="utf-8")
    asked = {
        f"{DOOR} ca": ["cases", "case"],
        f"{DOOR} cases --home {worked.home} --state=hand": ["handed_over"],
        f"{DOOR} --home {worked.home} run par": ["parking-practice"],
        f"{DOOR} --home {worked.home} case practice:{worked.summary.wrong or ''}2026": None,
    }
    done = subprocess.run(
        ["bash", "-c", BASH, "bash", script, *asked],
        env={**os.environ, **NO_KEYRING, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr.count("_robots_complete") == 2
    *answers, cases = (line.split() for line in done.stdout.splitlines())
    assert answers == [words for words in asked.values() if words is not None]
    assert len(cases) == worked.summary.found
    assert all(case.startswith("2026-") for case in cases), "bash parts words at the colon"


def test_the_answer_comes_without_heavy_imports(worked: Worked) -> None:
    heavy = "{'playwright', 'sqlalchemy', 'pandas', 'openpyxl', 'pydantic', 'babel', 'numpy', 'jinja2', 'keyring'}"
    line = f"run.py --home {worked.home} case 2"
    program = f"import sys; from robots.cli import main; main(); print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=DOOR.parent,
        env={**os.environ, "ROBOTS_COMPLETE": "bash", "ROBOTS_COMPLETE_LINE": line},
        capture_output=True,
        text=True,
        check=True,
    )
    *words, loaded = done.stdout.splitlines()
    assert len(words) == worked.summary.found
    assert loaded == "set()"
