"""Reading a paged list of cases: the inbox, or what people have decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from loguru import logger

from robots.errors import ScreenChanged
from robots.model import DecidedRow, InboxRow, Unknown, Value
from robots.systems.description import Description, FieldPart, Listing
from robots.systems.holding import refuse_changed
from robots.systems.kinds import Link, Spot
from robots.systems.layout import Layout
from robots.systems.session import Session
from robots.systems.window import Seen, Window, nearest

PAGES = 400  # a list that never ends is a changed page
_LOOKS = 100  # in the time that a page may take, at a list that a script turns

Row = Mapping[str, Value | Unknown | Link]


@dataclass(frozen=True)
class Inbox:
    """The rows of all pages; `complete` where as many were read as the list says it has."""

    rows: tuple[InboxRow, ...]
    complete: bool


async def read_inbox(session: Session) -> Inbox:
    """Read the whole inbox. A row whose marks could not be read surely counts as protected.

    Raises:
        ScreenChanged: The list is not what its description says.
        PageProblem: A page did not load.
    """
    description = session.system.description
    rows, complete = await _read(session, description.inbox, "inbox")
    return Inbox(tuple(_inbox_row(description, row) for row in rows), complete)


async def read_decided(session: Session) -> tuple[DecidedRow, ...]:
    """Read the list of decided cases, where the system has one; rows without their days are left out.

    Raises:
        ScreenChanged: The list is not what its description says.
        PageProblem: A page did not load.
    """
    description = session.system.description
    if description.decided is None:
        return ()
    rows, _ = await _read(session, description.decided, "decided")
    return tuple(found for row in rows if (found := _decided_row(description, row)))


async def look_at_list(session: Session, name: Literal["inbox", "decided"]) -> Layout:
    """How the first page of a list is laid out, whatever its heading; nothing is read of its rows."""
    listing: Listing = getattr(session.system.description, name)
    table = FieldPart(kind="table", columns=listing.columns)

    async def look(window: Window) -> Layout:
        frame = await window.enter(listing.at, listing.frame)
        return (await window.see(frame, read={"rows": table}, layout=True)).layout or Layout()

    async with session.window() as window:
        return await session.steadily(lambda: look(window))


async def _read(session: Session, listing: Listing, name: str) -> tuple[list[Row], bool]:
    async with session.window() as window:
        return await session.steadily(lambda: _pages(window, listing, name))


async def _pages(window: Window, listing: Listing, name: str) -> tuple[list[Row], bool]:
    table = FieldPart(kind="table", columns=listing.columns)
    patterns = {"total": listing.total} if listing.total else {}
    rows: dict[str, Row] = {}
    totals: set[str] = set()  # what each page announces: a list that changes while it is read is not complete
    ended = False
    await window.come_to(listing)
    turned_from: Seen | None = None
    for turn in range(PAGES):
        frame = window.frame(listing.frame)
        seen = await _look(window, listing, table, patterns, turned_from)
        refuse_changed(window.system, seen, name)
        totals.add((seen.found.get("total") or "").replace(" ", ""))
        if listing.none and seen.said[listing.none] and not _shown_rows(seen):
            if not rows:
                return [], True
            ended = True  # an address beyond the last page
            break
        try:
            page = table_rows(window.system.place(name, "columns"), table, seen.fields["rows"], seen.labels)
        except ScreenChanged as change:
            raise ScreenChanged(f"{change} {window.system.advice}") from None
        known = len(rows)
        for row in page:
            number = row["number"]
            if not isinstance(number, str):
                raise ScreenChanged(f"{window.system.place(name, 'columns', 'number')}: a row has no readable number.")
            rows[number] = row
        if listing.pages and len(rows) > known:
            await window.enter(listing.pages.format(page=turn + 2, start=len(rows)), None)
            continue
        if listing.next is None or not await window.offers(frame, listing.next.press, outside=table):
            ended = True
            break
        if len(rows) == known:
            break
        await window.press(frame, listing.next, outside=table)
        turned_from = seen if listing.next.stays else None
    complete = ended and (listing.total is None or totals == {str(len(rows))})
    if not complete:
        logger.warning("{}: {} rows were read of {} announced", name, len(rows), seen.found.get("total"))
    return list(rows.values()), complete


def _shown_rows(seen: Seen) -> list[Any]:
    """The list's rows as the reader saw them; none where it saw no list."""
    return (seen.fields["rows"]["table"] or {}).get("rows") or []


async def _look(
    window: Window, listing: Listing, table: FieldPart, patterns: Mapping[str, str], turned_from: Seen | None
) -> Seen:
    """Look at the list; one that a script turns, once it shows other rows than before."""
    said = tuple(text for text in (listing.none,) if text)
    for _ in range(_LOOKS):
        seen = await window.see(
            window.frame(listing.frame),
            heading=listing.heading,
            awaits=listing.awaits,
            read={"rows": table},
            match=patterns,
            said=said,
            layout=True,
        )
        if turned_from is None or ((now := _shown_rows(seen)) and now != _shown_rows(turned_from)):
            return seen
        await asyncio.sleep(window.system.description.limits.wait / _LOOKS)
    return seen


def table_rows(place: str, part: FieldPart, seen: Mapping[str, Any], there: Sequence[str]) -> list[Row]:
    """The rows of a table as values of its columns' kinds.

    Args:
        place: Where the description speaks of it, for messages.
        part: The table as described.
        seen: What the reader saw of it.
        there: The labels and headers on the page, where it was not seen.

    Raises:
        ScreenChanged: The table is not there, is there twice, or its rows do not fit its header.
    """
    table = seen["table"]
    if table is None:
        raise ScreenChanged(f"{place}: {_not_one(part, len(seen['places']), there)}")
    if table["problem"]:
        raise ScreenChanged(f"{place}: {table['problem']}.")
    return [
        {
            name: column.read(Spot.of(row[name], number)) if row[name] else Unknown("no such cell")
            for name, column in part.columns.items()
        }
        for number, row in enumerate(table["rows"])
    ]


def _not_one(part: FieldPart, times: int, there: Sequence[str]) -> str:
    columns = {column.called: column for column in part.columns.values()}
    gone = [name for name, column in columns.items() if not times and not set(column.label) & set(there)]
    wanted = ", ".join(f'"{name}"' for name in columns)
    near = "".join(f' Nearest to "{name}": {nearest(name, there)}.' for name in gone)
    return f"{times} tables have the columns {wanted}; one was expected.{near}"


def _flow_of(description: Description, row: Row) -> str | None:
    """The one flow whose rows these are; None where there is none or several."""
    fits = [
        name
        for name, case in description.cases.items()
        if all(row.get(column) in words for column, words in case.rows.items())
    ]
    return fits[0] if len(fits) == 1 else None


def _inbox_row(description: Description, row: Row) -> InboxRow:
    received = row.get("received")
    return InboxRow(
        number=str(row["number"]),
        flow=_flow_of(description, row),
        received=received if isinstance(received, date) else None,
        unit=_text(row.get("unit")),
        caseworker=_text(row.get("caseworker")),
        urgent=row.get("urgent") is True,
        protected=row.get("protected", False) is not False,
    )


def _decided_row(description: Description, row: Row) -> DecidedRow | None:
    received, decided, waited = row.get("received"), row.get("decided"), row.get("days_waiting_for_applicant")
    if not isinstance(received, date) or not isinstance(decided, date):
        return None
    return DecidedRow(
        number=str(row["number"]),
        flow=_flow_of(description, row),
        received=received,
        decided=decided,
        outcome=_text(row.get("outcome")),
        caseworker=_text(row.get("caseworker")),
        days_waiting_for_applicant=waited if isinstance(waited, int) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
