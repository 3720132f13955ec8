"""The walk through a system that nobody has described yet: few pages, reading only, within bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

from loguru import logger
from playwright.async_api import Error as BrowserError
from playwright.async_api import Frame, Request

from robots.errors import ScreenChanged, SystemDown, TechnicalProblem
from robots.systems.description import Press
from robots.systems.learning.pages import Page, Pane
from robots.systems.request import origin_of
from robots.systems.window import Window

_FACTS = files("robots.systems.learning").joinpath("learn.js").read_text(encoding="utf-8").strip()
_QUIET = """() => new Promise((done) => {
  let timer = setTimeout(done, 200);
  const end = () => { watcher.disconnect(); done(); };
  const watcher = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 200); });
  watcher.observe(document, {subtree: true, childList: true, characterData: true});
  setTimeout(end, 3000);
})"""

EARLY = """document.addEventListener('DOMContentLoaded',
  () => { window.robotsEarly = document.body ? document.body.innerText : ''; })"""
"""Has each page of a walk note what stands there before its scripts bring more: of a list, what must be waited for."""

_TRIES, _PAUSE = 50, 0.1  # how long is waited for what a script has asked for: times, seconds


@dataclass(frozen=True)
class Bounds:
    """How far a walk may go."""

    seconds: float = 60.0
    pages: int = 50


class Walk:
    """One window that goes from page to page. What is no plain GET is blocked by the firewall around it."""

    def __init__(self, window: Window, bounds: Bounds, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.window = window
        self.pages = 0  # so far
        self._bounds = bounds
        self._clock = clock
        self._left = bounds.seconds
        self._awaited: set[Request] = set()  # what scripts have asked for and did not get yet
        window.page.on("request", self._note)
        for ended in ("requestfinished", "requestfailed"):
            window.page.on(ended, self._note_end)

    @property
    def over(self) -> bool:
        """Whether a bound is reached; what has been seen by then is all there will be."""
        return self._left <= 0 or self.pages >= self._bounds.pages

    async def open(self, address: str, *, picture: bool = False) -> Page | None:
        """Go to an address and see what stands there; None where a bound is reached or the page does not come."""
        if self.over or origin_of(address) != origin_of(self.window.system.description.address):
            return None
        began = self._clock()
        self.pages += 1
        try:
            await self.window.go(address)
            return await self._seen(picture=picture)
        except SystemDown:
            raise
        except (TechnicalProblem, BrowserError) as trouble:  # a download, an error page, a page of another kind
            logger.debug("a page could not be learned from: {}", type(trouble).__name__)
            return None
        finally:
            self._left -= self._clock() - began

    async def press(self, frame: str, button: Press) -> Page | None:
        """Press what a person has allowed to be pressed, and see what stands there then; None where it did not work."""
        if self.over:
            return None
        began = self._clock()
        self.pages += 1
        try:
            await self.window.press(self.window.frame(frame or None), button)
            return await self._seen(picture=True)
        except SystemDown:
            raise
        except (ScreenChanged, TechnicalProblem, BrowserError) as trouble:  # it is no button, or leads nowhere
            logger.debug("a button could not be pressed: {}", type(trouble).__name__)
            return None
        finally:
            self._left -= self._clock() - began

    async def look(self, *, picture: bool = False) -> Page:
        """See what stands in the window now."""
        return await self._seen(picture=picture)

    def _note(self, request: Request) -> None:
        if request.resource_type in ("xhr", "fetch"):
            self._awaited.add(request)

    def _note_end(self, request: Request) -> None:
        self._awaited.discard(request)

    async def _answered(self) -> None:
        """Wait until scripts have got what they asked for, within some seconds."""
        for _ in range(_TRIES):
            if not self._awaited:
                return
            await asyncio.sleep(_PAUSE)
        self._awaited.clear()

    async def _seen(self, *, picture: bool) -> Page:
        page = self.window.page
        own = origin_of(self.window.system.description.address)
        panes = []
        for frame in page.frames:
            if frame is page.main_frame or (origin_of(frame.url) == own and await _is_seen(frame)):
                panes.append(await self._pane(frame))
        taken = None
        if picture:
            with suppress(BrowserError):
                taken = await page.screenshot(type="jpeg", quality=60, full_page=True)
        return Page(page.url, tuple(panes), taken)

    async def _pane(self, frame: Frame) -> Pane:
        with suppress(BrowserError):
            await frame.evaluate(_QUIET)
            if self._awaited:
                await self._answered()
                await frame.evaluate(_QUIET)
        survey = await self.window.ask(frame, {"survey": True})
        facts = await frame.evaluate(f"({_FACTS})()")
        return Pane.of(frame.url, frame.name if frame.parent_frame else "", facts, survey)


async def _is_seen(frame: Frame) -> bool:
    with suppress(BrowserError):
        box = await (await frame.frame_element()).bounding_box()
        return bool(box and box["width"] > 20 and box["height"] > 20)
    return False


def path_of(address: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
