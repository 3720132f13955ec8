"""The stories of odd and hostile applications: told only when asked for, and truly what they say they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from robots.practice import hostile
from robots.practice.__main__ import options
from robots.practice.casetype import case_type
from robots.practice.options import Options
from robots.practice.population import Population, populate
from robots.practice.scenarios import hostile_stories, scenarios
from tests.practice.clerk import Clerk
from tests.practice.conftest import DAY

NAME = "parking_permit"
STORIES = hostile_stories(NAME)


def drawn(*, odd: bool, **about: Any) -> Population:
    kind = case_type(NAME)
    return populate(Options(day=DAY, hostile=odd, **about), kind, scenarios(NAME), STORIES if odd else ())


def test_there_are_more_than_forty_each_with_a_sentence_and_a_right_outcome_of_its_own() -> None:
    assert len({story.story for story in STORIES}) == len(STORIES) == 48
    assert all(bool(story.expect.outcome) != bool(story.expect.handed_over) for story in STORIES)
    assert {story.expect.handed_over for story in STORIES} == {None, "unreadable", "hostile", "person_only"}


def test_they_are_told_once_beside_the_usual_ones_and_only_when_asked_for() -> None:
    usual = {scenario.story for scenario, _ in drawn(odd=False).key.values()}
    told = [scenario.story for scenario, _ in drawn(odd=True).key.values()]
    assert sorted(told) == sorted([*usual, *(story.story for story in STORIES)])
    assert options([]).hostile is False
    assert options(["--hostile"]).hostile is True


@pytest.mark.parametrize("seed", [1, 2])
def test_the_usual_stories_end_as_they_did(seed: int) -> None:
    ends = {scenario.story: expected for scenario, expected in drawn(odd=False, seed=seed).key.values()}
    beside = {scenario.story: expected for scenario, expected in drawn(odd=True, seed=seed).key.values()}
    assert len(ends) == 60
    assert ends.items() <= beside.items()


def test_every_value_of_the_table_belongs_to_a_field() -> None:
    labels = set(case_type(NAME).labels)
    assert {label for story in STORIES for label in story.given} | {
        story.situation.unescaped for story in STORIES if story.situation.unescaped
    } <= labels


@pytest.fixture
def odd(started: Callable[..., Clerk]) -> Clerk:
    """The robot's account in a system with nothing but hostile applications."""
    return started(hostile=True, cases=0)


def test_every_page_and_file_of_every_such_case_is_served(odd: Clerk) -> None:
    kinds = {document.kind for case in drawn(odd=True, cases=0).cases.values() for document in case.documents}
    assert kinds == {"Läkarintyg", "Passfoto", "Övrigt"}
    for number in odd.account("facit")["cases"]:
        first = odd.get(f"/arende/{number}/flik")
        second = odd.send(first, "flik", "2")
        assert (first.status, second.status) == (200, 200), number
    for key in (1001, 1010, 1020, 1040, 1080):
        assert odd.get(f"/bilaga/{key}").status == 200


def test_a_text_is_printed_as_markup_only_where_the_story_says_so(odd: Clerk) -> None:
    escaped = odd.get(f"/arende/{odd.number_of('HTML och skript i fritexten')}/flik")
    flawed = odd.get(f"/arende/{odd.number_of('Märkningar utan skript')}/flik")
    assert "<img src=x" not in escaped.raw
    assert "<b>Hej!</b>" in flawed.raw


def test_a_name_that_is_none_stays_one_header(odd: Clerk) -> None:
    population = drawn(odd=True, cases=0)
    (odd_name,) = (one for case in population.cases.values() for one in case.documents if "Set-Cookie" in one.name)
    answer = odd.get(f"/bilaga/{odd_name.key}")
    assert answer.status == 200
    assert "set-cookie" not in answer.headers


def test_the_attachments_are_what_they_are_said_to_be() -> None:
    assert len(hostile.made("drawing of 20 MB")) > 20_000_000
    with zipfile.ZipFile(io.BytesIO(hostile.made("zip bomb"))) as archive:
        assert sum(one.file_size for one in archive.infolist()) > 200 * len(hostile.made("zip bomb"))
    assert PdfReader(io.BytesIO(hostile.made("encrypted pdf"))).is_encrypted
    assert b"/S /JavaScript" in hostile.made("pdf with script").replace(b"\n", b" ")
    root: Any = PdfReader(io.BytesIO(hostile.made("pdf with hidden script"))).trailer["/Root"]
    assert root["/OpenAction"]["/S"] == "/JavaScript"
    assert b"JavaScript" not in hostile.made("pdf with hidden script")
    assert PdfReader(io.BytesIO(hostile.made("pdf with a file in it"))).attachments.keys() == {"program.exe"}
