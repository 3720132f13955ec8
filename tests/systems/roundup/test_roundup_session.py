"""What the robot's own session may do in Roundup, and what it may not: each forbidden click gets through without the
firewall, and not with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from robots.errors import CaseProblem, LoginRefused, ScreenChanged, WriteBlocked
from robots.model import Value
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import SystemFile, open_system
from robots.systems.firewall import Blocked, Firewall
from robots.systems.session import Session
from robots.systems.window import Window

from . import ROBOT, Roundup, Standing, applications, judge

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]

DESCRIPTION = Path(__file__).parents[3] / "config" / "systems" / "roundup.yaml"
FLOW = "parking_permit"
DRAFT: Mapping[str, Value] = {
    "outcome": "grant",
    "answer_by": None,
    "reasons": "Skäl.\n\nTvå stycken, med å, ä och ö.",
    "valid_from": date(2026, 11, 20),
    "valid_to": date(2031, 11, 19),
    "note": "Testdata",
}
Click = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class AtWork:
    """A session of the robot's in a browser behind its firewall."""

    browser: Browser
    firewall: Firewall
    session: Session


@pytest.fixture(scope="module")
def roundup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundup]:
    """A tracker of which each test works issues of its own."""
    with Roundup(tmp_path_factory.mktemp("roundup") / "home", day=date(2026, 11, 20)) as served:
        yield served


@pytest.fixture(scope="module")
def system(roundup: Roundup) -> SystemFile:
    return open_system(DESCRIPTION, address=roundup.address)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def robot(system: SystemFile) -> AsyncIterator[AtWork]:
    async with (
        warm_browser() as (browser, firewall),
        Session.open(browser, firewall, system, Credentials(ROBOT.password)) as session,
    ):
        yield AtWork(browser, firewall, session)


@pytest_asyncio.fixture(loop_scope="session")
async def window(robot: AtWork) -> AsyncIterator[Window]:
    async with robot.session.window() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unguarded(bare: BrowserContext, roundup: Roundup) -> AsyncIterator[Page]:
    """A page of the same account in a browser without the firewall."""
    page = await bare.new_page()
    await page.goto(roundup.address)
    await page.fill("input[name=__login_name]", ROBOT.name)
    await page.fill("input[name=__login_password]", ROBOT.password)
    await page.click("input[type=submit][value=Login]")
    await page.get_by_text(f"Hello, {ROBOT.name}").wait_for()
    yield page
    await page.close()


async def resolve(page: Page) -> None:
    await page.select_option("select[name=status]", label="resolved")
    await page.click("input[name=submit_button]")


async def add_note(page: Page) -> None:
    await page.fill("textarea[name='@note']", "Testdata")
    await page.click("input[name=submit_button]")


async def remove_file(page: Page) -> None:
    await page.locator("table.files input[value=remove]").first.click()


async def remove_message(page: Page) -> None:
    await page.locator("table.messages input[value=remove]").first.click()


# What is clicked, and what it changes where nothing stops it; a changed message also moves the status (seen in 2.6).
FORBIDDEN: Mapping[str, tuple[Click, set[str]]] = {
    "a decision": (resolve, {"status"}),
    "a message to all who follow the issue": (add_note, {"messages", "status"}),
    "removing a file": (remove_file, {"files"}),
    "removing a message": (remove_message, {"messages", "status"}),
}
forbidden = pytest.mark.parametrize(("issue", "what"), list(enumerate(FORBIDDEN, start=1)), ids=FORBIDDEN)


def standing(roundup: Roundup, issue: int) -> Standing:
    return next(verdict.got for verdict in judge(roundup.folder) if verdict.number == issue)


async def blocked_by(firewall: Firewall, act: Callable[[], Awaitable[object]]) -> Blocked:
    """The request that an act led to and that the firewall did not let out."""
    told: asyncio.Queue[Blocked] = asyncio.Queue()
    firewall.on_block = told.put_nowait
    try:
        await act()
        return await asyncio.wait_for(told.get(), 15)
    finally:
        firewall.on_block = None


async def nothing_more() -> None:
    """The last act of a permit that is not held up."""


@forbidden
async def test_without_the_firewall_a_click_gets_through(
    roundup: Roundup, unguarded: Page, issue: int, what: str
) -> None:
    click, trace = FORBIDDEN[what]
    await unguarded.goto(f"{roundup.address}issue{issue}")
    await click(unguarded)
    await unguarded.get_by_text("edited ok").wait_for()
    assert set(standing(roundup, issue).beside_the_draft) == trace


@forbidden
async def test_the_same_click_of_the_robot_is_blocked(
    roundup: Roundup, robot: AtWork, window: Window, issue: int, what: str
) -> None:
    issue += len(FORBIDDEN)
    click, _ = FORBIDDEN[what]
    await window.go(f"/tracker/issue{issue}")
    blocked = await blocked_by(robot.firewall, lambda: click(window.page))
    assert (blocked.method, blocked.path) == ("POST", f"/tracker/issue{issue}")
    assert standing(roundup, issue).robot_edits == 0


@pytest.mark.parametrize(
    ("issue", "field", "value", "why"),
    [
        (9, "select[name=status]", "8", '"never" lists POST /tracker/issue* with status'),
        (10, "textarea[name='@note']", "Testdata", "it is not POST /tracker/issue{case} with @action, status, @note"),
    ],
    ids=["a decision", "a message"],
)
async def test_not_even_a_permit_lets_it_out_beside_the_draft(
    roundup: Roundup, robot: AtWork, window: Window, issue: int, field: str, value: str, why: str
) -> None:
    work = await Casework.open(robot.session, window, str(issue), FLOW)
    form = await work.form()
    await window.page.eval_on_selector(field, "(control, value) => { control.value = value; }", value)
    with pytest.raises((WriteBlocked, CaseProblem)):  # a page that tries to decide hands its case over
        await work.save(form, DRAFT, nothing_more)
    assert robot.firewall.blocked[-1].why.startswith(why)
    assert standing(roundup, issue).robot_edits == 0


async def test_the_link_that_carries_what_the_application_says_is_never_followed(robot: AtWork, window: Window) -> None:
    await window.go("/tracker/issue11")
    blocked = await blocked_by(robot.firewall, window.page.get_by_text("Make a copy").click)
    assert blocked.why == '"never" lists GET /tracker/issue with @template'


async def test_a_draft_can_be_saved_and_the_former_values_put_back(
    roundup: Roundup, robot: AtWork, window: Window
) -> None:
    work = await Casework.open(robot.session, window, "12", FLOW)
    before = await work.form()
    await work.save(before, DRAFT, nothing_more)
    saved = await work.form()
    assert work.differing(DRAFT, saved) == ()
    await work.save(saved, dict.fromkeys(DRAFT), nothing_more)
    assert work.touched(await work.form()) == ()
    assert standing(roundup, 12).robot_edits == 2
    assert standing(roundup, 12).beside_the_draft == ()


async def test_a_session_that_has_ended_is_answered_with_one_new_login(robot: AtWork, window: Window) -> None:
    (applicant,) = (one.given.applicant for one in applications(date(2026, 11, 20)) if one.number == 13)
    logins = robot.session.logins
    await window.page.context.clear_cookies()
    work = await Casework.open(robot.session, window, "13", FLOW)
    await window.page.context.clear_cookies()
    assert (await work.form()).values["outcome"] is None
    assert robot.session.logins == logins + 2
    assert (await work.read()).values["applicant"] == applicant.replace("-", "")


async def test_a_refused_password_is_sent_once(robot: AtWork, system: SystemFile) -> None:
    sent = robot.firewall.released["declared"]
    with pytest.raises(LoginRefused, match=r"roundup\.password"):
        async with Session.open(robot.browser, robot.firewall, system, Credentials("not the password")):
            pass
    assert robot.firewall.released["declared"] == sent + 1


async def test_a_login_page_that_says_no_reason_still_lets_nobody_in(robot: AtWork, system: SystemFile) -> None:
    login = system.description.login.model_copy(update={"refused": "Another sentence"})
    silent = replace(system, description=system.description.model_copy(update={"login": login}))
    with pytest.raises(ScreenChanged, match="the login page still stands there"):
        async with Session.open(robot.browser, robot.firewall, silent, Credentials("not the password")):
            pass
