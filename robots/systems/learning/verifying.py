"""Holding a proposal against more cases than it was made of, by a fresh login and with the robot's own reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser

from robots.errors import CaseProblem, PageProblem, ScreenChanged
from robots.model import InboxRow, Unknown, Value
from robots.systems.casework import Casework
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart, ScreenPart, SystemFile
from robots.systems.firewall import Firewall
from robots.systems.kinds import Link, Spot
from robots.systems.listing import read_inbox, spread
from robots.systems.screen import Screen
from robots.systems.session import Session
from robots.systems.stops import Stopped, refuse_marked
from robots.systems.view import Seen
from robots.systems.window import Window

CASES = 12
_SHORT = 60  # characters of a text that may be one of a few
Keys = tuple[str, ...]


@dataclass
class Held:
    """How one field was read over the cases."""

    read: int = 0
    empty: int = 0
    absent: int = 0
    unclear: Counter[str] = field(default_factory=Counter)  # why, and how often
    others: dict[str, Counter[str]] = field(
        default_factory=dict, repr=False
    )  # by column, or "": short texts, of no option or no format where there are some, and how many cases showed them

    @property
    def cases(self) -> int:
        return self.read + self.empty + self.absent + self.unclear.total()


@dataclass(frozen=True)
class Verified:
    """What the robot's own reading of the proposal came to."""

    rows: int  # of the inbox, over all its pages
    complete: bool  # as many as the list says it has
    cases: int  # that were opened
    fields: Mapping[Keys, Held]  # by their place in the description
    opened: frozenset[str] = frozenset()  # their numbers
    trouble: str = ""  # what kept the robot from reading on

    @property
    def seldom(self) -> list[Keys]:
        """The fields that some of the cases did not show."""
        return [keys for keys, held in self.fields.items() if 0 < held.absent < held.cases]


async def verify(
    browser: Browser,
    firewall: Firewall,
    system: SystemFile,
    password: str,
    *,
    cases: int = CASES,
    shut: Collection[str] = (),
    first: Collection[str] = (),
) -> Verified:
    """Log in anew, read the whole inbox and some cases, and tell how each field was read. Nothing is taken up.

    Args:
        browser: Behind its firewall.
        firewall: Lets out what the proposal declares.
        system: The proposal.
        password: Of the robot's account.
        cases: How many are opened of each flow.
        shut: Numbers of cases that are not opened: their rows speak of protection, or they were opened before.
        first: Numbers of cases that the walk has opened: they come first, and are left with the others.

    Raises:
        SystemProblem, TechnicalProblem: The login does not work as proposed, or the system does not answer.
    """
    fields: dict[Keys, Held] = {}
    async with Session.open(browser, firewall, system, Credentials(password)) as session:
        try:
            inbox = await read_inbox(session)
        except ScreenChanged as change:
            return Verified(0, False, 0, fields, trouble=str(change))
        opened: set[str] = set()
        trouble = ""
        async with session.window() as window:
            for flow in system.description.cases:
                open_ = [one for one in inbox.rows if not one.protected and one.number not in shut]
                met = [row for row in open_ if row.flow == flow and row.number in first]
                rest = [row for row in open_ if row.flow == flow and row.number not in first]
                for row in [*met, *spread(rest, cases)][:cases]:
                    try:
                        await _hold(session, window, row, flow, fields)
                        opened.add(row.number)
                    except Stopped:  # of such a case nothing is taken
                        continue
                    except (CaseProblem, PageProblem, ScreenChanged) as problem:
                        trouble = trouble or str(problem)
        return Verified(len(inbox.rows), inbox.complete, len(opened), fields, frozenset(opened), trouble)


async def _hold(session: Session, window: Window, row: InboxRow, flow: str, fields: dict[Keys, Held]) -> None:
    work = await Casework.open(session, window, row.number, flow, row.handle)
    case = session.system.description.cases[flow]
    screens: dict[Keys, ScreenPart] = {("screens", name): part for name, part in case.screens.items()}
    if case.draft.fields:
        screens[("draft",)] = case.draft
    try:
        for name, marks in case.stops.by_screen.items():
            read = {str(at): mark.shown for at, mark in enumerate(marks)}
            screen = Screen(window, case.screens[name], work.case, "cases", flow, "screens", name)
            refuse_marked(await screen.show(read=read), marks)
        for keys, part in screens.items():
            seen = await Screen(window, part, work.case, "cases", flow, *keys).show()
            for name, about in part.shown.items():
                _note(fields.setdefault(("cases", flow, *keys, "fields", name), Held()), about, seen, name)
    finally:
        await work.leave()


def _note(held: Held, part: FieldPart, seen: Seen, name: str) -> None:
    places = seen.places(name)
    if not places:
        held.absent += 1
    elif len(places) > 1:
        held.unclear["its label stands there several times"] += 1
    elif part.kind == "table":
        _note_table(held, part, seen.fields[name]["table"])
    elif spot := seen.spot(name):
        value = _read(held, part, spot, "")
        held.unclear.update([value.why] if isinstance(value, Unknown) else [])
        held.empty += value is None
        held.read += value is not None and not isinstance(value, Unknown)


def _note_table(held: Held, part: FieldPart, table: Mapping[str, Any]) -> None:
    """A table is read where all its cells are; what is wrong with some is told once."""
    whys = [table["problem"]] if table["problem"] else []
    for number, row in enumerate(table["rows"]):
        for name, column in part.columns.items():
            value = _read(held, column, Spot.of(row[name], number), name) if row[name] else Unknown("no such cell")
            whys += [f"{column.called}: {value.why}"] if isinstance(value, Unknown) else []
    held.unclear.update(whys[:1])
    held.read += bool(table["rows"]) and not whys
    held.empty += not table["rows"] and not whys


def _read(held: Held, part: FieldPart, spot: Spot, column: str) -> Value | Unknown | Link:
    value = part.read(spot)
    if spot.problem or spot.cut:
        return value
    text = " ".join(part.within_part(spot).text.split())
    if part.kind == "text" or (part.kind in ("choice", "date") and isinstance(value, Unknown)):
        held.others.setdefault(column, Counter())[text] += bool(text) and len(text) <= _SHORT
    return value
