"""Seeing a case that is opened: its page, what unfolds there, its further pages, and the tabs that a person allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from robots.systems.description import Press
from robots.systems.learning.further import further_pages
from robots.systems.learning.inbox import Inbox, Row
from robots.systems.learning.pages import Link, Page, Pane
from robots.systems.learning.pressing import Pressed, pressed
from robots.systems.learning.screens import Screens, with_case
from robots.systems.learning.walk import Walk
from robots.systems.learning.wording import ACTING, holds
from robots.systems.permit import Sends

_FOLDS = 3  # parts of a page that are unfolded, one within the other or one after the other
MayPress = Callable[[str], bool]
"""Whether a person allows a tab, by its text, to be pressed although it sends something."""
Letting = Callable[[Sends | None], AbstractContextManager[None]]
"""Has the firewall let one request out for as long as the block lasts."""


async def see_case(walk: Walk, inbox: Inbox, row: Row, screens: Screens, may_press: MayPress, letting: Letting) -> bool:
    """Open a case and see its screens; whether it came."""
    page = await walk.open(row.address or "", picture=True)
    if page is None:
        return False
    screens.take(row.number, page, None, None, "")
    await _unfold(walk, page, row, screens)
    for address, at, title in further_pages(page, row, inbox):
        if further := await walk.open(address, picture=True):
            screens.take(row.number, further, at, None, title)
    await _reveal(walk, page, row, screens)
    await _tabs(walk, page, row, screens, may_press, letting)
    return True


async def _unfold(walk: Walk, page: Page, row: Row, screens: Screens) -> None:
    """Press what only unfolds a part of the page, one after the other, while more places to write in come to light."""
    pressed_: tuple[str, ...] = ()
    folded = page.panes[0].text
    for _ in range(_FOLDS):
        pane = page.panes[0]
        more = next((text for text in pane.unfolds if text not in pressed_ and pane.unfolds.count(text) == 1), None)
        before = _writable(page)
        shown = await walk.press("", Press(press=more, stays=True)) if more else None
        if shown is None or shown.path != page.path or _writable(shown) <= before:
            break
        page, pressed_ = shown, (*pressed_, more or "")
    if pressed_:
        screens.take(row.number, page, None, None, "", only="", unfold=pressed_)
        next(one for one in screens.found if one.unfold == pressed_).folded[row.number] = folded


async def _reveal(walk: Walk, page: Page, row: Row, screens: Screens) -> None:
    """Press what unfolds a part of the page that only shows something, one after the other, on a page loaded anew."""
    texts = [text for text in page.panes[0].reveals if not holds(text, ACTING) and not any(map(str.isdigit, text))]
    if not texts or not await walk.open(row.address or ""):
        return
    for text in texts[:_FOLDS]:
        shown = await walk.press("", Press(press=text, stays=True))
        if shown and shown.path == page.path:
            screens.take(row.number, shown, None, None, text, only="", unfold=(text,), read_only=True)
            known = next(one for one in screens.found if one.unfold == (text,))
            known.folded[row.number] = page.panes[0].text


def _writable(page: Page) -> int:
    return sum(control.seen and control.kind != "file" for form in page.panes[0].forms for control in form.controls)


async def _tabs(walk: Walk, page: Page, row: Row, screens: Screens, may_press: MayPress, letting: Letting) -> None:
    """Press the tabs that a person allowed; the page that they stand on is loaded anew first."""
    tabs = [(pane, link, send) for pane in page.panes for link, send in tabs_of(pane, row.named)]
    allowed = []
    for pane, link, send in tabs:
        if may_press(link.text):
            allowed.append((pane, link, send))
        else:
            screens.unpressed.setdefault(link.text, send)
    if not allowed or (
        walk.window.page.url.partition("#")[0] != (row.address or "") and not await walk.open(row.address or "")
    ):
        return
    for pane, link, send in allowed:
        with letting(send.part.request):
            shown = await walk.press(pane.frame, send.part)
        if shown:
            screens.take(row.number, shown, None, send, link.text, only=pane.frame)


def tabs_of(pane: Pane, number: str) -> Iterator[tuple[Link, Pressed]]:
    """Links side by side that post back to one and the same target: they change what is shown, as tabs do."""
    posting = [link for link in pane.links if link.act and link.group >= 0 and not holds(link.text, ACTING)]
    sending = [(link, pressed(pane, link)) for link in posting]
    for link, send in sending:
        beside = [other for one, other in sending if one.group == link.group and other.with_ == send.with_]
        if send.sends and send.sure and len(beside) > 1:
            yield link, with_case(send, pane.forms[0], number)
