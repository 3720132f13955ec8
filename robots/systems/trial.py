"""The firewall tried before any robot starts: forbidden requests made from a loopback page of our own.

An unknown version of the browser, a flag that it no longer knows or a setting of the employer's could open a way out.
The few attempts here stand for the kinds of way; the tests hold the long list.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from robots.errors import FirewallLeaks
from robots.systems.permit import Policy, Sends

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from robots.systems.firewall import Blocked, Firewall

_SECONDS = 20
_PAGE = b"<!doctype html><title>Firewall</title><body>"
_SEEN = {"fetch", "beacon", "form", "popup", "worker", "shared", "ping", "image", "prefetch"}
_ATTEMPTS = """async () => {
  const body = new URLSearchParams({decide: '1'});
  const rules = document.createElement('script');
  rules.type = 'speculationrules';
  rules.textContent = JSON.stringify({
    prefetch: [{urls: ['/leak/speculation'], eagerness: 'immediate'}],
    prerender: [{urls: ['/leak/prerender'], eagerness: 'immediate'}]});
  document.body.append(rules);
  const form = (name, target) => {
    const made = Object.assign(document.createElement('form'), {method: 'post', action: '/leak/' + name, target});
    document.body.append(made);
    made.submit();
  };
  const post = name => `fetch('${location.origin}/leak/${name}', {method: 'POST', body: 'decide=1'}).catch(() => 0)`;
  const script = name => URL.createObjectURL(new Blob([post(name)]));
  const link = (properties) => document.body.appendChild(Object.assign(document.createElement('a'), properties));
  const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), {name: 'inner'}));
  form('form', frame.name);
  form('popup', '_blank');
  new Worker(script('worker'));
  new SharedWorker(script('shared'));
  navigator.sendBeacon('/leak/beacon', body);
  link({href: '#here', ping: '/leak/ping'}).click();
  new Image().src = '/leak/image';
  document.body.append(Object.assign(document.createElement('link'), {rel: 'prefetch', href: '/leak/prefetch'}));
  await fetch('/leak/fetch', {method: 'POST', body}).catch(() => 0);
  const socket = new WebSocket('ws://' + location.host + '/leak/socket');
  await new Promise(done => { socket.onopen = socket.onerror = socket.onclose = done; });
}"""


async def prove(browser: Browser, firewall: Firewall) -> None:
    """Try the firewall of a browser; return where nothing got through.

    Raises:
        FirewallLeaks: Something reached the loopback page, or the attempts could not be made.
    """
    async with _loopback() as (origin, arrived):
        waiting, all_blocked = set(_SEEN), asyncio.Event()

        def on_block(blocked: Blocked) -> None:
            waiting.discard(blocked.path.rpartition("/")[2])
            if not waiting:
                all_blocked.set()

        policy = Policy(origin, never=(Sends.parse("* /leak/**"),))
        firewall.admit(policy)
        firewall.on_block = on_block
        context = await browser.new_context()
        try:
            async with asyncio.timeout(_SECONDS):
                page = await context.new_page()
                await page.goto(f"{origin}/")
                await page.evaluate(_ATTEMPTS)
                await all_blocked.wait()
                await page.evaluate("fetch('/control').then(answer => answer.text())")
        except (TimeoutError, PlaywrightError) as failure:
            raise FirewallLeaks(
                f"The firewall could not be tried on this browser (unanswered: {', '.join(sorted(waiting)) or 'none'}; "
                f"got through: {_leaks(arrived)}). No robot starts. Use a browser version that was accepted."
            ) from failure
        finally:
            firewall.on_block = None
            with suppress(TimeoutError, PlaywrightError):
                await asyncio.wait_for(context.close(), _SECONDS)
            firewall.dismiss(policy)
        if _leaks(arrived) != "none" or "/control" not in arrived:
            raise FirewallLeaks(
                f"The firewall let something through when it was tried: {_leaks(arrived)}. No robot starts. "
                "Start the browser with launch_arguments(), in a version that was accepted."
            )
    firewall.blocked.clear()


def _leaks(arrived: list[str]) -> str:
    return ", ".join(sorted(path.rpartition("/")[2] for path in arrived if path.startswith("/leak/"))) or "none"


@asynccontextmanager
async def _loopback() -> AsyncIterator[tuple[str, list[str]]]:
    """A page on 127.0.0.1 with the paths of all requests that reached it."""
    arrived: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, IndexError):
            head = await reader.readuntil(b"\r\n\r\n")
            arrived.append(head.split()[1].decode("ascii", "replace"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + _PAGE)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", arrived
    finally:
        server.close()
