"""When a week is settled: its figures are kept only once the case systems' lists were read after its Sunday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from robots.cases import RunView
from robots.model import SWEDEN
from robots.reports.names import Names
from robots.reports.running import ended_well
from robots.reports.spoken import Spoken
from robots.reports.weeks import Week

WAITS = timedelta(weeks=4)
"""So long a week waits for a robot that does not come back, and for a case type that nothing reads any more."""

List = tuple[str, str]
"""A case system, and the case type whose lists a robot reads there."""


def unread(runs: Iterable[RunView], week: Week, today: date) -> list[List]:
    """Whose lists no run that ended well has read since a week was over.

    Every robot reads the lists as it begins, one that looks again or follows up too.

    Args:
        runs: The runs of the authority's systems.
        week: A week that is over.
        today: The day; once `WAITS` has passed since the week's Sunday nothing is waited for.
    """
    if today > week.last + WAITS:
        return []
    lately, since = set[List](), set[List]()
    for run in runs:
        day = run.began.astimezone(SWEDEN).date()
        if week.last - WAITS < day <= week.last:
            lately.add((run.system, run.flow))
        elif day > week.last and ended_well(run):
            since.add((run.system, run.flow))
    return sorted(lately - since)


def told(lists: Iterable[List], names: Names, say: Spoken) -> str:
    """That the figures may still change, and why."""
    flows: dict[str, list[str]] = {}
    for system, flow in lists:
        flows.setdefault(system, []).append(names.flow(flow))
    which = ", ".join(f"{names.system(system)} ({', '.join(of)})" for system, of in flows.items())
    return say("{which} has not been read since the week ended: the figures may change.", which=which)
