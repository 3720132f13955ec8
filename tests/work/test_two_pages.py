"""A draft over two pages is one draft: robots killed at each point of both saves lose and double nothing.

The case system is the registry of tests/systems, which stands on its own and survives; it keeps account of each save.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import pytest

from robots import yamlfile
from robots.cases import CaseView
from robots.model import State
from robots.work.approving import approve, trial_home
from robots.work.new_flow import begin_flow
from robots.work.office import today
from tests.faults.kills import killed
from tests.systems.registry import NUMBERS, PASSWORD, Case, Registry, registry
from tests.work.municipality import TOOLKIT, Municipality
from tests.work.struck_robot import Blow

DESCRIPTION = Path(__file__).parents[1] / "systems" / "registry.yaml"
CASE = NUMBERS[0]
RECALL = ("recall", "--since", f"{today()}", "--yes")
POINTS = [("request", 1), ("released", 1), ("response", 1), ("request", 2), ("released", 2), ("response", 2)]
"""Of one draft on two pages, in their order, and for which page: what is not of one page is as in other drafts."""


@dataclass
class Town:
    """The registry with one case, and a municipality that works it."""

    registry: Registry
    municipality: Municipality

    @property
    def case(self) -> Case:
        """As it really stands."""
        return self.registry.cases[CASE]

    @property
    def view(self) -> CaseView:
        """As the store has it."""
        with self.municipality.store() as store:
            return store.case(CASE, "registry")

    def is_drafted_once(self) -> None:
        assert self.case.saves == ["decision", "remark"]
        assert self.case.pages["decision"]["outcome"] == "Grant"
        assert "beviljas" in self.case.pages["decision"]["reasons"]
        assert "Förberett av robot" in self.case.pages["remark"]["note"]
        assert self.view.state is State.VERIFIED
        assert self.case.holder is None, "the case was not given back"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with registry() as (made, address):
        made.numbers = NUMBERS[:1]
        home = trial_home(_starter(tmp_path), tmp_path / "home", system="registry", address=address, password=PASSWORD)
        begin_flow(home, "permit", "Tillstånd")
        approved = approve(home, "permits", by="test", reference="made-up cases only")
        works = Municipality(approved, address, "permits")
        yield Town(made, works)
        works.ends()


def _starter(folder: Path) -> Path:
    """What a home begins with: the settings, the registry's description, one robot."""
    config = folder / "starter" / "config"
    (config / "systems").mkdir(parents=True)
    (config.parent / "flows").mkdir()
    settings = (TOOLKIT / "config" / "settings.yaml").read_text(encoding="utf-8")
    (config / "settings.yaml").write_text(settings, encoding="utf-8")
    description = DESCRIPTION.read_text(encoding="utf-8")
    (config / "systems" / "registry.yaml").write_text(description, encoding="utf-8")
    robot = "robots: {permits: {flow: permit, system: registry, mode: shadow, drafts: [grant]}}\n"
    (config / "robots.yaml").write_text(robot, encoding="utf-8")
    yamlfile.change(config / "settings.yaml", lambda tree: tree["faults"].update(rest=0.2, probe=0.2))
    return config.parent


@pytest.mark.proof
def test_a_robot_killed_between_the_two_saves_is_followed_by_one_that_saves_the_other_half(town: Town) -> None:
    robot = killed(town.municipality, Blow(SIGKILL, "response", 1))
    assert robot.points().count("after intent") == 1
    assert town.case.saves == ["decision"]
    again = town.municipality.robot_runs()
    assert "after intent" not in again.points(), "the intent was noted once, before the first save"
    assert "the pages that are left of a draft that was begun earlier are saved" in again.logged()
    town.is_drafted_once()


@pytest.mark.proof
@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_a_robot_killed_at_each_point_of_both_saves_and_run_again_loses_and_doubles_nothing(
    town: Town, point: str, nth: int
) -> None:
    killed(town.municipality, Blow(SIGKILL, point, nth))
    town.municipality.robot_runs()
    town.is_drafted_once()


def test_half_a_draft_in_which_a_person_wrote_goes_to_a_person_as_it_stands(town: Town) -> None:
    killed(town.municipality, Blow(SIGKILL, "response", 1))
    town.registry.colleague_saves(CASE, "remark", note="By a colleague")
    town.municipality.robot_runs()
    assert (town.view.state, town.view.reason) == (State.HANDED_OVER, "uncertain")
    assert town.case.saves == ["decision"]
    assert town.case.pages["remark"] == {"note": "By a colleague"}


def test_where_the_second_page_is_refused_the_first_is_put_back_and_the_case_goes_to_a_person(town: Town) -> None:
    town.registry.hastens = "remark"
    town.municipality.robot_runs()
    assert (town.view.state, town.view.reason) == (State.HANDED_OVER, "begun")
    assert town.case.saves == ["decision", "decision"]
    assert town.case.pages == Case().pages


def test_where_the_first_page_is_refused_the_second_is_not_saved(town: Town) -> None:
    town.registry.hastens = "decision"
    town.municipality.robot_runs()
    assert (town.view.state, town.view.reason) == (State.HANDED_OVER, "begun")
    assert town.case.saves == []


@pytest.mark.proof
@pytest.mark.parametrize(("words", "saves"), [(("run", "permits"), 2), (RECALL, 4)], ids=["saving", "taking back"])
def test_a_draft_that_stands_half_is_taken_back_whole_by_a_recall(
    town: Town, words: tuple[str, ...], saves: int
) -> None:
    if words == RECALL:
        town.municipality.robot_runs()
    assert town.municipality.starts(*words, blow=Blow(SIGKILL, "response", 1)).ends() == -SIGKILL
    assert len(town.case.saves) == saves - 1
    recall = town.municipality.starts(*RECALL)
    assert recall.ends() == 0, recall.said()
    assert town.case.pages == Case().pages
    assert len(town.case.saves) == saves
    assert town.view.state is State.STALE
