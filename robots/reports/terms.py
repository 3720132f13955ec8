"""What a home folder says a week is held against: targets, owners, costs, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from robots.reports.readiness import Goal
from robots.reports.stakes import Stakes
from robots.yardsticks import Owners, ReportsPart, Saving, Targets


@dataclass(frozen=True)
class Terms:
    """The terms of one home folder; without any word in its settings, those that ship."""

    reports: ReportsPart = field(default_factory=ReportsPart)
    robots: Mapping[str, str] = field(default_factory=dict)  # who looks after each robot that has an owner
    lanes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # by robot: how many screens in which lane
    stakes: Mapping[str, Stakes] = field(default_factory=dict)  # by case type: what is lost after the last day
    goal: Goal = field(default_factory=Goal)  # what agreement is aimed at
    late: timedelta = timedelta(minutes=30)  # after which a start is late
    kept: timedelta = timedelta(days=365)  # how long cases are kept after they were closed

    @property
    def targets(self) -> Targets:
        return self.reports.targets

    @property
    def owners(self) -> Owners:
        return self.reports.owners

    @property
    def saving(self) -> Saving:
        return self.reports.saving

    def costs(self, robot: str) -> float | None:
        """Kronor a week."""
        return self.reports.costs.get(robot)
