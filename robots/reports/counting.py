"""The figures of any week: those of a closed week as they were kept, of all others from the cases as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Self

from robots.cases import CaseView, FiringView, RunView, Store
from robots.model import SWEDEN
from robots.reports.agreement import AgreementFigures, agreement_of
from robots.reports.facts import Known, known
from robots.reports.figures import AT_RISK, Figures, Share, figures, open_on, within
from robots.reports.names import Names
from robots.reports.running import ended_well, on_time, runs_of
from robots.reports.saved import Saved, saved
from robots.reports.settling import List, unread
from robots.reports.spoken import local_day
from robots.reports.stakes import Kronor, kronor
from robots.reports.terms import Terms
from robots.reports.weeks import Week
from robots.workdays import working_days_on

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import TypeAdapter

NONE = ""
"""The group of the cases of which only the number is held, or that have no unit."""


@dataclass(frozen=True)
class WeekFigures:
    """All figures of one week, as they are kept once it is over."""

    made: datetime  # when they were counted
    whole: Figures
    flows: Mapping[str, Figures]  # by case type; together the whole
    units: Mapping[str, Figures]  # by unit; together the whole
    kronor: Kronor | None  # None: no flow of ours knows of any
    asked: Mapping[str, Mapping[str, int]]  # by case type: what the proposed completions ask for, and how often
    saved: Saved | None
    runs: Share  # that ended well
    on_time: Share  # starts by schedule
    agreement: AgreementFigures | None = field(default=None, compare=False)  # None: not kept yet


@dataclass(frozen=True)
class Counting:
    """What one authority's weeks are counted from."""

    store: Store
    names: Names
    terms: Terms
    cases: Known
    runs: Sequence[RunView]
    firings: Sequence[FiringView]
    made: datetime
    frozen: Mapping[Week, WeekFigures]
    there: frozenset[str]  # the case types of which there have been cases, before these weeks too
    _counted: dict[Week, WeekFigures | None] = field(default_factory=dict)
    _agreed: dict[Week, AgreementFigures] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, names: Names, made: datetime, since: Week, terms: Terms | None = None) -> Self:
        """Count from a store, as of an instant, the weeks since one."""
        began = datetime.combine(since.first, time(), SWEDEN)
        runs = [run for run in store.runs_since(began) if run.system in names.systems]
        first_run, first_decision = store.first_run(names.systems), store.first_decision(names.authority)
        cases = known(store.counted_since(names.authority, since.first), local_day(first_run), first_decision)
        kept = store.frozen(names.authority)
        frozen = {Week.parse(week): _form().validate_json(text) for (week, flow), text in kept.items() if not flow}
        first = min((week.first for week in frozen), default=None)
        counted_from = min(filter(None, (cases.since, first)), default=None)
        there = frozenset(flow for system in names.systems for flow in store.flows_of(system, names.flows))
        return cls(
            store,
            names,
            terms or Terms(),
            replace(cases, since=counted_from),
            runs,
            store.firings_since(began),
            made,
            frozen,
            there,
        )

    @property
    def today(self) -> date:
        return self.made.astimezone(SWEDEN).date()

    def of_week(self, week: Week) -> WeekFigures | None:
        """The figures of a week; None where the store knows nothing of it."""
        return self.frozen.get(week) or self.as_they_are(week)

    def as_they_are(self, week: Week) -> WeekFigures | None:
        """The figures of a week from the cases as they are, whatever was kept of it."""
        if week not in self._counted:
            self._counted[week] = self._count(week)
        return self._counted[week]

    def agreement(self, week: Week) -> AgreementFigures:
        """How people's decisions agree until a week's end: as it was kept with the week, or as it is."""
        kept = self.frozen.get(week)
        if kept is not None and kept.agreement is not None:
            return kept.agreement
        if week not in self._agreed:
            self._agreed[week] = agreement_of(self.store, self.names, week.last, self.terms.goal)
        return self._agreed[week]

    def runs_of(self, week: Week) -> list[RunView]:
        """The runs that began in a week."""
        return runs_of(self.runs, week, self.made)

    def firings_of(self, week: Week) -> list[FiringView]:
        """The starts by schedule that were for a week."""
        return [one for one in self.firings if week.holds(local_day(one.planned))]

    def over(self, week: Week) -> bool:
        """Whether a week is over."""
        return week.last < self.today

    def unread(self, week: Week) -> list[List]:
        """Whose lists are still to be read before a week that is over is kept; of one whose cases may go, none."""
        if week in self.frozen or not self.over(week) or not self.all_held(week):
            return []
        return unread(self.runs, week, self.today)

    def all_held(self, week: Week) -> bool:
        """Whether no case that counts in a week can have been purged."""
        return self.today - self.terms.kept < week.first

    def last_of(self, week: Week) -> date:
        """The last day of a week that can be counted."""
        return min(week.last, self.today)

    def pressing(self, week: Week, most: int) -> list[CaseView]:
        """The cases that were near or past their last day when a week ended and are open yet, by that day."""
        still = self._pressing(self.last_of(week))
        still = still[still["closed_on"].isna()].sort_values(["due", "id"])
        return self.store.views_of([int(case) for case in still["id"].head(most)])

    @property
    def to_release(self) -> int:
        """Proposals by changed rules that wait for a person's release, by now."""
        return sum(self.store.summary(system=system).to_release for system in self.names.systems)

    def to_freeze(self, weeks: Sequence[Week]) -> dict[tuple[str, str | None], str]:
        """What the store has to keep of some weeks, so that they say the same when their cases are gone."""
        counted = {week: self.as_they_are(week) for week in weeks if week not in self.frozen}
        whole = {w: replace(one, agreement=self.agreement(w)) for w, one in counted.items() if one is not None}
        return {(str(week), None): _form().dump_json(one).decode() for week, one in whole.items()}

    def _count(self, week: Week) -> WeekFigures | None:
        whole = figures(self.cases, week, self.today)
        if whole is None:
            return None
        flows = self._groups("flow", week, self.there)
        runs = self.runs_of(week)
        return WeekFigures(
            made=self.made,
            whole=whole,
            flows=flows,
            units=self._groups("unit", week),
            kronor=self._kronor(week),
            asked=self._asked(week),
            saved=saved(flows, self.terms.saving),
            runs=Share(sum(map(ended_well, runs)), len(runs)),
            on_time=on_time(self.firings_of(week), self.terms.late),
        )

    def _groups(self, column: str, week: Week, there: frozenset[str] = frozenset()) -> dict[str, Figures]:
        """The figures of each group; those of which the column says nothing are a group of their own."""
        parts = self.cases.parts(column)
        none = replace(self.cases, table=self.cases.table.head(0), _arrays={})
        counted = {
            name: figures(parts.get(name, none), week, self.today)
            for name in sorted({*parts, *there, *self._named(column)})
        }
        return {name: one for name, one in counted.items() if one is not None}

    def _named(self, column: str) -> set[str]:
        """The groups of weeks that are kept: their cases may be gone, and they count nought from then on."""
        return {name for week in self.frozen.values() for name in (week.flows if column == "flow" else week.units)}

    def _kronor(self, week: Week) -> Kronor | None:
        known_by, last = self.terms.stakes, self.last_of(week)
        if not known_by:
            return None
        pressing = self._pressing(last)
        pressing = pressing[pressing["flow"].isin(list(known_by))]
        stakes = {int(case): known_by[str(flow)] for case, flow in zip(pressing["id"], pressing["flow"], strict=True)}
        return kronor(self.store, stakes, last)

    def _pressing(self, last: date) -> pd.DataFrame:
        """The cases that stood open when a day ended, near or past their last day."""
        import pandas as pd

        soon = pd.Timestamp(working_days_on(last, AT_RISK))
        return self.cases.table[open_on(self.cases, last) & (self.cases.table["due"] <= soon).to_numpy()]

    def _asked(self, week: Week) -> dict[str, dict[str, int]]:
        """What the completions that were proposed in a week ask for."""
        proposed = within(self.cases, "proposed_on", week.first, self.last_of(week))
        asking = self.cases.table[proposed & self.cases.array("prepared") & self.cases.of("outcome", "completion")]
        flows = dict(zip(map(int, asking["id"]), map(str, asking["flow"]), strict=True))
        counts: dict[str, Counter[str]] = {}
        for case, proposal in self.store.proposals(list(flows)):
            counts.setdefault(flows[case], Counter()).update(set(proposal.missing))
        return {flow: dict(sorted(one.items(), key=lambda each: (-each[1], each[0]))) for flow, one in counts.items()}


@cache
def _form() -> TypeAdapter[WeekFigures]:
    from pydantic import TypeAdapter

    return TypeAdapter(WeekFigures)
