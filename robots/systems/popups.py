"""Links of which only a script knows the address: where the pop-up window leads that they open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.async_api import Download, Page
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from robots.errors import PageProblem
from robots.systems.description import FieldPart
from robots.systems.kinds import Link

if TYPE_CHECKING:
    from robots.systems.window import Window

_GONE = "the page went away while an attachment was fetched."
_STATUS = "performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0"


async def behind(
    window: Window, link: Link, table: FieldPart, column: str, frame: str | None
) -> tuple[str | None, str | None]:
    """Where a link's pop-up window stands, and where it leads: to the link that is named there, or to itself.

    Where it loads a file instead of a page, it leads there, and stands nowhere.

    Raises:
        LoggedOut: The login page came instead.
        PageProblem: It did not load, or the system failed.
    """
    asked = {"follow": {"spec": table.spec, "column": column, "row": link.row, "link": link.place}}
    await window.its_turn()
    with _download(window.page) as file:
        try:
            async with window.page.expect_popup() as opening:
                await window.ask(window.frame(frame), asked)
            popup = await opening.value
        except BrowserTimeout:
            return None, file.result() if file.done() else None
        except BrowserError:
            raise PageProblem(_GONE) from None
        inside = window.beside(popup)
        try:
            if await _loaded(popup, file):
                return popup.url, await _inside_popup(inside, table.columns[column].popup)
            return None, file.result()
        finally:
            await inside.close()


@contextmanager
def _download(page: Page) -> Iterator[asyncio.Future[str]]:
    """The address of a file that the browser downloads, once it does, instead of showing it in the page's pop-up."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def note(download: Download) -> None:
        if not address.done():
            address.set_result(download.url)

    page.on("download", note)
    try:
        yield address
    finally:
        page.remove_listener("download", note)


async def _loaded(popup: Page, file: asyncio.Future[str]) -> bool:
    """Wait until a pop-up has loaded; False where a file came instead, which never loads."""
    load = asyncio.ensure_future(popup.wait_for_load_state("load"))
    either: tuple[asyncio.Future[Any], ...] = (file, load)
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if file.done():
        load.cancel()
        return False
    try:
        await load
    except BrowserError:
        raise PageProblem("the window of an attachment did not load.") from None
    return True


async def _inside_popup(inside: Window, named: str | None) -> str | None:
    if (status := await inside.page.evaluate(_STATUS)) >= 500:
        raise PageProblem(f"the window of an attachment: the system answered {status}.")
    await inside.see(inside.page.main_frame)
    return await inside.ask(inside.page.main_frame, {"address": named}) if named else inside.page.url
