"""Ny ärendetyp: what the case system shows about one application, what is checked, what is proposed."""

from datetime import date

from robots import Count, Finding, Flow, PersonalNumber, Proposal, Record, Rules


class Application(Record):
    """What the case system shows about one application. Name only what a rule needs: nothing else is read or kept."""

    applicant: PersonalNumber
    received: date
    signed: bool
    earlier: Count | None  # how many the applicant has already; None: the form may leave it empty


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose what the findings come to; what is missing is asked for before anything is rejected."""
    return rules.proposal("outcome", application, findings)


FLOW = Flow("new_flow", "Ny ärendetyp", application=Application, check=check, decide=decide)
