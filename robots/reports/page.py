"""One sheet of a workbook: title, lines and tables, one below the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import Literal

from openpyxl.cell import Cell
from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from robots.reports import look
from robots.reports.spoken import NOT_KNOWN

Content = str | int | float | Decimal | date | datetime | None
Format = Literal["text", "number", "decimal", "share", "day", "time"]

_LONGEST = 32_000  # Excel takes 32,767 characters in a cell
_LIKE_FORMULA = ("=", "+", "-", "@")
_MESSAGE = 250  # characters of what Excel says
_NARROWEST = 7
_SIGNS_A_UNIT = 1.2  # letters are narrower than the figures that widths are counted in
_ARROW = 4  # what the filter's arrow takes beside a heading
_LINE_HEIGHT = 13  # points, for the size that bodies of tables are written in


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    heading: str
    format: Format = "text"
    widest: int = 40  # in characters; longer texts wrap
    strong: bool = False
    least: int = 0  # in characters: room for what a person will write


class Page:
    """A worksheet that is filled from top to bottom."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.row = 1  # the next one that is free
        self._widths: dict[int, int] = {}

    def title(self, text: str, under: str) -> None:
        """The heading of the sheet, and below it what it covers."""
        self._line(text, look.TITLE, height=30)
        self._line(under, look.UNDER_TITLE)

    def heading(self, text: str) -> None:
        """The heading of what follows, after an empty row."""
        self.row += 1
        self._line(text, look.HEADING, height=20)

    def line(self, text: str) -> None:
        """A line of text that may run over the empty cells beside it."""
        self._line(text, look.BODY)

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Content]]) -> int:
        """A real Excel table with a styled header.

        Args:
            name: Its name in the workbook: ASCII, and unique there.
            columns: Its columns; the headings are unique.
            rows: At least one; an empty table is no table to Excel.

        Returns:
            The row that its header stands in.
        """
        header = self.row
        for at, column in enumerate(columns, start=1):
            cell = write(self._cell(header, at), column.heading, look.HEADER, alignment=look.LEFT)
            cell.fill = look.filled(look.NAVY)
            self._fit(at, column, [row[at - 1] for row in rows])
        self._give_height(header, [column.heading for column in columns], beside=_ARROW)
        for below, row in enumerate(rows, start=1):
            for at, (column, content) in enumerate(zip(columns, row, strict=True), start=1):
                self._table_cell(header + below, at, column, content)
            self._give_height(header + below, row)
        last = header + len(rows)
        table = Table(displayName=name, ref=f"A{header}:{get_column_letter(len(columns))}{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        self.worksheet.add_table(table)
        self.row = last + 1
        return header

    def paint(self, row: int, column: int, color: str | None) -> None:
        """Put a colour behind one cell; the cell's own words say the same."""
        if color:
            self._cell(row, column).fill = look.filled(color)

    def bars(self, column: int, first: int, last: int, most: float) -> None:
        """Bars behind the numbers of a column, from nought to the number that fills a cell."""
        letter = get_column_letter(column)
        self.worksheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", look.bars(most))

    def chart(self, chart: ChartBase, *, columns: int, rows: int, from_row: int | None = None) -> None:
        """Lay a chart over some cells: it is as wide and high as they are, whatever font a machine has.

        Args:
            chart: The chart.
            columns: How many, from the first.
            rows: How many, from the next one that is free; they are free no more.
            from_row: Another row to begin with; then what comes next stays where it is.
        """
        top = self.row if from_row is None else from_row
        begin, end = AnchorMarker(col=0, row=top - 1), AnchorMarker(col=columns, row=top - 1 + rows)
        chart.anchor = TwoCellAnchor(editAs="oneCell", _from=begin, to=end)  # type: ignore[assignment]  # as it may be
        self.worksheet.add_chart(chart)
        if from_row is None:
            self.row += rows

    def link(self, row: int, column: int, address: str) -> None:
        """Have a cell lead to a web page; its text stays what it is."""
        cell = self._cell(row, column)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=address)
        cell.font = look.LINK

    def links(self, column: int, first: int, addresses: Iterable[str | None]) -> None:
        """Have the cells of a column lead to web pages, from a row on; None leads nowhere."""
        for row, address in enumerate(addresses, start=first):
            if address:
                self.link(row, column, address)

    def choose(self, column: int, first: int, last: int, among: tuple[int, int], refused: str) -> None:
        """Let the cells of a column take nothing but one of the texts in the first column of some rows above.

        Args:
            column: Which cells.
            first: From this row.
            last: To this row.
            among: The first and the last row of the texts.
            refused: What a person is told who writes something else.
        """
        choice = DataValidation(
            "list", formula1=f"$A${among[0]}:$A${among[1]}", allow_blank=True, showErrorMessage=True
        )
        choice.error = choice.prompt = plain(refused)[:_MESSAGE]
        self.worksheet.add_data_validation(choice)
        choice.add(f"{get_column_letter(column)}{first}:{get_column_letter(column)}{last}")

    def print_columns(self, count: int) -> None:
        """Print only the first columns; the others are for filtering on screen."""
        self.worksheet.print_area = f"A1:{get_column_letter(count)}{self.row}"

    def freeze(self, row: int, columns: int = 1) -> None:
        """Keep the rows up to this one and the first columns in sight, and print them on every sheet of paper."""
        self.worksheet.freeze_panes = f"{get_column_letter(columns + 1)}{row + 1}"
        self.worksheet.print_title_rows = f"{row}:{row}"

    def _line(self, text: str, font: Font, height: float | None = None) -> None:
        write(self._cell(self.row, 1), text, font, alignment=Alignment(vertical="center"))
        if height:
            self.worksheet.row_dimensions[self.row].height = height
        self.row += 1

    def _cell(self, row: int, column: int) -> Cell:
        cell = self.worksheet.cell(row, column)
        assert isinstance(cell, Cell)
        return cell

    def _table_cell(self, row: int, at: int, column: Column, content: Content) -> None:
        right = column.format in ("number", "decimal", "share")
        cell = write(
            self._cell(row, at),
            content,
            look.STRONG if column.strong else look.BODY,
            column.format,
            look.RIGHT if right else look.LEFT,
        )
        cell.border = look.BELOW

    def _fit(self, at: int, column: Column, contents: Sequence[Content]) -> None:
        """As wide as the longest content, within bounds; a heading may break between its words."""
        heading = max(*map(len, column.heading.split()), len(column.heading) // 2) + _ARROW
        longest = max((_breadth(content, column.format) for content in contents), default=0) + 2
        width = max(self._widths.get(at, _NARROWEST), heading, column.least, min(longest, column.widest))
        self._widths[at] = width
        self.worksheet.column_dimensions[get_column_letter(at)].width = width

    def _give_height(self, row: int, contents: Sequence[Content], beside: int = 1) -> None:
        """As high as its longest wrapped text: previewers do not work that out themselves."""
        lines = max(
            (_lines(content, self._widths[at] - beside) for at, content in enumerate(contents, start=1) if content),
            default=1,
        )
        self.worksheet.row_dimensions[row].height = _LINE_HEIGHT * lines + 6


def write(
    cell: Cell,
    content: Content,
    font: Font = look.BODY,
    format: Format = "text",  # noqa: A002 -- the word that spreadsheets have for it
    alignment: Alignment | None = None,
) -> Cell:
    """Put a value into a cell. Text stays text, whatever it begins with; what is not known is a dash to the right."""
    cell.font = font
    cell.alignment = alignment or look.LEFT
    if isinstance(content, str):
        text = plain(content)
        cell.value = text
        cell.data_type = "s"
        cell.number_format = look.FORMATS["text"]
        if text.startswith(_LIKE_FORMULA) and text != NOT_KNOWN:
            cell.quotePrefix = True  # so it stays text when somebody edits it
    elif content is not None:
        cell.value = content
        cell.number_format = look.FORMATS[format]
    return cell


def plain(text: str) -> str:
    """Text as a cell may hold it: no control characters, no direction marks, not too long."""
    kept = "".join(filter(_shows, text))
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def _shows(sign: str) -> bool:
    return sign in "\n\t" or (unicodedata.category(sign) not in ("Cc", "Cf", "Cs") and sign not in "\ufffe\uffff")


def _lines(content: Content, width: int) -> int:
    """How many lines a content takes in a column of that width."""
    if not isinstance(content, str):
        return 1
    holds = int(width * _SIGNS_A_UNIT)
    return sum(max(1, len(wrap(line, holds))) for line in content.splitlines() or [""])


def _breadth(content: Content, format: Format) -> int:  # noqa: A002
    match content:
        case None:
            return 0
        case str():
            return max(map(len, content.splitlines()), default=0)
        case datetime():
            return 16
        case date():
            return 10
    return len(f"{content:,.1f}") if format == "decimal" else len(f"{content:,.0f}")
