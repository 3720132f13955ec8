"""Home adaptation grants (lag 2018:222): whether an application is complete. What the law weighs, a person weighs."""

from datetime import date
from typing import Literal

from robots import File, Finding, Flow, Kronor, PersonalNumber, Proposal, Record, Rules


class Holder(Record):
    """Somebody beside the applicant who owns the home or has the use of it."""

    role: Literal["owner", "user"]
    consents: bool | None  # to the measures
    undertakes: bool | None  # not to ask for money to restore the home


class Document(Record):
    """An attachment and what the case system says that it is."""

    type: Literal["certificate", "quote", "drawing", "other"]
    file: File


class Application(Record):
    """What the case system shows about one application for a home adaptation grant."""

    applicant: PersonalNumber
    received: date
    signed: bool
    permanent: bool | None  # whether it is the applicant's permanent home
    tenure: Literal["owns", "cooperative", "rents", "sublets"] | None
    aids: bool | None  # whether aids or a special housing could meet the need
    building: bool | None  # whether the home is being built, or lacks upkeep
    moved: bool | None  # whether the applicant has changed homes
    measures: str | None
    cost: Kronor | None
    holders: tuple[Holder, ...]
    documents: tuple[Document, ...]

    @property
    def has_certificate(self) -> bool:
        return any(document.type == "certificate" for document in self.documents)

    @property
    def has_quote(self) -> bool:
        return any(document.type == "quote" for document in self.documents)

    @property
    def owner_named(self) -> bool:
        return any(holder.role == "owner" for holder in self.holders)

    @property
    def all_consent(self) -> bool:
        return all(holder.consents is True for holder in self.holders)

    @property
    def owners_undertake(self) -> bool:
        return all(holder.undertakes is True for holder in self.holders if holder.role == "owner")


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Ask for what is missing; a complete application goes to a person, with everything listed."""
    return rules.proposal("outcome", application, findings)


FLOW = Flow("home_adaptation", "Bostadsanpassning", application=Application, check=check, decide=decide)
