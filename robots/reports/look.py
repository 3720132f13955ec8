"""How all workbooks look: few colours, each with contrast enough for print in black and white, none the only sign."""

from __future__ import annotations

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

FONT = "Calibri"
INK, MUTED, RULE = "1B2733", "54606C", "C9D1D9"
NAVY, BAR, PALE = "1F3A5F", "A9C4E4", "EEF3F8"
ALARM, WARNING, QUIET = "FBE3E1", "FFF2D6", "E8F3EC"  # behind dark ink, never alone

TITLE = Font(name=FONT, size=20, bold=True, color=NAVY)
UNDER_TITLE = Font(name=FONT, size=10, color=MUTED)
HEADING = Font(name=FONT, size=12, bold=True, color=NAVY)
BODY = Font(name=FONT, size=10, color=INK)
STRONG = Font(name=FONT, size=10, bold=True, color=INK)
SMALL = Font(name=FONT, size=9, color=MUTED)
MISSED = Font(name=FONT, size=9, bold=True, color=INK)
LINK = Font(name=FONT, size=10, bold=True, underline="single", color="1A4E8A")
HEADER = Font(name=FONT, size=10, bold=True, color="FFFFFF")
LABEL = Font(name=FONT, size=11, bold=True, color=INK)
FIGURE = Font(name=FONT, size=24, bold=True, color=NAVY)

LINE = Side(style="thin", color=RULE)
BELOW = Border(bottom=LINE)

LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)

FORMATS = {
    "text": "@",
    "number": "#,##0",
    "decimal": "#,##0.0",
    "share": "0\u00a0%",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}


INPUT = "FFFBE0"
"""Behind cells that a reader may change."""


def bars(most: float) -> Rule:
    """Bars behind numbers, from nought to the one that fills its cell."""
    ends = [FormatObject(type="num", val=0), FormatObject(type="num", val=most)]
    return Rule(type="dataBar", dataBar=DataBar(cfvo=ends, color=Color(rgb=f"FF{BAR}"), minLength=0, maxLength=100))


def below_nought() -> Rule:
    """A colour and bold figures for what is below nought; its sign says the same."""
    different = DifferentialStyle(font=Font(bold=True), fill=PatternFill(bgColor=ALARM))
    return Rule(type="cellIs", operator="lessThan", formula=["0"], dxf=different)


def filled(color: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", start_color=color, end_color=color)
