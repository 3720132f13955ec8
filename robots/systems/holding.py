"""Holding a page that was looked at against the contract of its system, before anything on it is used."""

from __future__ import annotations

from robots.errors import ScreenChanged
from robots.systems.description import SystemFile
from robots.systems.view import Seen

MARKS = "marks"  # of a screen that was looked at for its marks alone


def changed(system: SystemFile, seen: Seen, *keys: str) -> list[str]:
    """What on a page touches a field of ours, each with its place in the description.

    Args:
        system: The case system; where nobody watches it nothing has changed.
        seen: The page.
        keys: Where the description says what it is: ("cases", "parking_permit", "draft").
    """
    if system.watch is None or seen.layout is None:
        return []
    found = system.watch.changes("/".join(keys), seen.layout)
    return [f"{system.place(*keys, 'fields', change.field)}: {change.says}" for change in found]


def refuse_changed(system: SystemFile, seen: Seen, *keys: str) -> None:
    """Use nothing of a page on which something has changed that touches a field of ours.

    Raises:
        ScreenChanged: It has; everything that is otherwise is named at once.
    """
    if found := changed(system, seen, *keys):
        raise ScreenChanged("\n".join(found) + f" {system.advice}")
