"""School transport (skolskjuts; skollagen 2010:800, 9 kap. 15 b § and 10 kap. 32 §): is the way to school long enough?

Only the distance is settled here. Whatever else can give a right to transport (traffic, a disability, another special
circumstance), a chosen school and a child who lives with both parents in turn go to a person.
"""

from datetime import date
from typing import Literal

from robots import Finding, Flow, Kilometres, PersonalNumber, Proposal, Record, Rules


class Guardian(Record):
    """A guardian of the pupil; the robot reads no name."""

    signed: bool


class Application(Record):
    """What the case system shows about one application for school transport."""

    applicant: PersonalNumber  # the guardian who applies
    received: date
    school_year: str | None  # such as 2026/2027
    home_municipality: str | None  # where the pupil is registered
    school: str | None
    placement: Literal["placed", "chosen"] | None  # None: the form's field is empty
    grade: Literal["preschool", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] | None
    address_registered: bool  # whether the case system knows the address that the way begins at
    distance: Kilometres | None  # as the case system measured it; None: not measured
    traffic: bool
    disability: bool
    other_circumstance: bool
    both_homes: bool  # whether the pupil lives with both parents in turn
    guardians: tuple[Guardian, ...]

    @property
    def has_school_year(self) -> bool:
        return self.school_year is not None

    @property
    def has_school(self) -> bool:
        return self.school is not None

    @property
    def all_signed(self) -> bool:
        return bool(self.guardians) and all(guardian.signed for guardian in self.guardians)

    @property
    def special_circumstances(self) -> bool:
        return self.traffic or self.disability or self.other_circumstance


def travel(application: Application, rules: Rules) -> dict[str, date | None]:
    """The first and the last day of transport: the school year's, or from the proposal's day where it has begun."""
    first = last = None
    for year in rules.lines("Läsår", application) if application.school_year else ():
        first, last = (year.values.get(field) for field in ("year_begins", "year_ends"))
    if not isinstance(first, date) or not isinstance(last, date):
        return {"first_day": None, "last_day": None}  # sheet "Läsår" does not know the year
    return {"first_day": max(first, rules.day), "last_day": last}


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application, figures=travel(application, rules))


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose what the findings come to; what is missing is asked for before anything is rejected."""
    return rules.proposal("outcome", application, findings, figures=travel(application, rules))


FLOW = Flow(
    "school_transport",
    "Skolskjuts",
    application=Application,
    check=check,
    decide=decide,
    figures={"first_day": date, "last_day": date},
)
