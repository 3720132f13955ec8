"""How many windows a login is worth: what the owner allows, or two where the system serves one request at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.systems.session import Session
from robots.work.probing import TURNS, windows
from tests.practice.clerk import Clerk
from tests.systems.pages import PRACTICE

THINKS = 400  # milliseconds: far more than this machine needs for the asking
ALLOWED = 4


async def worth(folder: Path, *, limits: dict[str, Any], **options: Any) -> tuple[int, int]:
    """How many windows a login to such a practice system is worth, and what finding that out has asked of it."""
    description = folder / "practice.yaml"
    description.write_text(PRACTICE.read_text(encoding="utf-8"), encoding="utf-8")
    yamlfile.change(description, lambda tree: tree["limits"].update(limits))
    with PracticeServer(Options(cases=1, think=THINKS, **options)) as server:
        system = open_system(description, address=server.address)
        async with (
            warm_browser(None) as (browser, firewall),
            Session.open(browser, firewall, system, Credentials(ROBOT.password)) as session,
        ):
            clerk = Clerk(server.address)
            before = clerk.account()["requests"]
            return await windows(session), clerk.account()["requests"] - before


@pytest.mark.proof
@pytest.mark.parametrize(
    ("limits", "one_at_a_time", "count", "asked"),
    [
        ({"at_once": ALLOWED}, True, TURNS, 1 + ALLOWED),
        ({"at_once": ALLOWED}, False, ALLOWED, 1 + ALLOWED),
        ({"at_once": TURNS}, True, TURNS, 0),
        ({"at_once": ALLOWED, "pace": 600}, True, ALLOWED, 0),
    ],
    ids=["one at a time", "all at once", "two are allowed", "the owner has set a pace"],
)
def test_a_login_gets_the_windows_that_are_worth_having(
    tmp_path: Path, limits: dict[str, Any], one_at_a_time: bool, count: int, asked: int
) -> None:
    found = asyncio.run(worth(tmp_path, limits=limits, one_at_a_time=one_at_a_time))
    assert found == (count, asked)
