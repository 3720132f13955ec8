"""The demo as people meet it: told while it goes on, on a terminal and in a pipe; and what to try next works."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from robots.cli import screen, story
from robots.cli.story import Telling
from robots.errors import Reason
from robots.model import State
from robots.words import Language, Words
from robots.work.judging import Difference, Ending
from tests.cli.conftest import DOOR, NO_KEYRING, Command, Worked

LONG = "Läkarintyget anger både rullstol och en gångsträcka på 406 meter. Uppgifterna går inte ihop."
ENDINGS = (
    Ending("2026-PRK-00001", State.VERIFIED, "grant", None, None),
    Ending("2026-PRK-00002", State.PROPOSED, "reject", None, None),
    Ending("2026-PRK-00003", State.HANDED_OVER, "hand_over", Reason.CONTRADICTION, LONG),
    Ending("2026-PRK-00004", State.HANDED_OVER, None, Reason.PERSON_ONLY, None),
    Ending("2026-PRK-00005", State.FAILED, None, None, None),
)
READY = Ending("2026-BAB-00001", State.HANDED_OVER, "hand_over", Reason.JUDGEMENT, "Redo för bedömning:\n- Allt: finns")
CHANGED = Difference("2026-PRK-00002", "En förare", ENDINGS[0], ENDINGS[1])


def told(
    monkeypatch: pytest.MonkeyPatch,
    worked: Worked,
    *differences: Difference,
    language: Language = "sv",
    width: int = 160,
    terminal: bool = False,
) -> str:
    """What a whole story looks like where its console is of that kind."""
    written = io.StringIO()
    console = Console(
        file=written,
        width=width,
        height=40,
        force_terminal=terminal,
        no_color=True,
        highlight=False,
        legacy_windows=False,
    )
    for module in (screen, story):
        monkeypatch.setattr(module, "console", console)
    with Telling(Words(language)) as telling:
        telling.begins({"Parkeringstillstånd": 5, "Bostadsanpassning": 1})
        telling.logs_in()
        telling.reads("Parkeringstillstånd", 5)
        for ending in ENDINGS:
            telling.works(ending)
        telling.reads("Bostadsanpassning", 1)
        telling.works(READY)
        telling.goes_again()
        telling.judged(worked.summary, differences)
    return written.getvalue()


def test_in_a_pipe_each_case_is_a_plain_line_with_what_came_of_it(
    worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = told(monkeypatch, worked).splitlines()
    assert [line for line in lines if "2026-PRK-0000" in line and "/5" in line] == [
        "   1/5  2026-PRK-00001  utkast sparat och kontrollerat: bifall",
        "   2/5  2026-PRK-00002  förslag, lämnat till en människa: avslag",
        f"   3/5  2026-PRK-00003  överlämnat: {LONG}",
        "   4/5  2026-PRK-00004  överlämnat: handläggs av en person",
        "   5/5  2026-PRK-00005  misslyckat",
    ]


def test_its_chapters_are_numbered_and_tell_each_thing_once(worked: Worked, monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, worked, language="en")
    assert re.findall(r"^(\d)\. ", said, re.MULTILINE) == list("123456")
    for words in (
        "with 6 applications",
        "Parkeringstillstånd: 5",
        "Bostadsanpassning: 1",
        "logs in as a",
        "once more",
        "by the practice system's own account",
    ):
        assert said.count(words) == 1
    assert "only people may open it" in said


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_on_a_terminal_it_fits_and_the_whole_table_stays(
    width: int, language: Language, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = re.sub(
        r"\x1b\[[0-9;?]*[A-Za-z]", "", told(monkeypatch, worked, language=language, width=width, terminal=True)
    )
    lines = [line for line in said.splitlines() if "python3 " not in line and str(worked.home) not in line]
    assert all(len(line) <= width for line in lines)
    of_the_first, _ = said.split("Bostadsanpassning: 1\n")
    whole = of_the_first[of_the_first.rindex(Words(language)("what came of it")) :]
    assert all(ending.number in whole for ending in ENDINGS)
    left = next(line.index("Läkarintyget") for line in whole.splitlines() if "Läkarintyget" in line)
    assert LONG in " ".join(line[left:].strip() for line in whole.splitlines())


def test_a_changed_rule_shows_as_what_the_key_says_and_what_came(
    worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = replace(CHANGED, expected=ENDINGS[1])
    said = told(monkeypatch, worked, CHANGED, same)
    assert "Ärenden som slutade annorlunda än facit säger: 2" in said
    assert (
        "2026-PRK-00002 (En förare): facit säger utkast sparat och kontrollerat: bifall; det blev förslag, lämnat till "
        "en människa: avslag" in said
    )
    assert "förslag, lämnat till en människa: avslag, som facit säger, men av andra skäl" in said
    assert "slutade som facit säger" not in said


def commands_told(said: str) -> list[str]:
    """The commands that it says to try next."""
    return [line.strip() for line in said.splitlines() if " --home " in line]


def test_the_three_commands_to_try_next_work_as_they_are_printed(
    worked: Worked, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(DOOR)])
    monkeypatch.chdir(DOOR.parent)
    endings = [Ending("2026-PRK-1", State.VERIFIED, None, None, None)]
    listed = json.loads(command("--home", worked.home, "cases", "--json").out)
    endings[0] = replace(endings[0], number=listed[0]["number"])
    monkeypatch.setattr(sys.modules[__name__], "ENDINGS", tuple(endings))
    monkeypatch.setattr(sys.modules[__name__], "READY", endings[0])
    said = commands_told(told(monkeypatch, worked))
    assert len(said) == 3
    for line in said:
        assert line.startswith("python3 run.py --home ")
        done = subprocess.run(
            line,
            shell=True,
            cwd=DOOR.parent,
            env={**os.environ, **NO_KEYRING, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    monkeypatch.setattr(sys, "argv", ["/usr/local/bin/robots"])
    monkeypatch.setattr(screen.shutil, "which", lambda name: f"/usr/local/bin/{name}")
    for line in commands_told(told(monkeypatch, worked)):
        program, *words = shlex.split(line)
        assert program == "robots"
        assert command(*words).code == 0


def test_paths_are_written_as_short_as_they_can_be_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert screen.near(tmp_path / "data" / "demo") == str(Path("data/demo"))
    assert screen.near(DOOR) == str(DOOR)
    assert screen.quoted("a b") in ("'a b'", '"a b"')


@pytest.mark.proof
def test_as_json_it_tells_nothing_but_json(command: Command, tmp_path: Path) -> None:
    answer = command("demo", "--cases", "5", "--json", "--out", tmp_path / "demo")
    assert json.loads(answer.out)["found"] == 5  # at least one of each type
    assert answer.code == 0


def test_without_a_screen_watching_says_what_to_do_in_one_sentence(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    answer = command("demo", "--watch", "--out", tmp_path / "demo")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Här finns ingen skärm att visa en webbläsare på")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(("words", "expected"), [(["--watch"], (6, True)), (["--watch", "--cases", "2"], (2, True))])
def test_watching_is_passed_on_with_few_cases_unless_more_are_asked_for(
    words: list[str], expected: tuple[int, bool], command: Command, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, bool]] = []

    def played(*_: object, cases: int | None, watched: bool, **_more: object) -> object:
        asked.append((cases, watched))
        return worked.summary

    monkeypatch.setattr("robots.work.demo.demo", played)
    assert command("demo", *words).code == 0
    assert asked == [expected]
