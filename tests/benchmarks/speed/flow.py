"""Torgplats: a place at the market, with all 30 fields of the application in its record."""

from datetime import date
from decimal import Decimal
from typing import Literal

from robots import Count, File, Finding, Flow, PersonalNumber, Proposal, Record, Rules


class Document(Record):
    """An attachment and what the case system says that it is."""

    type: Literal["sketch"]
    file: File


class Application(Record):
    """What the case system shows about one application."""

    applicant: PersonalNumber
    name: str
    address: str
    postcode: str
    town: str
    phone: str
    email: str
    company: str
    registered: bool
    represented_by: str | None
    received: date
    way: Literal["online", "paper"]
    signed: bool
    earlier: Count
    goods: str
    first_day: date
    last_day: date
    days_a_week: int
    opens: str
    closes: str
    square: str
    stall: int
    width: Decimal
    depth: Decimal
    electricity: bool
    power: Decimal | None
    vehicle: bool
    fee: Decimal
    paid: date
    message: str | None
    documents: tuple[Document, ...]


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose what the findings come to."""
    return rules.proposal("outcome", application, findings)


FLOW = Flow("market_stall", "Torgplats", application=Application, check=check, decide=decide)
