"""What a monitoring system is told: one line, and a code that it understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.cases import Store, Versions, key_from
from robots.cli import run
from robots.model import SWEDEN, InboxRow, Mode
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.health import SILENT, Level
from robots.work.office import STORE_KEY, open_store

ROBOT, SYSTEM = "parking-practice", "practice"
TOOLKIT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a store and one robot, which should have started an hour ago."""
    made = trial_home(TOOLKIT, tmp_path / "home", system=SYSTEM, address="http://127.0.0.1:9", password="x")
    yamlfile.change(made.path / "config" / "robots.yaml", _one_robot)
    open_store(made).close()
    return made


@pytest.fixture
def service(home: Home) -> Iterator[Store]:
    """The store, with a service that lives."""
    with _at(home) as store:
        store.join("here:1", "here", service=True)
        yield store


def test_a_home_in_which_no_service_works_is_critical(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert "ingen tjänst arbetar här" in told(home, capsys, Level.CRITICAL)


@pytest.mark.usefixtures("service")
def test_a_service_that_lives_is_well_and_its_figures_can_be_drawn(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    line = told(home, capsys, Level.OK)
    assert line == "ROBOTS OK - allt är väl | failed=0 handed_over=0 overdue=0 undecided=0\n"


def test_a_service_that_was_ended_or_fell_silent_is_critical(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with _at(home, 2 * SILENT) as earlier:
        service = earlier.join("here:1", "here", service=True)
        assert "inte gett något livstecken" in told(home, capsys, Level.CRITICAL)
        earlier.leave(service)
        assert "tjänsten avslutades" in told(home, capsys, Level.CRITICAL)


def test_a_robot_that_did_not_start_on_time_is_critical(
    home: Home, service: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with _at(home, timedelta(hours=2)) as earlier:
        earlier.keep_schedule(ROBOT, home.robots[ROBOT].when[0].shown)
    assert f"{ROBOT} har inte startat" in told(home, capsys, Level.CRITICAL)


def test_a_robot_that_its_system_stopped_is_critical(
    home: Home, service: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    service.end_run(_begun(service), outcome="SystemDown", error="it does not answer.")
    assert f"{ROBOT} stoppades av practice" in told(home, capsys, Level.CRITICAL)


def test_stop_and_cases_past_their_day_are_warned_of(
    home: Home, service: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = _begun(service)
    service.record_inbox(
        run=begun,
        system=SYSTEM,
        robot=ROBOT,
        authority="Övningsnämnden",
        rows=[InboxRow("2026-1", "parking_permit", date(2026, 1, 2))],
        complete=True,
        due=lambda row: date(2026, 3, 2),
    )
    service.end_run(begun, outcome="done")
    home.stop_file.touch()
    line = told(home, capsys, Level.WARNING)
    assert "STOP är satt" in line
    assert "ärenden efter sin sista dag: 1" in line


def test_what_cannot_be_told_is_unknown_and_changes_nothing(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.data / "cases.db").unlink()
    assert "Det finns inget ärendelager" in told(home, capsys, Level.UNKNOWN)
    assert not (home.data / "cases.db").exists()
    (home.path / "config" / "settings.yaml").write_text("database: 7\n", encoding="utf-8")
    assert "config/settings.yaml:1" in told(home, capsys, Level.UNKNOWN)


def told(home: Home, capsys: pytest.CaptureFixture[str], level: Level) -> str:
    """The line that comes with that code."""
    assert run(["--home", str(home.path), "status", "--check"]) == level
    line = capsys.readouterr().out
    assert line.startswith(f"ROBOTS {level.name} - ")
    assert line.count("\n") == 1
    return line


@contextmanager
def _at(home: Home, ago: timedelta = timedelta()) -> Iterator[Store]:
    """The store, as it was written to so long ago."""
    key = key_from(Secrets(home.path).secret(STORE_KEY))
    with Store.open(home.database, key, clock=lambda: datetime.now(UTC) - ago) as store:
        yield store


def _begun(store: Store) -> int:
    return store.begin_run(robot=ROBOT, system=SYSTEM, flow="parking_permit", mode=Mode.SHADOW, versions=Versions())


def _one_robot(tree: dict[str, Any]) -> None:
    due = datetime.now(SWEDEN) - timedelta(hours=1)
    part = tree["robots"][ROBOT] | {"when": {"at": f"{due:%Y-%m-%d %H:%M}"}}
    tree["robots"].clear()
    tree["robots"][ROBOT] = part
