"""What a save would send to an applicant if a clerk forgot the box, and what the robot's never does."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from robots.errors import CaseProblem, WriteBlocked
from robots.systems.casework import Casework
from robots.systems.session import Session
from robots.systems.window import Window

from ..parking.drafting import DAY, DRAFT, FLOW, nothing_stands_against_it, robot_in
from . import ROBOT, Helpdesk, judge, mailed

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture(scope="module")
def helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helpdesk]:
    """A helpdesk of which each test works tickets of its own."""
    with Helpdesk(tmp_path_factory.mktemp("helpdesk") / "home", day=DAY) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def session(helpdesk: Helpdesk) -> AsyncIterator[Session]:
    async with robot_in(helpdesk) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def window(session: Session) -> AsyncIterator[Window]:
    async with session.window() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def unguarded(bare: Browser, helpdesk: Helpdesk) -> AsyncIterator[Page]:
    """A page of the same account in a browser without the firewall."""
    page = await bare.new_page()
    await page.goto(f"{helpdesk.address}login/")
    await page.fill("#username", ROBOT.name)
    await page.fill("#password", ROBOT.password)
    await page.click("button[type=submit]")
    yield page
    await page.close()


async def test_a_save_with_the_box_as_it_comes_is_mailed_to_the_applicant(helpdesk: Helpdesk, unguarded: Page) -> None:
    await unguarded.goto(f"{helpdesk.address}tickets/1/")
    await unguarded.click("text=Respond")
    await unguarded.click("text=Update ticket details")
    await unguarded.fill("#id_custom_internal_note", "Testdata")
    async with unguarded.expect_navigation():
        await unguarded.click("#ticket-respond-form button[type=submit]")
    assert any("To: sokande01@example.invalid" in letter for letter in mailed(helpdesk.folder))


async def test_the_robots_save_is_private_and_mailed_to_nobody(
    helpdesk: Helpdesk, session: Session, window: Window
) -> None:
    before = len(mailed(helpdesk.folder))
    work = await Casework.open(session, window, "2", FLOW)
    await work.save(await work.form(), DRAFT, nothing_stands_against_it)
    assert work.holds(DRAFT, await work.form())
    (got,) = (verdict.got for verdict in judge(helpdesk.folder) if verdict.number == 2)
    assert (got.robot_edits, got.beside_the_draft, len(mailed(helpdesk.folder))) == (1, (), before)


@pytest.mark.parametrize(("ticket", "event"), [("3", "change"), ("4", "submit")])
async def test_a_box_that_a_script_ticks_again_keeps_the_save_from_going_out(
    helpdesk: Helpdesk, session: Session, window: Window, ticket: str, event: str
) -> None:
    before = judge(helpdesk.folder), len(mailed(helpdesk.folder))
    work = await Casework.open(session, window, ticket, FLOW)
    form = await work.form()
    tick = "document.querySelector('#id_public').checked = true"
    await window.page.evaluate(
        f"document.querySelector('#ticket-respond-form').addEventListener('{event}', () => {{ {tick} }})"
    )
    with pytest.raises((CaseProblem, WriteBlocked)):
        await work.save(form, DRAFT, nothing_stands_against_it)
    assert (judge(helpdesk.folder), len(mailed(helpdesk.folder))) == before
