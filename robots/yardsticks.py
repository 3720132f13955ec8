"""What config/settings.yaml says under `reports:`: who acts, what is aimed at, and what was measured."""

from __future__ import annotations

from pydantic import Field, model_validator

from robots.yamlfile import Part


class Owners(Part):
    """Who acts on the first sentences of the weekly workbook: functions, such as "enhetschefen", never persons."""

    robots: str | None = None  # what went wrong; the owner in robots.yaml where a robot has one
    cases: str | None = None  # what is at risk
    decisions: str | None = None  # what waits for a decision about the robots


class Targets(Part):
    """What the key figures of a week are held against; none where nothing stands."""

    inflow: int | None = Field(default=None, ge=0)  # cases a week that the unit is staffed for
    closed: int | None = Field(default=None, ge=0)  # at least so many a week
    open: int | None = Field(default=None, ge=0)  # at most so many when the week ends
    lead: float | None = Field(default=None, gt=0)  # at most so many days, median
    in_time: float | None = Field(default=0.95, ge=0, le=1)  # at least that share
    prepared: float | None = Field(default=0.6, ge=0, le=1)
    on_time: float | None = Field(default=0.95, ge=0, le=1)


class Measured(Part):
    """Minutes that were measured, and within which bounds they surely lie."""

    low: float = Field(ge=0)
    likely: float = Field(ge=0)
    high: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Measured:
        if not self.low <= self.likely <= self.high:
            raise ValueError("low, likely and high must rise")
        return self


class Saving(Part):
    """What hours saved are worked out from; without `manual` none are shown: nobody has measured."""

    manual: Measured | None = None  # minutes that a case took before there was a robot
    flows: dict[str, Measured] = Field(default_factory=dict)  # the same, of single case types
    review: float = Field(default=5.0, ge=0)  # minutes in which a person checks what the robot prepared
    rework: float = Field(default=10.0, ge=0)  # minutes more where the decision was otherwise than proposed
    operations: float = Field(default=2.0, ge=0)  # hours a week that looking after the robots takes

    def of(self, flow: str | None) -> Measured | None:
        """What was measured of a case type."""
        return self.flows.get(flow or "", self.manual)


class ReportsPart(Part):
    """What the weekly workbook holds the weeks against; docs/reports.md explains each figure."""

    owners: Owners = Owners()
    targets: Targets = Targets()
    saving: Saving = Saving()
    costs: dict[str, float] = Field(default_factory=dict)  # kronor a week, by robot
