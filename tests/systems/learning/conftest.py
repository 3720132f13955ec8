"""One pane of a page of a test's own, as learning sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest_asyncio
from playwright.async_api import Page

from robots.systems.apart import Apart
from robots.systems.learning.entrance import sketch
from robots.systems.learning.pages import Pane
from robots.systems.learning.walk import Bounds, Walk
from robots.systems.window import Window

AT = "http://127.0.0.1:9/list"
Sees = Callable[[str], Awaitable[Pane]]


@pytest_asyncio.fixture(loop_scope="session")
async def sees(page: Page, apart: Apart) -> Sees:
    """Sets the content of a page, as if it stood at an address, and sees it."""
    walk = Walk(Window(page, sketch("test", "http://127.0.0.1:9"), apart), Bounds())

    async def seen(html: str) -> Pane:
        await page.set_content(f"<base href='{AT}'>{html}")
        return replace((await walk.look()).panes[0], url=AT)

    return seen
