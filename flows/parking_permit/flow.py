"""Parking permits for disabled persons (trafikförordningen 13 kap. 8 §): new, renewed and lost ones."""

from datetime import date
from typing import Literal

from robots import File, Finding, Flow, Metres, Months, PersonalNumber, Proposal, Record, Rules


class EarlierPermit(Record):
    """A permit that the applicant has or has had."""

    number: str
    valid_from: date
    valid_to: date
    status: Literal["active", "expired", "blocked"]  # blocked: reported as lost


class Document(Record):
    """An attachment and what the case system says that it is."""

    type: Literal["certificate", "photo", "other"]
    file: File


class Application(Record):
    """What the case system shows about one application for a parking permit."""

    applicant: PersonalNumber
    received: date
    kind: Literal["new", "renewal", "lost"]
    capacity: Literal["driver", "passenger"]
    mobility: Literal["walks", "wheelchair"] | None
    walking_distance: Metres | None  # None: the form leaves it empty for wheelchair users
    left_alone: bool | None  # whether the passenger can be left alone while the car is parked
    lasting: Literal["permanent", "limited"] | None
    duration: Months | None  # None: the form leaves it empty where the disability is permanent
    unchanged: bool | None  # whether the circumstances are the same as for the earlier permit
    police_report: str | None
    signed: bool
    unable_to_sign: bool
    registered_in: str | None
    stays_in: str | None
    permits: tuple[EarlierPermit, ...]
    documents: tuple[Document, ...]

    @property
    def has_certificate(self) -> bool:
        return any(document.type == "certificate" for document in self.documents)

    @property
    def has_photo(self) -> bool:
        return any(document.type == "photo" for document in self.documents)

    @property
    def signature_in_order(self) -> bool:
        return self.signed or self.unable_to_sign

    @property
    def unchanged_renewal(self) -> bool:
        return self.kind == "renewal" and self.unchanged is True

    @property
    def has_earlier_permit(self) -> bool:
        return bool(self.permits)

    @property
    def active_until(self) -> date | None:
        """The last day of the permit that is active; None where none is."""
        return max((permit.valid_to for permit in self.permits if permit.status == "active"), default=None)

    @property
    def lost_before(self) -> bool:
        return any(permit.status == "blocked" for permit in self.permits)


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose what the findings come to; what is missing is asked for before anything is rejected."""
    return rules.proposal("outcome", application, findings)


FLOW = Flow("parking_permit", "Parkeringstillstånd", application=Application, check=check, decide=decide)
