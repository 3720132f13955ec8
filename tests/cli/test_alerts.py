"""Alerts on the command line: what is wrong, who was told, and a trial."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robots import yamlfile
from robots.model import Mode
from robots.settings import Home
from robots.work.alerts import look, tell
from robots.work.office import open_store
from tests.cases.desk import VERSIONS
from tests.cli.conftest import Command

ROBOT = "parking-practice"


def went_wrong(folder: Path) -> None:
    """The robot met a case system that does not answer; whom that is told to has no address yet."""
    yamlfile.change(
        folder / "config" / "settings.yaml",
        lambda tree: tree["alerts"].update({"to": [{"secret": "alerts.teams"}], "night": None, "room": 0}),
    )
    home = Home(folder)
    with open_store(home) as store:
        run = {"robot": ROBOT, "system": "practice", "flow": "parking_permit", "mode": Mode.SHADOW}
        store.end_run(store.begin_run(**run, versions=VERSIONS), outcome="SystemDown")  # type: ignore[arg-type]
        tell(home, look(home, store, datetime.now(UTC)))


def test_what_is_wrong_is_shown_with_the_next_command_and_whom_nobody_could_reach(
    command: Command, fresh: Path
) -> None:
    said = command("--home", fresh, "alerts").out
    assert "Inget är fel, så långt robotarna har sett." in said
    assert "Ingen får veta något: se alerts: i config/settings.yaml" in said
    went_wrong(fresh)
    for asked in ("alerts", "status"):
        said = command("--home", fresh, asked).out
        assert "Övningssystemet svarar inte" in said
        assert "run.py check practice" in said
        assert "Larm som inte har skickats till alerts.teams sedan" in said
        assert "run.py secret set alerts.teams" in " ".join(said.split())


def test_the_same_as_json(command: Command, fresh: Path) -> None:
    went_wrong(fresh)
    (alert,) = json.loads(command("--home", fresh, "alerts", "--json").out)
    assert (alert["kind"], alert["about"], alert["closed"]) == ("down", "practice", None)
    assert alert["next"] == "run.py check practice"
    (message,) = alert["messages"]
    assert (message["to"], message["tells"], message["sent"]) == ("alerts.teams", "opened", None)
    status = json.loads(command("--home", fresh, "status", "--json").out)
    assert ([one["kind"] for one in status["alerts"]], status["alerts_not_sent"]) == (["down"], 1)


def test_a_trial_says_for_each_recipient_why_nothing_reached_it(command: Command, fresh: Path) -> None:
    assert command("--home", fresh, "alerts", "test").code == 2
    went_wrong(fresh)
    tried = command("--home", fresh, "alerts", "test")
    assert tried.code == 1
    assert "run.py secret set alerts.teams" in tried.out.replace("\n", " ")


def test_another_word_is_refused(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "alerts", "tset")
    assert answer.code == 2
    assert "test" in answer.err


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("alerts: {to: [{mail: it@kommun.example}]}", "settings.yaml:1: "),
        ("alerts: {to: [{mail: a@b, secret: c}]}", "settings.yaml:1: "),
        ("alerts: {night: 20-6}", "settings.yaml:1: "),
        ("alerts: {urgent: [everything]}", "settings.yaml:1: "),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_with_their_line(
    command: Command, fresh: Path, settings: str, complaint: str
) -> None:
    (fresh / "config" / "settings.yaml").write_text(settings + "\n", encoding="utf-8")
    answer = command("--home", fresh, "alerts")
    assert answer.code == 2
    assert complaint in answer.err
