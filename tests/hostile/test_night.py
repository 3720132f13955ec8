"""Every hostile and odd application in one night: each ends as the hand-written key says, and nothing ends the run."""

from __future__ import annotations

from collections import Counter

from robots.errors import Reason
from robots.model import State
from tests.hostile.conftest import Night
from tests.work.municipality import tell


def test_each_application_ends_as_the_key_says_and_the_run_ends_well(night: Night) -> None:
    assert night.robot.process.exitcode == 0, night.robot.said()
    wrong = night.town.amiss()
    with night.town.store() as store:
        cases = store.cases()
    tell(f"{len(night.key)} hostile applications: {dict(Counter(str(case.reason or case.state) for case in cases))}")
    assert len(night.key) >= 40
    assert wrong == {}

