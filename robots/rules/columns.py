"""A calculation in plain text: a text to the left, kronor to the right, as old case systems can hold it."""

from __future__ import annotations

from decimal import Decimal
from textwrap import wrap

from robots.rules.writing import KRONOR, digits

WIDTH, AMOUNT = 60, 11  # characters


def entry(text: str, amount: Decimal, note: int | None = None) -> str:
    """A line of a calculation, over several where its text is long: the amount stands on the last.

    Args:
        text: What the amount is for.
        amount: Kronor.
        note: The number of its source in the list below, shown in square brackets.
    """
    *above, last = wrap(text, WIDTH) or [""]
    mark = "" if note is None else f" [{note}]"
    amounts = f"{last:<{WIDTH}}{digits(amount, KRONOR.unit):>{AMOUNT}}{mark}"
    return "\n".join(f"  {line}" for line in (*above, amounts))
