"""The same case numbers in two case systems of one authority: nothing of one is ever taken for the other's."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.cli import WRONG, run
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import approve
from robots.work.office import run_robot
from tests.work.municipality import ROBOT, Municipality, municipality, practice

ANNEX, SECOND = "annex", "parking-annex"
SYSTEMS = {"practice": ROBOT, ANNEX: SECOND}


@pytest.fixture
def towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Municipality]]:
    """Two practice systems with the same case numbers, described in one home under two names."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with ExitStack() as stack:
        one, two = (stack.enter_context(practice(cases=3, seed=22)) for _ in SYSTEMS)
        town = municipality(tmp_path / "home", *one)
        home = with_annex(town.home, *two)
        yield {"practice": Municipality(home, one[0]), ANNEX: Municipality(home, two[0])}


def with_annex(home: Home, address: str, password: str) -> Home:
    """The home with a second system, which is described as the first is."""
    config, systems = home.path / "config", home.path / "config" / "systems"
    text = (systems / "practice.yaml").read_text(encoding="utf-8")
    renamed = text.replace("system: practice\n", f"system: {ANNEX}\n").replace("practice.password", f"{ANNEX}.password")
    (systems / f"{ANNEX}.yaml").write_text(renamed, encoding="utf-8")
    Secrets(home.path).put_file(f"{ANNEX}.password", password)
    yamlfile.change(config / "settings.yaml", lambda tree: tree["addresses"].update({ANNEX: address}))
    robot = {"flow": "parking_permit", "system": ANNEX, "mode": "shadow", "drafts": ["grant", "completion"]}
    yamlfile.change(
        config / "robots.yaml", lambda tree: tree["robots"].update({SECOND: {**robot, "when": "0 3 * * *"}})
    )
    return approve(Home(home.path), SECOND, by="test", reference="practice data only")


def account(town: Municipality) -> dict[str, Any]:
    with urllib.request.urlopen(f"{town.address}/_konto", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


@pytest.mark.proof
def test_each_system_gets_its_own_drafts_and_nothing_mixes(
    towns: dict[str, Municipality], capfd: pytest.CaptureFixture[str]
) -> None:
    home = towns["practice"].home
    assert [run_robot(home, robot).trouble for robot in SYSTEMS.values()] == [None, None]
    key = towns["practice"].account("/facit")["cases"]
    assert key == towns[ANNEX].account("/facit")["cases"], "both hold the same cases"
    with towns["practice"].store() as store:
        contents = {name: [store.content(case) for case in store.cases(system=name)] for name in SYSTEMS}
    for name, found in contents.items():
        stands = {content.case.number: content for content in found}
        assert {number: str(one.case.state) for number, one in stands.items()} == {
            number: right["state"] for number, right in key.items()
        }
        assert {one.case.robot for one in found} == {SYSTEMS[name]}
        real = account(towns[name])
        assert real["draft_saves"] == {"robot": 3}
        assert real["decisions"] == {}
        assert all(right["draft"].items() <= real["cases"][number]["draft"].items() for number, right in key.items())
        assert all(len(one.drafts) == 1 for one in found)
    kept = list((home.data / "attachments").iterdir())
    assert len(kept) == sum(bool(one.documents) for found in contents.values() for one in found)
    number = next(iter(key))
    capfd.readouterr()
    assert run(["--home", str(home.path), "case", number]) == WRONG
    said = " ".join(capfd.readouterr().err.split())
    assert f"practice:{number}" in said or ("practice" in said and ANNEX in said)
    assert run(["--home", str(home.path), "case", f"{ANNEX}:{number}"]) == 0
