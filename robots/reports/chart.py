"""Charts: the weeks, and causes by how common they are; all readable without colours."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from robots.reports import look
from robots.reports.page import Page

LABELS, ARRIVED, CLOSED, OPEN = 1, 3, 4, 5
"""The columns of the table that the chart shows."""


def weeks_chart(page: Page, header: int, weeks: int) -> BarChart:
    """A chart of a table of weeks; cells without a number leave a gap.

    Args:
        page: The sheet that the table stands on.
        header: The row of its headings.
        weeks: How many rows follow.
    """
    bars = BarChart()
    bars.type, bars.grouping, bars.gapWidth, bars.overlap = "col", "clustered", 60, 0
    bars.add_data(_columns(page, header, weeks, ARRIVED, CLOSED), titles_from_data=True)
    for series, color in zip(bars.series, (look.BAR, look.NAVY), strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=color, ln=LineProperties(solidFill=look.NAVY))
    line = LineChart()
    line.add_data(_columns(page, header, weeks, OPEN, OPEN), titles_from_data=True)
    _dash(line.series[0])
    for part in (bars, line):
        part.set_categories(Reference(page.worksheet, min_col=LABELS, min_row=header + 1, max_row=header + weeks))
    bars.x_axis.delete = bars.y_axis.delete = False  # openpyxl hides them otherwise
    bars.y_axis.scaling.min = 0
    bars.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=look.RULE)))
    bars.y_axis.number_format = "#,##0"
    bars.legend = Legend()
    bars.legend.position = "b"
    bars += line
    return bars


def causes_chart(page: Page, header: int, causes: int, *, counts: int, so_far: int) -> BarChart:
    """A chart of causes, the most common first: bars, and a line of the share that they come to so far (Pareto).

    Args:
        page: The sheet that the table stands on, with the causes in its first column.
        header: The row of its headings.
        causes: How many rows follow.
        counts: The column of the bars.
        so_far: The column of the shares.
    """
    bars = BarChart()
    bars.type, bars.gapWidth = "col", 40
    bars.add_data(_columns(page, header, causes, counts, counts), titles_from_data=True)
    bars.series[0].graphicalProperties = GraphicalProperties(solidFill=look.BAR, ln=LineProperties(solidFill=look.NAVY))
    line = LineChart()
    line.add_data(_columns(page, header, causes, so_far, so_far), titles_from_data=True)
    _dash(line.series[0])
    for part in (bars, line):
        part.set_categories(Reference(page.worksheet, min_col=LABELS, min_row=header + 1, max_row=header + causes))
    line.y_axis.axId, line.y_axis.crosses, line.y_axis.number_format = 200, "max", "0%"
    line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
    line.y_axis.majorGridlines = None
    bars.x_axis.delete = bars.y_axis.delete = line.y_axis.delete = False
    bars.y_axis.scaling.min, bars.y_axis.number_format = 0, "#,##0"
    bars.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=look.RULE)))
    bars.legend = Legend()
    bars.legend.position = "b"
    bars += line
    return bars


def _columns(page: Page, header: int, weeks: int, first: int, last: int) -> Reference:
    return Reference(page.worksheet, min_col=first, max_col=last, min_row=header, max_row=header + weeks)


def _dash(series: Series) -> None:
    """A dashed line with open circles tells itself from bars of any colour."""
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.INK, w=22_000, prstDash="dash"))
    mark = GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(solidFill=look.INK))
    series.marker = Marker(symbol="circle", size=6, spPr=mark)
    series.smooth = False
