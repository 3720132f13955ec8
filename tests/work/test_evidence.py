"""What fails leaves evidence: taken where it failed, noted with the attempt; and nothing is the worse for it."""

from __future__ import annotations

import json
from pathlib import Path
from signal import SIGSTOP
from typing import Any

import pytest

from robots import cli, yamlfile
from robots.model import State
from robots.secrets import Secrets
from tests.work.municipality import ONE, Municipality, Start
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof


def kept(town: Municipality) -> list[dict[str, Any]]:
    """What each piece of evidence says, the oldest first; each has its picture."""
    folders = sorted((town.home.logs / "evidence").iterdir())
    assert all((folder / "picture.png").read_bytes()[:4] == b"\x89PNG" for folder in folders)
    return [json.loads((folder / "page.json").read_text("utf-8")) for folder in folders]


def test_a_case_that_fails_is_witnessed_where_it_failed_and_drafted_and_left_all_the_same(
    started: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = started(**ONE)
    robot = town.starts_robot(blow=Blow(SIGSTOP, "after intent"))
    robot.stands_still()
    town.steer(fail_next=1)
    robot.goes_on()
    assert robot.ends() == 0, robot.said()
    assert town.amiss() == {}
    assert town.account()["locks"] == {}
    (case,) = town.saves()
    (seen,) = kept(town)
    assert (seen["case"], seen["problem"], seen["robot"]) == (case, "PageProblem", "parking-practice")
    assert [frame["path"] for frame in seen["frames"]] == [f"/arende/{case}", "/handlaggning"]
    with town.store() as store:
        content = store.open_case(case, "practice", reader="test")
    (noted,) = [step.evidence for step in content.attempts if step.evidence]
    assert Path(noted).parts[:2] == ("logs", "evidence")
    assert (town.home.path / noted / "picture.png").is_file()
    assert f"evidence: {noted}" in robot.logged()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.run(["--home", str(town.home.path), "case", case]) == 0
    assert "bevis: logs/evidence/" in capsys.readouterr().out


def test_a_screen_that_has_changed_is_witnessed_before_the_case_is_left(started: Start) -> None:
    town = started(**ONE)

    def rename(tree: Any) -> None:
        tree["cases"]["parking_permit"]["screens"]["basis"]["fields"]["walking_distance"]["label"] = "Gångavstånd (m)"

    yamlfile.change(town.home.system_file("practice"), rename)
    robot = town.starts_robot()
    assert robot.ends() == cli.SYSTEM
    seen, again = kept(town)  # it was looked at twice before that was believed
    assert seen["problem"] == again["problem"]
    (case,) = town.saves()
    assert (seen["case"], seen["problem"]) == (case, "ScreenChanged")
    assert "Underlag" in seen["frames"][1]["headings"]
    assert "Gångsträcka (meter)" in seen["frames"][1]["labels"]
    assert "Hur sidan såg ut, utan det som stod i den: logs/evidence/" in robot.said()
    assert town.account()["locks"] == {}
    assert town.state_of(case) == (State.FOUND, None)


def test_a_login_that_fails_is_witnessed(started: Start) -> None:
    town = started(**ONE)
    town.steer(fail_next=1_000_000)
    assert town.starts_robot().ends() == cli.SYSTEM
    seen, *_ = kept(town)  # each login that was tried
    assert (seen["case"], seen["problem"]) == (None, "PageProblem")
    assert [(frame["path"], frame["status"]) for frame in seen["frames"]] == [("/login", 500)]


def test_an_inbox_that_has_changed_is_witnessed_and_names_no_case(started: Start) -> None:
    town = started(**ONE)

    def rename(tree: Any) -> None:
        tree["inbox"]["columns"]["received"]["label"] = "Ankom"

    yamlfile.change(town.home.system_file("practice"), rename)
    assert town.starts_robot().ends() == cli.SYSTEM
    (seen,) = kept(town)
    assert (seen["case"], seen["problem"]) == (None, "ScreenChanged")
    assert {"Ärende", "Märkning"} <= set(next(f for f in seen["frames"] if f["name"] == "inkorg")["headers"])
    (case,) = town.saves()
    assert case not in json.dumps(seen)


def test_a_refused_password_is_witnessed_without_the_password(started: Start) -> None:
    town = started(**ONE)
    Secrets(town.home.path).put_file("practice.password", "not the right one")
    robot = town.starts_robot()
    assert robot.ends() == cli.SYSTEM
    (seen,) = kept(town)
    assert (seen["problem"], seen["case"]) == ("LoginRefused", None)
    everything = b"".join(path.read_bytes() for path in town.home.logs.rglob("*") if path.is_file())
    assert b"not the right one" not in everything
