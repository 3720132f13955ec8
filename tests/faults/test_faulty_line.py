"""On a line that spoils every tenth request nothing is lost, nothing is saved twice, and nothing wrong is saved."""

from __future__ import annotations

from pathlib import Path
from signal import SIGKILL

import pytest

from tests.faults.night import faulty_line, judged, worked
from tests.faults.proxy import Fault
from tests.work.municipality import tell
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof


def test_every_tenth_request_to_a_case_meets_a_fault_and_every_case_ends_well(tmp_path: Path) -> None:
    with faulty_line(tmp_path / "home", cases=12, seed=8, share=0.1) as (town, proxy):
        runs = worked(town, nights=12)
        came = judged(town, proxy)
        tell(f"{proxy.passed} requests, {dict(proxy.done)}, {runs} runs, {dict(came.ended)}, {town.amiss()}")
        assert came.amiss == (), town.amiss()
        assert len(proxy.done) >= len(Fault) - 2, "hardly any fault was not met"
        assert came.ended["verified"] >= 6


def test_a_case_that_only_is_left_and_once_answers_with_another_page_stops_no_robot(tmp_path: Path) -> None:
    with faulty_line(tmp_path / "home", cases=12, seed=8, share=0) as (town, proxy):
        assert town.starts_robot(blow=Blow(SIGKILL, "request")).ends() == -SIGKILL
        open_ = set(town.account()["locks"])
        assert open_
        proxy.kinds = (Fault.WRONG_PAGE,)
        proxy.share = lambda request: float(not proxy.done and request.path.rpartition("/")[2] in open_)
        town.robot_runs()
        assert proxy.done == {Fault.WRONG_PAGE: 1}
        assert town.amiss() == {}
        assert town.account()["locks"] == {}
