"""The first sheet of the weekly workbook: one sheet of paper that is grasped in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from robots.reports import look
from robots.reports.chart import weeks_chart
from robots.reports.figures import AGE_BANDS
from robots.reports.headlines import Headline
from robots.reports.page import Content, Format, Page, write
from robots.reports.sections import or_dash
from robots.reports.sentences import Sentence
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook

_COLUMNS, _WIDTH = 24, 7.4  # a grid; everything on it is some columns wide
_ABOUT, _OWNER = 4, 4
_CARD, _PANEL = 4, 8
_AGES_AT = 17  # the column where the ages begin, beside the chart
_CHART_ROWS, _CHART_ROW, _ROW, _SENTENCE = 10, 29.0, 22.0, 36.0
_CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT, _RIGHT = look.LEFT, look.RIGHT


class Front:
    """Fills the sheet from top to bottom."""

    def __init__(self, book: ReportBook, page: Page, say: Spoken) -> None:
        self._book, self._page, self._sheet, self._say = book, page, page.worksheet, say
        for column in range(1, _COLUMNS + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = _WIDTH

    def sentences(self, sentences: Sequence[Sentence]) -> None:
        """The sentences, each with what it is about before it and who acts on it behind it."""
        for one in sentences:
            self._put(1, _ABOUT, one.about, look.STRONG, _LEFT)
            text = look.STRONG if one.heed else look.BODY
            self._put(_ABOUT + 1, _COLUMNS - _OWNER, one.text, text, _LEFT)
            owner = self._say("Owner: {owner}", owner=one.owner) if one.owner else ""
            self._put(_COLUMNS - _OWNER + 1, _COLUMNS, owner, look.BODY, _LEFT)
            self._underline()
            if one.heed:
                self._mark(_ABOUT)
            self._next(_SENTENCE)
        self._next(6)

    def cards(self, headlines: Sequence[Headline], names: Sequence[str]) -> None:
        """The figures that stand first, each a card: label, number, change and target."""
        parts = (("label", 24.0), ("value", 42.0), ("change", 20.0), ("target", 20.0))
        for part, height in parts:
            for at, (headline, name) in enumerate(zip(headlines, names, strict=True)):
                first = 1 + at * _CARD
                font = {"label": look.LABEL, "value": look.FIGURE}.get(part, look.SMALL)
                if part == "target" and headline.met is False:
                    font = look.MISSED
                content = getattr(headline, part)
                format: Format = headline.format if part == "value" else "text"  # noqa: A001
                cell = self._put(first, first + _CARD - 1, or_dash(content), font, _CENTER, format)
                self._colour_card(cell, first, first_row=part == "label")
                if part == "value":
                    self._book.name(name, self._page, cell.coordinate)
            self._next(height)
        self._next(6)

    def trend(self, weeks: Page, header: int, count: int, ages: Sequence[int] | None) -> None:
        """The chart of the weeks, and beside it how old the open cases are."""
        say = self._say
        self._put(1, _AGES_AT - 1, say("Arrived, closed and open, week by week"), look.HEADING, _LEFT)
        self._put(_AGES_AT, _COLUMNS, say("Open cases by age"), look.HEADING, _LEFT)
        self._next(20)
        top = self._page.row
        self._page.chart(weeks_chart(weeks, header, count), columns=_AGES_AT - 2, rows=_CHART_ROWS, from_row=top)
        for row in range(top, top + _CHART_ROWS):
            self._sheet.row_dimensions[row].height = _CHART_ROW
        self._ages(ages)
        self._page.row = top + _CHART_ROWS
        self._next(6)

    def panels(self, panels: Sequence[tuple[str, Sequence[Headline], Sequence[str]]]) -> None:
        """Tables beside each other: what they are about, and their figures with those of the week before."""
        say, top = self._say, self._page.row
        for at, (title, headlines, names) in enumerate(panels):
            self._page.row, first = top, 1 + at * _PANEL
            heads = ((0, 3, title, _LEFT), (4, 5, say("This week"), _RIGHT), (6, 7, say("Week before"), _RIGHT))
            for start, end, text, alignment in heads:
                self._put(first + start, first + end, text, look.HEADER, alignment)
            self._fill(first, first + _PANEL - 1, look.NAVY)
            self._next(_ROW)
            for headline, name in zip(headlines, names, strict=True):
                self._put(first, first + 3, headline.label, look.STRONG, _LEFT)
                cell = self._figure(first + 4, headline.value, headline.format, look.STRONG)
                self._figure(first + 6, headline.before, headline.format, look.BODY)
                self._book.name(name, self._page, cell.coordinate)
                for column in range(first, first + _PANEL):
                    self._sheet.cell(self._page.row, column).border = look.BELOW
                self._next(_ROW)

    def note(self, text: str) -> None:
        """A last line."""
        self._put(1, _COLUMNS, text, look.SMALL, _LEFT)
        self._next(_ROW)

    def _ages(self, ages: Sequence[int] | None) -> None:
        say, top = self._say, self._page.row
        if ages is None:
            self._put(_AGES_AT, _COLUMNS, say("The store knows nothing of this week."), look.BODY, _LEFT)
            return
        for label, count in zip(age_labels(say), ages, strict=True):
            self._put(_AGES_AT, _AGES_AT + 2, label, look.BODY, _LEFT)
            self._put(_AGES_AT + 3, _COLUMNS, count, look.STRONG, _LEFT, "number")
            self._page.row += 1
        self._page.bars(_AGES_AT + 3, top, self._page.row - 1, most=max(*ages, 1) * 1.6)

    def _figure(self, column: int, value: float | None, format: Format, font: Font) -> Cell:  # noqa: A002
        return self._put(column, column + 1, or_dash(value), font, _RIGHT, format)

    def _put(
        self,
        first: int,
        last: int,
        content: Content,
        font: Font,
        alignment: Alignment,
        format: Format = "text",  # noqa: A002
    ) -> Cell:
        row = self._page.row
        cell = self._sheet.cell(row, first)
        assert isinstance(cell, Cell)
        write(cell, content, font, format, alignment)
        if last > first:
            self._sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        return cell

    def _colour_card(self, cell: Cell, first: int, *, first_row: bool) -> None:
        """A card is pale, with a line above and a gap to the next one."""
        gap = Side(style="thick", color="FFFFFF")
        above = Side(style="medium", color=look.NAVY) if first_row else None
        last = first + _CARD - 1
        for column in range(first, last + 1):
            part = self._sheet.cell(cell.row, column)
            part.fill = look.filled(look.PALE)
            part.border = Border(right=gap if column == last else None, top=above)

    def _mark(self, columns: int) -> None:
        """A bar before what is to be heeded: it shows without colours too."""
        bar = Side(style="thick", color=look.INK)
        for column in range(1, columns + 1):
            cell = self._sheet.cell(self._page.row, column)
            cell.fill = look.filled(look.WARNING)
            cell.border = Border(left=bar if column == 1 else None, bottom=look.LINE)

    def _fill(self, first: int, last: int, color: str) -> None:
        for column in range(first, last + 1):
            self._sheet.cell(self._page.row, column).fill = look.filled(color)

    def _underline(self) -> None:
        for column in range(1, _COLUMNS + 1):
            self._sheet.cell(self._page.row, column).border = look.BELOW

    def _next(self, height: float) -> None:
        self._sheet.row_dimensions[self._page.row].height = height
        self._page.row += 1


def age_labels(say: Spoken) -> list[str]:
    """What the bands of age are called."""
    first = [0, *(band + 1 for band in AGE_BANDS)]
    labels = [say("{first}–{last} days", first=a, last=b) for a, b in zip(first, AGE_BANDS, strict=False)]
    return [*labels, say("over {last} days", last=AGE_BANDS[-1])]
