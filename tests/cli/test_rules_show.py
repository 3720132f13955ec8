"""rules show: a workbook as lines that can be compared, by people and by git."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import DOOR, Command

HOME = DOOR.parent
BOOK = HOME / "flows" / "parking_permit" / "rules.xlsx"


def test_a_flow_is_shown_sheet_by_sheet_one_rule_a_line(command: Command) -> None:
    shown = command("--home", HOME, "rules", "show", "parking_permit")
    lines = shown.out.splitlines()

    assert shown.code == 0
    assert [line for line in lines if line.startswith("Blad ")][:3] == [
        "Blad Kriterier",
        "Blad Utfall",
        "Blad Handlingar",
    ]
    (limit,) = [line for line in lines if line.startswith("  gångsträcka.förare |")]
    assert limit.startswith("  gångsträcka.förare | Från: 2015-01-01 | Värde: 500 | Enhet: m | Källa: ")
    (row,) = [line for line in lines if line.startswith("  G3 |")]
    assert "Söker som: förare | Förflyttning: går | Gångsträcka: <= gångsträcka.förare | Resultat: uppfyllt" in row
    assert "\x1b" not in shown.out


def test_a_broken_workbook_is_shown_as_far_as_it_can_be_read_and_then_what_is_wrong(
    tmp_path: Path, command: Command
) -> None:
    book = load_workbook(BOOK)
    book["Gångförmåga"]["D4"] = "=A1"
    book["Gångförmåga"]["A1"] = None
    book.save(tmp_path / "broken.xlsx")
    (tmp_path / "cut.xlsx").write_bytes(BOOK.read_bytes()[:3000])
    broken = command("--lang", "en", "rules", "show", tmp_path / "broken.xlsx")
    cut = command("--lang", "en", "rules", "show", tmp_path / "cut.xlsx")

    assert (broken.code, cut.code) == (0, 0)
    assert "kolumn D" not in broken.out
    assert "Gångsträcka: =A1" in broken.out
    assert "What is wrong:" in broken.out
    assert 'blad "Gångförmåga", cell D4: läste "=A1"' in broken.out
    assert 'blad "Gångförmåga", rad 1: kolumnernas namn saknas' in broken.out
    assert cut.out.startswith("What is wrong:\n  rules.xlsx går inte att läsa")
    assert command("rules", "show", tmp_path / "none.xlsx").code == 2
    assert command("--home", HOME, "rules", "show", "nothing_such").code == 2


def test_a_home_without_flows_is_told_as_such(tmp_path: Path, command: Command) -> None:
    for verb in ("show", "check"):
        answer = command("--home", tmp_path / "nowhere", "rules", verb, "parking_permit")
        assert answer.code == 2
        assert f"{tmp_path / 'nowhere' / 'flows'} saknas eller innehåller inga flöden" in answer.err.replace("\n", "")


def test_a_changed_limit_is_one_changed_line_for_git(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
        done = subprocess.run(
            ["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout

    git("init", "-q")
    (tmp_path / ".gitattributes").write_bytes((HOME / ".gitattributes").read_bytes())
    (tmp_path / "rules.xlsx").write_bytes(BOOK.read_bytes())
    git("config", "diff.rules.textconv", f'"{Path(sys.executable).as_posix()}" "{DOOR.as_posix()}" rules show')
    git("add", ".")
    git("commit", "-qm", "before")
    book = load_workbook(tmp_path / "rules.xlsx")
    book["Belopp"]["D2"] = 400
    book.save(tmp_path / "rules.xlsx")
    changed = [line for line in git("diff").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]

    assert [line[:1] for line in changed] == ["-", "+"]
    assert changed[0].startswith("-  gångsträcka.förare | Från: 2015-01-01 | Värde: 500 | Enhet: m")
    assert changed[1] == changed[0].replace("500", "400", 1).replace("-", "+", 1)


def test_rules_check_tells_every_problem_on_its_own(fresh: Path, command: Command) -> None:
    command("--home", fresh, "new", "flow", "local_grant")
    file = fresh / "flows" / "local_grant" / "rules.xlsx"
    book = load_workbook(file)
    book["Namnteckning"]["B2"], book["Belopp"]["D2"] = "kanske", "en"
    book.save(file)
    checked = command("--home", fresh, "--lang", "en", "rules", "check", "local_grant")
    (as_json,) = json.loads(command("--home", fresh, "rules", "check", "local_grant", "--json").out)

    assert checked.code == 2
    assert [problem.partition(": ")[0] for problem in as_json["problems"]] == [
        'rules.xlsx, blad "Belopp", cell D2',
        'rules.xlsx, blad "Namnteckning", cell B2',
    ]
    assert checked.err.splitlines() == as_json["problems"]


def test_a_copy_is_checked_by_the_flow_in_whose_folder_it_lies_or_that_is_named(
    tmp_path: Path, command: Command
) -> None:
    shutil.copytree(BOOK.parent, tmp_path / "flows" / "parking_permit", ignore=shutil.ignore_patterns("__pycache__"))
    beside = tmp_path / "flows" / "parking_permit" / "ny.xlsx"
    book = load_workbook(BOOK)
    book["Belopp"]["D2"] = "400 m"
    book.save(beside)
    apart = Path(shutil.copy(BOOK, tmp_path / "apart.xlsx"))
    check = ("--home", tmp_path, "rules", "check")
    wrong = command(*check, beside)
    assert wrong.code == 2
    assert 'ny.xlsx, blad "Belopp", cell D2: läste "400 m"' in wrong.err
    assert command(*check, "parking_permit").code == 0
    assert command(*check, apart, "--flow", "parking_permit").code == 0
    nobody = command(*check, apart)
    assert nobody.code == 2
    assert "ligger inte i något flödes mapp" in nobody.err
    assert command(*check, tmp_path / "flows" / "parking_permit" / "none.xlsx").code == 2
