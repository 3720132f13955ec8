"""Insight and disposal on the command line."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from robots import yamlfile
from robots.settings import Home
from robots.work.office import open_store
from tests.cli.conftest import Command, Worked, through_the_door
from tests.cli.test_cases import listed, one

KINDS = {"cases", "attachments", "evidence", "learned", "logs", "reports", "extracts", "audit"}


def test_an_extract_of_a_case_is_written_with_its_attachments_and_is_noted(command: Command, worked: Worked) -> None:
    number = one(command, worked, "verified", outcome="grant")
    answer = command("--home", worked.home, "extract", "--case", f"practice:{number}")

    page = worked.home / "data" / "extracts" / number / "index.html"
    assert answer.code == 0
    assert answer.out.startswith(f"Skrivet: {page}\nÄrenden: 1. Bilagor: 2.")
    assert len(list(page.parent.iterdir())) == 3
    said = command("--home", worked.home, "audit", "show", "--case", number).out
    assert said.rstrip().splitlines()[-1].split()[3:5] == ["registerutdrag", number]


def test_an_extract_of_a_person_asks_for_the_number_and_never_shows_it(
    command: Command, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = one(command, worked, "verified")
    read = json.loads(command("--home", worked.home, "case", number, "--json").out)["application"]["applicant"]
    typed = f"{read[2:8]}-{read[8:]}"
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
    answer = command("--home", worked.home, "extract", "--person", "--out", worked.home / "utdrag", "--lang", "en")

    assert (answer.code, answer.err) == (0, "")
    assert "Cases: 1." in answer.out
    assert number in (worked.home / "utdrag" / "index.html").read_text("utf-8")
    audit = command("--home", worked.home, "audit", "show", "--json").out
    assert [said for said in (answer.out, audit) if read in said or typed in said] == []


def test_at_a_terminal_the_number_is_asked_for_unseen(
    command: Command, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda question: asked.append(question) or "19121212-1212")
    answer = command("--home", worked.home, "extract", "--person")
    assert (answer.code, asked) == (0, ["Personnummer (visas inte): "])
    assert answer.out.startswith("Inget ärende har det personnumret. Inget skrevs.\n")
    assert not (worked.home / "data" / "extracts").exists()


@pytest.mark.parametrize(
    "words", [["--person", "19121212-1212"], ["191212121212"], [], ["--person", "--case", "2026-1"]]
)
def test_a_number_on_the_line_or_no_wish_at_all_is_wrong_use_and_not_repeated(
    words: list[str], command: Command, worked: Worked
) -> None:
    answer = command("--home", worked.home, "extract", *words)
    assert (answer.code, answer.out) == (2, "")
    assert "1212" not in answer.err


def test_the_audit_is_verified_and_a_change_of_it_is_named(command: Command, worked: Worked) -> None:
    whole = command("--home", worked.home, "audit", "verify")
    assert whole.code == 0
    assert "Granskningsloggen är hel, från " in whole.out
    mark = whole.out.split()[-1]
    assert command("--home", worked.home, "audit", "verify", "--head", mark).code == 0
    with closing(sqlite3.connect(worked.home / "data" / "cases.db")) as store:
        store.execute("UPDATE audit SET who = 'somebody' WHERE id = 3")
        store.commit()

    broken = command("--home", worked.home, "audit", "verify")
    assert broken.code == 1
    assert broken.out.startswith("Post 3 (")
    told = command("--home", worked.home, "audit", "verify", "--json")
    assert told.code == 1
    assert (json.loads(told.out)["well"], json.loads(told.out)["broken"]["place"]) == (False, 3)


def test_an_end_that_was_cut_off_is_told_by_a_mark(command: Command, worked: Worked) -> None:
    mark = command("--home", worked.home, "audit", "verify").out.split()[-1]
    with closing(sqlite3.connect(worked.home / "data" / "cases.db")) as store:
        store.execute("DELETE FROM audit WHERE id > 2")
        store.commit()

    assert command("--home", worked.home, "audit", "verify").code == 0
    told = command("--home", worked.home, "audit", "verify", "--head", mark)
    assert told.code == 1
    assert "slutet är avhugget" in told.out


def test_a_worklist_that_is_written_is_noted_as_read(command: Command, worked: Worked) -> None:
    assert command("--home", worked.home, "report", "worklist").code == 0
    last = json.loads(command("--home", worked.home, "audit", "show", "--json").out)[-1]
    assert (last["action"], last["number"]) == ("worklist", None)
    assert last["detail"].startswith("cases: ")


def test_what_would_go_is_told_first_and_then_goes(command: Command, worked: Worked) -> None:
    settings = worked.home / "config" / "settings.yaml"
    yamlfile.change(settings, lambda tree: tree["retention"].update({"cases": 14}))
    decided = len(listed(command, worked, "--state", "decided"))

    would = json.loads(command("--home", worked.home, "purge", "--dry-run", "--json").out)
    assert {one["kind"] for one in would["removed"]} == KINDS
    cases = next(one["count"] for one in would["removed"] if one["kind"] == "cases")
    assert 0 < cases < decided
    assert len(listed(command, worked, "--state", "decided")) == decided
    assert "Detta skulle gallras; inget ändrades" in command("--home", worked.home, "purge", "--dry-run").out
    assert not (worked.home / "data" / "receipts").exists()

    done = command("--home", worked.home, "purge")
    assert done.code == 0
    assert len(listed(command, worked, "--state", "decided")) == decided - cases
    (receipt,) = (worked.home / "data" / "receipts").iterdir()
    assert f"Kvitto: {receipt}" in done.out
    assert "-PRK-" not in receipt.read_text("utf-8")


def test_a_chore_is_listed_and_carried_out_as_a_robot(command: Command, worked: Worked) -> None:
    said = command("--home", worked.home, "robots").out
    line = next(line for line in said.splitlines() if line.strip().startswith("purge"))
    assert line.split() == ["purge", "purge", "0", "4", "*", "*", "6"]
    done = command("--home", worked.home, "run", "purge")
    assert done.code == 0
    assert "Kvitto: " in done.out
    refused = command("--home", worked.home, "run", "purge", "--mode", "shadow")
    assert (refused.code, refused.out) == (2, "")
    assert "run.py purge --dry-run" in refused.err


def test_a_purge_beside_a_robot_at_work_is_refused(worked: Worked) -> None:
    with open_store(Home(worked.home)) as store, store.working():
        answer = through_the_door("--home", worked.home, "purge")
        assert answer.code == 2
        assert "En annan process arbetar redan med ärendelagret" in answer.err


def test_folders_in_data_are_for_this_account_only(command: Command, worked: Worked, tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert command("--home", home, "setup").code == 0
    command("--home", worked.home, "report", "worklist")
    command("--home", worked.home, "purge")
    folders = [home / "data", *(worked.home / "data" / name for name in ("reports", "receipts"))]
    assert [folder for folder in folders if folder.stat().st_mode & 0o077 and os.name != "nt"] == []
