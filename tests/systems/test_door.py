"""Every way into a case system, each tried on a real server behind the firewall."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from robots.errors import LoginRefused, PageProblem, ScreenChanged
from robots.systems.attachments import fetch
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart
from robots.systems.kinds import Link
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.systems.view import LoggedOut
from tests.systems.conftest import Walled
from tests.systems.gate import KEY, PASSWORD, PERIOD, Gate, gate

pytestmark = pytest.mark.asyncio(loop_scope="session")

OTPAUTH = f"otpauth://totp/gate:robot?secret={KEY}&issuer=gate&period={PERIOD}"
TABLE = FieldPart(kind="table", columns={"file": FieldPart(kind="file", label=("File",))})
ASKED = pytest.mark.parametrize("by", ["basic", "digest"])


@asynccontextmanager
async def let_in(
    walled: Walled, server: Gate, *, password: str = PASSWORD, key: str = "", **login: object
) -> AsyncIterator[Session]:
    """The robot logged in, by a description with these words for the way in."""
    credentials = Credentials(password, key or OTPAUTH)
    async with Session.open(walled.browser, walled.firewall, server.described(**login), credentials) as session:
        yield session


async def numbers(session: Session) -> list[str]:
    return [row.number for row in (await read_inbox(session)).rows]


@ASKED
async def test_a_server_that_asks_the_browser_for_the_password_is_given_it(walled: Walled, by: str) -> None:
    with gate(by) as server:
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
        assert set(server.gave(by)) == {True}


@ASKED
async def test_a_password_that_such_a_server_refuses_is_sent_once(walled: Walled, by: str) -> None:
    with gate(by) as server:
        with pytest.raises(LoginRefused, match="secret set gate"):
            async with let_in(walled, server, password="wrong"):
                pytest.fail("it was let in")
        assert server.gave(by) == [False]


@ASKED
async def test_a_password_that_changed_meanwhile_is_asked_for_once_for_all_windows(walled: Walled, by: str) -> None:
    with gate(by) as server:
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
            server.knocks.clear()
            server.password = "changed"
            ends = await asyncio.gather(*(numbers(session) for _ in range(3)), return_exceptions=True)
            assert [type(end) for end in ends] == [LoginRefused] * 3
            with pytest.raises(LoginRefused):
                await numbers(session)
        sent = server.gave(by)
        assert not any(sent)
        assert len(sent) <= 4  # each window's own request carried what was right before, and one login asked


@ASKED
async def test_a_server_that_forgets_whom_it_has_let_in_costs_one_new_login(walled: Walled, by: str) -> None:
    with gate(by) as server:
        async with let_in(walled, server) as session:
            server.forgets = 1
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 2


async def test_an_old_nonce_is_no_refusal(walled: Walled) -> None:
    with gate("digest") as server:
        async with let_in(walled, server) as session:
            server.nonces.clear()
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 1


async def test_a_password_is_not_sent_by_basic_where_digest_was_declared(walled: Walled) -> None:
    with gate("basic") as server:
        with pytest.raises(ScreenChanged, match="asks for the password by basic, not by digest"):
            async with let_in(walled, server, by="digest"):
                pytest.fail("it was let in")
        assert server.gave("basic") == []


async def test_a_password_goes_to_no_other_server_that_asks_for_it(walled: Walled) -> None:
    with gate("basic") as server, gate("basic") as other:
        server.leads_to = f"{other.origin}/inbox"
        system = server.described()
        walled.firewall.admit(policy := other.described().description.policy)
        with pytest.raises(ScreenChanged):
            async with Session.open(walled.browser, walled.firewall, system, Credentials(PASSWORD)):
                pytest.fail("it was let in")
        walled.firewall.dismiss(policy)
        assert [knock.method for knock in other.knocks] == ["GET"]
        assert other.gave("basic") == []


async def test_only_the_page_that_logs_in_hears_the_password(walled: Walled) -> None:
    with gate("digest") as server:
        async with let_in(walled, server):
            other = await walled.browser.new_context()
            page = await other.new_page()
            answer = await page.goto(f"{server.origin}/inbox")
            assert answer is not None
            assert answer.status == 401
            await other.close()


async def test_an_address_that_asks_for_no_password_is_told(walled: Walled) -> None:
    with gate("digest") as server, pytest.raises(ScreenChanged, match="/open did not ask for the password"):
        async with let_in(walled, server, at="/open", lands="/open"):
            pytest.fail("it was let in")


async def test_a_form_lets_the_robot_in_and_a_session_that_ended_costs_one_new_login(walled: Walled) -> None:
    with gate("form") as server:
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
            server.sessions.clear()
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 2
        assert server.gave("password") == [True, True]


@pytest.mark.parametrize("status", [200, 403])
async def test_a_page_that_only_says_that_the_session_has_ended_is_known_by_its_heading(
    walled: Walled, status: int
) -> None:
    with gate("form") as server:
        async with let_in(walled, server, ended="Your session has ended") as session:
            server.turns_away = status
            server.sessions.clear()
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 2


async def test_a_one_time_code_is_given_after_the_password_and_none_twice(walled: Walled) -> None:
    with gate("code") as server:
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
            server.sessions.clear()
            assert await numbers(session) == ["2026-1"]
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
        assert server.gave("code") == [True, True, True]
        assert len(set(server.steps)) == 3


async def test_a_refused_code_is_sent_once_and_its_key_named(walled: Walled) -> None:
    with gate("code") as server:
        with pytest.raises(LoginRefused, match="refused the one-time code") as refusal:
            async with let_in(walled, server, key=OTPAUTH.replace(KEY, KEY[::-1])):
                pytest.fail("it was let in")
        assert (refusal.value.secret, refusal.value.is_code) == ("gate.codes", True)
        assert (server.gave("password"), server.gave("code")) == ([True], [False])


async def test_no_code_is_given_after_a_refused_password(walled: Walled) -> None:
    with gate("code") as server:
        with pytest.raises(LoginRefused, match="refused the password"):
            async with let_in(walled, server, password="wrong"):
                pytest.fail("it was let in")
        assert (server.gave("password"), server.gave("code")) == ([False], [])


async def test_the_post_of_a_code_goes_out_only_while_the_robot_logs_in(walled: Walled) -> None:
    with gate("code") as server:
        async with let_in(walled, server) as session, session.window() as window:
            await window.see_inbox()
            await window.page.evaluate("fetch('/code', {method: 'POST', body: 'code=1'}).catch(() => 0)")
        assert server.gave("code") == [True]


async def test_a_sign_on_server_on_another_host_lets_the_robot_in(walled: Walled) -> None:
    with gate("sign-on") as server:
        async with let_in(walled, server) as session:
            assert await numbers(session) == ["2026-1"]
        assert (server.gave("password"), server.gave("assertion")) == ([True], [True])


async def test_a_password_that_a_sign_on_server_refuses_is_sent_once(walled: Walled) -> None:
    with gate("sign-on") as server:
        with pytest.raises(LoginRefused, match="refused the password"):
            async with let_in(walled, server, password="wrong"):
                pytest.fail("it was let in")
        assert (server.gave("password"), server.gave("assertion")) == ([False], [])


async def test_a_session_that_ended_before_a_sign_on_server_costs_one_new_login(walled: Walled) -> None:
    with gate("sign-on") as server:
        async with let_in(walled, server) as session:
            server.sessions.clear()
            server.known.clear()
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 2
        assert server.gave("password") == [True, True]


async def test_a_sign_on_server_that_still_knows_the_robot_is_not_given_the_password_again(walled: Walled) -> None:
    with gate("sign-on") as server:
        async with let_in(walled, server) as session, session.window() as window:
            since = time.monotonic()
            server.sessions.clear()
            with pytest.raises(LoggedOut):  # what its page sends by itself goes out only during a login
                await window.see_inbox()
            assert server.gave("assertion") == [True]
            assert await session.attempt_from(window, since) is None  # and is no attempt of the case's
            assert await numbers(session) == ["2026-1"]
            assert session.logins == 2
        assert (server.gave("password"), server.gave("assertion")) == ([True], [True, True])


async def test_what_a_sign_on_server_is_sent_goes_out_only_while_the_robot_logs_in(walled: Walled) -> None:
    with gate("sign-on") as server:
        async with let_in(walled, server) as session, session.window() as window:
            await window.see_inbox()
            for to in (f"{server.sign_on}/sign-on", "/assertion"):
                await window.page.evaluate("to => fetch(to, {method: 'POST', body: 'user=robot'}).catch(() => 0)", to)
        assert (server.came("POST", "/sign-on"), server.came("POST", "/assertion")) == (1, 1)


async def test_a_sign_on_server_that_is_not_declared_is_not_gone_to(walled: Walled) -> None:
    with gate("sign-on") as server:
        with pytest.raises(PageProblem):
            async with let_in(walled, server, through=(), sends="POST /sign-on"):
                pytest.fail("it was let in")
        assert server.came("GET", "/sign-on") == 0


@pytest.mark.parametrize("by", ["digest", "form", "sign-on"])
async def test_a_session_that_ended_before_a_file_was_fetched_is_no_unreadable_file(walled: Walled, by: str) -> None:
    with gate(by) as server:
        async with let_in(walled, server) as session, session.window() as window:
            await window.see_inbox()
            server.sessions.clear()
            server.known.clear()
            server.forgets = 1
            case = session.system.description.cases["parking_permit"]
            with pytest.raises(LoggedOut):
                await fetch(window, Link("letter.pdf", "/letter.pdf"), TABLE, "file", case, frame=None)
            assert server.came("GET", "/letter.pdf") == 1


async def test_the_address_after_a_login_may_be_a_pattern(walled: Walled) -> None:
    with gate("form") as server:
        async with let_in(walled, server, lands="/in*") as session:
            assert await numbers(session) == ["2026-1"]
        with pytest.raises(ScreenChanged, match="the login led to /inbox, not to /home/"):
            async with let_in(walled, server, lands="/home/**"):
                pytest.fail("it was let in")
