"""Frozen weeks: the figures of weeks whose cases are not all there any more. What they say is for the reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from robots.cases.database import alone
from robots.cases.ground import Ground
from robots.cases.schema import WeekRow

Weeks = Mapping[tuple[str, str | None], str]
"""Figures as JSON, by week ("2026-W47") and flow; None: of all flows."""


class Frozen(Ground):
    """Keep figures of weeks, and give them back."""

    def freeze(self, authority: str, weeks: Weeks) -> None:
        """Keep figures of weeks; those of a week that is frozen already stay as they are."""
        with self._writing() as session:
            alone(session.connection(), "weeks")
            there = frozen_weeks(session, authority)
            session.add_all(
                WeekRow(authority=authority, week=week, flow=flow, figures=figures)
                for (week, flow), figures in weeks.items()
                if week not in there
            )

    def frozen(self, authority: str) -> Weeks:
        """All figures that are kept for an authority."""
        with self._reading() as session:
            rows = session.scalars(select(WeekRow).where(WeekRow.authority == authority).order_by(WeekRow.week))
            return {(row.week, row.flow): row.figures for row in rows}


def frozen_weeks(session: Session, authority: str) -> set[str]:
    """The weeks whose figures do not change any more."""
    return set(session.scalars(select(WeekRow.week).where(WeekRow.authority == authority).distinct()))


def week_of(day: date) -> str:
    """The week that a day lies in, as it is named here (ISO 8601)."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
