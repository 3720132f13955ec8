"""Screens that buttons unfold and scripts fill: read once they are there, and not before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page

from robots.errors import ScreenChanged
from robots.systems.apart import Apart
from robots.systems.description import FieldPart, Press, ScreenPart
from robots.systems.naming import Naming
from robots.systems.screen import Screen
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo

Shows = Callable[..., Awaitable[object]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Each button brings up the next after a while, as pages do that move what they show.
FOLDED = """<h2>A permit of somebody's #7</h2>
<button onclick="setTimeout(() => document.querySelector('#one').hidden = false, 200)">Respond</button>
<div id=one hidden>
<a href=#two onclick="setTimeout(() => document.querySelector('#two').hidden = false, 200)">Details</a>
<div id=two hidden><label>Note <input value=x></label></div></div>"""
TABS = (Press(press="Respond", stays=True), Press(press="Details", stays=True))


@pytest.fixture
def shows(walled: Walled, page: Page, loopback: Loopback, tmp_path: Path) -> Shows:
    """Reads the note of a screen that is described like this."""

    async def show(html: str = FOLDED, **about: str) -> object:
        system = described(tmp_path, ("limits: {wait: 10}", "limits: {wait: 2}"), address=loopback.origin)
        walled.firewall.admit(system.description.policy)
        try:
            given = {"at": echo(html), "fields": {"note": FieldPart(label=("Note",))}, "tab": TABS, "awaits": "Note"}
            part = ScreenPart.model_validate(given | about)
            screen = Screen(
                Window(page, system, Apart()), part, Naming("7"), "cases", "permit", "screens", "application"
            )
            return (await screen.read()).values["note"]
        finally:
            walled.firewall.dismiss(system.description.policy)

    return show


async def test_buttons_are_pressed_one_after_the_other_as_they_come(shows: Shows) -> None:
    assert await shows() == "x"


async def test_a_button_that_never_comes_is_a_changed_screen(shows: Shows) -> None:
    with pytest.raises(ScreenChanged, match='"Details" stands on the page 0 times'):
        await shows(FOLDED.replace("'#one'", "'#two'"))


async def test_what_never_comes_is_a_changed_screen(shows: Shows) -> None:
    with pytest.raises(ScreenChanged, match='"Later" did not come'):
        await shows(awaits="Later")


async def test_a_heading_may_hold_words_that_somebody_wrote(shows: Shows) -> None:
    assert await shows(heading="* #{case}") == "x"
    with pytest.raises(ScreenChanged, match="no heading"):
        await shows(FOLDED.replace("#7", "#77"), heading="* #{case}")
