"""One case opened at the practice system: what is read is what stands there, what is saved is what was meant."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from robots.errors import CaseProblem, ClaimLost, Reason, ScreenChanged
from robots.model import File, Unknown, Value
from robots.systems.casework import Casework
from robots.systems.view import PageMissing
from tests.systems.conftest import Walled
from tests.systems.practising import FLOW, Practising, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST = "En förare som går 500 meter"
DRAFT: dict[str, Value] = {
    "outcome": "grant",
    "reasons": 'Sökanden går 500 meter – på gränsen.\n\nBifall & <b>ingen</b> uppmärkning; "citat" 5 € ½.',
    "valid_from": date(2026, 12, 1),
    "valid_to": date(2031, 11, 30),
    "answer_by": None,
    "notified": False,
    "note": "Förberett av en robot.",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(walled: Walled) -> AsyncIterator[Practising]:
    """A robot at a practice system where no test leaves anything behind."""
    async with practising(walled) as at_work:
        yield at_work


@pytest_asyncio.fixture(loop_scope="session")
async def robot(walled: Walled) -> AsyncIterator[Practising]:
    """A robot at a practice system of its own."""
    async with practising(walled) as at_work:
        yield at_work


async def nothing_to_say() -> None:
    """A last act that lets the save go."""


async def opened(robot: Practising, story: str = FIRST) -> Casework:
    """The case of which the practice system's table tells this story."""
    return await Casework.open(robot.session, robot.window, robot.clerk.number_of(story), FLOW)


STORIES: dict[str, dict[str, Any]] = {
    FIRST: {"kind": "new", "capacity": "driver", "mobility": "walks", "walking_distance": 500, "police_report": None},
    "med tusentalsavgränsare i talet": {"walking_distance": 1711},
    "gångsträckan är tom": {"mobility": "wheelchair", "walking_distance": None},
    "Gångsträckan är skriven så": {"walking_distance": Unknown("not a whole number")},
    "med en månad som inte finns": {"received": Unknown("not a date of the agreed form")},
    "inte är folkbokförd i Sverige men vistas": {"stays_in": "Övningskommun"},
    "Varken läkarintyg eller passfoto": {"documents": ["other"]},
    "redan en gång har fått ett tillstånd spärrat": {"kind": "lost", "permits": ["active", "blocked"]},
}


async def test_what_is_read_is_what_the_story_of_the_case_tells(reader: Practising) -> None:
    for story, told in STORIES.items():
        work = await opened(reader, story)
        values = dict((await work.read()).values)
        await work.leave()
        for table, column in (("permits", "status"), ("documents", "type")):
            values[table] = sorted({row[column] for row in values[table]})
        assert values | told == values, story
    assert reader.locks.keys() == {reader.clerk.number_of("låset")}


async def test_attachments_come_whole_also_those_in_a_window_of_their_own(reader: Practising) -> None:
    cases = reader.clerk.account("facit")["cases"]
    reader.clerk.log_in()
    tabs = ((number, reader.clerk.send(reader.clerk.get(f"/arende/{number}/flik"), "flik", "2")) for number in cases)
    number, tab = next((number, tab) for number, tab in tabs if "visaBilaga" in tab.text)
    work = await Casework.open(reader.session, reader.window, number, FLOW)
    reading = await work.read()
    await work.leave()
    files = [row["file"] for row in reading.values["documents"]]
    assert files == [fetched.file for fetched in reading.fetched]
    assert {type(file) for file in files} == {File}
    assert {file.media_type for file in files} <= {"application/pdf", "image/png"}
    keys = re.findall(r"visaBilaga\((\d+)\)|/bilaga/(\d+)", tab.text)
    there = [reader.clerk.get(f"/bilaga/{popup or plain}").body for popup, plain in keys]
    assert [fetched.content for fetched in reading.fetched] == there


async def test_an_upgraded_case_gives_nothing_and_says_what_is_not_as_described(walled: Walled) -> None:
    async with practising(walled, version=2) as robot:
        work = await opened(robot)
        with pytest.raises(ScreenChanged) as changed:
            await work.read()
        await work.leave()
    assert "config/systems/practice.yaml:" in str(changed.value)
    assert "Nothing was written. If the system was upgraded: run.py heal practice" in str(changed.value)


async def test_a_case_that_a_colleague_has_open_is_left_alone(reader: Practising) -> None:
    story = "En kollega har ärendet öppet"
    before = reader.locks
    with pytest.raises(CaseProblem) as problem:
        await opened(reader, story)
    assert problem.value.reason == Reason.LOCKED
    assert reader.locks == before


async def test_a_case_that_is_not_there_is_told_apart_from_a_fault(reader: Practising) -> None:
    with pytest.raises(PageMissing):
        await Casework.open(reader.session, reader.window, "2026-PRK-99999", FLOW)


async def test_a_form_that_nobody_began_is_untouched_and_one_that_a_colleague_began_is_not(reader: Practising) -> None:
    work = await opened(reader)
    assert work.touched(await work.form()) == ()
    await work.leave()
    begun = await opened(reader, "En handläggare har redan börjat")
    assert "reasons" in begun.touched(await begun.form())
    await begun.leave()


async def test_a_draft_stands_there_as_it_was_meant_and_nothing_is_decided(robot: Practising) -> None:
    work = await opened(robot)
    await work.save(await work.form(), DRAFT, nothing_to_say)
    assert work.differing(DRAFT, await work.form()) == ()
    account = robot.clerk.account()
    assert (account["draft_saves"], account["decisions"]) == ({"robot": 1}, {})
    draft = account["cases"][work.case.number]["draft"]
    assert draft["motivering"].replace("\r\n", "\n") == DRAFT["reasons"]
    assert (draft["forslag"], draft["galler_till"], draft["underrattad"]) == ("Bifall", "2031-11-30", "")


async def test_a_text_that_the_system_cut_differs_when_it_is_read_back(robot: Practising) -> None:
    work = await opened(robot)
    long = DRAFT | {"reasons": "Sökanden går 500 meter. " * 100}
    await work.save(await work.form(), long, nothing_to_say)
    assert work.differing(long, await work.form()) == ("reasons",)


async def test_a_save_whose_last_act_says_no_never_reaches_the_system(robot: Practising) -> None:
    async def no() -> None:
        raise ClaimLost("another robot took the case over")

    work = await opened(robot)
    with pytest.raises(ClaimLost):
        await work.save(await work.form(), DRAFT, no)
    assert robot.clerk.account()["draft_saves"] == {}
    await work.leave()
    assert work.case.number not in robot.locks
