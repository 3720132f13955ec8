"""One warm browser behind its write firewall."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import cache_from_source
from pathlib import Path

from loguru import logger
from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as BrowserError

from robots import browser as installed
from robots.errors import BrowserGone
from robots.systems.firewall import Firewall, launch_arguments

_STARTING = 60  # seconds in which the firewall is tried
_CLOSING = 10  # seconds

if not sys.dont_write_bytecode:  # the driver keeps what it compiles as Python does, and in the same place
    os.environ.setdefault("NODE_COMPILE_CACHE", str(Path(cache_from_source(__file__)).with_name("driver")))

Warm = tuple[Browser, Firewall]
"""A browser that is there, and the firewall that every request of it passes."""


@asynccontextmanager
async def warm_browser(
    chosen: str | None = None, *, proxy: str | None = None, pause: float | None = None
) -> AsyncIterator[Warm]:
    """A browser of which every request passes the firewall, for as long as the block lasts.

    Args:
        chosen: A browser's program, from the settings; found by itself without.
        proxy: host:port of the proxy that leads to the case systems.
        pause: Show a window, and wait so many seconds before it goes to an address; without it nothing is shown.

    Raises:
        NoBrowser: There is none on this machine, or none that can be shown.
        BrowserGone: It did not start.
        FirewallLeaks: The firewall, tried against a page of our own, let something through; no robot starts.
    """
    found = installed.find(chosen) if pause is None else installed.find_with_window(chosen)
    arguments = [*launch_arguments(proxy), "--disable-gpu"]
    if pause is not None and "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" in os.environ:
        arguments.append("--ozone-platform=wayland")  # Chromium asks for X by itself
    if sys.platform == "linux" and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=found.program,
                channel=found.channel,
                args=arguments,
                headless=pause is None,
                slow_mo=(pause or 0) * 1000,
                handle_sigint=False,  # the whole terminal gets it; the robot ends its browser when it is done
                handle_sigterm=False,
                handle_sighup=False,
            )
        except BrowserError as failure:
            logger.error("the browser did not start: {}", failure.message.partition("\n")[0])
            raise BrowserGone("The robots' browser does not start. What it lacks: run.py doctor") from None
        firewall = None
        try:
            firewall = await _guarded(browser)
            yield browser, firewall
        finally:
            await _ended(browser, firewall)


async def _guarded(browser: Browser) -> Firewall:
    try:
        return await asyncio.wait_for(Firewall.start(browser), _STARTING)
    except (TimeoutError, BrowserError):
        raise BrowserGone("The robots' browser started and does not answer.") from None


async def _ended(browser: Browser, firewall: Firewall | None) -> None:
    """Close a browser; one that does not end is killed, and so is what it leaves, as a page that stands still."""
    left = os.name == "posix"  # elsewhere nothing is left of a browser that ended, and its number may be another's
    try:
        await asyncio.wait_for(browser.close(), _CLOSING)
    except (BrowserError, TimeoutError) as trouble:
        logger.warning("the browser did not end as it should: {}", type(trouble).__name__)
        left = True
    finally:
        if firewall and left:
            firewall.cut()
