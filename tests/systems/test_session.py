"""The robot's login: once, again once when the session has ended, and never again with a password that was refused."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Frame

from robots.errors import LoginRefused, PageProblem, ScreenChanged
from robots.practice import PracticeServer
from robots.systems.casework import Casework
from robots.systems.credentials import Credentials
from robots.systems.description import Press, open_system
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.systems.view import LoggedOut
from robots.systems.window import Window
from tests.practice.clerk import Clerk
from tests.systems.conftest import Walled
from tests.systems.pages import PRACTICE
from tests.systems.practising import FLOW, opened, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST, SECOND = "En förare som går 500 meter", "En förare som går 499 meter"


async def test_a_session_that_ended_in_the_middle_costs_one_new_login_and_nothing_else(walled: Walled) -> None:
    async with practising(walled) as robot:
        number = robot.clerk.number_of(FIRST)
        work = await Casework.open(robot.session, robot.window, number, FLOW)
        before = (await work.read()).values
        robot.clerk.steer(expire_sessions=True)
        assert (await work.read()).values == before
        assert robot.logins == 2
        await work.leave()


async def test_an_inbox_that_loses_its_session_between_two_pages_is_read_from_the_beginning(
    walled: Walled, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with practising(walled) as robot:
        press, pressed = Window.press, []

        async def press_and_lose(window: Window, frame: Frame, button: Press, **about: Any) -> None:
            await press(window, frame, button, **about)
            pressed.append(button.press)
            if pressed == ["Nästa"]:
                robot.clerk.steer(expire_sessions=True)

        monkeypatch.setattr(Window, "press", press_and_lose)
        inbox = await read_inbox(robot.session)
        assert pressed == ["Nästa", "Nästa", "Logga in", "Nästa", "Nästa"]
        assert (len({row.number for row in inbox.rows}), inbox.complete, robot.logins) == (60, True, 2)


async def test_two_windows_whose_session_ended_share_one_new_login(walled: Walled) -> None:
    async with practising(walled) as robot, robot.session.window() as other:
        numbers = [robot.clerk.number_of(story) for story in (FIRST, SECOND)]
        windows = (robot.window, other)
        works = [await Casework.open(robot.session, *at, FLOW) for at in zip(windows, numbers, strict=True)]
        robot.clerk.steer(expire_sessions=True)
        await asyncio.gather(*(work.form() for work in works))
        assert (robot.session.logins, robot.logins) == (2, 2)
        for work in works:
            await work.leave()


async def test_a_case_left_after_its_session_ended_is_left_all_the_same(walled: Walled) -> None:
    async with practising(walled) as robot:
        number = robot.clerk.number_of(FIRST)
        work = await Casework.open(robot.session, robot.window, number, FLOW)
        assert robot.locks[number] == "robot"
        robot.clerk.steer(expire_sessions=True)
        await work.leave()
        assert "robot" not in robot.locks.values()


async def test_a_refused_password_is_sent_once(walled: Walled) -> None:
    with PracticeServer() as server:
        with pytest.raises(LoginRefused) as refusal:
            async with Session.open(walled.browser, walled.firewall, opened(server.address), Credentials("wrong")):
                pytest.fail("it was let in")
        events = Clerk(server.address).account("handelser")
    assert [event["method"] for event in events if event["path"] == "/login"] == ["GET", "POST"]
    assert str(refusal.value) == (
        'practice refused the password of "robot". It was tried once and will not be tried again. Set the right one: '
        "run.py secret set practice.password"
    )


async def test_a_password_that_changed_meanwhile_is_sent_once_by_all_windows_together(
    walled: Walled, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with practising(walled) as robot:
        monkeypatch.setattr(robot.session._door, "_credentials", Credentials("old"))
        robot.clerk.steer(expire_sessions=True)
        readings = [read_inbox(robot.session) for _ in range(3)]
        ends = await asyncio.gather(*readings, return_exceptions=True)
        assert [type(end) for end in ends] == [LoginRefused] * 3
        assert robot.logins == 2


async def test_the_password_s_own_post_goes_out_only_while_the_robot_logs_in(walled: Walled) -> None:
    async with practising(walled) as robot:
        await robot.window.go("/start")
        await robot.window.page.evaluate("fetch('/login', {method: 'POST', body: 'x=1'}).catch(() => 0)")
        assert robot.logins == 1
        assert (walled.firewall.blocked[-1].method, walled.firewall.blocked[-1].path) == ("POST", "/login")


async def test_a_login_that_leads_elsewhere_is_a_changed_screen_and_not_repeated(
    walled: Walled, context: BrowserContext, tmp_path: Path
) -> None:
    path = tmp_path / "practice.yaml"
    path.write_text(PRACTICE.read_text(encoding="utf-8").replace("lands: /start", "lands: /inne"), encoding="utf-8")
    with PracticeServer() as server:
        system = open_system(path, address=server.address)
        session = Session(context, walled.firewall, system, Credentials("robot-ovning"))
        walled.firewall.admit(system.description.policy)
        with pytest.raises(ScreenChanged, match="the login led to /start, not to /inne"):
            await read_inbox(session)
        walled.firewall.dismiss(system.description.policy)
        events = Clerk(server.address).account("handelser")
    assert sum(event["method"] == "POST" for event in events) == 1


async def test_a_session_that_ends_again_at_once_is_a_technical_fault(walled: Walled) -> None:
    async with practising(walled) as robot:

        async def step() -> None:
            raise LoggedOut("the session has ended.")

        with pytest.raises(PageProblem, match="ended again right after a new login"):
            await robot.session.steadily(step)
        assert robot.logins == 2


async def test_the_robot_logs_out_when_it_is_done(walled: Walled) -> None:
    with PracticeServer() as server:
        async with Session.open(walled.browser, walled.firewall, opened(server.address), Credentials("robot-ovning")):
            pass
        visited = [event["path"] for event in Clerk(server.address).account("handelser")]
    assert visited[-2:] == ["/loggaut", "/login"]
    assert walled.browser.contexts == []


async def test_work_that_is_done_is_not_spoilt_by_a_log_out_that_fails(walled: Walled) -> None:
    async with practising(walled) as robot:
        robot.clerk.steer(fail_next=1)
    assert walled.browser.contexts == []
