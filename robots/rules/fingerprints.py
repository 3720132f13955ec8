"""What the sheets of a workbook are known by, so that it can be told which of them somebody changed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

DIGITS = 12


def fingerprints(workbook: Path) -> dict[str, str]:
    """A mark of what stands in each sheet's cells, by the sheet's name; how they look does not count."""
    from openpyxl import load_workbook  # asked of here alone, by whoever accepts rules and not by every run

    book = load_workbook(workbook, read_only=True)
    try:
        return {sheet.title: _mark(tuple(sheet.iter_rows(values_only=True))) for sheet in book.worksheets}
    finally:
        book.close()


def _mark(rows: tuple[tuple[object, ...], ...]) -> str:
    """Empty rows and cells at the ends, which Excel adds and drops as it likes, are left out."""
    filled = [list(row) for row in rows]
    for row in filled:
        while row and row[-1] is None:
            row.pop()
    while filled and not filled[-1]:
        filled.pop()
    return sha256(repr(filled).encode()).hexdigest()[:DIGITS]
