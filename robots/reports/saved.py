"""Hours saved: of each decided case that a robot had prepared, what it took before less what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from robots.reports.figures import Figures
from robots.yardsticks import Measured, Saving

_MINUTES = 60


@dataclass(frozen=True)
class Saved:
    """What was counted and measured; the hours follow from it. Minutes a case are the mean over the cases."""

    helped: int  # decided with a proposal that stood, of case types that were measured
    reworked: int  # of those, decided otherwise
    unmeasured: int  # helped as well, but of a case type of which nobody has measured how long it took
    low: float  # minutes a case took before
    likely: float
    high: float
    review: float  # minutes
    rework: float  # minutes
    operations: float  # hours a week

    def hours(self, manual: float) -> float:
        """Hours saved in the week where a case took so many minutes before."""
        minutes = self.helped * (manual - self.review) - self.reworked * self.rework
        return minutes / _MINUTES - self.operations

    @property
    def span(self) -> tuple[float, float, float]:
        """Hours saved: at least, likely, at most."""
        return self.hours(self.low), self.hours(self.likely), self.hours(self.high)


def saved(flows: Mapping[str, Figures], saving: Saving) -> Saved | None:
    """Work out the hours saved in a week; None where nobody has measured what a case took before."""
    measured = {name: saving.of(name) for name in flows}
    counted = [(figures, measured[name]) for name, figures in flows.items()]
    if saving.manual is None and not saving.flows:
        return None
    known = [(figures, minutes) for figures, minutes in counted if minutes is not None]
    helped = sum(figures.helped for figures, _ in known)

    def mean(of: Callable[[Measured], float]) -> float:
        return sum(figures.helped * of(minutes) for figures, minutes in known) / helped if helped else 0.0

    return Saved(
        helped=helped,
        reworked=sum(figures.reworked for figures, _ in known),
        unmeasured=sum(figures.helped for figures, minutes in counted if minutes is None),
        low=mean(lambda minutes: minutes.low),
        likely=mean(lambda minutes: minutes.likely),
        high=mean(lambda minutes: minutes.high),
        review=saving.review,
        rework=saving.rework,
        operations=saving.operations,
    )
