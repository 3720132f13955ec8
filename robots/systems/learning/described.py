"""What learning came to: what the walk saw, sorted, and the description that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from robots.systems.learning.drafts import Draft
from robots.systems.learning.entrance import Entrance
from robots.systems.learning.fields import Found, fields_of
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.pages import Page
from robots.systems.learning.screens import Screen, Screens

Keys = tuple[str, ...]


@dataclass
class Described:
    """A description as a tree, doubts by their place in it, and what stands beside it as comments."""

    tree: dict[str, Any] = field(default_factory=dict)
    doubts: dict[Keys, list[str]] = field(default_factory=dict)
    left_out: dict[Keys, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)  # fields that no flow needs
    missing: dict[Keys, list[str]] = field(default_factory=dict)  # fields of the flow that no label was found for
    deciding: list[dict[str, Any]] = field(default_factory=list)  # requests of the draft's own form

    def doubt(self, keys: Keys, *texts: str) -> None:
        self.doubts.setdefault(keys, []).extend(texts)


@dataclass(frozen=True)
class Learned:
    """What the walk saw, sorted."""

    name: str
    address: str
    user: str
    entrance: Entrance
    start: Page  # what the login led to
    inbox: Inbox
    screens: Screens
    drafts: tuple[Draft, ...]
    seen: tuple[Screen, ...]
    pages: int = 0
    authority: str | None = None  # the board, where a person named it

    @property
    def shut(self) -> frozenset[str]:
        """Numbers of cases that the list marks, or speaks of as protected: none of them is ever opened."""
        return frozenset(row.number for row in self.inbox.rows if row.marked)

    @property
    def opened(self) -> frozenset[str]:
        """Numbers of cases that the walk has opened; until they are left they may be locked for everybody else."""
        return frozenset(number for screen in self.screens.found for number in screen.panes)

    @property
    def fields(self) -> list[Found]:
        return [found for place, screen in enumerate(self.seen) for found in fields_of(place, screen)]


def distinct(screens: Screens) -> tuple[Screen, ...]:
    """Screens that show something of their own: what a tab shows too is read there."""
    kept: list[Screen] = []
    opened = max((len(one.panes) for one in screens.found), default=0)
    own = (screens.inbox.case_at or "").partition("?")[0].rstrip("/") + "/"
    for one in screens.found:
        if one.at and not one.at.startswith(own) and len(one.panes) == 1 < opened:
            continue  # its address holds the number of one case by chance
        labels = _labels(one)
        double = any(
            other is not one and other.tab and not one.tab and other.frame == one.frame and labels == _labels(other)
            for other in screens.found
        )
        if labels and not double:
            kept.append(one)
    return tuple(kept)


def _labels(screen: Screen) -> set[str]:
    labels = {place.label for pane in screen.panes.values() for place in pane.places}
    labels |= {files.each for pane in screen.panes.values() for files in pane.files}
    return labels | {title for pane in screen.panes.values() for grid in pane.grids for title in grid.titles}
