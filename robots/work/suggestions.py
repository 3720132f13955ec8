"""What agreement between proposals and decisions suggests for each robot that is followed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from robots.cases import Store
from robots.reports.readiness import WINDOW, Agreed, Goal, Suggestion, agreed, suggestion
from robots.settings import Home

_LATEST = 2000  # decisions that are asked for: more would make a suggestion no surer, and `status` slower


@dataclass(frozen=True)
class Standing:
    """One robot's proposals held against what people decided."""

    suggestion: Suggestion
    left: int  # decisions that are still to be read


def goal_of(home: Home) -> Goal:
    """The agreement that it takes here before drafts are suggested."""
    part = home.settings.agreement
    return Goal(part.share / 100, part.cases)


def standings(home: Home, store: Store, today: date) -> Mapping[str, Standing]:
    """Each robot whose proposals another one follows up, by its name."""
    found: dict[str, Standing] = {}
    for name in dict.fromkeys(part.follows_up for part in home.robots.values() if part.follows_up):
        part = home.robot(name)
        if part.flow is None or part.system is None:
            continue
        flows = agreed(store.follow_ups(None, today - WINDOW, today, robot=name, most=_LATEST))
        of = flows.get(part.flow, Agreed(part.flow))
        said = suggestion(of, goal_of(home), drafting=part.mode == "draft", today=today)
        found[name] = Standing(said, store.left_to_follow(part.system, part.flow))
    return found
