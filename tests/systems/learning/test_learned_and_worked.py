"""Each real system is learned from its address and a login alone, edited in a few lines, and worked to its drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from robots.cli.learning import Nobody
from robots.settings import Home
from robots.words import Words
from robots.work.learning import Target, learn_system
from robots.work.office import today

from ..helpdesk import Helpdesk
from ..helpdesk import judge as judge_helpdesk
from ..parking import ROBOT
from ..parking.standing import Verdict
from ..parking.working import Worked, work_twice
from ..roundup import Roundup
from ..roundup import judge as judge_roundup
from ..served import Served
from ..trac import Trac
from ..trac import judge as judge_trac
from .editing import Edited, edited

pytestmark = pytest.mark.proof

FLOW = "parking_permit"


def learn_and_work(
    name: str, served: Served, folder: Path, judge: Callable[[Path], list[Verdict]]
) -> tuple[Edited, Worked]:
    """Learn with --yes, edit, and let the robot work the inbox twice."""
    made: list[Edited] = []

    def describe(home: Home) -> None:
        home.system_file(name).unlink()
        target = Target(name, served.address, ROBOT.name, ROBOT.password, FLOW, authority="Övningsnämnden")
        outcome = learn_system(home, target, Nobody(), Words("en"))
        made.append(edited(outcome.file.read_text(encoding="utf-8"), name))
        outcome.file.write_text(made[0].text, encoding="utf-8")

    worked = work_twice(name, served, folder, judge, describe)
    return made[0], worked


SYSTEMS = (
    pytest.param("roundup", Roundup, judge_roundup, (0, 1), id="roundup"),
    pytest.param("helpdesk", Helpdesk, judge_helpdesk, (4, 1), id="helpdesk"),
    pytest.param("trac", Trac, judge_trac, (1, 2), id="trac"),
)


@pytest.mark.parametrize(("name", "system", "judge", "lines"), SYSTEMS)
def test_a_system_that_was_learned_and_edited_is_worked_to_its_drafts(
    name: str,
    system: type[Served],
    judge: Callable[[Path], list[Verdict]],
    lines: tuple[int, int],  # for reading, and for the draft
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with system(tmp_path / name, day=today()) as served:
        edit, worked = learn_and_work(name, served, tmp_path / "home", judge)
    right = sum(verdict.right for verdict in worked.after_first)
    with capsys.disabled():
        print(f"\nlearned and edited, {name}: {edit}; {right} of {len(worked.after_first)} right")  # noqa: T201
    assert worked.first.trouble is None
    assert [verdict for verdict in worked.after_first if not verdict.right] == []
    assert worked.after_second == worked.after_first
    assert edit.reading <= lines[0]
    assert edit.draft <= lines[1]  # published in docs/systems.md
