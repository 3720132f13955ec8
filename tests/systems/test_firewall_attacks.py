"""Every way out that we know of: open without the firewall, shut with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, BrowserContext

from robots.systems.firewall import Firewall
from robots.systems.permit import Policy, Sends
from tests.systems.attacks import Attack, attacks
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]

ATTACKS = tuple(attacks())


def policy(loopback: Loopback) -> Policy:
    """A system whose search and redirects are allowed by POST; /never and the field "decide" decide."""
    return Policy(
        loopback.origin,
        allowed=(Sends.parse("POST /search", {"page": "*"}), Sends.parse("POST /go/*")),
        never=(Sends.parse("* /never/**"), Sends.parse("* /never"), Sends.parse("* **", {"decide": "*"})),
        charset="iso-8859-1",
    )


async def make(attack: Attack, context: BrowserContext, loopback: Loopback) -> None:
    """Make one attempt on a page of its own; the page stays, unless closing it is the attempt."""
    page = await context.new_page()
    await page.goto(attack.page(loopback.origin, loopback.other_origin), wait_until="domcontentloaded")
    if attack.script:
        script = attack.filled(attack.script, loopback.origin, loopback.other_origin)
        await page.evaluate(f"async () => {{ {script} }}")
    if attack.click:
        await page.click(attack.click, no_wait_after=True)
    if attack.closes:
        await page.close()


async def has(context: BrowserContext, name: str) -> bool:
    page = await context.new_page()
    return bool(await page.evaluate("name => name in self", name))


@asynccontextmanager
async def opened(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context()
    yield context
    await context.close()


@asynccontextmanager
async def watching(firewall: Firewall, loopback: Loopback) -> AsyncIterator[asyncio.Queue[str]]:
    """What the firewall blocks meanwhile, as "POST /write"."""
    blocked: asyncio.Queue[str] = asyncio.Queue()
    system = policy(loopback)
    firewall.admit(system)
    firewall.on_block = lambda it: blocked.put_nowait(f"{it.method} {it.path}")
    try:
        yield blocked
    finally:
        firewall.on_block = None
        firewall.dismiss(system)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
async def test_an_attempt_that_reaches_the_server_does_not_once_the_firewall_stands(
    attack: Attack, loopback: Loopback, bare: Browser, walled: Walled
) -> None:
    async with opened(bare) as context, asyncio.timeout(10):
        if attack.needs and not await has(context, attack.needs):
            return
        await make(attack, context, loopback)
        assert await asyncio.to_thread(loopback.awaits, attack.method, attack.path, 3), "it does not work unhindered"
    loopback.forget()

    async with opened(walled.browser) as context, asyncio.timeout(10), watching(walled.firewall, loopback) as blocked:
        await make(attack, context, loopback)
        while attack.seen and await blocked.get() != attack.reaches:
            pass
        page = await context.new_page()
        await page.goto(f"{loopback.origin}/control")
    assert loopback.account("GET", "/control"), "reads are let through"
    assert not loopback.account(attack.method, attack.path)
