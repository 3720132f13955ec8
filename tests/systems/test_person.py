"""The robot's own account logged in by a person: the session is kept, and robots go on with it until it ends."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from playwright.async_api import BrowserContext, Page

from robots.errors import LoginRefused, PageProblem
from robots.systems.codes import Codes
from robots.systems.credentials import Credentials
from robots.systems.listing import read_inbox
from robots.systems.person import begun
from robots.systems.session import Session
from tests.systems.conftest import Walled
from tests.systems.gate import KEY, PASSWORD, PERIOD, USER, Gate, gate

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def window_of(walled: Walled) -> Page:
    """The window in which a person is to log in."""
    opened: asyncio.Future[Page] = asyncio.get_running_loop().create_future()

    def note(context: BrowserContext) -> None:
        context.on("page", lambda page: opened.done() or opened.set_result(page))

    walled.browser.once("context", note)
    return await asyncio.wait_for(opened, 30)


async def by_hand(page: Page) -> None:
    """What the person does."""
    await page.get_by_label("User").fill(USER)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_label("Code").fill(Codes(Codes.parse(KEY).key, seconds=PERIOD).at(time.time()))
    await page.get_by_role("button", name="Go on").click()


async def logged_in(walled: Walled, server: Gate) -> str:
    """The session that a person began."""
    waiting = asyncio.ensure_future(window_of(walled))
    await asyncio.sleep(0)
    session = asyncio.ensure_future(begun(walled.browser, walled.firewall, server.described(), patience=30))
    await by_hand(await waiting)
    return await session


async def test_robots_go_on_with_the_session_that_a_person_began(walled: Walled) -> None:
    with gate("person") as server:
        state = await logged_in(walled, server)
        kept: list[str] = []
        credentials = Credentials(state=state, renew=kept.append)
        async with Session.open(walled.browser, walled.firewall, server.described(), credentials) as session:
            assert [row.number for row in (await read_inbox(session)).rows] == ["2026-1"]
        assert [cookie["name"] for cookie in json.loads(kept[0])["cookies"]] == ["session"]
        assert (server.gave("password"), server.gave("code")) == ([True], [True])
    assert walled.browser.contexts == []


async def test_a_session_that_the_system_has_ended_stops_the_robot_and_says_who_must_act(walled: Walled) -> None:
    with gate("person") as server:
        credentials = Credentials(state=await logged_in(walled, server))
        async with Session.open(walled.browser, walled.firewall, server.described(), credentials) as session:
            server.sessions.clear()
            with pytest.raises(LoginRefused, match=r'ended the session of "robot".*run\.py login gate'):
                await read_inbox(session)
        with pytest.raises(LoginRefused):
            async with Session.open(walled.browser, walled.firewall, server.described(), credentials):
                pytest.fail("it was let in")
        assert server.gave("password") == [True]


async def test_the_person_s_window_sends_nothing_but_a_login(walled: Walled) -> None:
    with gate("person") as server:
        waiting = asyncio.ensure_future(window_of(walled))
        await asyncio.sleep(0)
        session = asyncio.ensure_future(begun(walled.browser, walled.firewall, server.described(), patience=30))
        page = await waiting
        await page.get_by_label("User").wait_for()
        await page.evaluate("fetch('/case/2026-1', {method: 'POST', body: 'reasons=x'}).catch(() => 0)")
        await by_hand(page)
        await session
        assert server.came("POST", "/case/2026-1") == 0


async def test_where_nobody_comes_nothing_is_kept(walled: Walled) -> None:
    with gate("person") as server, pytest.raises(PageProblem, match=r"Nobody logged in.* in 1 s.*run\.py login gate"):
        await begun(walled.browser, walled.firewall, server.described(), patience=1)
    assert walled.browser.contexts == []


async def test_a_window_that_is_closed_before_the_login_keeps_nothing(walled: Walled) -> None:
    with gate("person") as server:
        waiting = asyncio.ensure_future(window_of(walled))
        await asyncio.sleep(0)
        session = asyncio.ensure_future(begun(walled.browser, walled.firewall, server.described(), patience=30))
        page = await waiting
        await page.get_by_label("User").wait_for()
        await page.close()
        with pytest.raises(PageProblem, match="The window was closed before anybody was logged in to gate"):
            await session
