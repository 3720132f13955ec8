"""One pane of a page of a test's own, as learning sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from robots.systems.apart import Apart
from robots.systems.learning.entrance import sketch
from robots.systems.learning.pages import Pane
from robots.systems.learning.walk import Bounds, Walk
from robots.systems.window import Window

Sees = Callable[[str], Awaitable[Pane]]


@pytest.fixture
def sees(page: Page, apart: Apart) -> Sees:
    """Sets the content of a page, and sees it."""
    walk = Walk(Window(page, sketch("test", "http://127.0.0.1:9"), apart), Bounds())

    async def seen(html: str) -> Pane:
        await page.set_content(html)
        return (await walk.look()).panes[0]

    return seen
