"""How an application is created in Trac: custom fields for what the e-service knows, and the medical certificate as
lines of the ticket's description, with the earlier permits as a table in wiki text."""

import json
from pathlib import Path
from typing import Any

from ..parking import CASEWORKER, Application, document_files, shown, title, yes_no

DRAFT = {
    "proposal": {"label": "Proposal", "type": "select", "options": "|Grant|Reject|Completion|Dismissal"},
    "answer_due": {"label": "Answer due", "type": "time", "format": "date"},
    "reasons": {"label": "Reasons", "type": "textarea", "format": "wiki"},
    "valid_from": {"label": "Valid from", "type": "time", "format": "date"},
    "valid_to": {"label": "Valid to", "type": "time", "format": "date"},
    "internal_note": {"label": "Internal note", "type": "textarea"},
}
APPLICATION = {
    "applicant": {"label": "Personal number", "type": "text"},
    "received": {"label": "Received", "type": "time", "format": "date"},
    "kind": {"label": "Kind of application", "type": "select", "options": "New permit|Renewal|Lost permit"},
    "capacity": {"label": "Applies as", "type": "select", "options": "Driver|Passenger"},
    "unchanged": {"label": "Circumstances unchanged", "type": "select", "options": "|Yes|No"},
    "registered_in": {"label": "Registered in", "type": "text"},
    "staying_in": {"label": "Staying in", "type": "text"},
    "police_report": {"label": "Police report", "type": "text"},
    "signed": {"label": "Signed", "type": "checkbox"},
    "unable_to_sign": {"label": "Unable to sign", "type": "checkbox"},
}
DECISION = {"decided": {"label": "Decided", "type": "time", "format": "date"}}
HEADER = "||= Number =||= From =||= To =||= State =||"


def settings() -> dict[str, dict[str, str]]:
    """What stands in trac.ini beside what Trac writes there itself."""
    custom: dict[str, str] = {}
    for order, (name, about) in enumerate({**APPLICATION, **DRAFT, **DECISION}.items(), start=1):
        custom[name] = about["type"]
        custom[f"{name}.order"] = str(order)
        custom |= {f"{name}.{option}": value for option, value in about.items() if option != "type"}
    dates = {"default_timezone": "GMT", "default_date_format": "iso8601", "default_dateinfo_format": "absolute"}
    return {"ticket-custom": custom, "trac": dates}


def as_created(application: Application, folder: Path) -> dict[str, Any]:
    """What the script inside Trac's environment is told to create for one application."""
    given = application.given
    return {
        "values": {
            "summary": title(given.kind, given.capacity),
            "type": "task",
            "component": "component1",  # the form has no empty choice: a save would set one, whoever saves
            "owner": CASEWORKER.name,
            "keywords": given.marking or "",
            "description": _description(application),
            "applicant": given.applicant,
            "received": application.received.isoformat(),
            "kind": shown(given.kind),
            "capacity": shown(given.capacity),
            "unchanged": yes_no(given.circumstances_unchanged) or "",
            "registered_in": given.registered_in,
            "staying_in": given.staying_in or "",
            "police_report": given.police_report or "",
            "signed": str(int(given.signed)),
            "unable_to_sign": str(int(given.unable_to_sign)),
        },
        "documents": [vars(document) for document in document_files(application, folder)],
        "begun": given.begun,
    }


def _description(application: Application) -> str:
    given = application.given
    certificate = {
        "Mobility": shown(given.mobility),
        "Walking distance (m)": given.walking_distance,
        "Can be left alone": yes_no(given.left_alone),
        "Duration": shown(given.duration),
        "Duration (months)": given.duration_months,
    }
    permits = [
        f"|| {permit.number} || {permit.valid_from} || {permit.valid_to} || {shown(permit.state)} ||"
        for permit in application.permits
    ]
    return "\n".join(
        [
            "Testdata från e-tjänsten. Jag ansöker om parkeringstillstånd. Enligt mitt läkarintyg:",
            "",
            *(f"{label}: {'' if value is None else value}".rstrip() for label, value in certificate.items()),
            "",
            HEADER,
            *permits,
            "",
            "Hälsningar",
            "Testperson",
        ]
    )


def add_settings(seed: Path) -> None:
    """Write what trac.ini is to say into the seed file."""
    written = json.loads(seed.read_text(encoding="utf-8"))
    seed.write_text(json.dumps(written | {"settings": settings()}, ensure_ascii=False, indent=1), encoding="utf-8")
