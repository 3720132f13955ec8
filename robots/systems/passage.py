"""What became of a permit, and the page that it is bound to while it is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from robots.errors import HandsOff
from robots.systems.permit import Permit
from robots.systems.request import Request, origin_of

_CARRIERS = frozenset({"Document", "XHR", "Fetch"})  # what a save may be; a beacon, for one, is none
LOOK_UP = 5  # seconds in which a page tells its frames


@dataclass(eq=False)
class Passage:
    """What became of one permit: its save went out once, was refused, or has not come yet."""

    permit: Permit
    used: bool = False  # the save was released
    released_at: datetime | None = None
    refused: HandsOff | None = None  # why the save was held back; nothing was sent
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    async def settled(self, within: float = 30) -> bool:
        """Wait until the save was released or refused, for at most so many seconds; whether it was."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), within)
        return self._settled.is_set()

    def settle(self) -> None:
        """Nothing more will become of it."""
        self._settled.set()


@dataclass(eq=False)
class OpenPermit:
    """A permit while it is open, with the page it is bound to."""

    passage: Passage
    last_act: Callable[[], Awaitable[None]]
    origin: str
    _page: CDPSession
    _frames: frozenset[str] = frozenset()
    spent: bool = False  # a request was held for it, or it was closed: no other request may use it

    @classmethod
    async def bind(
        cls, page: Page, session: CDPSession, permit: Permit, last_act: Callable[[], Awaitable[None]]
    ) -> Self:
        """Open a permit for the frames of a page, which the session is about."""
        opened = cls(Passage(permit), last_act, origin_of(page.url), session)
        await opened._look_up()
        return opened

    async def is_asked(self, event: dict[str, Any], request: Request) -> bool:
        """Whether a held request goes where the save goes, and comes from this page."""
        return (
            event["resourceType"] in _CARRIERS
            and request.origin == self.origin
            and self.passage.permit.concerns(request)
            and await self._owns(event.get("frameId", ""))
        )

    def refuse(self, why: HandsOff) -> None:
        """The save was held back."""
        self.passage.refused = why
        self.close()

    def went_out(self) -> None:
        """The save was released."""
        self.passage.used, self.passage.released_at = True, datetime.now(UTC)
        self.close()

    def close(self) -> None:
        """Nothing may use it any more."""
        self.spent = True
        self.passage.settle()

    async def _owns(self, frame: str) -> bool:
        """Whether the frame is one of the page's; one that is new to us is looked up."""
        if frame not in self._frames:
            with suppress(TimeoutError, PlaywrightError):
                await self._look_up()
        return frame in self._frames

    async def _look_up(self) -> None:
        """Learn the page's frames: before the save, for a page does not answer while its own navigation is held."""
        self._frames = frozenset(await frames_of(self._page))


async def frames_of(page: CDPSession) -> tuple[str, ...]:
    """The frames of a page by the browser's own names, the page itself first."""
    tree = await asyncio.wait_for(page.send("Page.getFrameTree"), LOOK_UP)
    return tuple(_frame_ids(tree["frameTree"]))


async def own_frame(page: Page) -> str:
    """A page's own frame by the browser's own name."""
    session = await page.context.new_cdp_session(page)
    (own, *_) = await frames_of(session)
    await session.detach()
    return own


def _frame_ids(tree: dict[str, Any]) -> Iterator[str]:
    yield tree["frame"]["id"]
    for child in tree.get("childFrames", ()):
        yield from _frame_ids(child)
