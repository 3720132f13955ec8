"""What a person decided, read in a decided case of each type: what the practice system's account says, and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from robots import yamlfile
from robots.errors import DescriptionError, ScreenChanged
from robots.systems.casework import Casework
from robots.systems.description import open_system
from robots.systems.stops import Stopped
from tests.systems.conftest import Walled
from tests.systems.pages import PRACTICE
from tests.systems.practising import DAY, Practising, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPES = ("parking_permit", "financial_aid", "school_transport", "home_adaptation")
MADE: Mapping[str, tuple[dict[str, str], dict[str, Any]]] = {
    "parking_permit": (
        {"galler_fran": "2026-12-01", "galler_till": "2031-11-30", "motivering": "Rad ett.\n\nRad  två."},
        {"valid_from": date(2026, 12, 1), "valid_to": date(2031, 11, 30), "reasons": "Rad ett. Rad två."},
    ),
    "financial_aid": (
        {"belopp": "4 321,50", "manad": "2026-12"},
        {"amount": Decimal("4321.50"), "for_month": date(2026, 12, 1), "reasons": None},
    ),
    "school_transport": ({"galler_till": "2027-06-15"}, {"valid_to": date(2027, 6, 15), "valid_from": None}),
    "home_adaptation": ({"svar_senast": "2026-12-18"}, {"answer_by": date(2026, 12, 18)}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def robot(walled: Walled) -> AsyncIterator[Practising]:
    async with practising(walled, types=TYPES, cases=3) as at_work:
        yield at_work


def new(robot: Practising, flow: str, at: int = 0) -> str:
    """The number of a new case of a type."""
    code = {"parking_permit": "PRK", "financial_aid": "EKB", "school_transport": "SKO", "home_adaptation": "BAB"}[flow]
    return [number for number in robot.clerk.account()["cases"] if code in number][at]


async def decided(robot: Practising, number: str, flow: str) -> Mapping[str, object]:
    work = await Casework.open(robot.session, robot.window, number, flow, decided=True)
    try:
        return await work.decided()
    finally:
        await work.leave()


@pytest.mark.parametrize("flow", TYPES)
async def test_a_decision_is_read_as_it_was_made(robot: Practising, flow: str) -> None:
    number, (values, read) = new(robot, flow), MADE[flow]
    made = {"case": number, "user": "handlaggare2", "outcome": "Bifall", "values": values, "why": "Ny uppgift"}
    robot.clerk.steer(decide=made)
    shown = await decided(robot, number, flow)
    assert shown | {**read, "outcome": "grant", "decided": DAY, "why": "Ny uppgift"} == shown
    assert "Testhandläggare" not in str(shown)
    account = robot.clerk.account()
    assert (account["draft_saves"], account["locks"]) == ({}, {})


async def test_a_case_that_nobody_has_decided_shows_no_decision(robot: Practising) -> None:
    number = new(robot, "parking_permit", 1)
    with pytest.raises(ScreenChanged, match="Fattat beslut"):
        await decided(robot, number, "parking_permit")


async def test_a_case_that_is_marked_since_is_not_read(robot: Practising) -> None:
    number = new(robot, "parking_permit", 2)
    robot.clerk.steer(decide={"case": number, "user": "handlaggare2", "outcome": "Bifall"})
    robot.clerk.steer(change={"case": number, "field": "Sekretessmarkering", "value": "Ja"})
    with pytest.raises(Stopped):
        await decided(robot, number, "parking_permit")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda fields: fields.pop("outcome"), 'needs the field "outcome"'),
        (lambda fields: fields.update(decider={"label": "Beslutat av"}), "no field of the draft"),
        (lambda fields: fields.update(reasons={"label": "Motivering", "kind": "file"}), "single values"),
    ],
)
async def test_a_description_says_what_is_compared_and_nothing_else(tmp_path: Path, change: Any, says: str) -> None:
    copy = tmp_path / "practice.yaml"
    copy.write_bytes(PRACTICE.read_bytes())
    yamlfile.change(copy, lambda tree: change(tree["cases"]["parking_permit"]["decision"]["fields"]))
    with pytest.raises(DescriptionError, match=says):
        open_system(copy)
