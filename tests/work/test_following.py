"""Cases behind ids that nobody sees, from one robot to the next: each is a process of its own, and knows what an
earlier one read with the inbox.

The case system is the registry of tests/systems, which stands on its own and survives.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import pytest

from robots import yamlfile
from robots.model import State
from robots.work.approving import approve, trial_home
from robots.work.new_flow import begin_flow
from tests.faults.kills import killed
from tests.systems.registry import NUMBERS, PASSWORD, Case, registry
from tests.work.municipality import Municipality
from tests.work.struck_robot import Blow
from tests.work.test_two_pages import CASE, RECALL, Town, _starter

OTHERS = NUMBERS[1:4]  # of which only the first two are shown: such a reading of the inbox is not complete


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with registry() as (made, address):
        made.numbers = NUMBERS[:1]
        made.hides_cases()
        starter = _starter(tmp_path)
        description = starter / "config" / "systems" / "registry.yaml"
        yamlfile.change(description, lambda tree: tree["cases"]["permit"]["open"].update(follow="number"))
        looks = {"looks": {"looks_again": "permits"}}
        yamlfile.change(starter / "config" / "robots.yaml", lambda tree: tree["robots"].update(looks))
        home = trial_home(starter, tmp_path / "home", system="registry", address=address, password=PASSWORD)
        begin_flow(home, "permit", "Tillstånd")
        works = Municipality(approve(home, "permits", by="test", reference="made-up cases only"), address, "permits")
        yield Town(made, works)
        works.ends()


@pytest.mark.proof
def test_a_case_that_left_the_inbox_is_looked_at_again_and_recalled_by_later_robots(town: Town) -> None:
    town.municipality.robot_runs()
    town.is_drafted_once()
    town.registry.numbers = OTHERS

    seen = len(town.registry.asked)
    look = town.municipality.starts("run", "looks")
    assert look.ends() == 0, look.said()
    assert any(town.registry.ids[CASE] in address for address in town.registry.asked[seen:])
    town.is_drafted_once()

    recall = town.municipality.starts(*RECALL)
    assert recall.ends() == 0, recall.said()
    assert town.case.pages == Case().pages
    assert town.view.state is State.STALE
    assert town.case.holder is None


def test_a_robot_killed_with_a_case_open_is_followed_by_one_that_leaves_it_though_it_left_the_inbox(town: Town) -> None:
    killed(town.municipality, Blow(SIGKILL, "response", 1))
    assert town.case.holder == "robot"
    town.registry.numbers = OTHERS
    town.municipality.robot_runs()
    assert town.case.holder is None
    town.is_drafted_once()


def test_a_case_that_is_gone_is_looked_at_before_it_is_withdrawn(town: Town) -> None:
    town.municipality.robot_runs()
    town.registry.numbers = ()
    town.municipality.robot_runs()
    assert town.view.state is State.WITHDRAWN
    assert town.registry.accepts[-2:] == [CASE, f"-{CASE}"]


def test_a_new_id_takes_the_place_of_the_old_one_and_none_stands_in_the_clear(town: Town) -> None:
    before = town.registry.ids[CASE]
    town.municipality.robot_runs("--mode", "shadow")
    town.registry.hides_cases()
    town.municipality.robot_runs()
    town.is_drafted_once()
    with town.municipality.store() as store:
        assert store.handle("registry", CASE) == town.registry.ids[CASE]
    kept = [file for file in town.municipality.home.path.rglob("*") if file.is_file()]
    for handle in (before, town.registry.ids[CASE]):
        assert [file for file in kept if handle.encode() in file.read_bytes()] == []


def test_what_an_applicant_wrote_into_a_row_leads_its_case_to_a_person(town: Town) -> None:
    town.registry.links[CASE] += f'<a href="/case/{town.registry.ids[NUMBERS[1]]}"></a>'
    town.municipality.robot_runs()
    assert (town.view.state, town.view.reason) == (State.HANDED_OVER, "unreadable")
    assert town.registry.asked == []
