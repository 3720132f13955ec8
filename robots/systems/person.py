"""A person lets the robot's own account in, where a second factor asks for one: in a window before the firewall."""

from __future__ import annotations

import json
from urllib.parse import urljoin

from playwright.async_api import Browser, Page
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from robots.errors import PageProblem
from robots.systems.apart import Apart
from robots.systems.chromium import warm_browser
from robots.systems.description import SystemFile
from robots.systems.firewall import Firewall
from robots.systems.window import Window

PATIENCE = 600.0  # seconds that a person has


async def let_in(system: SystemFile, *, program: str | None = None, proxy: str | None = None) -> str:
    """Show a window in which a person logs the robot's account in.

    Args:
        system: The case system; its login is a person's.
        program: The browser's program, from the settings; found by itself without.
        proxy: host:port of the proxy that leads to the case systems.

    Returns:
        The session: cookies and what the pages keep in the browser, as JSON.

    Raises:
        NoBrowser: There is no screen, or no browser with a window.
        PageProblem: The person did not come in; nothing was kept.
    """
    async with warm_browser(program, proxy=proxy, pause=0) as (browser, firewall):
        return await begun(browser, firewall, system)


async def begun(browser: Browser, firewall: Firewall, system: SystemFile, *, patience: float = PATIENCE) -> str:
    """The session that a person begins in a new window of a browser; see `let_in`.

    Args:
        browser: Behind its firewall.
        firewall: Lets out what the description declares for a login, and nothing else that writes.
        system: The case system.
        patience: Seconds that the person has.
    """
    policy = system.description.policy
    context = await browser.new_context(service_workers="block", accept_downloads=False, locale="sv-SE")
    firewall.admit(policy)
    try:
        with firewall.entering(policy):
            await _watch(await context.new_page(), system, patience)
        return json.dumps(await context.storage_state())
    except BrowserTimeout:
        raise PageProblem(
            f"Nobody logged in to {system.name} in {patience:.0f} s, or lands: in {system.shown} is another address "
            f"than the one after the login. Nothing was kept. Again: run.py login {system.name}"
        ) from None
    except BrowserError:
        raise PageProblem(
            f"The window was closed before anybody was logged in to {system.name}. Nothing was kept. Again: run.py "
            f"login {system.name}"
        ) from None
    finally:
        firewall.dismiss(policy)
        await context.close()


async def _watch(page: Page, system: SystemFile, patience: float) -> None:
    """Wait until a person has come in: until the page is where a login leads, and is no login page."""
    description, apart = system.description, Apart()
    window = Window(page, system, apart)
    try:
        await page.goto(urljoin(description.address, description.login.at))
        while True:
            await page.wait_for_url(
                lambda url: description.login.has_landed(url, description.address), timeout=patience * 1000
            )
            if not await window.shows_login():
                return
            await page.wait_for_event("framenavigated", timeout=patience * 1000)
    finally:
        await apart.close()
