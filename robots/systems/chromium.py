"""One warm browser behind its write firewall."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as BrowserError

from robots import browser as installed
from robots.systems.firewall import Firewall, launch_arguments


@asynccontextmanager
async def warm_browser(
    chosen: str | None = None, *, proxy: str | None = None, pause: float | None = None
) -> AsyncIterator[tuple[Browser, Firewall]]:
    """A browser of which every request passes the firewall, for as long as the block lasts.

    Args:
        chosen: A browser's program, from the settings; found by itself without.
        proxy: host:port of the proxy that leads to the case systems.
        pause: Show a window, and wait so many seconds before it goes to an address; without it nothing is shown.

    Raises:
        NoBrowser: There is none on this machine, or none that can be shown.
        FirewallLeaks: The firewall, tried against a page of our own, let something through; no robot starts.
    """
    found = installed.find(chosen) if pause is None else installed.find_with_window(chosen)
    arguments = [*launch_arguments(proxy), "--disable-gpu"]
    if pause is not None and "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" in os.environ:
        arguments.append("--ozone-platform=wayland")  # Chromium asks for X by itself
    if sys.platform == "linux" and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    async with async_playwright() as playwright:
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
        try:
            firewall = await Firewall.start(browser)
            yield browser, firewall
        finally:
            with suppress(BrowserError):  # it ended by itself
                await browser.close()
