"""A municipality to which every odd and hostile application came in one night, and a robot that has worked them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.work.municipality import Municipality, municipality, practice
from tests.work.robot_process import RobotProcess


@dataclass(frozen=True)
class Night:
    """What the robot left, and what really happened."""

    town: Municipality
    robot: RobotProcess
    key: dict[str, dict[str, Any]]

    def number_of(self, story: str) -> str:
        """The case of which the table tells this story."""
        found = {right["story"]: number for number, right in self.key.items() if story in right["story"]}
        return found[min(found, key=len)]


@pytest.fixture(scope="session", params=[False, True], ids=["shown", "in the faster lanes"])
def night(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """One run in draft mode over all hostile stories; without a contract every page is shown."""
    with practice(cases=0, seed=1, hostile=True) as (address, password):
        town = municipality(tmp_path_factory.mktemp("hostile") / "home", address, password)
        if request.param:
            town.accepts_the_screens()
        try:
            robot = town.starts_robot()
            robot.ends()
            yield Night(town, robot, town.account("/facit")["cases"])
        finally:
            town.ends()
