"""Cases whose addresses hold ids that nobody sees: the link of a case's row in the inbox is followed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from robots.errors import CaseProblem, DescriptionError, PageProblem, Reason, ScreenChanged
from robots.model import Value
from robots.systems.casework import Casework
from robots.systems.description import open_system
from robots.systems.listing import Inbox, read_inbox
from robots.systems.permit import Sends
from robots.systems.request import Request
from tests.systems.conftest import Walled
from tests.systems.registry import NUMBERS
from tests.systems.test_registry import DRAFT, MENU, REGISTRY, Clerk, at_registry, nothing_to_say

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST, SECOND = NUMBERS[:2]
FOLLOWS = (
    "      at: /case/{case}\n      heading: Case",
    "      at: /case/{case}\n      follow: number\n      heading: Case",
)
PAGED = (MENU, '  at: /inbox\n  pages: "/inbox?page={page}"\n')


@asynccontextmanager
async def following(walled: Walled, folder: Path, *changes: tuple[str, str]) -> AsyncIterator[Clerk]:
    """At a registry that hides its cases behind ids."""
    async with at_registry(walled, folder, FOLLOWS, PAGED, *changes) as clerk:
        clerk.registry.hides_cases()
        yield clerk


def handles(inbox: Inbox) -> dict[str, str | None]:
    """The handle of each permit's case."""
    return {row.number: row.handle for row in inbox.rows if row.flow}


async def test_the_inbox_tells_behind_which_id_each_case_stands(walled: Walled, tmp_path: Path) -> None:
    async with following(walled, tmp_path) as clerk:
        inbox = await read_inbox(clerk.session)
        assert handles(inbox) == {number: clerk.registry.ids[number] for number in NUMBERS[:4]}
        assert inbox.complete


async def test_a_case_behind_an_id_is_read_drafted_and_left(walled: Walled, tmp_path: Path) -> None:
    async with following(walled, tmp_path) as clerk:
        known = handles(await read_inbox(clerk.session))
        work = await Casework.open(clerk.session, clerk.window, SECOND, "permit", known[SECOND])
        values: dict[str, Value] = dict((await work.read()).values)
        await work.save(await work.form(), DRAFT, nothing_to_say)
        back = await work.form()
        await work.leave()
        assert values["applicant"] == "191212121212"
        assert work.holds(DRAFT, back)
        assert clerk.registry.cases[SECOND].saves == ["decision", "remark"]
        assert clerk.registry.accepts == [SECOND, f"-{SECOND}"]


async def test_a_case_whose_id_is_not_known_is_looked_up_in_the_inbox(walled: Walled, tmp_path: Path) -> None:
    async with following(walled, tmp_path) as clerk:
        await (await clerk.opens(SECOND)).leave()
        assert clerk.registry.accepts == [SECOND, f"-{SECOND}"]


async def test_of_a_case_that_is_not_in_the_inbox_either_it_is_said_that_its_address_is_not_known(
    walled: Walled, tmp_path: Path
) -> None:
    async with following(walled, tmp_path) as clerk:
        clerk.registry.numbers = NUMBERS[1:]
        with pytest.raises(CaseProblem, match="The address of the case is not known") as problem:
            await clerk.opens(FIRST)
        assert problem.value.reason == Reason.UNREADABLE
        assert clerk.registry.asked == []


async def test_a_case_that_left_the_inbox_is_opened_by_the_id_that_was_read_before(
    walled: Walled, tmp_path: Path
) -> None:
    async with following(walled, tmp_path) as clerk:
        known = handles(await read_inbox(clerk.session))
        clerk.registry.numbers = NUMBERS[1:]
        await (await Casework.open(clerk.session, clerk.window, FIRST, "permit", known[FIRST])).leave()
        assert clerk.registry.accepts == [FIRST, f"-{FIRST}"]


async def test_an_id_that_has_come_to_mean_another_case_opens_nothing_and_leaves_that_case_alone(
    walled: Walled, tmp_path: Path
) -> None:
    async with following(walled, tmp_path) as clerk:
        known = handles(await read_inbox(clerk.session))
        ids = clerk.registry.ids
        ids[FIRST], ids[SECOND] = ids[SECOND], ids[FIRST]
        clerk.registry.cases[SECOND].holder = "robot"  # in another of its windows
        with pytest.raises(ScreenChanged, match=f'no heading "Case {FIRST}"'):
            await Casework.open(clerk.session, clerk.window, FIRST, "permit", known[FIRST])
        assert clerk.registry.accepts == []


async def test_ids_that_change_between_two_readings_are_the_new_ones_and_no_message_names_the_old(
    walled: Walled, tmp_path: Path
) -> None:
    async with following(walled, tmp_path) as clerk:
        before = handles(await read_inbox(clerk.session))[FIRST]
        clerk.registry.hides_cases()
        with pytest.raises(PageProblem, match=f"/case/{FIRST}: the system says that there is no such page") as gone:
            await Casework.open(clerk.session, clerk.window, FIRST, "permit", before)
        assert str(before) not in str(gone.value)
        after = handles(await read_inbox(clerk.session))[FIRST]
        await (await Casework.open(clerk.session, clerk.window, FIRST, "permit", after)).leave()
        assert clerk.registry.accepts == [FIRST, f"-{FIRST}"]


HOSTILE = {
    "a second link beside the case's own": '<a href="/case/{id}">A-1</a><a href="/case/{other}"> </a>',
    "a link to another system": '<a href="http://127.0.0.1:1/case/{id}">A-1</a>',
    "a link that acts": '<a href="/case/{id}/accept">A-1</a>',
    "a link that never lists": '<a href="/case/{id}?_method=delete">A-1</a>',
    "a link out of its folder": '<a href="/case/..%2Flogout">A-1</a>',
    "a script": "<a href=\"javascript:location='/case/{id}'\">A-1</a>",
    "no link": "A-1",
}


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE)
async def test_a_row_leads_nowhere_that_holds(walled: Walled, tmp_path: Path, cell: str) -> None:
    async with following(walled, tmp_path) as clerk:
        ids = clerk.registry.ids
        clerk.registry.links[FIRST] = cell.format(id=ids[FIRST], other=ids[SECOND])
        known = handles(await read_inbox(clerk.session))
        assert known == {FIRST: None, **{number: ids[number] for number in NUMBERS[1:4]}}
        with pytest.raises(CaseProblem, match="The address of the case is not known"):
            await clerk.opens(FIRST)
        assert clerk.registry.asked == []


async def test_a_row_that_leads_to_another_case_opens_nothing(walled: Walled, tmp_path: Path) -> None:
    async with following(walled, tmp_path) as clerk:
        clerk.registry.links[FIRST] = f'<a href="/case/{clerk.registry.ids[SECOND]}">{FIRST}</a>'
        with pytest.raises(ScreenChanged, match=f'no heading "Case {FIRST}"'):
            await clerk.opens(FIRST)
        assert clerk.registry.accepts == []


async def test_an_inbox_of_which_no_row_leads_to_its_case_has_changed(walled: Walled, tmp_path: Path) -> None:
    async with following(walled, tmp_path) as clerk:
        clerk.registry.links = {number: f"<a href=/ticket/{number}>{number}</a>" for number in NUMBERS}
        with pytest.raises(
            ScreenChanged, match=r'registry\.yaml:\d+: none of 4 rows has in "number" one link, and that to'
        ):
            await read_inbox(clerk.session)


TAKEN = {
    "/case/{case}": ("/case/8f%C3%A53c?from=list#top", "8få3c"),
    "/case?id={case}": ("/case?from=list&id=YQ%2FYg%3D%3D", "YQ/Yg=="),
    "/case?id=c-{case}": ("/case?id=c-7", "7"),
    "/case/{case}/view": ("/case/7", None),
    "/case?id={case}&kind=a": ("/case?id=7&id=8&kind=a", None),
    "/cases/{case}": ("/cases/7/8", None),
}


@pytest.mark.parametrize("pattern", TAKEN)
async def test_of_a_link_only_the_id_is_taken(pattern: str) -> None:
    link, handle = TAKEN[pattern]
    assert Sends.parse(f"GET {pattern}").case_in(Request("GET", f"https://system.example{link}", {})) == handle


REFUSED = {
    "no column of that name": (FOLLOWS[0], FOLLOWS[1].replace("follow: number", "follow: link"), "it is no column of"),
    "an address without the id": (
        FOLLOWS[0],
        FOLLOWS[1].replace("{case}", "7", 1),
        "where the row's link holds the id",
    ),
    "no number in the heading": (
        FOLLOWS[0] + " {case}",
        FOLLOWS[1],
        "only the number proves that the link led to the right case",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), REFUSED.values(), ids=REFUSED)
async def test_a_description_is_refused_that_follows_links_and_has(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = REGISTRY.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "registry.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DescriptionError) as refusal:
        open_system(tmp_path / "registry.yaml")
    assert said in str(refusal.value)
