"""Robots of further case types, worked end to end over all their stories: each case ends as its key says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from robots.errors import Reason
from robots.practice.scenarios import scenarios
from tests.work.municipality import Municipality, municipality, practice

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
            assert all(due == told for due, told in due_days(town))
        finally:
            town.ends()


def due_days(town: Municipality) -> Iterator[tuple[date | None, object]]:
    """Of each case whose proposal tells the last day of a clock of its own: when it is due, and that day."""
    with town.store() as store:
        for case in store.cases(robot=town.robot):
            proposal = None if case.reason is Reason.PERSON_ONLY else store.content(case).proposal
            if proposal and proposal.values.get("last_day"):
                yield case.due, proposal.values["last_day"]
