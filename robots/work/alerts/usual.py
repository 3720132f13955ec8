"""What is unusual for a robot, against its own last weeks. Pure: days in, what was found out.

Hand-overs: the newest days that hold at least 20 cases are held against the four weeks before them. It is unusual where
the share is half as much again as usual, higher than on any day of those weeks, and where a robot that hands over as
usual would come to so many less than once in ten thousand times (the tail of the binomial distribution). Fewer than 10
cases now, 5 hand-overs, or 50 cases before are never enough to say so: people read a small robot's cases anyway.

Nothing found: days on which it read the whole inbox and nothing was new, one after another. It is unusual where they
are more than twice as many as ever in a row in the eight weeks before; fewer than 10 days with new cases in that time
say nothing. Days without a run do not count, so a robot that rests on Sundays or was paused finds nothing wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb

from robots.cases.alerts import Figure
from robots.work.alerts.facts import Day

NOW, FEWEST, FEWEST_HANDED, BEFORE = 20, 10, 5, 50  # cases
CHANCE, RATIO = 0.0001, 1.5
WEEKS_OF_SHARE, WEEKS_OF_FINDING = timedelta(weeks=4), timedelta(weeks=8)
FINDING_DAYS = 10


@dataclass(frozen=True)
class Share:
    """More hand-overs than usual: so many of so many cases since a day, and as it was before."""

    since: date
    handed_over: int
    cases: int
    usual: int
    before: int

    @property
    def figures(self) -> Mapping[str, Figure]:
        """As an alert tells them."""
        counts = {"handed": self.handed_over, "cases": self.cases, "usual": self.usual, "before": self.before}
        shares = {"now": _percent(self.handed_over, self.cases), "rule": _percent(self.usual, self.before)}
        return {**counts, **shares, "day": self.since.isoformat()}


@dataclass(frozen=True)
class Drought:
    """Nothing found: on so many days in a row, and at most so many in a row before."""

    first: date
    days: int
    longest: int

    @property
    def figures(self) -> Mapping[str, Figure]:
        """As an alert tells them."""
        return {"days": self.days, "longest": self.longest}


def hand_overs(days: Sequence[Day]) -> Share | None:
    """Whether a robot hands over more than usual."""
    days = [day for day in days if day.ended]
    start, cases = len(days), 0
    while start and cases < NOW:
        start -= 1
        cases += days[start].ended
    if not start:
        return None
    now, first = days[start:], days[start].day
    before = [day for day in days[:start] if day.day >= first - WEEKS_OF_SHARE]
    share = Share(first, _handed(now), cases, _handed(before), sum(day.ended for day in before))
    highest = max((day.handed_over / day.ended for day in before if day.ended >= FEWEST), default=0.0)
    return share if _is_unusual(share) and share.handed_over / cases > highest else None


def _is_unusual(share: Share) -> bool:
    if share.cases < FEWEST or share.handed_over < FEWEST_HANDED or share.before < BEFORE:
        return False
    usual = (share.usual + 1) / (share.before + 2)  # never 0 or 1, however few there were
    return share.handed_over >= RATIO * usual * share.cases and _tail(share.handed_over, share.cases, usual) < CHANCE


def _tail(least: int, of: int, chance: float) -> float:
    """How likely at least so many of so many are, each with that chance."""
    return sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(least, of + 1))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)


def _handed(days: Sequence[Day]) -> int:
    return sum(day.handed_over for day in days)


def nothing_found(days: Sequence[Day], today: date) -> Drought | None:
    """Whether a robot has found nothing new for unusually long. The day at hand counts once it is over."""
    looked = [
        day for day in days if day.day >= today - WEEKS_OF_FINDING and (day.found or (day.looked and day.day < today))
    ]
    if sum(day.found > 0 for day in looked) < FINDING_DAYS:
        return None
    streaks = [0]
    for day in looked:
        streaks.append(0) if day.found else streaks.append(streaks.pop() + 1)
    now, longest = streaks.pop(), max(streaks)
    if now < 2 or now <= 2 * longest:
        return None
    return Drought(looked[-now].day, now, longest)
