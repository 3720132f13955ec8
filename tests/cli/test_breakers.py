"""Breakers on the command line: what a person is told of them, and the command that closes one."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from robots.practice import Options, PracticeServer
from robots.work.approving import trial_home
from robots.work.office import open_store
from tests.cli.conftest import DOOR, Command


def test_a_person_is_told_of_an_open_breaker_and_closes_it_with_check(command: Command, tmp_path: Path) -> None:
    with PracticeServer(Options(cases=1)) as server:
        folder = tmp_path / "home"
        home = trial_home(DOOR.parent, folder, system="practice", address=server.address, password="robot-ovning")
        with open_store(home) as store:
            store.open_breaker(
                "practice",
                cause="SystemDown",
                says="practice answers with faults only: /start could not be loaded. Nothing was written. When it "
                "does its work again: run.py check practice",
                rest=timedelta(hours=1),
                description="",
                browser="",
            )
        said = command("--home", folder, "status").out
        assert "practice går inte att arbeta med sedan" in said
        assert "practice svarar bara med fel: /start" in said
        (told,) = json.loads(command("--home", folder, "status", "--json").out)["breakers"]
        assert (told["system"], told["cause"]) == ("practice", "SystemDown")

        refused = command("--home", folder, "run", "parking-practice")
        assert (refused.code, "practice går inte att arbeta med sedan" in refused.err) == (3, True)

        checked = command("--home", folder, "check", "practice", "--cases", "1")
        assert "practice: robotar får arbeta med det igen." in checked.out
        assert json.loads(command("--home", folder, "status", "--json").out)["breakers"] == []
