"""The screens of a case: its own page, further pages with its number in their address, tabs, and frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from robots.systems.learning.inbox import Inbox, Row
from robots.systems.learning.pages import Form, Link, Page, Pane
from robots.systems.learning.pressing import Pressed, pressed
from robots.systems.learning.walk import Walk, path_of
from robots.systems.learning.wording import ACTING, holds
from robots.systems.permit import Sends

_FURTHER = 6  # further pages of a case
_TELLING = 2  # signs of a number that may well be something else's too
MayPress = Callable[[str], bool]
"""Whether a person allows a tab, by its text, to be pressed although it sends something."""
Letting = Callable[[Sends | None], AbstractContextManager[None]]
"""Has the firewall let one request out for as long as the block lasts."""


@dataclass
class Screen:
    """One screen, as it stood in each case that was opened."""

    at: str | None  # its address with {case}; None: the case's own
    frame: str | None
    tab: Pressed | None
    title: str  # what leads to it, or heads it
    panes: dict[str, Pane] = field(default_factory=dict)  # by the case's number
    pages: dict[str, Page] = field(default_factory=dict)
    common: frozenset[str] = frozenset()  # headings that stand on other pages too, as those of menus

    @property
    def heading(self) -> str | None:
        """What stands above it in every case, with the case's number as {case}."""
        shared: list[str] | None = None
        for number, pane in self.panes.items():
            told = [_told(text, number) for text in pane.headings]
            shared = told if shared is None else [text for text in shared if text in told]
        told_apart = [text for text in shared or () if text and not any(map(str.isdigit, text))]
        return next((text for text in told_apart if text not in self.common), None) or next(iter(told_apart), None)


@dataclass
class Screens:
    """All screens of the cases that were opened, and the tabs that nobody allowed to be pressed."""

    inbox: Inbox
    found: list[Screen] = field(default_factory=list)
    unpressed: dict[str, Pressed] = field(default_factory=dict)

    def take(
        self, number: str, page: Page, at: str | None, tab: Pressed | None, title: str, only: str | None = None
    ) -> None:
        """Take up what a page showed of a case; with `only`, nothing but the frame of that name."""
        for pane in page.panes:
            if only is not None and pane.frame != only:
                continue
            if pane.frame == (self.inbox.frame or None) and pane.grids and pane.url == self.inbox.pane.url:
                continue
            key = (at, pane.frame or None, tab.press if tab else None)
            known = next((one for one in self.found if (one.at, one.frame, one.tab and one.tab.press) == key), None)
            if known is None:
                known = Screen(at, pane.frame or None, tab, title, common=frozenset(self.inbox.pane.headings))
                self.found.append(known)
            known.panes[number], known.pages[number] = pane, page


async def see_case(walk: Walk, inbox: Inbox, row: Row, screens: Screens, may_press: MayPress, letting: Letting) -> bool:
    """Open a case and see its screens; whether it came."""
    page = await walk.open(row.address or "", picture=True)
    if page is None:
        return False
    screens.take(row.number, page, None, None, "")
    for link, at in _further(page, row, inbox):
        if further := await walk.open(link.address, picture=True):
            screens.take(row.number, further, at, None, link.text)
    await _tabs(walk, page, row, screens, may_press, letting)
    return True


async def _tabs(walk: Walk, page: Page, row: Row, screens: Screens, may_press: MayPress, letting: Letting) -> None:
    """Press the tabs that a person allowed; the page that they stand on is loaded anew first."""
    tabs = [(pane, link, send) for pane in page.panes for link, send in tabs_of(pane, row.number)]
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


def with_case(send: Pressed, form: Form | None, number: str) -> Pressed:
    """The same, told from another case's by the hidden field of its form that holds the number."""
    hidden = [control for control in form.controls if control.kind == "hidden" and control.name] if form else []
    held = {control.name: "{case}" for control in hidden if control.value == number and len(number) > _TELLING}
    where = send.sends and _told(send.sends, number)
    return Pressed(send.press, where, {**send.with_, **held}, send.confirm, send.sure)


def _further(page: Page, row: Row, inbox: Inbox) -> list[tuple[Link, str]]:
    """Safe links that lead to other pages of the same case, and their addresses with {case}."""
    own = urlsplit(row.address or "").path.rstrip("/")
    kept: dict[str, tuple[Link, str]] = {}
    for pane in page.panes:
        for link in pane.links:
            path = urlsplit(link.address).path.rstrip("/")
            if not link.safe or link.header or path == own or not path.startswith(f"{own}/") or inbox.case_at is None:
                continue
            at = inbox.case_at.partition("?")[0].rstrip("/") + path_of(link.address)[len(own) :]
            if not any(map(str.isdigit, at)):
                kept.setdefault(at.partition("#")[0], (link, at.partition("#")[0]))
    return list(kept.values())[:_FURTHER]


def _told(text: str, number: str) -> str:
    return text.replace(number, "{case}") if number else text
