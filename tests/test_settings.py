"""Settings: what config/*.yaml says, and where the home folder has what."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.errors import ConfigError
from robots.model import Mode
from robots.settings import Home, Settings

REAL = Path(__file__).parents[1]
ROBOT = """robots:
  parking:
    flow: parking_permit
    system: practice
    {more}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home folder with an empty config."""
    (tmp_path / "config" / "systems").mkdir(parents=True)
    return Home(tmp_path)


def put(home: Home, name: str, text: str) -> Home:
    """Write a file of config/; the folder is opened anew."""
    (home.path / "config" / name).write_text(text, encoding="utf-8")
    return Home(home.path)


def test_every_word_of_the_settings_may_be_left_out(home: Home) -> None:
    assert put(home, "settings.yaml", "{}").settings == Settings()


def test_the_settings_that_ship_say_what_holds_without_them() -> None:
    assert Home(REAL).settings.model_copy(update={"municipality": ""}) == Settings()


REFUSED = {
    "language: fi": "config/settings.yaml:1: \"language\": Input should be 'sv' or 'en'.",
    "faults:\n  attempts: 0": 'config/settings.yaml:2: "faults.attempts": Input should be greater than or equal to 1.',
    "faults: {rest: .inf}": 'config/settings.yaml:1: "faults.rest": Input should be a finite number.',
    "retention:\n  logs: 30 days": 'config/settings.yaml:2: "retention.logs": Input should be a valid integer.',
    "databse: x": 'config/settings.yaml:1: "databse" is not a word that belongs here.',
    "addresses: {practice: 8765}": '"addresses.practice" must be text, but YAML reads 8765 here; put it in quotes.',
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED)
def test_settings_that_cannot_be_meant_are_refused_with_their_line(home: Home, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        _ = put(home, "settings.yaml", text).settings
    assert said in str(refusal.value)


def test_settings_that_are_missing_are_named(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"config/settings\.yaml: there is no such file\."):
        _ = home.settings


def test_a_robot_begins_in_shadow_and_may_draft_grants_and_completions_only(home: Home) -> None:
    robot = put(home, "robots.yaml", ROBOT.format(more="when: 30 2 * * 1-5")).robot("parking")
    assert (robot.wanted_mode, robot.drafts, robot.approval) == (Mode.SHADOW, ("grant", "completion"), None)


ROBOTS = {
    "report: weekly": 'config/robots.yaml:2: "robots.parking": a robot has either a flow and a system, or a report, or',
    "chore: purge": 'config/robots.yaml:2: "robots.parking": a robot has either a flow and a system, or a report, or',
    "chore: sweep": 'config/robots.yaml:5: "robots.parking.chore": ',
    "mode: drafts": "config/robots.yaml:5: \"robots.parking.mode\": Input should be 'shadow' or 'draft'.",
    "drafts: grant": 'config/robots.yaml:5: "robots.parking.drafts": ',
    "approval: {by: Test}": 'config/robots.yaml:5: "robots.parking.approval.reference" is missing.',
    "when: 30": 'config/robots.yaml:5: "robots.parking.when" must be text, but YAML reads 30 here; put it in quotes.',
}


@pytest.mark.parametrize(("more", "said"), ROBOTS.items(), ids=ROBOTS)
def test_a_robot_that_cannot_be_meant_is_refused_with_its_line(home: Home, more: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        _ = put(home, "robots.yaml", ROBOT.format(more=more)).robots
    assert said in str(refusal.value)


def test_a_robot_without_its_system_is_refused(home: Home) -> None:
    with pytest.raises(ConfigError, match="either a flow and a system, or a report"):
        _ = put(home, "robots.yaml", ROBOT.replace("    system: practice\n", "").format(more="")).robots


def test_an_unknown_robot_is_answered_with_those_there_are(home: Home) -> None:
    with pytest.raises(ConfigError, match=r'no robot "weekly"\. There are: parking\.'):
        put(home, "robots.yaml", ROBOT.format(more="")).robot("weekly")


def test_a_database_file_stands_in_the_home_folder_unless_it_says_where(home: Home, tmp_path: Path) -> None:
    inside = (home.path / "data" / "cases.db").as_posix()
    elsewhere = (tmp_path / "x.db").resolve().as_posix()
    urls = {
        "sqlite:///data/cases.db": f"sqlite:///{inside}",
        f"sqlite:///{elsewhere}": f"sqlite:///{elsewhere}",
        "postgresql+psycopg://robots@server/robots": "postgresql+psycopg://robots@server/robots",
    }
    found = {url: put(home, "settings.yaml", f'database: "{url}"').database for url in urls}
    assert found == urls


def test_the_systems_are_those_that_are_described(home: Home) -> None:
    for name in ("ekot.yaml", "arken.yaml", "ekot.py", "notes.txt"):
        put(home, f"systems/{name}", "")
    assert home.systems == ("arken", "ekot")
    assert home.system_file("ekot").is_file()


def test_a_home_is_the_same_from_wherever_it_is_named(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = Home(Path())
    monkeypatch.chdir(tmp_path / "config")
    assert (here.path, here.stop_file, here.logs) == (home.path, home.path / "STOP", home.path / "logs")
