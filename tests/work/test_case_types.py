"""Robots of further case types, worked end to end over all their stories: each case ends as its key says."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.practice.scenarios import scenarios
from tests.work.municipality import municipality, practice

pytestmark = pytest.mark.proof


@pytest.mark.parametrize(
    ("kind", "robot"), [("building_notification", "building-practice"), ("school_transport", "school-practice")]
)
def test_every_story_ends_as_its_key_says(tmp_path: Path, kind: str, robot: str) -> None:
    with practice(cases=len(scenarios(kind).stories), seed=2, kind=kind) as (address, password):
        town = municipality(tmp_path / "home", address, password, robot=robot)
        try:
            town.robot_runs()
            assert town.amiss() == {}
        finally:
            town.ends()
