"""Which cases to open: some of one kind, so that what differs between them is values and not labels."""

from __future__ import annotations

from collections import Counter

from robots.systems.learning.choosing import Purpose
from robots.systems.learning.inbox import Inbox, Row
from robots.systems.learning.meaning import likeness, matched
from robots.systems.learning.wording import TYPE, holds

_SHOWN = 20  # different texts of a column that may say of what kind a case is
_LIKE = 0.8


def rows_of(inbox: Inbox, purpose: Purpose) -> dict[str, str | list[str]]:
    """The rows of a flow: a column's header, and the texts there that name the flow or its kinds of application."""
    for at, title in enumerate(inbox.grid.titles):
        shown = sorted({cell.text for cell in inbox.grid.column(at) if cell.text})
        if at == inbox.key or not title or not 0 < len(shown) <= _SHOWN or inbox.grid.titles.count(title) > 1:
            continue
        if named := [
            text for text in shown if likeness(purpose.title, text) > _LIKE and len(text) < 2 * len(purpose.title)
        ]:
            return {title: named[0] if len(named) == 1 else named}
        for want in purpose.fields:
            pairs = matched(want.options, shown) if want.options else {}
            if len(pairs) == len(shown) > 1:
                return {title: list(pairs.values())}
    return {}


def sample(inbox: Inbox, purpose: Purpose | None) -> list[Row]:
    """The rows to open, in this order: those of the flow, else those of the commonest kind; none that is marked."""
    fit = rows_of(inbox, purpose) if purpose else _commonest(inbox)
    chosen = []
    for row, cells in zip(inbox.rows, inbox.grid.rows, strict=True):
        shown = {title: cell.text for title, cell in zip(inbox.grid.titles, cells, strict=True) if cell}
        fits = all(shown.get(title) in ([texts] if isinstance(texts, str) else texts) for title, texts in fit.items())
        if fits and row.address and not row.marked:
            chosen.append(row)
    return chosen


def _commonest(inbox: Inbox) -> dict[str, str | list[str]]:
    for at, title in enumerate(inbox.grid.titles):
        if holds(title, TYPE) and at != inbox.key:
            (text, times), *_ = Counter(cell.text for cell in inbox.grid.column(at)).most_common(1)
            return {title: text} if times > 1 else {}
    return {}
