"""A contract at work: robots stop where a label may have lost what it labels, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from robots.cases import Store
from robots.errors import ScreenChanged
from robots.model import Mode, State
from robots.practice import Options, PracticeServer
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.checking import Checked
from robots.work.contracts import accept, check, check_all
from robots.work.ledger import Ledger
from robots.work.office import open_store, run_robot
from tests.work.upgrades import upgraded

TOOLKIT = Path(__file__).resolve().parents[2]
ROBOT = "parking-practice"
SWAPPED = (("Folkbokföringskommun", "Vistelsekommun"), ("Vistelsekommun", "Folkbokföringskommun"))
HARMLESS = (('<table class="falt"', '<p>Hjälp finns på intranätet.</p><table style="color: red" class="falt"'),)
RENAMED = (("Tolkbehov", "Behov av tolk"),)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with PracticeServer(Options(cases=3, seed=22)) as server:
        password = "robot-ovning"
        yield trial_home(TOOLKIT, tmp_path / "home", system="practice", address=server.address, password=password)


def checked(home: Home, store: Store) -> Checked:
    with Ledger(store) as ledger:
        return asyncio.run(check(home, ledger, "practice", cases=3))


def accepted(home: Home) -> None:
    with open_store(home) as store:
        accept(store, checked(home, store), by="eva")


def states(home: Home) -> dict[State, Any]:
    with open_store(home) as store:
        return dict(store.summary().states)


def test_what_is_accepted_has_not_changed_and_stands_in_the_audit(home: Home) -> None:
    accepted(home)
    with open_store(home) as store:
        assert checked(home, store).changes == ()
        (entry,) = (entry for entry in store.audit() if entry.action == "contract")
        contract = store.contract("practice")
    assert (entry.who, contract.by if contract else None) == ("eva", "eva")
    assert contract is not None
    assert contract.browser


def test_swapped_labels_stop_a_robot_before_anything_is_read_into_a_case(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(home)
    with upgraded(monkeypatch, *SWAPPED):
        result = run_robot(home, ROBOT, mode=Mode.SHADOW)
    assert isinstance(result.trouble, ScreenChanged)
    assert '"Folkbokföringskommun" and "Vistelsekommun" have changed places' in str(result.trouble)
    assert str(result.trouble).startswith("config/systems/practice.yaml:")
    assert set(states(home)) <= {State.FOUND, State.DECIDED}
    with open_store(home) as store:
        assert store.breaker("practice") is not None


def test_a_check_tells_of_a_save_that_is_called_otherwise_before_a_robot_has_a_draft(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(home)
    with upgraded(monkeypatch, ('value="Spara utkast"', 'value="Spara som utkast"')), open_store(home) as store:
        seen = checked(home, store)
    assert [line for line in seen.troubles if 'there is no "Spara utkast"' in line] == list(seen.troubles)
    assert seen.troubles


@pytest.mark.proof
@pytest.mark.parametrize("swaps", [HARMLESS, RENAMED], ids=["style and help", "another label"])
def test_a_robot_goes_on_where_no_field_of_ours_is_touched(
    home: Home, swaps: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(home)
    with upgraded(monkeypatch, *swaps):
        result = run_robot(home, ROBOT, mode=Mode.SHADOW)
    assert result.trouble is None
    assert len(result.outcomes) == 3
    with open_store(home) as store:
        noted = [one.says for one in store.noted_changes("practice")]
    assert bool(noted) == (swaps == RENAMED)
    assert all('the label "Tolkbehov" is not there any more.' in one for one in noted)


def test_without_a_contract_a_robot_goes_by_labels_alone_and_says_so(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    sink = logger.add(said.append, level="WARNING")
    with upgraded(monkeypatch, *SWAPPED):
        result = run_robot(home, ROBOT, mode=Mode.SHADOW, limit=1)
    logger.remove(sink)
    assert result.trouble is None
    assert sum("run.py check practice --accept" in line for line in said) == 1


def test_a_nightly_check_holds_the_robots_of_a_changed_system_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted(home)
    with open_store(home) as store, Ledger(store) as ledger:
        with upgraded(monkeypatch, *RENAMED):
            asyncio.run(check_all(home, ledger))
        assert store.breaker("practice") is None
        assert len(store.noted_changes("practice")) > 0
        with upgraded(monkeypatch, *SWAPPED):
            asyncio.run(check_all(home, ledger))
        breaker = store.breaker("practice")
    assert breaker is not None
    assert "have changed places" in breaker.says
