"""The doctor: each thing that can be wrong is named, with what to do about it; nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.cases import new_key
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.doctor import ROOM, Examined, examine
from robots.work.office import STORE_KEY, open_store

TOOLKIT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that lacks nothing."""
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


def wrong(home: Home) -> dict[str, str]:
    """What the doctor complains of, in a home opened anew."""
    return {f"{one.what} {one.name}".strip(): one.says for one in examine(Home(home.path)) if not one.well}


def test_a_home_that_lacks_nothing_is_well(home: Home) -> None:
    assert wrong(home) == {}
    said = {one.what: one for one in examine(home)}
    assert said["robot"] == Examined("robot", True, "works in shadow", "parking-practice")
    assert said["store"].says == "0 cases"


def test_a_missing_password_is_named_with_how_to_set_it(home: Home) -> None:
    (home.data / "secrets" / "practice.password").unlink()
    assert wrong(home)["case system practice"].endswith("Set it with: run.py secret set practice.password")


def test_a_system_that_no_robot_works_needs_no_password(home: Home) -> None:
    other = next(one for one in examine(home) if one.name == "roundup")
    assert (other.well, other.says) == (True, "described; no robot works it")


def test_a_fault_in_the_settings_is_named_with_its_line(home: Home) -> None:
    settings = home.path / "config" / "settings.yaml"
    settings.write_text("language: sv\nlangage: en\n", encoding="utf-8")
    assert wrong(home)["settings"].startswith("config/settings.yaml:2: ")


def test_a_fault_in_robots_yaml_is_named_and_the_rest_is_still_looked_at(home: Home) -> None:
    (home.path / "config" / "robots.yaml").write_text("robots:\n  night:\n    flow: x\n", encoding="utf-8")
    said = {one.what: one.well for one in examine(Home(home.path))}
    assert said["robots"] is False
    assert said["store"] is True


def test_a_flow_that_is_gone_is_named(home: Home) -> None:
    (home.flow_folder("parking_permit") / "rules.xlsx").unlink()
    assert {"case system practice", "robot parking-practice"} <= set(wrong(home))


def test_another_key_than_the_stores_is_named(home: Home) -> None:
    open_store(home).close()
    Secrets(home.path).put_file(STORE_KEY, new_key())
    assert "does not open" in wrong(home)["store"]


def test_a_home_without_a_key_is_told_to_be_set_up(home: Home) -> None:
    (home.data / "secrets" / STORE_KEY).unlink()
    assert wrong(home)["store"].endswith("If this home folder is new: run.py setup")


def test_a_browser_that_is_not_there_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOTS_BROWSER", str(home.path / "no-browser"))
    assert "is not a program on this machine" in wrong(home)["browser"]


def test_too_little_room_is_said_in_megabytes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = ROOM - 1

    monkeypatch.setattr("robots.work.doctor.shutil.disk_usage", lambda _path: Full)
    assert wrong(home)["room on disk"] == "only 999 MB are free. Make room, or the store cannot grow."


def test_stop_is_said_with_how_to_go_on(home: Home) -> None:
    home.stop_file.touch()
    assert wrong(home) == {
        "STOP": f"no robot works while {home.stop_file} is there. To let them work again, remove it."
    }
