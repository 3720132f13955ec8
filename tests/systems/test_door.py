"""Every way into a case system, each tried on a real server behind the firewall."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from robots.errors import LoginRefused, ScreenChanged
from robots.systems.credentials import Credentials
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from tests.systems.conftest import Walled
from tests.systems.gate import PASSWORD, Gate, gate

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = pytest.mark.parametrize("by", ["basic", "digest"])


@asynccontextmanager
async def let_in(
    walled: Walled, server: Gate, login: Mapping[str, object] | None = None, *, password: str = PASSWORD
) -> AsyncIterator[Session]:
    """The robot logged in."""
    system = server.described(login)
    async with Session.open(walled.browser, walled.firewall, system, Credentials(password)) as session:
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
            async with let_in(walled, server, {"by": "digest"}):
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
        async with let_in(walled, server, {"at": "/open", "lands": "/open"}):
            pytest.fail("it was let in")
