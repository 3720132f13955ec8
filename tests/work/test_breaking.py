"""While a system's breaker is open no run begins there, unless it is the probe, or a person has acted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from robots import yamlfile
from robots.cases import Store
from robots.errors import BreakerOpen
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.description import SystemFile, open_system
from robots.work.approving import trial_home
from robots.work.breaking import begin, startable, told
from robots.work.doctor import examine
from robots.work.office import open_store

TOOLKIT = Path(__file__).resolve().parents[2]
ROBOTS = ("parking-practice", "aid-practice")
SOON = timedelta(minutes=5)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


def practice(home: Home) -> SystemFile:
    return open_system(home.system_file("practice"), address=home.settings.addresses.get("practice"))


def opens(home: Home, store: Store, cause: str, rest: timedelta | None = None, browser: str = "") -> None:
    store.open_breaker(
        "practice", cause=cause, says="As it was.", rest=rest, description=practice(home).sha256, browser=browser
    )


def test_robots_of_one_system_are_held_back_together_and_started_one_by_one_as_a_probe(
    home: Home, store: Store
) -> None:
    opens(home, store, "SystemDown", SOON)
    for robot in ROBOTS:
        with pytest.raises(BreakerOpen, match=r"practice cannot be worked with since .* Now: run.py check practice"):
            begin(home, store, practice(home), robot)
    assert store.runs() == []
    now = datetime.now(UTC)
    assert startable(home, store, now) == ()
    assert startable(home, store, now + SOON + timedelta(seconds=1)) == ROBOTS[:1]

    store.close_breaker("practice")
    assert startable(home, store, now) == ROBOTS
    for robot in ROBOTS:
        store.goes_on(robot)  # as whoever starts it does before all else
        assert begin(home, store, practice(home), robot) is None
    assert startable(home, store, now) == ()


def test_a_changed_screen_holds_robots_back_until_its_description_is_changed(home: Home, store: Store) -> None:
    opens(home, store, "ScreenChanged", browser="")
    with pytest.raises(BreakerOpen, match=r"practice waits for a person since .*: As it was"):
        begin(home, store, practice(home), ROBOTS[0])
    yamlfile.change(home.system_file("practice"), lambda tree: tree.update({"title": "Övningssystemet, nytt"}))
    assert startable(home, store, datetime.now(UTC)) == ROBOTS[:1]
    assert begin(home, store, practice(home), ROBOTS[0]) is not None


def test_a_changed_screen_holds_robots_back_until_the_browser_is_another(home: Home, store: Store) -> None:
    opens(home, store, "ScreenChanged", browser="1.2.3.4")
    assert begin(home, store, practice(home), ROBOTS[0]) is not None


def test_a_refused_password_holds_robots_back_until_another_is_set(home: Home, store: Store) -> None:
    secrets = Secrets(home.path)
    secrets.refuse("practice.password", "none")
    opens(home, store, "LoginRefused")
    store.hold_back(ROBOTS[0], "practice")
    assert startable(home, store, datetime.now(UTC)) == ()
    secrets.put_file("practice.password", "another")
    assert startable(home, store, datetime.now(UTC)) == ROBOTS[:1]


def test_the_doctor_names_a_breaker_that_is_open(home: Home, store: Store) -> None:
    opens(home, store, "SystemDown", SOON)
    breaker = store.breaker("practice")
    assert breaker is not None
    wrong = {one.what: one.says for one in examine(home, offline=True) if not one.well}
    assert wrong == {"breaker": told(breaker)}
