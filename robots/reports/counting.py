"""The figures of any week: as they were frozen when cases were purged or, of all others, from the cases as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Self

from robots.cases import RunView, Store
from robots.reports.facts import Known, known
from robots.reports.figures import Figures, figures
from robots.reports.names import Names
from robots.reports.running import runs_of
from robots.reports.spoken import SWEDEN
from robots.reports.weeks import Week

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ALL_RUNS = 100_000


@dataclass(frozen=True)
class Counting:
    """What one authority's weeks are counted from."""

    cases: Known
    runs: Sequence[RunView]
    made: datetime
    frozen: Mapping[tuple[Week, str | None], Figures]

    @classmethod
    def of(cls, store: Store, names: Names, made: datetime) -> Self:
        """Count from a store, as of an instant."""
        runs = [run for run in store.runs(_ALL_RUNS) if run.system in names.systems]
        cases = known((case for case in store.cases() if case.authority == names.authority), runs)
        kept = store.frozen(names.authority)
        frozen = {(Week.parse(week), flow): _form().validate_json(text) for (week, flow), text in kept.items()}
        first = min((week.first for week, _ in frozen), default=None)
        since = min(filter(None, (cases.since, first)), default=None)
        return cls(replace(cases, since=since), runs, made, frozen)

    @property
    def today(self) -> date:
        return self.made.astimezone(SWEDEN).date()

    @property
    def flows(self) -> list[str]:
        """The case types there are, those included of which no case is left."""
        return sorted({*self.cases.flows, *(flow for _, flow in self.frozen if flow)})

    def of_week(self, week: Week, flow: str | None = None) -> Figures | None:
        """The figures of a week, of one case type or of all; None where the store knows nothing of it."""
        if (week, None) in self.frozen:
            return self.frozen.get((week, flow))
        if flow is not None:
            return figures(self.cases.of_flow(flow), week, self.today)
        return figures(self.cases, week, self.today, self.runs_of(week))

    def runs_of(self, week: Week) -> list[RunView]:
        """The runs that began in a week."""
        return runs_of(self.runs, week, self.made)

    def to_freeze(self, weeks: Sequence[Week]) -> dict[tuple[str, str | None], str]:
        """What the store has to keep of some weeks, so that they say the same when their cases are gone."""
        counted = {(str(week), flow): self.of_week(week, flow) for week in weeks for flow in (None, *self.flows)}
        return {key: _form().dump_json(week).decode() for key, week in counted.items() if week is not None}


@cache
def _form() -> TypeAdapter[Figures]:
    from pydantic import TypeAdapter

    return TypeAdapter(Figures)
