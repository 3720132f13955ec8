"""Permits at work in a browser: the one save goes out once, and nothing passes for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest
import pytest_asyncio
from loguru import logger
from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError

from robots.errors import ClaimLost, FirewallLeaks, HandsOff, StopAsked, WriteBlocked
from robots.systems.firewall import Firewall
from robots.systems.launch import launch_arguments
from robots.systems.permit import Permit, Policy, Sends
from tests.systems.conftest import Walled, started
from tests.systems.loopback import Loopback

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = """
<form method=post action=/case>
  <input type=hidden name=__EVENTTARGET><input type=hidden name=__VIEWSTATE value=dDw0>
  <input type=hidden name=number value=T-12>
  <textarea name=reasons>Först
sedan å, ä och ö</textarea>
  <button id=save onclick="form.__EVENTTARGET.value = 'save'">Spara utkast</button>
  <button id=decide onclick="form.__EVENTTARGET.value = 'decide'">Fatta beslut</button>
  <button id=next onclick="form.__EVENTTARGET.value = 'page'">Nästa</button>
</form>"""
SAVE = Sends.parse("POST /case", {"__EVENTTARGET": "save", "number": "{case}"})
PERMIT = Permit(
    "T-12",
    SAVE,
    required={"reasons": "Först\nsedan å, ä och ö"},
    allowed=frozenset({"__VIEWSTATE", "number", "__EVENTTARGET"}),
)
SEND = """changes => fetch('/case', {method: 'POST', body: new URLSearchParams({
  __EVENTTARGET: 'save', __VIEWSTATE: 'dDw0', number: 'T-12', reasons: 'Klar', ...changes})}).catch(() => 0)"""
SHORT = Permit("T-12", SAVE, required={"reasons": "Klar"}, allowed=PERMIT.allowed)


def echo(loopback: Loopback, html: str) -> str:
    return f"{loopback.origin}/echo?html={quote(html, safe='', encoding='utf-8')}"


@pytest.fixture
def policy(loopback: Loopback) -> Policy:
    """Drafts, decisions and paging go to one address; the save is not to pass as a declared request."""
    return Policy(
        loopback.origin,
        allowed=(Sends.parse("POST /case", {"__EVENTTARGET": "*"}),),
        never=(Sends.parse("POST /case", {"__EVENTTARGET": "decide"}), Sends.parse("GET /never")),
        saves=(SAVE,),
        charset="iso-8859-1",
    )


@pytest.fixture
def firewall(walled: Walled, policy: Policy) -> Iterator[Firewall]:
    """The firewall with this system admitted, its account empty."""
    walled.firewall.blocked.clear()
    walled.firewall.released.clear()
    walled.firewall.admit(policy)
    yield walled.firewall
    walled.firewall.dismiss(policy)


@pytest.fixture
def log() -> Iterator[list[str]]:
    """The lines logged meanwhile."""
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="DEBUG")
    yield lines
    logger.remove(sink)


@pytest_asyncio.fixture(loop_scope="session")
async def bare_page(bare: Browser) -> AsyncIterator[Page]:
    """A page without a firewall."""
    context = await bare.new_context()
    yield await context.new_page()
    await context.close()


async def agree() -> None:
    """The last act of a robot that still has its claim."""


async def press(page: Page, button: str) -> None:
    await page.click(f"#{button}", no_wait_after=True)


class TestASave:
    async def test_goes_out_once_as_the_form_sends_it(
        self, firewall: Firewall, page: Page, loopback: Loopback, log: list[str]
    ) -> None:
        async def last_act() -> None:
            assert not loopback.account("POST", "/case")
            log.append("last act")

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, PERMIT, last_act) as passage:
            assert (passage.used, passage.refused) == (False, None)
            async with page.expect_navigation():
                await page.click("#save")
            assert await passage.settled()
        assert (passage.used, passage.refused) == (True, None)
        assert passage.released_at is not None
        (arrival,) = loopback.account("POST", "/case")
        assert b"reasons=F%F6rst%0D%0Asedan+%E5%2C+%E4+och+%F6" in arrival.body
        assert firewall.released == {"save": 1}
        assert [line for line in log if line.startswith(("draft point", "last"))] == [
            "draft point permit",
            "draft point request",
            "last act",
            "draft point released",
        ]

    async def test_may_come_from_a_frame_of_the_page(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        await page.goto(echo(loopback, f'<iframe id=inner src="{echo(loopback, FORM)}"></iframe>'))
        async with firewall.permit(page, PERMIT, agree) as passage:
            await page.frame_locator("#inner").locator("#save").click(no_wait_after=True)
            assert await passage.settled()
        assert passage.used

    async def test_leaves_paging_alone(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, PERMIT, agree) as passage:
            await page.evaluate(SEND, {"__EVENTTARGET": "page"})
            assert (passage.used, passage.refused) == (False, None)
            await press(page, "save")
            await passage.settled()
        assert passage.used
        assert firewall.released == {"declared": 1, "save": 1}

    async def test_needs_a_permit_even_where_a_declared_request_looks_the_same(
        self, firewall: Firewall, page: Page, loopback: Loopback
    ) -> None:
        await page.goto(echo(loopback, FORM))
        await page.evaluate(SEND, {"__EVENTTARGET": "page"})
        await page.evaluate(SEND, {})
        await page.evaluate(SEND, {"__EVENTTARGET": "SAVE"})
        assert len(loopback.account("POST", "/case")) == 1
        assert firewall.blocked[-1].why == "no permit is open for it"

    async def test_redirected_to_a_page_shows_it(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        await page.goto(echo(loopback, FORM.replace("/case", "/go/302?to=/control")))
        permit = Permit("T-12", Sends.parse("POST /go/302?to=*"), PERMIT.required, PERMIT.allowed)
        async with firewall.permit(page, permit, agree) as passage:
            async with page.expect_navigation(url="**/control"):
                await press(page, "save")
            assert passage.used

    async def test_redirected_as_a_save_to_another_address_stops_there(
        self, firewall: Firewall, page: Page, loopback: Loopback
    ) -> None:
        await page.goto(echo(loopback, FORM.replace("/case", "/go/307?to=/case")))
        permit = Permit("T-12", Sends.parse("POST /go/307?to=*"), PERMIT.required, PERMIT.allowed)
        async with firewall.permit(page, permit, agree), page.expect_event("requestfailed"):
            await press(page, "save")
        assert loopback.account("POST", "/go/307")
        assert not loopback.account("POST", "/case")


async def of_another_case(page: Page) -> None:
    await page.evaluate(SEND, {"number": "T-13"})


async def with_an_undeclared_field(page: Page) -> None:
    await page.evaluate(SEND, {"mail_applicant": "on"})


async def with_another_text(page: Page) -> None:
    await page.evaluate(SEND, {"reasons": "Klart"})


async def that_decides(page: Page) -> None:
    await page.evaluate(SEND, {"__EVENTTARGET": "decide"})


async def by_a_click_on_the_wrong_button(page: Page) -> None:
    over = asyncio.Event()
    for end in ("requestfinished", "requestfailed"):
        page.once(end, lambda _: over.set())
    await press(page, "decide")
    async with asyncio.timeout(10):
        await over.wait()


async def in_another_address(page: Page) -> None:
    await page.evaluate(SEND.replace("'/case'", "'/case?force=1'"), {})


MISUSES = [
    of_another_case,
    with_an_undeclared_field,
    with_another_text,
    that_decides,
    by_a_click_on_the_wrong_button,
    in_another_address,
]


class TestAPermitIsNotFor:
    @pytest.mark.parametrize("misuse", MISUSES, ids=[misuse.__name__ for misuse in MISUSES])
    async def test_a_request(
        self,
        misuse: Callable[[Page], Awaitable[None]],
        firewall: Firewall,
        page: Page,
        bare_page: Page,
        loopback: Loopback,
    ) -> None:
        await bare_page.goto(echo(loopback, FORM))
        await misuse(bare_page)
        assert await asyncio.to_thread(loopback.awaits, "POST", "/case")
        loopback.forget()

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, SHORT, agree) as passage:
            await misuse(page)
            assert await passage.settled()
            assert isinstance(passage.refused, WriteBlocked)
            await page.goto(echo(loopback, FORM))
            await page.evaluate(SEND, {})
        assert not passage.used
        assert not loopback.account("POST", "/case"), "a refused permit is spent"

    async def test_a_second_save(self, firewall: Firewall, page: Page, bare_page: Page, loopback: Loopback) -> None:
        await bare_page.goto(echo(loopback, FORM))
        await bare_page.evaluate(SEND, {})
        await bare_page.evaluate(SEND, {})
        assert len(loopback.account("POST", "/case")) == 2
        loopback.forget()

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, SHORT, agree) as passage:
            await asyncio.gather(*(page.evaluate(SEND, {}) for _ in range(3)))
            assert await passage.settled()
        await page.evaluate(SEND, {})
        assert passage.used
        assert len(loopback.account("POST", "/case")) == 1

    @pytest.mark.parametrize("place", ["another tab", "another context", "a pop-up", "a beacon"])
    async def test_a_save_from_elsewhere(
        self, place: str, firewall: Firewall, walled: Walled, page: Page, bare_page: Page, loopback: Loopback
    ) -> None:
        await bare_page.goto(echo(loopback, FORM))
        await save_from(place, bare_page, bare_page.context.browser)
        assert await asyncio.to_thread(loopback.awaits, "POST", "/case")
        loopback.forget()

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, SHORT, agree) as passage:
            async with blocks(firewall):
                await save_from(place, page, walled.browser)
            assert not loopback.account("POST", "/case")
            assert (passage.used, passage.refused) == (False, None)
            await page.evaluate(SEND, {})
            assert passage.used, "the page itself may still send it"

    async def test_a_save_before_or_after_it(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        await page.goto(echo(loopback, FORM))
        await page.evaluate(SEND, {})
        async with firewall.permit(page, SHORT, agree):
            pass
        await page.evaluate(SEND, {})
        assert not loopback.account("POST", "/case")

    async def test_a_page_that_stands_nowhere(self, firewall: Firewall, page: Page) -> None:
        with pytest.raises(WriteBlocked, match="no admitted case system"):
            async with firewall.permit(page, SHORT, agree):
                pytest.fail("it was opened")


async def save_from(place: str, page: Page, browser: Browser | None) -> None:
    """Send the save from somewhere else than the page itself."""
    assert browser is not None
    if place == "a beacon":
        await page.evaluate(
            SEND.replace("fetch('/case', {method: 'POST', body: ", "navigator.sendBeacon('/case', ").replace(
                "})}).catch(() => 0)", "}))"
            ),
            {},
        )
    elif place == "a pop-up":
        await page.evaluate(
            "its => { const w = window.open(); w.document.body.innerHTML = its; w.document.forms[0].submit() }",
            FORM.replace("name=__EVENTTARGET", "name=__EVENTTARGET value=save")
            .replace("/case", page.url.split("/echo")[0] + "/case")
            .replace("Först\nsedan å, ä och ö", "Klar"),
        )
    else:
        context = page.context if place == "another tab" else await browser.new_context()
        other = await context.new_page()
        await other.goto(page.url)
        await other.evaluate(SEND, {})
        if context is not page.context:
            await context.close()


@asynccontextmanager
async def blocks(firewall: Firewall) -> AsyncIterator[None]:
    """Something is blocked before this ends."""
    happened = asyncio.Event()
    firewall.on_block = lambda _: happened.set()
    yield
    async with asyncio.timeout(10):
        await happened.wait()
    firewall.on_block = None


class TestTheLastAct:
    @pytest.mark.parametrize("error", [ClaimLost("taken over"), StopAsked("stop")], ids=["claim", "stop"])
    async def test_holds_the_save_back(
        self, error: HandsOff, firewall: Firewall, page: Page, bare_page: Page, loopback: Loopback
    ) -> None:
        await bare_page.goto(echo(loopback, FORM))
        await press(bare_page, "save")
        assert await asyncio.to_thread(loopback.awaits, "POST", "/case")
        loopback.forget()

        async def last_act() -> None:
            raise error

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, PERMIT, last_act) as passage:
            await press(page, "save")
            assert await passage.settled()
        assert passage.refused is error
        assert not passage.used
        assert not loopback.account("POST", "/case")

    async def test_that_fails_holds_it_back_too(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        async def last_act() -> None:
            raise OSError("the store does not answer")

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, PERMIT, last_act) as passage:
            await press(page, "save")
            assert await passage.settled()
        assert isinstance(passage.refused, WriteBlocked)
        assert not loopback.account("POST", "/case")

    async def test_does_not_save_what_was_given_up_meanwhile(
        self, firewall: Firewall, page: Page, loopback: Loopback
    ) -> None:
        asked, answered = asyncio.Event(), asyncio.Event()

        async def last_act() -> None:
            asked.set()
            await answered.wait()

        await page.goto(echo(loopback, FORM))
        async with firewall.permit(page, PERMIT, last_act) as passage:
            await press(page, "save")
            await asked.wait()
        async with blocks(firewall):
            answered.set()
        assert not passage.used
        assert not loopback.account("POST", "/case")


class TestTheFirewall:
    async def test_lets_nothing_through_to_a_system_that_was_not_admitted(
        self, walled: Walled, page: Page, loopback: Loopback
    ) -> None:
        with pytest.raises(PlaywrightError, match="ERR_ABORTED"):
            await page.goto(f"{loopback.origin}/control")
        assert not loopback.account("GET", "/control")
        assert walled.firewall.blocked[-1].why == f"it goes to no admitted case system ({loopback.origin})"

    async def test_blocks_what_it_fails_to_judge(
        self, firewall: Firewall, page: Page, loopback: Loopback, log: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await page.goto(f"{loopback.origin}/control")
        monkeypatch.setattr(Policy, "refusal", lambda *_: 1 / 0)
        assert await page.evaluate("fetch('/other').catch(() => 'blocked')") == "blocked"
        assert not loopback.account("GET", "/other")
        assert "The firewall could not judge a request and blocked it: ZeroDivisionError" in log

    async def test_tells_no_query_and_no_value(self, firewall: Firewall, page: Page, loopback: Loopback) -> None:
        await page.goto(f"{loopback.origin}/control")
        await page.evaluate("fetch('/never?person=19121212-1212').catch(() => 0)")
        assert (firewall.blocked[-1].method, firewall.blocked[-1].path) == ("GET", "/never")
        assert "1212" not in repr(firewall.blocked[-1])

    async def test_gives_no_server_a_password_that_asks_outside_of_a_login(
        self, firewall: Firewall, walled: Walled, loopback: Loopback
    ) -> None:
        context = await walled.browser.new_context(http_credentials={"username": "robot", "password": "test"})
        page = await context.new_page()
        answer = await page.goto(f"{loopback.origin}/private")
        await context.close()
        assert answer is not None
        assert (answer.status, len(loopback.account("GET", "/private"))) == (401, 1)

    async def test_lets_nothing_out_once_it_is_closed(self, loopback: Loopback, policy: Policy) -> None:
        async with started(launch_arguments()) as browser:
            firewall = await Firewall.start(browser, prove=False)
            firewall.admit(policy)
            page = await browser.new_page()
            await page.goto(f"{loopback.origin}/control")
            await firewall.close()
            with pytest.raises(PlaywrightError, match="ERR_ABORTED"):
                await page.goto(f"{loopback.origin}/control")
        assert len(loopback.account("GET", "/control")) == 1

    async def test_refuses_to_start_on_a_browser_that_leaks(self) -> None:
        async with started([]) as browser:
            with pytest.raises(FirewallLeaks, match=r"let something through when it was tried: .*socket"):
                await Firewall.start(browser)

    async def test_passes_its_trial_behind_a_proxy_too(self) -> None:
        async with started(launch_arguments("proxy.test:3128")) as browser:
            firewall = await Firewall.start(browser)
        assert not firewall.blocked

    async def test_sends_hosts_past_the_proxy_but_never_their_websockets(self) -> None:
        bypass = launch_arguments("proxy.test:3128", ["*.kommun.test"])[-1]
        assert bypass.startswith("--proxy-bypass-list=<-loopback>;")
        assert "http://*.kommun.test;https://*.kommun.test" in bypass
        assert "ws" not in bypass
