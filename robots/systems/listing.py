"""Reading a paged list of cases: the inbox, or what people have decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar
from urllib.parse import urljoin

from loguru import logger

from robots.errors import ScreenChanged
from robots.model import DecidedRow, InboxRow, Unknown, Value
from robots.systems.description import Description, FieldPart, Listing, SystemFile
from robots.systems.holding import refuse_changed
from robots.systems.kinds import Link, Spot
from robots.systems.layout import Layout
from robots.systems.naming import handle_in
from robots.systems.session import Session
from robots.systems.view import Seen, nearest
from robots.systems.window import Window

PAGES = 400  # a list that never ends is a changed page
_LOOKS = 100  # in the time that a page may take, at a list that a script turns

T = TypeVar("T")
Cell = Value | Unknown | Link
Row = Mapping[str, Cell]


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
    rows, complete = await _read(session, description.inbox, "inbox", _followed(description))
    read = tuple(_inbox_row(description, row) for row in rows)
    _refuse_unlinked(session.system, read)
    return Inbox(read, complete)


async def look_up(session: Session, number: str) -> str | None:
    """The handle of a case, by its row in the inbox; None where it has none there."""
    return next((row.handle for row in (await read_inbox(session)).rows if row.number == number), None)


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


async def try_list(
    session: Session, name: Literal["inbox", "decided"], columns: Mapping[str, FieldPart]
) -> tuple[InboxRow | DecidedRow, ...]:
    """The rows of a list with its columns called otherwise, to see what they would say; none that are protected."""
    description = session.system.description
    listing: Listing = getattr(description, name)
    called = listing.model_copy(update={"columns": columns})
    rows, _ = await _read(session, called, name, _followed(description) if name == "inbox" else ())
    if name == "decided":
        return tuple(found for row in rows if (found := _decided_row(description, row)))
    return tuple(listed for row in rows if not (listed := _inbox_row(description, row)).protected)


def spread(those: Sequence[T], many: int) -> list[T]:
    """The same, first so many from all over the list: those that stand side by side are often alike."""
    step = max(1, len(those) // many) if many else 1
    return [*those[::step], *(one for at, one in enumerate(those) if at % step)]


async def look_at_list(session: Session, name: Literal["inbox", "decided"]) -> Layout:
    """How the first page of a list is laid out, whatever its heading; nothing is read of its rows."""
    listing: Listing = getattr(session.system.description, name)
    table = FieldPart(kind="table", columns=listing.columns)

    async def look(window: Window) -> Layout:
        frame = await window.enter(listing.at, listing.frame)
        return (await window.see(frame, read={"rows": table}, layout=True, heads=True)).layout or Layout()

    async with session.window() as window:
        return await session.steadily(lambda: look(window))


async def _read(session: Session, listing: Listing, name: str, followed: Sequence[str] = ()) -> tuple[list[Row], bool]:
    async with session.window() as window:
        return await session.steadily(lambda: _pages(window, listing, name, followed))


async def _pages(window: Window, listing: Listing, name: str, followed: Sequence[str]) -> tuple[list[Row], bool]:
    links = {_link_of(column): _linking(listing.columns[column]) for column in followed}
    table = FieldPart(kind="table", columns={**listing.columns, **links})
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
            rows[number] = {name: _whole(cell, frame.url) for name, cell in row.items()}
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


def _followed(description: Description) -> tuple[str, ...]:
    """The columns whose links lead to cases."""
    return tuple(dict.fromkeys(case.open.follow for case in description.cases.values() if case.open.follow))


def _link_of(column: str) -> str:
    """How the link in a column is called, beside what stands there."""
    return f"{column}, link"


def _linking(column: FieldPart) -> FieldPart:
    """A column, as the one link that stands in it."""
    return FieldPart(label=column.label, kind="file", part=column.part)


def _whole(cell: Cell, page: str) -> Cell:
    """A cell as it is; of a link the whole address."""
    return replace(cell, address=urljoin(page, cell.address)) if isinstance(cell, Link) and cell.address else cell


def _handle(description: Description, flow: str | None, row: Row) -> str | None:
    """The handle of a row's case; None where its link is not there once, or leads elsewhere."""
    column = description.cases[flow].open.follow if flow else None
    link = row[_link_of(column)] if column else None
    if not flow or not isinstance(link, Link) or link.address is None:
        return None
    return handle_in(description, flow, link.address)


def _refuse_unlinked(system: SystemFile, rows: Sequence[InboxRow]) -> None:
    """Stop where no row of a flow leads to its case; one row by itself may be an applicant's doing."""
    for name, case in system.description.cases.items():
        ours = [row for row in rows if row.flow == name and not row.protected]
        if case.open.follow and len(ours) > 1 and not any(row.handle for row in ours):
            place = system.place("cases", name, "open", "follow")
            raise ScreenChanged(
                f'{place}: none of {len(ours)} rows has in "{case.open.follow}" one link, and that to '
                f'"{case.open.at}". {system.advice}'
            )


def _inbox_row(description: Description, row: Row) -> InboxRow:
    received = row.get("received")
    flow = _flow_of(description, row)
    return InboxRow(
        number=str(row["number"]),
        flow=flow,
        received=received if isinstance(received, date) else None,
        unit=_text(row.get("unit")),
        caseworker=_text(row.get("caseworker")),
        urgent=row.get("urgent") is True,
        protected=row.get("protected", False) is not False,
        handle=_handle(description, flow, row),
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
