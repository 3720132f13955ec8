"""A robot on changed pages of the practice system, by a fresh seed each time: it reads what is true, or it stops."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutations.judging import CAUGHT, Ended, Verdict
from tests.mutations.kinds import HARMLESS, OF_THE_WAY, UNSEEN, VISIBLE, Kind
from tests.mutations.systems import practice
from tests.mutations.trial import tried

pytestmark = pytest.mark.proof
SEED = secrets.token_hex(4)
WANTED = {**dict.fromkeys(VISIBLE, 2), **dict.fromkeys((*OF_THE_WAY, *UNSEEN), 1), **dict.fromkeys(HARMLESS, 4)}
NEEDLESS = 0.1  # share of harmless changes at which a robot may stop


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Ended]]:
    folder: Path = tmp_path_factory.mktemp("mutations")
    with practice(folder) as place:
        yield tried(place, WANTED, SEED)


def told(ended: list[Ended]) -> list[str]:
    return [f"seed {SEED}: {one.name}: {one.told}: {one.why}" for one in ended]


def test_every_kind_of_change_was_made(ended: list[Ended]) -> None:
    assert {one.kind for one in ended} == set(Kind)


def test_no_visible_change_leads_to_a_wrong_value_or_draft(ended: list[Ended]) -> None:
    assert told([one for one in ended if one.kind in VISIBLE and one.verdict is Verdict.WRONG]) == []


def test_a_robot_seldom_stops_at_a_harmless_change(ended: list[Ended]) -> None:
    harmless = [one for one in ended if one.kind in HARMLESS]
    needless = [one for one in harmless if one.verdict in CAUGHT]
    assert len(needless) < NEEDLESS * len(harmless), told(needless)
