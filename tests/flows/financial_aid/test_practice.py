"""The robot works every story of the practice system in draft mode, and each ends as its hand-written key says."""

from pathlib import Path

import pytest

from robots.practice.scenarios import scenarios
from tests.work.municipality import municipality, practice

STORIES = scenarios("financial_aid").stories


@pytest.mark.proof
def test_every_story_ends_as_its_key_says(tmp_path: Path) -> None:
    with practice(cases=len(STORIES), seed=1, kind="financial_aid") as (address, password):
        town = municipality(tmp_path / "home", address, password, robot="aid-practice")
        try:
            town.robot_runs()

            assert town.amiss() == {}
            assert len(town.account("/facit")["cases"]) == len(STORIES)
        finally:
            town.ends()
