"""One browser with the firewall and one without it, and a server that keeps account, for all tests of a run."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from robots import browser as installed
from robots.systems.apart import Apart
from robots.systems.firewall import Firewall
from robots.systems.launch import launch_arguments
from tests.systems.loopback import Loopback

# What these look at stands in /proc.
collect_ignore = [] if sys.platform == "linux" else ["test_apart_process.py"]

ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []


@dataclass(frozen=True)
class Walled:
    """A browser with its firewall."""

    browser: Browser
    firewall: Firewall


@asynccontextmanager
async def started(arguments: Sequence[str]) -> AsyncIterator[Browser]:
    """A browser with these arguments."""
    found = installed.find()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found.program, channel=found.channel, args=[*ROOT, *arguments]
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def _server() -> Iterator[Loopback]:
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def loopback(_server: Loopback) -> Loopback:
    """The server, with an empty account."""
    _server.forget()
    return _server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bare() -> AsyncIterator[Browser]:
    """A browser without the firewall."""
    async with started([]) as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def walled() -> AsyncIterator[Walled]:
    """A browser behind its firewall, which has been tried."""
    async with started(launch_arguments()) as browser:
        firewall = await Firewall.start(browser)
        yield Walled(browser, firewall)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def apart() -> AsyncIterator[Apart]:
    """The process in which files are opened."""
    made = Apart()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(walled: Walled) -> AsyncIterator[BrowserContext]:
    """A fresh context behind the firewall."""
    made = await walled.browser.new_context()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    """A fresh page behind the firewall."""
    return await context.new_page()
