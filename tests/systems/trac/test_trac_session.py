"""What the robot's own session may do in Trac: write what looks like wiki text, show previews, and decide nothing."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from robots.errors import LoginRefused
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.session import Session
from robots.systems.window import Window

from ..parking.drafting import DAY, DRAFT, FLOW, blocked_by, nothing_stands_against_it, robot_in
from . import Trac, judge, logged_in

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]

WIKI = """'''Skäl''' enligt 8 § och #3.

 {{{
== ingen rubrik ==
}}}
|| ingen || tabell ||

WikiStart, [wiki:Start] \\\\ !nej"""


@pytest.fixture(scope="module")
def trac(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trac]:
    """A Trac of which each test works tickets of its own."""
    with Trac(tmp_path_factory.mktemp("trac") / "home", day=DAY) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def session(trac: Trac) -> AsyncIterator[Session]:
    async with robot_in(trac) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def window(session: Session) -> AsyncIterator[Window]:
    async with session.window() as opened:
        yield opened


async def test_a_text_that_looks_like_wiki_text_is_read_back_as_it_was_written(
    session: Session, window: Window
) -> None:
    work = await Casework.open(session, window, "1", FLOW)
    wanted = {**DRAFT, "reasons": WIKI}
    await work.save(await work.form(), wanted, nothing_stands_against_it)
    assert work.holds(wanted, await work.form())


async def test_the_preview_that_the_form_asks_for_by_itself_is_let_through_and_saves_nothing(
    trac: Trac, session: Session, window: Window
) -> None:
    before = judge(trac.folder)
    work = await Casework.open(session, window, "2", FLOW)
    await work.form()
    async with window.page.expect_response(lambda answer: answer.request.method == "POST") as preview:
        await window.page.fill("#field-internal_note", "Testdata")
    assert (await preview.value).ok
    await work.heed()
    assert judge(trac.folder) == before
    await work.save(await work.form(), DRAFT, nothing_stands_against_it)
    assert work.holds(DRAFT, await work.form())


async def test_a_decision_does_not_get_out(trac: Trac, session: Session, window: Window) -> None:
    before = judge(trac.folder)
    await Casework.open(session, window, "3", FLOW)
    await window.page.click("text=Modify")
    await window.page.check("#action_resolve")
    blocked = await blocked_by(session.firewall, lambda: window.page.click("input[name=submit]", no_wait_after=True))
    assert (blocked.method, blocked.path) == ("POST", "/ticket/3")
    assert judge(trac.folder) == before


async def test_a_session_that_ended_costs_one_new_login_though_trac_only_says_forbidden(
    session: Session, window: Window
) -> None:
    before = session.logins
    await window.page.context.clear_cookies()
    await Casework.open(session, window, "4", FLOW)
    assert session.logins == before + 1


async def test_the_robot_logs_out_of_trac(trac: Trac) -> None:
    before = logged_in(trac.folder)
    async with robot_in(trac):
        assert logged_in(trac.folder) == before + 1
    assert logged_in(trac.folder) == before


async def test_a_refused_password_is_sent_once(trac: Trac, session: Session) -> None:
    async with warm_browser() as (browser, firewall):
        with pytest.raises(LoginRefused, match=r"trac\.password"):
            async with Session.open(browser, firewall, session.system, Credentials("not the password")):
                pass
