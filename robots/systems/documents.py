"""A table or a value in a case's documents: read in the process apart, as a screen's would be, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from robots.model import File, Unknown
from robots.redaction import keep_out
from robots.systems.apart import Apart
from robots.systems.attachments import Fetched
from robots.systems.description import FieldPart
from robots.systems.kinds import Spot
from robots.systems.screen import IMPERSONAL
from robots.systems.tabulated import Row, Wanted

Cells = dict[str, Any]
_READ_IN = {"table": (("application/pdf",), "a document is no PDF, and tables are read in nothing else")}
_ELSE = (("application/pdf", "application/xml"), "a document is neither a PDF nor XML")


async def read_in(values: Mapping[str, Any], fetched: Sequence[Fetched], part: FieldPart, apart: Apart) -> Any:
    """What documents of a type say; None where there is no such document.

    Of a table the rows in all of them, in their order; else the value that the one such document shows at the label.

    Args:
        values: What the case's screens show, the table of documents among it.
        fetched: The files with their bytes.
        part: The table or the field as described.
        apart: Where files are opened.

    Returns:
        Unknown, with the reason, where anything is not sure: a document that could not be had, a table that is not
        there or not whole, a cell that its kind refuses. Never fewer rows than the documents hold.
    """
    assert part.from_ is not None
    contents = _contents(values[part.from_.documents], {one.file.sha256: one for one in fetched}, part)
    if isinstance(contents, Unknown) or not contents:
        return contents or None
    return await (_rows if part.kind == "table" else _value)(contents, part, apart)


async def _value(contents: Sequence[Fetched], part: FieldPart, apart: Apart) -> Any:
    if len(contents) > 1:
        return Unknown(f"{len(contents)} documents may say it")
    there = await apart.value(contents[0].content, contents[0].file.media_type, part.label)
    if isinstance(there, str):
        return Unknown(f"in a document: {there}")
    value = _cell(part, there.text)
    if there.text and (part.kind not in IMPERSONAL or isinstance(value, Unknown)):
        keep_out([there.text])
    return value


async def _rows(contents: Sequence[Fetched], part: FieldPart, apart: Apart) -> tuple[Cells, ...] | Unknown:
    columns = {name: column.label for name, column in part.columns.items()}
    wanted, read = Wanted(columns, part.until, part.skip, part.none), list[Cells]()
    for one in contents:
        rows = await apart.rows(one.content, wanted)
        if isinstance(rows, str):
            return Unknown(f"in a document: {rows}")
        for number, row in enumerate(rows, start=1):
            cells = {name: _cell(column, row[name]) for name, column in part.columns.items()}
            keep_out([*_personal(part, row)])
            for name, cell in cells.items():
                if isinstance(cell, Unknown):
                    return Unknown(f'in a document, line {number}, "{part.columns[name].called}": {cell.why}')
            read.append(cells)
    return tuple(read)


def _contents(documents: Any, fetched: Mapping[str, Fetched], part: FieldPart) -> list[Fetched] | Unknown:
    """The documents of the type, each once."""
    assert part.from_ is not None
    if not isinstance(documents, tuple):
        return Unknown("it is not sure which documents there are")
    contents: dict[str, Fetched] = {}
    for row in documents:
        if isinstance(row["type"], Unknown):
            return Unknown("it is not sure which documents there are")
        if row["type"] != part.from_.type_:
            continue
        file = next((cell for cell in row.values() if isinstance(cell, File)), None)
        if file is None or file.sha256 not in fetched:
            return Unknown("a document could not be had")
        types, otherwise = _READ_IN.get(part.kind, _ELSE)
        if file.media_type not in types:
            return Unknown(otherwise)
        contents[file.sha256] = fetched[file.sha256]
    return list(contents.values())


def _cell(part: FieldPart, text: str | None) -> Any:
    return part.reads.read(Spot("document", text or ""))


def _personal(part: FieldPart, row: Row) -> Iterator[str]:
    """What stands in a row and may tell of a person."""
    for name, column in part.columns.items():
        text = row[name]
        if text and (column.kind not in IMPERSONAL or isinstance(_cell(column, text), Unknown)):
            yield text
