"""The first sheet of the weekly workbook: one sheet of paper that is grasped in ten seconds."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from robots.reports import look
from robots.reports.briefing import Brief
from robots.reports.chart import weeks_chart
from robots.reports.figures import AGE_BANDS
from robots.reports.headlines import Headline
from robots.reports.page import Content, Format, Page, write
from robots.reports.spoken import NOT_KNOWN, Spoken

_COLUMNS, _WIDTH = 12, 14  # a grid; cards are two columns wide
_CARD = 2
_AGES_AT = 9  # the column where the ages begin, beside the chart
_CHART_ROWS, _ROW_HEIGHT = 13, 18.0
_CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_UNDER = Alignment(horizontal="center", vertical="top", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


class Front:
    """Fills the sheet from top to bottom."""

    def __init__(self, page: Page, say: Spoken) -> None:
        self._page, self._sheet, self._say = page, page.worksheet, say
        for column in range(1, _COLUMNS + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = _WIDTH

    def brief(self, briefs: Sequence[Brief]) -> None:
        """The sentences, each with what it is about before it."""
        self._next(6)
        for brief in briefs:
            self._put(1, 2, brief.about, look.STRONG, _LEFT)
            self._put(3, _COLUMNS, brief.sentence, look.STRONG if brief.heed else look.BODY, look.LEFT)
            if brief.heed:
                self._page.paint(self._page.row, 1, look.WARNING)
            self._next(_ROW_HEIGHT)
        self._next(8)

    def cards(self, headlines: Sequence[Headline]) -> None:
        """The figures that stand first, each a card: label, number, sentence."""
        for part, height in (("label", 20.0), ("value", 36.0), ("sentence", 40.0)):
            for at, headline in enumerate(headlines):
                first = 1 + at * _CARD
                content = getattr(headline, part)
                cell = self._put(
                    first,
                    first + _CARD - 1,
                    NOT_KNOWN if content is None else content,
                    {"label": look.LABEL, "value": look.FIGURE, "sentence": look.SMALL}[part],
                    _UNDER if part == "sentence" else _CENTER,
                    headline.format if part == "value" else "text",
                )
                self._colour_card(cell, first, first_row=part == "label")
            self._next(height)
        self._next(8)

    def trend(self, weeks: Page, header: int, count: int, ages: Sequence[int] | None) -> None:
        """The chart of the weeks, and beside it how old the open cases are."""
        say = self._say
        self._put(1, _AGES_AT - 1, say("Arrived, closed and open, week by week"), look.HEADING, _LEFT)
        self._put(_AGES_AT, _COLUMNS, say("Open cases by age"), look.HEADING, _LEFT)
        self._next(22)
        top = self._page.row
        chart = weeks_chart(weeks, header, count)
        chart.width, chart.height = 20, 8  # centimetres: beside the ages, over their rows
        self._sheet.add_chart(chart, f"A{top}")
        for row in range(top, top + _CHART_ROWS):
            self._sheet.row_dimensions[row].height = _ROW_HEIGHT
        self._ages(ages)
        self._page.row = top + _CHART_ROWS
        self._next(8)

    def more(self, headlines: Sequence[Headline]) -> None:
        """The figures that stand below, a row each."""
        say = self._say
        heads = ((1, 2, say("More about the week")), (3, 3, say("This week")), (4, 4, say("Week before")))
        for first, last, text in heads:
            self._put(first, last, text, look.HEADER, _LEFT if first == 1 else _RIGHT)
        self._put(5, _COLUMNS, "", look.HEADER, _LEFT)
        self._fill_row(look.NAVY)
        self._next(_ROW_HEIGHT)
        for headline in headlines:
            self._put(1, 2, headline.label, look.STRONG, _LEFT)
            self._figure(3, headline.value, headline.format, look.STRONG)
            self._figure(4, headline.before, headline.format, look.BODY)
            self._put(5, _COLUMNS, headline.sentence, look.BODY, look.LEFT)
            self._underline()
            self._next(_ROW_HEIGHT)

    def _ages(self, ages: Sequence[int] | None) -> None:
        say, top = self._say, self._page.row
        if ages is None:
            self._put(_AGES_AT, _COLUMNS, say("The store knows nothing of this week."), look.BODY, _LEFT)
            return
        for label, count in zip(age_labels(say), ages, strict=True):
            self._put(_AGES_AT, _AGES_AT + 1, label, look.BODY, _LEFT)
            self._put(_AGES_AT + 2, _COLUMNS, count, look.STRONG, _LEFT, "number")
            self._page.row += 1
        self._page.bars(_AGES_AT + 2, top, self._page.row - 1, most=max(*ages, 1) * 2)

    def _figure(self, column: int, value: float | None, format: Format, font: Font) -> None:  # noqa: A002
        self._put(column, column, NOT_KNOWN if value is None else value, font, _RIGHT, format)

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
        for column in range(first, first + _CARD):
            part = self._sheet.cell(cell.row, column)
            part.fill = look.filled(look.PALE)
            part.border = Border(right=gap if column > first else None, top=above)

    def _fill_row(self, color: str) -> None:
        for column in range(1, _COLUMNS + 1):
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
