"""docs/new_flow.md leads where it says: a reader who does what stands there has drafts in the practice system."""

from __future__ import annotations

import io
import json
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.model import State
from robots.practice import PracticeServer
from robots.practice.__main__ import options
from robots.settings import Home
from robots.work.office import open_store
from tests.cli import tutorial
from tests.cli.conftest import DOOR, Command

DOCUMENT = DOOR.parent / "docs" / "new_flow.md"
ROBOT, FLOW = "resident-parking", "resident_parking"
LIMIT = ("beviljade.högst", "2")
TRIALS = (
    ("den som redan har en har nått gränsen", "2"),
    ("den som inte har skrivit under tillfrågas först", "2"),
)


@pytest.mark.proof
def test_a_reader_who_does_what_stands_there_has_verified_drafts(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("robot-ovning\n"))
    start, setup, *rest = tutorial.steps(DOCUMENT, until="## The parts of a flow")
    assert isinstance(start, tutorial.Command)
    assert start.words[0] == "practice"
    reader = tutorial.Reader(tmp_path / "home", command, ROBOT, f"flows/{FLOW}/rules.xlsx")
    with PracticeServer(options([*start.words[1:], "--port", "0"])) as server:
        reader.does(setup)
        at = {"practice": server.address}  # the document's own port may be taken here
        yamlfile.change(reader.home / "config" / "settings.yaml", lambda tree: tree["addresses"].update(at))
        for step in rest:
            reader.does(step)
        account, key = _told(server, ""), _told(server, "/facit")["cases"]

    assert _states(reader.home, key) == {number: right["state"] for number, right in key.items()}
    assert Counter(right["state"] for right in key.values()) == {"verified": 7, "proposed": 2, "handed_over": 3}
    assert {number: _saves(account, number) for number in key} == {n: right["saves"] for n, right in key.items()}
    for number, right in key.items():
        assert right["draft"].items() <= account["cases"][number]["draft"].items(), right["story"]
    assert account["draft_saves"] == {"robot": 7}
    assert (account["decisions"], account["locks"]) == ({}, {})
    assert "Its 8 examples come out right." in reader.said[f"rules check {FLOW}"].out

    # What the document says at last: a changed limit fails its test case, and with that changed too its example.
    reader.does(tutorial.Cells("Belopp", ("Namn", "Värde"), (LIMIT,)))
    refused = command("--home", reader.home, "--lang", "en", "rules", "check", FLOW)
    reader.does(tutorial.Cells("Testfall", ("Testfall", "Tidigare beviljade"), TRIALS))
    checked = command("--home", reader.home, "--lang", "en", "rules", "check", FLOW)
    robots = command("--home", reader.home, "--lang", "en", "robots")
    assert (refused.code, checked.code) == (2, 2)
    assert 'blad "Testfall", cell E3: "den som redan har en har nått gränsen": väntade Utfall = avslag' in refused.err
    assert "✗  a household that has one permit has reached the limit" in checked.out
    assert f"{ROBOT} works in shadow: changed since it was approved: rules." in robots.out


def _told(server: PracticeServer, path: str) -> Any:
    with urllib.request.urlopen(f"{server.address}/_konto{path}") as answer:
        return json.load(answer)


def _states(home: Path, numbers: Any) -> dict[str, State]:
    with open_store(Home(home)) as store:
        return {case.number: case.state for case in store.cases(robot=ROBOT) if case.number in numbers}


def _saves(account: Any, number: str) -> int:
    return sum(save["user"] == "robot" for save in account["cases"][number]["saves"])
