"""A case system that closes while a robot works: the case at hand is finished, the next run goes on with the rest."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from robots import yamlfile
from robots.errors import SystemClosed
from robots.model import Outcome
from robots.practice import Options, PracticeServer
from robots.systems.description import SystemFile
from robots.walltime import instant
from robots.work import job, running
from robots.work.approving import trial_home
from robots.work.office import open_store, run_robot

HOME = Path(__file__).parents[2]
ROBOT = "parking-practice"

pytestmark = pytest.mark.proof


def test_a_robot_at_work_when_its_system_closes_stops_well_and_goes_on_when_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = ["2026-11-26 21:50"]

    def heed_hours(system: SystemFile, _at: datetime) -> None:
        job.heed_hours(system, instant(datetime.fromisoformat(wall[-1])))

    def told(_outcome: Outcome, _count: int) -> None:
        wall.append("2026-11-26 22:00")

    monkeypatch.setattr(running, "heed_hours", heed_hours)
    with PracticeServer(Options(cases=4, seed=5)) as server:
        home = trial_home(HOME, tmp_path / "home", system="practice", address=server.address, password="robot-ovning")
        yamlfile.change(
            home.system_file("practice"),
            lambda tree: tree.update({"hours": {"mon-sun": "06:00-22:00"}, "limits": {"at_once": 1, "wait": 15.0}}),
        )
        first = run_robot(home, ROBOT, tell=told)

        assert isinstance(first.trouble, SystemClosed)
        assert "held back until 2026-11-27 06:00" in str(first.trouble)
        assert len(first.outcomes) == 1
        with open_store(home) as store:
            assert store.runs(1)[0].outcome == "SystemClosed"
            waiting = store.waiting_cases("practice", "parking_permit")
            assert waiting > 0
            assert [case.number for case in store.cases() if case.owner] == []
        with pytest.raises(SystemClosed):
            run_robot(home, ROBOT)

        wall.append("2026-11-27 06:00")
        second = run_robot(home, ROBOT)
        assert second.trouble is None
        assert len(second.outcomes) == waiting
        with open_store(home) as store:
            assert store.waiting_cases("practice", "parking_permit") == 0
            assert [run.outcome for run in store.runs()] == ["done", "SystemClosed"]  # the refused one left nothing
