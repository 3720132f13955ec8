"""What several sheets of the weekly workbook say below their tables."""

from __future__ import annotations

from robots.reports.page import Content
from robots.reports.shielding import FEWEST, HIDDEN
from robots.reports.spoken import NOT_KNOWN, Spoken


def dash_means(say: Spoken) -> str:
    """What a dash is, below a table that may hold some."""
    return say("{dash} means that the figure is not known; 0 means that there was none.", dash=NOT_KNOWN)


def hidden_means(say: Spoken) -> str:
    """What stands where a count is not shown, below a table that may hold some."""
    return say(
        "{hidden} means fewer than {fewest} cases, or a figure from which such a one could be worked out.",
        hidden=HIDDEN,
        fewest=FEWEST,
    )


def or_dash(value: Content) -> Content:
    """A value, or the sign of what is not known."""
    return NOT_KNOWN if value is None else value
