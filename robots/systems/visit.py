"""A short visit to a case system: whether it can be reached and lets the robot in. Only reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from playwright.async_api import Response

from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import SystemFile
from robots.systems.session import Session


async def visit(
    system: SystemFile, credentials: Credentials, *, program: str | None = None, proxy: str | None = None
) -> timedelta | None:
    """Log in as a robot does, look at the page of the inbox, and log out.

    Args:
        system: The case system.
        credentials: Of the robot's account.
        program: The browser's program, from the settings; found by itself without.
        proxy: host:port of the proxy that leads to the case systems.

    Returns:
        How far this machine's clock is ahead of the system's, which tells it by the second; None where it does not.

    Raises:
        LoginRefused: It refused the password; do not try it again.
        SystemProblem, TechnicalProblem: It does not answer, or not as its description says.
    """
    ahead: list[timedelta] = []

    def note(response: Response) -> None:
        if told := response.headers.get("date"):
            ahead.append(datetime.now(UTC) - parsedate_to_datetime(told))

    async with (
        warm_browser(program, proxy=proxy) as (browser, firewall),
        Session.open(browser, firewall, system, credentials) as session,
        session.window() as window,
    ):
        window.page.on("response", note)
        await window.see_inbox()
    return min(ahead, key=abs, default=None)
