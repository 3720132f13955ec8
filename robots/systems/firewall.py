"""The write firewall: nothing leaves the browser but reads, what a description declares, and the save of a permit.

One DevTools session on the browser itself holds every request of every context, tab, pop-up, frame and worker, and each
hop of a redirect; page- and context-level interception miss some of them. What it cannot see is shut by
LAUNCH_ARGS. A handler that fails or is unsure blocks. Requests made beside the browser (Playwright's `context.request`)
pass by it and are therefore made nowhere.
"""

from __future__ import annotations

import asyncio
import base64
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from loguru import logger
from playwright.async_api import Browser, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from robots.errors import HandsOff, WriteBlocked
from robots.systems import trial
from robots.systems.permit import Permit, Policy
from robots.systems.request import SILENT, Request, origin_of

# Speculation rules fetch beside every interception: a queue of length nought keeps them waiting for ever. The first two
# features are Playwright's own; the browser heeds only the last list that it is given.
_FEATURES = (
    "CDPScreenshotNewSurface",
    "SkipListAccountsWithoutGaiaCookies",
    "PrefetchSchedulerTesting:kPrefetchSchedulerTestingActiveSetSizeLimitForBase/0"
    "/kPrefetchSchedulerTestingActiveSetSizeLimitForBurst/0",
)
LAUNCH_ARGS: tuple[str, ...] = (
    f"--enable-features={','.join(_FEATURES)}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# No argument shuts WebTransport and WebRTC's relays over TCP. No web server takes either for a request; pages lose them
# all the same. What a worker, or a window that is still blank, might do with them is left open.
_TAKE_AWAY = (
    "for (const way of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) delete globalThis[way];"
)
_BLOCK = "BlockedByClient"
_LOOK_UP_SECONDS = 5


def launch_arguments(proxy: str | None = None, direct: Sequence[str] = ()) -> list[str]:
    """The browser's arguments that shut what the firewall cannot see: WebSockets, QUIC, WebRTC, speculative loading.

    WebSockets are sent to a proxy that does not exist; pages go directly or by the employer's proxy.

    Args:
        proxy: "host:port" or "http://host:port" of the employer's proxy; None where pages are reached directly.
        direct: Hosts that are reached without the proxy, such as "*.kommun.example".
    """
    pages = proxy or "direct://"
    hosts = ["127.0.0.1", "localhost", "[::1]", *direct] if proxy else []
    past = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    return [
        *LAUNCH_ARGS,
        f"--proxy-server=http={pages};https={pages};socks=127.0.0.1:9",
        f"--proxy-bypass-list={';'.join(['<-loopback>', *past])}",
    ]


@dataclass(frozen=True)
class Blocked:
    """A request that was not let out; no query and no body, they may hold a citizen's data."""

    method: str
    path: str
    why: str


@dataclass
class Passage:
    """What became of one permit: its save went out once, was refused, or has not come yet."""

    permit: Permit
    used: bool = False  # the save was released
    released_at: datetime | None = None
    refused: HandsOff | None = None  # why the save was held back; nothing was sent
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def settled(self, within: float = 30) -> bool:
        """Wait until the save was released or refused, for at most so many seconds; whether it was."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), within)
        return self._settled.is_set()


@dataclass
class _Open:
    """An open permit with the page it is bound to."""

    passage: Passage
    origin: str
    page: CDPSession
    last_act: Callable[[], Awaitable[None]]
    frames: frozenset[str] = frozenset()
    spent: bool = False  # a request was held for it, or it was closed: no other request may use it

    async def owns(self, frame: str) -> bool:
        """Whether the frame is one of the page's; a frame that is new to us is looked up."""
        if frame not in self.frames:
            await self.look_up()
        return frame in self.frames

    async def look_up(self) -> None:
        """Learn the page's frames. A page cannot be asked while a navigation of its own is held, only before."""
        tree = await asyncio.wait_for(self.page.send("Page.getFrameTree"), _LOOK_UP_SECONDS)
        self.frames = frozenset(_frame_ids(tree["frameTree"]))

    def refuse(self, why: HandsOff) -> None:
        self.passage.refused = why
        self.close()

    def close(self) -> None:
        self.spent = True
        self.passage._settled.set()


def _frame_ids(tree: dict[str, Any]) -> Iterator[str]:
    yield tree["frame"]["id"]
    for child in tree.get("childFrames", ()):
        yield from _frame_ids(child)


class Firewall:
    """Stands between one browser and the network. Make it with `await Firewall.start(browser)` before any page."""

    def __init__(self, session: CDPSession) -> None:
        self.blocked: deque[Blocked] = deque(maxlen=1000)  # the newest last
        self.released: Counter[str] = Counter()  # what was let out beside reads: "declared" and "save"
        self.on_block: Callable[[Blocked], None] | None = None
        self._session = session
        self._policies: list[Policy] = []
        self._permits: list[_Open] = []
        self._sending: set[asyncio.Task[Any]] = set()
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
        firewall = cls(session)
        session.on("Fetch.requestPaused", firewall._on_paused)
        browser.on("context", lambda context: firewall._soon(context.add_init_script(_TAKE_AWAY)))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})
        if prove:
            await trial.prove(browser, firewall)
        return firewall

    def admit(self, policy: Policy) -> None:
        """Let requests to a case system pass as its policy says. Each admission needs its own dismissal."""
        self._policies.append(policy)

    def dismiss(self, policy: Policy) -> None:
        """Take back one admission."""
        self._policies.remove(policy)

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
        origin = origin_of(page.url)
        if not any(policy.covers(origin) for policy in self._policies):
            raise WriteBlocked("The page stands at no admitted case system; nothing was written.")
        opened = _Open(Passage(permit), origin, await page.context.new_cdp_session(page), last_act)
        await opened.look_up()
        self._permits.append(opened)
        logger.debug("draft point {}", "permit")
        try:
            yield opened.passage
        finally:
            opened.close()
            self._permits.remove(opened)
            await opened.page.detach()

    async def close(self) -> None:
        """Let nothing out any more: what the browser still asks for is blocked until it is closed."""
        self._shut = True
        self._policies.clear()

    def _on_paused(self, event: dict[str, Any]) -> None:
        """Decide on one request: on reads at once, on a possible save in a task of its own."""
        try:
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
            return "it goes to no admitted case system"
        return next(filter(None, (policy.refusal(request) for policy in concerned)), None)

    async def _hold(self, event: dict[str, Any], request: Request, refusal: str | None) -> None:
        """Hold a request that may change something against the open permits, then against what is declared."""
        try:
            opened = None if request.reads else await self._bound(request, event.get("frameId", ""))
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
            await self._block(event, request, refusal)
        except Exception as failure:
            await self._fail_safe(event, failure)

    async def _bound(self, request: Request, frame: str) -> _Open | None:
        """The open permit of the page that asks, where it concerns this request."""
        for opened in tuple(self._permits):
            if opened.origin == request.origin and opened.passage.permit.concerns(request) and await opened.owns(frame):
                return None if opened.spent else opened
        return None

    def _declared(self, request: Request) -> bool:
        saves = [save for policy in self._policies for save in policy.saves]
        return not any(save.matches(request) for save in saves) and any(
            policy.declares(request) for policy in self._policies if policy.covers(request.origin)
        )

    async def _release(self, event: dict[str, Any], request: Request, opened: _Open) -> None:
        """Let the save out, its last act being the look at claim and STOP."""
        opened.spent = True
        logger.debug("draft point {}", "request")
        try:
            await opened.last_act()
        except HandsOff as hands_off:
            opened.refuse(hands_off)
            await self._block(event, request, type(hands_off).__name__)
            return
        except Exception:
            opened.refuse(WriteBlocked("Claim and STOP could not be looked up; nothing was written."))
            raise
        if opened not in self._permits or self._shut:
            await self._block(event, request, "its permit was closed")
            return
        try:
            await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
        finally:  # where the browser fails to answer it may have gone out: it counts as used
            opened.passage.used, opened.passage.released_at = True, datetime.now(UTC)
            opened.close()
        self.released["save"] += 1
        logger.debug("draft point {}", "released")

    async def _continue(self, event: dict[str, Any]) -> None:
        with suppress(PlaywrightError):  # the page gave the request up, or was closed
            await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    async def _block(self, event: dict[str, Any], request: Request, why: str) -> None:
        blocked = Blocked(request.method, request.address.path, why)
        self.blocked.append(blocked)
        if self.on_block:
            self.on_block(blocked)
        logger.debug("blocked {} {}: {}", request.method, request.address.path, why)
        with suppress(PlaywrightError):
            await self._session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": _BLOCK})

    async def _fail_safe(self, event: dict[str, Any], failure: Exception) -> None:
        """Block what could not be judged; only the class of the failure is told, its text may hold a value."""
        logger.error("The firewall could not judge a request and blocked it: {}", type(failure).__name__)
        asked = event["request"]
        await self._block(event, Request(asked["method"], asked["url"], {}), "the firewall could not judge it")

    def _soon(self, sending: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
