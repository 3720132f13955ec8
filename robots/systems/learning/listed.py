"""The list of cases as it is proposed."""

from __future__ import annotations

from typing import Any

from robots.systems.learning.described import Described
from robots.systems.learning.guessing import guess, slug
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.marking import telling_column
from robots.systems.learning.wording import CASEWORKER, MARKS, RECEIVED, SPOKEN, TYPE, UNIT, holds

NO_TOTAL = "the page does not say how many cases there are: that a reading is whole cannot be seen"
LATE = "its rows come after the page; which text comes last (awaits) was not found"
NO_NEXT = "nothing that turns the page was found; right where all cases stand on one page"
TWICE_NEXT = "what turns the page stands there several times; its text alone does not tell which"
UNSURE_NEXT = "what turning the page sends does not stand on the page: F12, Network"

MARKED = "every mark counts as one that keeps robots out until you list the harmless ones under no"
SPEAKING = "rows whose text speaks of protection are left to people; whether this list speaks of it, nobody knows yet"
UNMARKED = "no column for marks was found: how does the list show protected identity? Such a case must not be opened"


def inbox_of(out: Described, inbox: Inbox) -> dict[str, Any]:
    told: dict[str, Any] = {"at": inbox.at, **({"frame": inbox.frame} if inbox.frame else {})}
    told |= {"heading": inbox.heading} if inbox.heading else {}
    told |= {"awaits": inbox.awaits} if inbox.awaits else {}
    told |= {"total": inbox.total} if inbox.total else {}
    told["columns"] = _columns(out, inbox)
    turns = inbox.next is not None and (inbox.next.sure or (inbox.late and inbox.next.stays))
    if inbox.next and turns:
        told["next"] = inbox.next.described
    if not inbox.total:
        out.doubt(("inbox",), NO_TOTAL)
    if inbox.late and not inbox.awaits:
        out.doubt(("inbox",), LATE)
    if inbox.next is None:
        out.doubt(("inbox", "columns"), TWICE_NEXT if inbox.next_twice else NO_NEXT)
    elif not turns:
        out.doubt(("inbox", "columns"), UNSURE_NEXT)
    return told


def _columns(out: Described, inbox: Inbox) -> dict[str, Any]:
    """The columns that robots know by name, and all others by their own headers."""
    grid, named = inbox.grid, {inbox.key: "number"}
    known = (("received", RECEIVED), ("type", TYPE), ("unit", UNIT), ("caseworker", CASEWORKER), ("protected", MARKS))
    for name, words in known:
        for at, title in enumerate(grid.titles):
            dated = name != "received" or guess(title, grid.column(at)).kind == "date"
            if at not in named and name not in named.values() and title and dated and holds(title, words):
                named[at] = name
    columns: dict[str, Any] = {}
    for at, title in enumerate(grid.titles):
        if not title or grid.titles.count(title) > 1:
            continue
        name = named.get(at) or slug(title, (*columns, *named.values()))
        guessed = guess(title, grid.column(at))
        said = (
            {"label": title} if name in ("number", "type", "unit", "caseworker") else {"label": title, **guessed.said}
        )
        if name == "number":
            said = inbox.number
        elif name == "protected":
            said = {"label": title, "kind": "yes/no", "no": ""}
            out.doubt(("inbox", "columns", name), MARKED)
        elif name == "received" and guessed.doubts:
            out.doubt(("inbox", "columns", name), *guessed.doubts)
        columns[name] = said
    if "protected" in columns:
        return columns
    telling = telling_column(inbox)
    out.doubt(("inbox", "columns"), UNMARKED)
    if telling is not None:
        columns["protected"] = {"label": grid.titles[telling], "kind": "yes/no", "part": {"pattern": SPOKEN}, "no": ""}
        out.doubt(("inbox", "columns", "protected"), SPEAKING)
    return columns


def named_column(inbox: Inbox, title: str) -> str:
    """What the description calls a column of the list."""
    return next(name for name, said in _columns(Described(), inbox).items() if said["label"] == title)
