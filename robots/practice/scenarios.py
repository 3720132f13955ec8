"""The hand-written table of a case type: one story a case, the values that matter, and the right outcome.

Read from types/<name>/scenarios.yaml. No rule stands here or in the engine: what is right is what a person wrote beside
each story.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from pydantic import Field, model_validator

from robots.practice.applicants import Flaw
from robots.practice.case import Case, Marking
from robots.practice.casetype import Described, read_yaml
from robots.practice.clock import months_after, next_time


class Expected(Described):
    """The right outcome of a story: what is proposed, by the type's own words, or handed over to a person."""

    outcome: str | None = None
    months: int | None = None  # how long a granted permit lasts, from the day the system is started for
    until: Literal["permit"] | None = None  # a granted permit lasts as long as the lost one
    writes: dict[str, Any] = Field(default_factory=dict)  # what else the draft must hold, by control: a text, or a day
    missing: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    handed_over: str | None = None

    @property
    def state(self) -> str:
        """Where a robot that works in draft mode leaves the case."""
        if self.handed_over:
            return "handed_over"
        return "proposed" if self.outcome == "reject" else "verified"

    @property
    def saves(self) -> int:
        """How many times the robot saves: after a draft that the system alters, the former values are saved again."""
        return 2 if self.handed_over == "altered" else int(self.state == "verified")

    def draft(self, case: Case, day: date) -> dict[str, str]:
        """The values that the draft must hold at the end, by control; empty where no draft is to stand."""
        if self.outcome is None or self.state != "verified":
            return {}
        writes = {name: _written(value, case, day) for name, value in self.writes.items()}
        lasts = {"galler_fran": str(day), "galler_till": self._ends(case, day)} if self.months or self.until else {}
        return {"forslag": case.case_type.decision.outcomes[self.outcome], **lasts, **writes}

    def _ends(self, case: Case, day: date) -> str:
        if self.until == "permit":
            return next(period.ends for period in case.periods if period.status == "Aktivt")
        return str(months_after(day, self.months or 0) - timedelta(days=1))


def _written(value: Any, case: Case, day: date) -> str:
    """A text, or a day: from the start ({months: 2, days: -1}), from the arrival ({received: 21}), {next: "06-15"}."""
    match value:
        case {"next": str(of_year)}:
            return str(next_time(day, of_year))
        case {"received": int(days)}:
            return str(case.received + timedelta(days=days))
        case dict():
            return str(months_after(day, value.get("months", 0)) + timedelta(days=value.get("days", 0)))
    return str(value)


class Person(Described):
    """What matters about the applicant; the rest is drawn."""

    ages: tuple[int, int] = (19, 94)
    coordination: bool = False
    flaw: Flaw = ""


class Period(Described):
    """Earlier permits: when the newest ended, how long each ran, and how many there were, one after the other."""

    status: str
    ends: Any  # a value, see robots.practice.drawing
    months: int = 60
    times: int = 1
    number: Any = Field(default_factory=lambda: {"code": "ÖK-######"})


class Attached(Described):
    """An attachment that is not as usual: what it is called, and how it is made, see robots.practice.hostile."""

    kind: str
    named: str = ""
    made: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()  # of a statement, cell by cell, see robots.practice.drawing


class Begun(Described):
    """A draft that a caseworker has begun."""

    user: str
    values: dict[str, str]


class Situation(Described):
    """What goes on around the case when the robot meets it."""

    locked_by: str = ""
    begun: Begun | None = None
    fails: int = 0  # opening it answers 500 so many times
    marking: Marking = ""
    unescaped: str = ""  # a field that the pages print as markup


class Scenario(Described):
    """One story."""

    story: str
    given: dict[str, Any] = Field(default_factory=dict)  # values by label, see robots.practice.drawing
    person: Person = Person()
    periods: tuple[Period, ...] = ()
    rows: dict[str, tuple[tuple[Any, ...], ...]] = Field(default_factory=dict)  # of tables, by section, cell by cell
    attached: tuple[str | Attached, ...] | None = None  # without: what is usual
    arrived: date | int | None = None  # the day it came in, or so many days before the start; without, a drawn one
    situation: Situation = Situation()
    expect: Expected


class Scenarios(Described):
    """A case type's stories, with the values that are usual in all of them."""

    usual: dict[str, Any]
    rows: dict[str, tuple[tuple[Any, ...], ...]] = Field(default_factory=dict)
    attached: tuple[str | Attached, ...] = ()
    stories: tuple[Scenario, ...]

    @model_validator(mode="after")
    def _told_in_full(self) -> "Scenarios":
        return self.model_copy(update={"stories": tuple(map(self._in_full, self.stories))})

    def _in_full(self, story: Scenario) -> Scenario:
        attached = self.attached if story.attached is None else story.attached
        in_full = {"given": {**self.usual, **story.given}, "rows": {**self.rows, **story.rows}, "attached": attached}
        return story.model_copy(update=in_full)


@cache
def scenarios(case_type: str) -> Scenarios:
    """The stories of a case type, each with all its values."""
    return Scenarios.model_validate(read_yaml(case_type, "scenarios.yaml"))


@cache
def hostile_stories(case_type: str) -> tuple[Scenario, ...]:
    """What odd and hostile applications bring, each with all its values; none where the type tells of none."""
    of_all = scenarios(case_type)
    told = {
        "usual": of_all.usual,
        "rows": of_all.rows,
        "attached": of_all.attached,
        "stories": (),
        **read_yaml(case_type, "hostile.yaml"),
    }
    return Scenarios.model_validate(told).stories
