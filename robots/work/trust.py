"""Whether a robot's drafts may be trusted: a system that alters the same field again and again takes that away."""

from __future__ import annotations

from datetime import date, datetime, time

from robots.cases import Store
from robots.model import SWEDEN

TOO_OFTEN = 2  # drafts in which the system altered the same field


def altered(store: Store, robot: str, approved: date | None) -> str | None:
    """Why a robot must go back to shadow; None where it need not. It counts over all runs since the approval.

    Args:
        store: The store.
        robot: Whose drafts.
        approved: The day of its approval; what was altered before counts no more.
    """
    since = datetime.combine(approved, time(), SWEDEN) if approved else None
    fields = [name for name, times in store.altered_fields(robot, since=since).items() if times >= TOO_OFTEN]
    return f"the system altered {', '.join(fields)} of several drafts since it was approved." if fields else None
