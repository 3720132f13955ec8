"""One reader for a live page and for fetched text: on every screen of the practice system both say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest
from playwright.async_api import Frame, Response

from robots.systems.description import FieldPart, Press
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.practising import FLOW, Practising, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

STORIES = (
    "En förare som går 500 meter",
    "Varken läkarintyg eller passfoto",
    "med tusentalsavgränsare i talet",
    "Trettio och fler tidigare tillstånd",
    "En kollega har ärendet öppet",
    "En handläggare har redan börjat",
)


class Watch:
    """Keeps the text of what each frame of a window last loaded."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._answers: dict[Frame, Response] = {}
        window.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._answers[response.frame] = response

    async def differing(self, frame: str | None, read: Mapping[str, FieldPart]) -> dict[str, Any]:
        """What the reader says otherwise of the fetched text than of the live page; nothing where all is well."""
        place = self.window.frame(frame)
        said = ("Utkast sparat", "Ärendet är låst av", "ärenden")
        asked = {"read": {name: part.spec for name, part in read.items()}, "said": said, "match": {}, "outline": True}
        html = (await self._answers[place].body()).decode("utf-8")  # the browser hands it out so, whatever came
        live, fetched = await self.window.ask(place, asked), await self.window.ask(place, asked | {"html": html})
        assert live["headings"] or live["outline"]["labels"], "there is nothing to compare"
        assert all(name in live["fields"] for name in read)
        return {name: (live[name], fetched[name]) for name in live if live[name] != fetched[name] and name != "status"}


def tabs(robot: Practising) -> Iterator[tuple[str, Mapping[str, FieldPart]]]:
    """The tabs of a case: their names and what is described of each."""
    case = robot.session.system.description.cases[FLOW]
    for part in (*case.screens.values(), case.draft):
        (tab,) = part.tab
        yield tab.press, part.fields


@pytest.mark.parametrize("version", [1, 2])
async def test_the_lists_say_the_same_fetched_as_live(walled: Walled, version: Literal[1, 2]) -> None:
    async with practising(walled, version=version) as robot:
        watch, description = Watch(robot.window), robot.session.system.description
        await robot.window.go(description.inbox.at)
        for turn in ("Nästa", "Nästa", "Föregående"):
            table = FieldPart(kind="table", columns=description.inbox.columns)
            assert await watch.differing("inkorg", {"rows": table}) == {}
            await robot.window.press(robot.window.frame("inkorg"), Press(press=turn))
        assert description.decided is not None
        await robot.window.go(description.decided.at)
        decided = FieldPart(kind="table", columns=description.decided.columns)
        assert await watch.differing(None, {"rows": decided}) == {}


@pytest.mark.parametrize("version", [1, 2])
async def test_every_tab_of_a_case_says_the_same_fetched_as_live(walled: Walled, version: Literal[1, 2]) -> None:
    async with practising(walled, version=version) as robot:
        watch = Watch(robot.window)
        for story in STORIES[: 6 // version]:
            await robot.window.go(f"/arende/{robot.clerk.number_of(story)}")
            assert await watch.differing(None, {}) == {}
            for tab, fields in tabs(robot):
                await robot.window.press(robot.window.frame("flik"), Press(press=tab))
                assert await watch.differing("flik", fields) == {}, f"{story}: {tab}"


async def test_the_doors_and_windows_say_the_same_fetched_as_live(walled: Walled) -> None:
    async with practising(walled) as robot:
        watch, number = Watch(robot.window), robot.clerk.number_of(STORIES[0])
        robot.clerk.log_in()
        tab = robot.clerk.send(robot.clerk.get(f"/arende/{number}/flik"), "flik", "2").text
        key = re.findall(r"(?:visaBilaga.|bilaga/)(\d+)", tab)[0]
        await robot.window.go(f"/bilaga/visa?id={key}")
        assert await watch.differing(None, {}) == {}
        await robot.window.go(f"/arende/{number}")
        await robot.window.press(robot.window.frame(None), Press(press="Lämna ärendet"))
        assert await watch.differing(None, {}) == {}
        await robot.window.go("/loggaut")
        login = robot.session.system.description.login
        assert await watch.differing(None, {"user": login.user, "password": login.password}) == {}
