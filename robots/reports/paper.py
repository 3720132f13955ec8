"""What is printed of a sheet: all that stands on it, and no line that is cut off."""

from __future__ import annotations

from math import ceil
from textwrap import wrap

from openpyxl.drawing.spreadsheet_drawing import TwoCellAnchor
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

_USUAL = 8.43  # how wide a column is that nobody has set
_LONGEST = 110.0  # a line of text takes no more room than that, and is broken
_LINE_HEIGHT = 13.5  # points
_SIGNS_A_UNIT = 0.95  # of the widest fonts that stand in for ours


def settle(worksheet: Worksheet) -> None:
    """Set the print area, wide enough for tables, charts and lines of text; break lines that are longer."""
    lines = [row for row in range(1, worksheet.max_row + 1) if _is_line(worksheet, row)]
    width = max((_needed(worksheet, row) for row in lines), default=0.0)
    last = max(_printed(worksheet) or _used(worksheet), 0 if _printed(worksheet) else _reached(worksheet, width))
    room = sum(_width(worksheet, column) for column in range(1, last + 1))
    for row in lines:
        if _needed(worksheet, row) > room or _wide(worksheet, row) > room:
            _break(worksheet, row, last, room)
    if not worksheet.print_area:
        worksheet.print_area = f"A1:{get_column_letter(last)}{_bottom(worksheet)}"


def _is_line(worksheet: Worksheet, row: int) -> bool:
    """Whether a row holds a text in its first cell and nothing beside it."""
    first, *others = (worksheet.cell(row, column) for column in range(1, worksheet.max_column + 1))
    in_a_table = any(_holds(table.ref, row) for table in worksheet.tables.values())
    merged = any(one.min_row <= row <= one.max_row for one in worksheet.merged_cells.ranges)
    return isinstance(first.value, str) and not in_a_table and not merged and all(one.value is None for one in others)


def _holds(ref: str, row: int) -> bool:
    _, top, _, bottom = _bounds(ref)
    return top <= row <= bottom


def _bounds(ref: str) -> tuple[int, int, int, int]:
    """The first column and row, and the last."""
    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 1, right or 1, bottom or 1


def _wide(worksheet: Worksheet, row: int) -> float:
    """How wide a line of text is, in the units of columns."""
    cell = worksheet.cell(row, 1)
    return len(str(cell.value)) / _SIGNS_A_UNIT * float(cell.font.size or 10) / 10


def _needed(worksheet: Worksheet, row: int) -> float:
    return min(_wide(worksheet, row), _LONGEST)


def _width(worksheet: Worksheet, column: int) -> float:
    letter = get_column_letter(column)
    return float(worksheet.column_dimensions[letter].width) if letter in worksheet.column_dimensions else _USUAL


def _printed(worksheet: Worksheet) -> int:
    """The last column that a sheet says it prints; nought where it says nothing."""
    if not worksheet.print_area:
        return 0
    return max(_bounds(part.split("!")[-1].replace("$", ""))[2] for part in worksheet.print_area.split(","))


def _used(worksheet: Worksheet) -> int:
    """The last column that a table, a figure or a chart stands in."""
    return max(worksheet.max_column, *(anchor.to.col for anchor in _anchors(worksheet)), 1)


def _bottom(worksheet: Worksheet) -> int:
    return max(worksheet.max_row, *(anchor.to.row for anchor in _anchors(worksheet)), 1)


def _anchors(worksheet: Worksheet) -> list[TwoCellAnchor]:
    charts = getattr(worksheet, "_charts", [])  # there is no public name for them
    return [chart.anchor for chart in charts if isinstance(chart.anchor, TwoCellAnchor)]


def _reached(worksheet: Worksheet, width: float) -> int:
    """The column that so much width ends in."""
    column = 0
    while width > 0:
        column += 1
        width -= _width(worksheet, column)
    return column


def _break(worksheet: Worksheet, row: int, last: int, room: float) -> None:
    cell = worksheet.cell(row, 1)
    size = float(cell.font.size or 10) / 10
    lines = len(wrap(str(cell.value), max(10, int(room * _SIGNS_A_UNIT / size))))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    worksheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    worksheet.row_dimensions[row].height = ceil(lines * _LINE_HEIGHT * size) + 4
