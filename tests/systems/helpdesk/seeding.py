"""How an application is created in django-helpdesk: custom fields for what the e-service knows, and the medical
certificate as lines of the message text, as a form that is mailed in writes them."""

from pathlib import Path
from typing import Any

from ..parking import Application, Given, document_files, shown, title, yes_no

YES_NO = ("Yes", "No")


def as_created(application: Application, folder: Path) -> dict[str, Any]:
    """What the script inside the helpdesk's environment is told to create for one application."""
    given = application.given
    marked = f"{given.marking}: " if given.marking else ""
    return {
        "title": marked + title(given.kind, given.capacity),
        "message": _message(application),
        "fields": [*_application_fields(application), *_draft_fields()],
        "documents": [vars(document) for document in document_files(application, folder)],
        "begun": given.begun,
    }


def _message(application: Application) -> str:
    given = application.given
    lines = {
        "Mobility": shown(given.mobility),
        "Walking distance (m)": given.walking_distance,
        "Can be left alone": yes_no(given.left_alone),
        "Duration": shown(given.duration),
        "Duration (months)": given.duration_months,
    }
    certificate = "\n".join(f"{label}: {'' if value is None else value}".rstrip() for label, value in lines.items())
    permits = [
        f"- {permit.number}; {permit.valid_from}; {permit.valid_to}; {shown(permit.state)}"
        for permit in application.permits
    ]
    return "\n\n".join(
        [
            "Testdata från e-tjänsten. Jag ansöker om parkeringstillstånd. Enligt mitt läkarintyg:",
            certificate,
            "Earlier permits (number; from; to; state):",
            "\n".join(permits or ["- none"]),
            "Hälsningar\nTestperson",
        ]
    )


def _application_fields(application: Application) -> list[dict[str, Any]]:
    given: Given = application.given
    return [
        _field("applicant", "Personal number", given.applicant),
        _field("received", "Received", application.received.isoformat(), kind="date"),
        _field("kind", "Kind of application", shown(given.kind), options=("New permit", "Renewal", "Lost permit")),
        _field("capacity", "Applies as", shown(given.capacity), options=("Driver", "Passenger")),
        _field("unchanged", "Circumstances unchanged", yes_no(given.circumstances_unchanged), options=YES_NO),
        _field("registered_in", "Registered in", given.registered_in),
        _field("staying_in", "Staying in", given.staying_in),
        _field("police_report", "Police report", given.police_report),
        _field("signed", "Signed", given.signed, kind="boolean"),
        _field("unable_to_sign", "Unable to sign", given.unable_to_sign, kind="boolean"),
    ]


def _draft_fields() -> list[dict[str, Any]]:
    return [
        _field("proposal", "Proposal", None, options=("Grant", "Reject", "Completion", "Dismissal")),
        _field("answer_due", "Answer due", None, kind="date"),
        _field("reasons", "Reasons", None, kind="text"),
        _field("valid_from", "Valid from", None, kind="date"),
        _field("valid_to", "Valid to", None, kind="date"),
        _field("internal_note", "Internal note", None, kind="text"),
    ]


def _field(
    name: str, label: str, value: Any, *, kind: str = "varchar", options: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A custom field as the helpdesk declares it, with its value in this ticket."""
    stored = str(value) if isinstance(value, bool) else value
    return {"name": name, "label": label, "value": stored, "type": "list" if options else kind, "options": options}
