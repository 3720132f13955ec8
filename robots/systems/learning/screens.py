"""The screens of a case, as they stood in each case that was opened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from robots.systems.learning.inbox import Inbox
from robots.systems.learning.pages import Form, Page, Pane
from robots.systems.learning.pressing import Pressed
from robots.systems.learning.wording import EDITING, holds

_SIGNS = " ¶#§†*"  # behind a heading, of links to itself that one only sees when one points at it
_WORDS = 4  # of a heading that a system wrote
_TELLING = 2  # signs of a number that may well be something else's too


@dataclass
class Screen:
    """One screen, as it stood in each case that was opened."""

    at: str | None  # its address with {case}; None: the case's own
    frame: str | None
    tab: Pressed | None
    title: str  # what leads to it, or heads it
    panes: dict[str, Pane] = field(default_factory=dict)  # by the case's number
    pages: dict[str, Page] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)  # what addresses call a case, by its number
    unfold: tuple[str, ...] = ()  # what is pressed first, so that the page shows places to write in
    read_only: bool = False  # what is unfolded holds nothing to write in
    folded: dict[str, str] = field(default_factory=dict)  # the page's text before that, by the case's number
    common: frozenset[str] = frozenset()  # headings that stand on other pages too, as those of menus

    @property
    def named_panes(self) -> list[tuple[str, Pane]]:
        """Each case's pane, with what addresses call the case."""
        return [(self.handles.get(number, number), pane) for number, pane in self.panes.items()]

    @property
    def first(self) -> tuple[str, Pane]:
        """The first case's."""
        return self.named_panes[0]

    @property
    def edited(self) -> bool:
        """Whether it is the form in which a person would change the case."""
        return bool(self.at and holds(self.at, EDITING))

    @property
    def awaits(self) -> str | None:
        """Of an unfolded screen: the last heading or label that was not there before, and came in every case."""
        came = [
            [
                text
                for text in (*pane.headings, *(place.label for place in pane.places if place.spot.control))
                if text and text.rstrip(_SIGNS) not in self.folded.get(number, text) and not any(map(str.isdigit, text))
            ]
            for number, pane in self.panes.items()
        ]
        shared = [text for text in came[0] if all(text in other for other in came)] if came else []
        return shared[-1] if shared else None

    @property
    def heading(self) -> str | None:
        """What stands above it in every case, with the case's number as {case}."""
        shared: list[str] | None = None
        for number, pane in self.panes.items():
            told = [told_of(text, number) for text in pane.headings]
            shared = told if shared is None else [text for text in shared if text in told]
        told_apart = [text for text in shared or () if text and not any(map(str.isdigit, text))]
        return next((text for text in told_apart if text not in self.common), None) or next(iter(told_apart), None)

    @property
    def reached(self) -> dict[str, Any]:
        """How it is come to and known, as a description says it."""
        told: dict[str, Any] = {"at": self.at} if self.at else {}
        told |= {"frame": self.frame} if self.frame else {}
        told |= {"heading": self.heading} if self.heading else {}
        told |= {"tab": self.tab.described} if self.tab else {}
        folds = [{"press": text, "stays": True} for text in self.unfold]
        told |= {"tab": folds if len(folds) > 1 else folds[0]} if folds else {}
        return told | ({"awaits": self.awaits} if folds and self.awaits else {})


@dataclass
class Screens:
    """All screens of the cases that were opened, and the tabs that nobody allowed to be pressed."""

    inbox: Inbox
    found: list[Screen] = field(default_factory=list)
    unpressed: dict[str, Pressed] = field(default_factory=dict)

    def take(
        self,
        number: str,
        page: Page,
        at: str | None,
        tab: Pressed | None,
        title: str,
        only: str | None = None,
        unfold: tuple[str, ...] = (),
        read_only: bool = False,
    ) -> None:
        """Take up what a page showed of a case; with `only`, nothing but the frame of that name."""
        for pane in page.panes:
            if only is not None and pane.frame != only:
                continue
            if pane.frame == (self.inbox.frame or None) and pane.grids and pane.url == self.inbox.pane.url:
                continue
            key = (at, pane.frame or None, tab.press if tab else None, unfold)
            known = next(
                (one for one in self.found if (one.at, one.frame, one.tab and one.tab.press, one.unfold) == key), None
            )
            if known is None:
                common = frozenset(self.inbox.pane.headings)
                known = Screen(at, pane.frame or None, tab, title, unfold=unfold, read_only=read_only, common=common)
                # One without an address is read on the page at hand, so it comes before the first that has one.
                behind = next((place for place, one in enumerate(self.found) if one.at), len(self.found))
                self.found.insert(behind if read_only else len(self.found), known)
            known.panes[number], known.pages[number] = pane, page
            known.handles[number] = next((row.named for row in self.inbox.rows if row.number == number), number)


def with_case(send: Pressed, form: Form | None, number: str) -> Pressed:
    """The same, told from another case's by the hidden field of its form that holds the number."""
    hidden = [control for control in form.controls if control.kind == "hidden" and control.name] if form else []
    held = {control.name: "{case}" for control in hidden if control.value == number and len(number) > _TELLING}
    where = send.sends and _told(send.sends, number)
    return Pressed(send.press, where, {**send.with_, **held}, send.confirm, send.sure)


def _told(text: str, number: str) -> str:
    return text.replace(number, "{case}") if number else text


def told_of(heading: str, number: str) -> str:
    """A heading with the case's number as {case}; of a long one, which somebody wrote, only what stands around that."""
    hits = list(re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", heading)) if number else []
    if len(heading.split()) <= _WORDS or not hits:
        return _told(heading, number)
    before, after = heading[: hits[-1].start()], heading[hits[-1].end() :]
    left = before[len(before.rstrip("#([-/ ")) :]
    right = after[: len(after) - len(after.lstrip(")]:.- "))]
    return f"{'*' if before != left else ''}{left}{{case}}{right}{'*' if after != right else ''}"
