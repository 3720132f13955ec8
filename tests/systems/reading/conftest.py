"""One page for all these tests: each fills it anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page

from tests.systems.conftest import Walled


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def page(walled: Walled) -> AsyncIterator[Page]:
    """A page behind the firewall."""
    context = await walled.browser.new_context()
    yield await context.new_page()
    await context.close()
