"""The write firewall: nothing leaves the browser but reads, what a description declares, and the save of a permit.

One DevTools session on the browser itself holds every request of every context, tab, pop-up, frame and worker, and each
hop of a redirect; page- and context-level interception miss some of them. What it cannot see is shut by the browser's
arguments. A handler that fails or is unsure blocks. Requests made beside the browser (Playwright's `context.request`)
pass by it and are therefore made nowhere.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self
from weakref import WeakKeyDictionary

from loguru import logger
from playwright.async_api import Browser, BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from robots.errors import HandsOff, WriteBlocked
from robots.systems import trial
from robots.systems.challenge import Challenges
from robots.systems.launch import LAUNCH_ARGS, launch_arguments
from robots.systems.passage import LOOK_UP, OpenPermit, Passage
from robots.systems.permit import Permit, Policy
from robots.systems.process import BrowserProcess
from robots.systems.request import SILENT, Request, origin_of

__all__ = ["LAUNCH_ARGS", "Blocked", "Firewall", "Passage", "launch_arguments"]

# No argument shuts WebTransport and WebRTC's relays over TCP. No web server takes either for a request; pages lose them
# all the same. What a worker, or a window that is still blank, might do with them is left open.
_TAKE_AWAY = (
    "for (const way of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) delete globalThis[way];"
)
_EMPTY = {
    "responseCode": 200,
    "responseHeaders": [
        {"name": "Content-Type", "value": "text/html; charset=utf-8"},
        {"name": "Content-Security-Policy", "value": "default-src 'none'; connect-src 'self'"},
    ],
    "body": base64.b64encode(b"<!doctype html>").decode(),
}
_SIGN_OF_LIFE = 10  # seconds in which a browser tells its version, however busy its pages are
_BLOCK = "BlockedByClient"
_STAY = "Aborted"  # what a blocked navigation is answered with: the page stays as it is, and shows no error instead


@dataclass(frozen=True)
class Blocked:
    """A request that was not let out; no query and no body, they may hold a citizen's data."""

    method: str
    path: str
    why: str
    frame: str = ""  # by the browser's own name; empty where that is not told
    writes: bool = False  # it would have written what nobody declared, or decided
    at: float = field(default_factory=time.monotonic, compare=False)  # seconds, of the machine's own count


class Firewall:
    """Stands between one browser and the network. Make it with `await Firewall.start(browser)` before any page."""

    def __init__(self, session: CDPSession, process: BrowserProcess | None = None) -> None:
        self.blocked: deque[Blocked] = deque(maxlen=1000)  # the newest last
        self.released: Counter[str] = Counter()  # what was let out beside reads: "declared" and "save"
        self.attempts: deque[Blocked] = deque(
            maxlen=1000
        )  # blocked writes, and ways elsewhere, that nobody took up yet
        self.on_block: Callable[[Blocked], None] | None = None
        self.challenges = Challenges(session)
        self._session = session
        self._process = process
        self._policies: list[Policy] = []
        self._entered: list[Policy] = []  # those of systems that somebody is logging in to
        self._permits: list[OpenPermit] = []
        self._sending: set[asyncio.Task[Any]] = set()
        self._pages: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
        self._empty: set[str] = set()  # addresses that it answers itself
        self._shut = False

    @classmethod
    async def start(cls, browser: Browser, *, prove: bool = True) -> Self:
        """Stand between a browser and the network, and try it before anything else does.

        Args:
            browser: Freshly launched with `launch_arguments()`; it has no page yet.
            prove: Try the firewall against a loopback page.

        Raises:
            FirewallLeaks: A forbidden request reached the loopback page; no robot starts.
        """
        session = await browser.new_browser_cdp_session()
        firewall = cls(session, await BrowserProcess.of(session))
        session.on("Fetch.requestPaused", firewall._on_paused)
        session.on("Fetch.authRequired", lambda event: firewall._soon(firewall.challenges.meet(event)))
        browser.on("context", lambda context: firewall._soon(_take_away(context)))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}], "handleAuthRequests": True})
        if prove:
            await trial.prove(browser, firewall)
        return firewall

    def admit(self, policy: Policy) -> None:
        """Let requests to a case system pass as its policy says. Each admission needs its own dismissal."""
        self._policies.append(policy)

    def dismiss(self, policy: Policy) -> None:
        """Take back one admission."""
        self._policies.remove(policy)

    @contextmanager
    def entering(self, policy: Policy) -> Iterator[None]:
        """Let out what only a login may send, for as long as the block lasts."""
        self._entered.append(policy)
        try:
            yield
        finally:
            self._entered.remove(policy)

    @asynccontextmanager
    async def permit(
        self, page: Page, permit: Permit, last_act: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[Passage]:
        """Open a permit for one page; leaving the block closes it, used or not.

        Args:
            page: The only page whose frames may send the save. It stands at the case system.
            permit: The save.
            last_act: Checks claim and STOP after every other check, immediately before the save is released.

        Raises:
            WriteBlocked: The page stands at no case system that was admitted.
        """
        if not any(policy.covers(origin_of(page.url)) for policy in self._policies):
            raise WriteBlocked("The page stands at no admitted case system; nothing was written.")
        opened = await OpenPermit.bind(page, await self._session_of(page), permit, last_act)
        self._permits.append(opened)
        logger.debug("draft point {}", "permit")
        try:
            yield opened.passage
        finally:
            opened.close()
            self._permits.remove(opened)

    async def _session_of(self, page: Page) -> CDPSession:
        """A session that tells a page's frames, made once: a page whose navigation is held would admit none."""
        if page not in self._pages:
            self._pages[page] = await asyncio.wait_for(page.context.new_cdp_session(page), LOOK_UP)
        return self._pages[page]

    @contextmanager
    def answering(self, policy: Policy) -> Iterator[str]:
        """An address of a system that the firewall itself answers, with an empty page: the system is not asked."""
        address = f"{origin_of(policy.origin)}/{secrets.token_hex(16)}"
        self._empty.add(address)
        try:
            yield address
        finally:
            self._empty.remove(address)

    async def close(self) -> None:
        """Let nothing out any more: what the browser still asks for is blocked until it is closed."""
        self._shut = True
        self._policies.clear()

    @property
    def is_shut(self) -> bool:
        """Whether it was closed, or its browser cut off."""
        return self._shut

    async def answers(self) -> bool:
        """Whether the browser still answers; one that was cut off does not."""
        if self._shut:
            return False
        try:
            await asyncio.wait_for(self._session.send("Browser.getVersion"), _SIGN_OF_LIFE)
        except (TimeoutError, PlaywrightError):
            return False
        return True

    def cut(self) -> None:
        """Let nothing out any more, by force: a browser that hangs could wake up later, so it is killed on the spot.

        What was released to it and has not gone out by now never will.
        """
        self._shut = True
        if self._process:
            self._process.kill()
            self._process = None

    def _on_paused(self, event: dict[str, Any]) -> None:
        """Decide on one request: on reads at once, on a possible save in a task of its own."""
        try:
            if event["request"]["url"] in self._empty:
                self._soon(self._answer(event))
                return
            request = self._request(event)
            refusal = self._refusal(request)
            if refusal is None and request.reads:
                self._soon(self._continue(event))
            else:
                self._soon(self._hold(event, request, refusal))
        except Exception as failure:
            self._soon(self._fail_safe(event, failure))

    def _request(self, event: dict[str, Any]) -> Request:
        asked = event["request"]
        entries = asked.get("postDataEntries", [])
        policy = self._policy(asked["url"])
        return Request(
            asked["method"],
            asked["url"],
            asked["headers"],
            body=b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries),
            whole=all("bytes" in entry for entry in entries) and (bool(entries) or not asked.get("hasPostData")),
            charset=policy.charset if policy else "utf-8",
        )

    def _policy(self, url: str) -> Policy | None:
        return next((policy for policy in self._policies if policy.covers(origin_of(url))), None)

    def _refusal(self, request: Request) -> str | None:
        """Why not even a permit may let this request out."""
        if request.address.scheme in SILENT:
            return None
        if self._shut:
            return "the firewall is shut"
        concerned = [policy for policy in self._policies if policy.covers(request.origin)]
        if not concerned:
            return f"it goes to no admitted case system ({request.origin})"
        return next(filter(None, (policy.refusal(request) for policy in concerned)), None)

    async def _hold(self, event: dict[str, Any], request: Request, refusal: str | None) -> None:
        """Hold a request that may change something against the open permits, then against what is declared."""
        try:
            opened = None if request.reads else await self._asked(event, request)
            if refusal is None:
                if opened and (refusal := opened.passage.permit.refusal(request)) is None:
                    await self._release(event, request, opened)
                    return
                if self._declared(request):
                    self.released["declared"] += 1
                    await self._continue(event)
                    return
            refusal = refusal or "no permit is open for it"
            if opened:
                opened.refuse(WriteBlocked(f"The save was blocked: {refusal}. Nothing was written."))
            await self._block(event, request, refusal, ours=opened is not None)
        except Exception as failure:
            await self._fail_safe(event, failure)

    async def _asked(self, event: dict[str, Any], request: Request) -> OpenPermit | None:
        """The open permit that a held request asks for; None also where it is spent."""
        for opened in tuple(self._permits):
            if await opened.is_asked(event, request):
                return None if opened.spent else opened
        return None

    def _declared(self, request: Request) -> bool:
        concerned = [policy for policy in self._policies if policy.covers(request.origin)]
        is_save = any(save.resembles(request) for policy in concerned for save in policy.saves)
        return not is_save and any(policy.declares(request, entering=policy in self._entered) for policy in concerned)

    async def _release(self, event: dict[str, Any], request: Request, opened: OpenPermit) -> None:
        """Let the save out, its last act being the look at claim and STOP."""
        opened.spent = True
        logger.debug("draft point {}", "request")
        try:
            await opened.last_act()
        except HandsOff as hands_off:
            opened.refuse(hands_off)
            await self._block(event, request, type(hands_off).__name__, ours=True)
            return
        except Exception:
            opened.refuse(WriteBlocked("Claim and STOP could not be looked up; nothing was written."))
            raise
        if opened not in self._permits or self._shut:
            await self._block(event, request, "its permit was closed", ours=True)
            return
        try:
            await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
        finally:  # where the browser fails to answer it may have gone out: it counts as used
            opened.went_out()
        self.released["save"] += 1
        logger.debug("draft point {}", "released")

    async def _continue(self, event: dict[str, Any]) -> None:
        with suppress(PlaywrightError):  # the page gave the request up, or was closed
            await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    async def _answer(self, event: dict[str, Any]) -> None:
        """Answer with an empty page, which may fetch from its own address and do nothing else."""
        with suppress(PlaywrightError):  # its page was closed
            await self._session.send("Fetch.fulfillRequest", {"requestId": event["requestId"], **_EMPTY})

    async def _block(self, event: dict[str, Any], request: Request, why: str, *, ours: bool = False) -> None:
        leads = event.get("resourceType") == "Document"
        ours = ours or self._enters(request)
        writes = self._decides(request) or not (ours or request.reads)
        blocked = Blocked(request.method, request.address.path, why, event.get("frameId", ""), writes)
        self.blocked.append(blocked)
        if writes or (leads and not ours and "redirectedRequestId" not in event):
            self.attempts.append(blocked)
        if self.on_block:
            self.on_block(blocked)
        logger.debug("blocked {} {}: {}", request.method, request.address.path, why)
        reason = _STAY if leads else _BLOCK
        with suppress(PlaywrightError):
            await self._session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": reason})

    def _enters(self, request: Request) -> bool:
        """Whether it is a login's, as a sign-on server's page sends by itself when a session has ended."""
        return any(policy.enters(request) for policy in self._policies)

    def _decides(self, request: Request) -> bool:
        return any(policy.lists(request) for policy in self._policies if policy.covers(request.origin))

    async def _fail_safe(self, event: dict[str, Any], failure: Exception) -> None:
        """Block what could not be judged; only the class of the failure is told, its text may hold a value."""
        logger.error("The firewall could not judge a request and blocked it: {}", type(failure).__name__)
        asked = event["request"]
        await self._block(event, Request(asked["method"], asked["url"], {}), "the firewall could not judge it")

    def _soon(self, sending: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _take_away(context: BrowserContext) -> None:
    with suppress(PlaywrightError):  # the context was closed at once
        await context.add_init_script(_TAKE_AWAY)
