"""What a home folder says a week is held against: its settings, the robots' owners and lanes, and what is at stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from robots.cases import Store
from robots.cases.records import Shown
from robots.flow import OpenFlow, open_flow
from robots.reports.stakes import Stakes, Step
from robots.reports.terms import Terms
from robots.settings import Home
from robots.systems.description import open_system
from robots.work.proofs import screen_lanes
from robots.work.suggestions import goal_of


def terms_of(home: Home, store: Store) -> Terms:
    """The terms of a home folder, and in which lanes its robots work by now."""
    settings = home.settings
    return Terms(
        reports=settings.reports,
        robots={name: part.owner for name, part in home.robots.items() if part.owner},
        lanes=_lanes(home, store),
        stakes=_stakes(home),
        goal=goal_of(home),
        late=timedelta(minutes=settings.alerts.late),
        kept=timedelta(days=settings.retention.cases),
    )


def _lanes(home: Home, store: Store) -> Mapping[str, Mapping[str, int]]:
    """By robot: how many of its screens are in which lane by now."""
    browsers = {run.robot: run.versions.browser for run in reversed(store.runs(200))}
    seen = {}
    for name, part in home.robots.items():
        if part.flow and part.system and name in browsers:
            screens = screen_lanes(store, open_system(home.system_file(part.system)), browsers[name])
            seen[name] = Counter(one.lane for one in screens if one.flow == part.flow)
    return seen


def _stakes(home: Home) -> Mapping[str, Stakes]:
    worked = {part.flow for part in home.robots.values() if part.flow}
    opened = {name: open_flow(home.flow_folder(name)) for name in sorted(worked)}
    return {name: _told_by(flow) for name, flow in opened.items() if flow.flow.lost}


def _told_by(flow: OpenFlow) -> Stakes:
    def stakes(application: Mapping[str, Shown], day: date) -> list[Step] | None:
        return flow.lost_as_read(flow.flow.application.of(application), day)

    return stakes
