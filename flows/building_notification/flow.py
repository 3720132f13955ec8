"""Building permits and notifications (plan- och bygglagen, 2010:900): what is missing, and what is due when.

The flow never proposes a permit or a start. It proposes the next duty that the board has towards the applicant, and
hands a case over, with its legal day in sight, when it is for a person to decide.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from robots import Count, Days, File, Finding, Flow, Kronor, Line, PersonalNumber, Proposal, Record, Rules, Value, Weeks

from .clock import Clock, Event, Kind, Limits, clock


class Document(Record):
    """An attachment and what the case system says that it is."""

    type: Literal["site_plan", "drawing", "control_plan", "product_sheet", "other"]
    file: File


class Application(Record):
    """What the case system shows about one application for a permit, or one notification."""

    applicant: PersonalNumber
    received: date
    matter: Literal["permit", "notification"]
    measure: Literal["new_building", "enlargement", "fireplace", "load_bearing"]
    property_designation: str | None
    neighbours: Literal["given", "none_concerned"] | None  # None: the form's field is empty
    fee: Kronor | None  # None: not set yet
    fee_named: bool  # whether it is one of the fees that 12 kap. 8 a § names
    delay_by_other: bool  # whether a decision under 9 kap. 28 § is why the time did not hold
    events: tuple[Event, ...]
    documents: tuple[Document, ...]

    @property
    def has_property(self) -> bool:
        return self.property_designation is not None

    @property
    def has_site_plan(self) -> bool:
        return self._has("site_plan")

    @property
    def has_drawing(self) -> bool:
        return self._has("drawing")

    @property
    def has_control_plan(self) -> bool:
        return self._has("control_plan")

    @property
    def has_product_sheet(self) -> bool:
        return self._has("product_sheet")

    @property
    def asked(self) -> bool:
        """Whether an injunction still waits for its answer, sent in time or not."""
        asked, remedied = (self._latest(kind) for kind in ("injunction", "remedied"))
        return asked is not None and (remedied is None or remedied < asked)

    @property
    def extensions(self) -> Count:
        return sum(event.kind == "extension" for event in self.events)

    @property
    def extension_weeks(self) -> Weeks | None:
        """How long the time was extended; of several extensions the first."""
        return next((event.weeks for event in self.events if event.kind == "extension"), None)

    @property
    def delay_told(self) -> bool:
        return self._latest("delay_letter") is not None

    @property
    def decided(self) -> bool:
        return self._latest("decision") is not None

    @property
    def before_arrival(self) -> bool:
        """Whether something is said to have happened before the application came in."""
        return any(event.day < self.received for event in self.events)

    def happened_after(self, day: date) -> bool:
        """Whether something is said to have happened that is yet to come."""
        return any(event.day > day for event in self.events)

    def told_since(self, day: date) -> bool:
        """Whether the applicant has been told when the time begins and ends, since it began."""
        told = self._latest("receipt")
        return told is not None and told >= day

    def _latest(self, kind: Kind) -> date | None:
        return max((event.day for event in self.events if event.kind == kind), default=None)

    def _has(self, kind: str) -> bool:
        return any(document.type == kind for document in self.documents)


FIGURES = {
    "start": date,
    "last_day": date,
    "ask_by": date,
    "days_left": Days,
    "days_to_ask": Days,
    "stopped": bool,
    "late_asking": bool,
    "told": bool,
    "extended": bool,
    "extended_before_start": bool,
    "longest_extension": Weeks,
    "last_day_if_extended": date,
    "yet_to_come": bool,
    "weeks_late": Weeks,
    "lost": Kronor,
    "left": Kronor,
}
"""What the clock gives the rules; absent while it stands still: last_day and what follows from it."""


def limits(application: Application, rules: Rules) -> Limits:
    """The times in force on the day of arrival, for a permit or for a notification.

    Raises:
        NoAmount: Nobody has held the wording in force that day against the statute; the case goes to a person.
    """
    kind = {"permit": "lov", "notification": "anmälan"}[application.matter]
    names = (f"tid.{kind}", f"förlängning.{kind}", "föreläggande.inom", "avgift.delar")
    return Limits(*(int(rules.amount(name)) for name in names))


def running(application: Application, rules: Rules) -> Clock:
    """The clock after all that has happened in the case."""
    happened = [event for event in application.events if event.day >= application.received]
    return clock(application.received, happened, limits(application, rules))


def figures(application: Application, rules: Rules) -> dict[str, date | int | bool | Decimal | None]:
    """What the rules ask of the clock, as of the proposal's day."""
    now, day = running(application, rules), rules.day
    fee = application.fee
    lost = None if fee is None else now.lost(fee, day) if falls(application, rules) else Decimal()
    asked = [event.day for event in application.events if event.kind == "injunction"]
    return {
        "start": now.start,
        "last_day": now.last_day,
        "ask_by": now.ask_by,
        "days_left": now.last_day and (now.last_day - day).days,
        "days_to_ask": (now.ask_by - day).days,
        "stopped": now.stopped,
        "late_asking": any(day > now.ask_by for day in asked),
        "told": application.told_since(now.start),
        "extended": now.extended > 0,
        "extended_before_start": now.extended_before_start,
        "longest_extension": now.limits.extend,
        "last_day_if_extended": now.last_day_if_extended,
        "yet_to_come": application.happened_after(day),
        "weeks_late": now.weeks_late(day),
        "lost": lost,
        "left": None if fee is None or lost is None else fee - lost,
    }


def due(application: Application, rules: Rules) -> date | None:
    """The last day of the time; None while it stands still, and where the events' days cannot be right."""
    if application.before_arrival or application.happened_after(rules.day):
        return None
    return running(application, rules).last_day


def falls(application: Application, rules: Rules) -> bool:
    """Whether the fee falls when the time does not hold, as sheet "Avgift" says (12 kap. 8 a §)."""
    (line,) = rules.lines("Avgift", application)
    return line.values["fee_falls"] is True


def weeks(application: Application, rules: Rules) -> Iterator[Line]:
    """What each week too late costs, for the timetable; none where the fee does not fall or is not set."""
    (line,) = rules.lines("Avgift", application)
    if line.values["fee_falls"] is True and application.fee is not None:
        for week in running(application, rules).weeks_at_risk(application.fee):
            values: dict[str, Value] = {"week": week.number, "first": week.first, "lost": week.lost}
            yield Line(line.text, values, line.source, line.row)


def lost(application: Application, rules: Rules) -> Iterator[tuple[date, Decimal]]:
    """What of the fee is lost in all from which day on; nothing where no fee is set or none falls."""
    for week in weeks(application, rules):
        first, kronor = week.values["first"], week.values["lost"]
        assert isinstance(first, date)
        assert isinstance(kronor, Decimal)
        yield first, kronor


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against what must be there, and the clock against the day; nothing is decided here."""
    return rules.findings("criteria", application, figures=figures(application, rules))


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose the next duty: ask for what is missing, confirm, extend, tell of a delay; else it is a person's turn."""
    return rules.proposal(
        "outcome",
        application,
        findings,
        figures=figures(application, rules),
        lines=list(weeks(application, rules)),
        letters=("timeline",),
    )


FLOW = Flow(
    "building_notification",
    "Bygglov och bygganmälan",
    application=Application,
    check=check,
    decide=decide,
    figures=FIGURES,
    deciding=lambda application: application.received,
    due=due,
    lost=lost,
)
