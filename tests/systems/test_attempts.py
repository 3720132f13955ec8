"""What a page tries to send by itself is laid to the window it came from; a case at hand there goes to a person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from robots.errors import CaseProblem, Reason
from robots.systems.casework import Casework
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.practising import FLOW, Practising, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

POST = "fetch('/handlaggning', {method: 'POST', body: new URLSearchParams({__EVENTTARGET: 'fatta'})}).catch(() => 0)"
WAYS = {
    "a decision": POST,
    "a decision by its address": "fetch('/handlaggning?__EVENTTARGET=fatta').catch(() => 0)",
    "a write that nobody declared": "fetch('/arende', {method: 'PUT', body: 'x'}).catch(() => 0)",
    "a write to elsewhere": "fetch('http://127.0.0.1:9/', {method: 'POST', mode: 'no-cors'}).catch(() => 0)",
    "a beacon": "navigator.sendBeacon('/handlaggning', 'x')",
    "a form of its own": "const f = document.createElement('form'); f.method = 'post'; f.action = '/x'; "
    "document.body.append(f); f.submit()",
    "the way to another place": "top.location = 'http://127.0.0.1:9/'",
}
NOTHING = {
    "an icon from elsewhere": "new Image().src = 'http://127.0.0.1:9/favicon.ico'",
    "a script from elsewhere": "const s = document.createElement('script'); s.src = '//127.0.0.1:9/x'; "
    "document.head.append(s)",
    "a look at another place": "fetch('http://127.0.0.1:9/').catch(() => 0)",
    "a frame with another place": "document.body.append(Object.assign(document.createElement('iframe'), "
    "{src: 'http://127.0.0.1:9/'}))",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def robot(walled: Walled) -> AsyncIterator[Practising]:
    async with practising(walled, cases=3) as working:
        yield working


async def does(robot: Practising, page: Page, script: str) -> None:
    """Let a script run in a page until what it asks for was judged."""
    judged = asyncio.Event()
    robot.session.firewall.on_block = lambda _: judged.set()
    try:
        await page.evaluate(f"() => {{ {script} }}")
        async with asyncio.timeout(10):
            await judged.wait()
    finally:
        robot.session.firewall.on_block = None


async def opened(robot: Practising) -> Casework:
    number = next(iter(robot.clerk.account("facit")["cases"]))
    return await Casework.open(robot.session, robot.window, number, FLOW)


@pytest.mark.parametrize("script", WAYS.values(), ids=WAYS)
async def test_a_case_is_handed_over_whose_page_tries(robot: Practising, script: str) -> None:
    work = await opened(robot)
    await does(robot, robot.window.page, script)
    with pytest.raises(CaseProblem, match="It was blocked: nothing was written") as told:
        await work.read()
    assert told.value.reason is Reason.HOSTILE
    await work.leave()
    assert robot.locks == {}
    assert robot.clerk.account()["decisions"] == {}


@pytest.mark.parametrize("script", NOTHING.values(), ids=NOTHING)
async def test_a_case_goes_on_whose_page_asks_for(robot: Practising, script: str) -> None:
    work = await opened(robot)
    await does(robot, robot.window.page, script)
    assert (await work.read()).values
    await work.leave()


async def test_an_attempt_is_laid_to_the_window_it_came_from_and_told_once(robot: Practising) -> None:
    since = time.monotonic()
    async with robot.session.window() as other:
        for window in (robot.window, other):
            await window.go("/inkorg")
        await does(robot, other.page, POST)
        assert await robot.session.attempt_from(robot.window, since) is None
        attempt = await robot.session.attempt_from(other, since)
        assert attempt is not None
        assert attempt.writes
        assert await robot.session.attempt_from(other, since) is None


async def test_an_attempt_that_nobody_can_lay_to_a_window_counts_for_each(robot: Practising) -> None:
    since = time.monotonic()
    await robot.window.go("/inkorg")
    nobodys = await robot.window.page.context.new_page()
    await nobodys.goto(f"{robot.session.system.description.address}/inkorg")
    await does(robot, nobodys, POST)
    await nobodys.close()
    assert await robot.session.attempt_from(robot.window, since) is not None


async def test_what_a_pages_worker_tries_is_laid_to_the_pages_window(robot: Practising) -> None:
    since = time.monotonic()
    worker = f"new Worker(URL.createObjectURL(new Blob([`{POST.replace('/handlaggning', '${location.origin}/x')}`])))"
    await robot.window.go("/inkorg")
    async with robot.session.window() as other:
        await other.go("/inkorg")
        await does(robot, other.page, worker)
        assert await robot.session.attempt_from(robot.window, since) is None
        assert await robot.session.attempt_from(other, since) is not None


LATE = "addEventListener('pagehide', () => navigator.sendBeacon('/handlaggning', 'x'))"
GONE = {
    "that was replaced": "/inkorg",
    "of a window that was closed": None,
}


@pytest.mark.parametrize("then", GONE.values(), ids=GONE)
async def test_an_attempt_of_a_frame_is_nobody_elses_though_the_frame_is_gone(
    robot: Practising, then: str | None
) -> None:
    number, since = next(iter(robot.clerk.account("facit")["cases"])), time.monotonic()
    judged = asyncio.Event()
    await robot.window.go("/inkorg")
    async with robot.session.window() as other:
        await other.go(f"/arende/{number}")
        await other.frame("flik").evaluate(LATE)
        robot.session.firewall.on_block = lambda _: judged.set()
        await (other.go(then) if then else other.page.close(run_before_unload=False))
        async with asyncio.timeout(10):
            await judged.wait()
        robot.session.firewall.on_block = None
        assert await robot.session.attempt_from(robot.window, since) is None
        assert then is None or await robot.session.attempt_from(other, since) is not None
    assert await robot.session.attempt_from(robot.window, since) is None


async def test_an_attempt_of_the_window_that_a_page_opened_is_its_own(robot: Practising) -> None:
    since = time.monotonic()
    await robot.window.go("/inkorg")
    async with robot.session.window() as other:
        await other.go("/inkorg")
        async with other.page.expect_popup() as opening:
            await other.page.evaluate("void window.open('/tom')")
        await does(robot, await opening.value, POST)
        assert await robot.session.attempt_from(robot.window, since) is None
        assert await robot.session.attempt_from(other, since) is not None
        await other.close_popups()


async def test_what_an_earlier_case_asked_for_late_is_not_the_next_cases(robot: Practising) -> None:
    first, second, *_ = robot.clerk.account("facit")["cases"]
    left = await Casework.open(robot.session, robot.window, first, FLOW)
    await robot.window.frame("flik").evaluate(LATE)  # and it could not be left
    work = await Casework.open(robot.session, robot.window, second, FLOW)
    assert (await work.read()).values
    await work.leave()
    await robot.window.go(f"/arende/{first}")
    await left.leave()


async def test_an_attempt_from_before_the_case_was_opened_is_not_its_own(robot: Practising) -> None:
    await robot.window.go("/inkorg")
    await does(robot, robot.window.page, POST)
    work = await opened(robot)
    assert (await work.read()).values
    await work.leave()


async def test_a_page_that_was_to_be_led_away_stays_as_it_is(robot: Practising) -> None:
    await robot.window.go("/inkorg")
    await does(robot, robot.window.page, WAYS["the way to another place"])
    assert await robot.window.page.evaluate("location.pathname") == "/inkorg"


async def test_a_window_that_is_closed_keeps_the_frames_that_it_had(robot: Practising) -> None:
    page = await robot.window.page.context.new_page()
    window = Window(page, robot.session.system, robot.window.apart)
    await window.know_frames()
    await window.close()
    await window.know_frames()
    assert window.had == {window.own}


async def test_a_script_that_never_rests_holds_nobody_up(robot: Practising) -> None:
    since = time.monotonic()
    await robot.window.go("/inkorg")
    async with robot.session.window() as other:
        await other.go("/inkorg")
        await does(
            robot,
            other.page,
            f"setInterval(() => {{ {POST}; for (const end = Date.now() + 400; Date.now() < end;); }}, 0)",
        )
        async with asyncio.timeout(1):
            assert await robot.session.attempt_from(robot.window, since) is None
            assert await robot.session.attempt_from(other, since) is not None


async def test_windows_that_a_page_opened_are_closed_when_its_case_is_left(robot: Practising) -> None:
    page, work = robot.window.page, await opened(robot)
    for _ in range(3):
        async with page.expect_popup():
            await page.evaluate("void window.open('/tom')")
    assert len(page.context.pages) == 4
    await work.leave()
    assert page.context.pages == [page]
