"""How an application is created in Roundup: the issue that the e-service makes of it."""

from pathlib import Path
from typing import Any

from ..parking import CASEWORKER, Application, document_files, shown, title


def as_created(application: Application, folder: Path) -> dict[str, Any]:
    """What the script inside Roundup's environment is told to create for one application."""
    given = application.given
    return {
        "issue": _issue(application),
        "permits": [
            {
                "number": permit.number,
                "valid_from": permit.valid_from.isoformat(),
                "valid_to": permit.valid_to.isoformat(),
                "state": shown(permit.state),
            }
            for permit in application.permits
        ],
        "documents": [vars(document) for document in document_files(application, folder)],
        "message": "Testdata från e-tjänsten. Jag ansöker om parkeringstillstånd.\nHälsningar\nTestperson",
        "marking": given.marking,
        "begun": given.begun,
    }


def _issue(application: Application) -> dict[str, Any]:
    given = application.given
    return {
        "title": title(given.kind, given.capacity),
        "priority": "feature",
        "status": "unread",
        "assignedto": CASEWORKER.name,
        "applicant": given.applicant,
        "name": f"Testperson {application.number:02}",
        "received": application.received.isoformat(),
        "kind": shown(given.kind),
        "capacity": shown(given.capacity),
        "circumstances_unchanged": given.circumstances_unchanged,
        "police_report": given.police_report,
        "signed": given.signed,
        "unable_to_sign": given.unable_to_sign,
        "registered_in": given.registered_in,
        "staying_in": given.staying_in,
        "mobility": shown(given.mobility),
        "walking_distance": given.walking_distance,
        "left_alone": given.left_alone,
        "duration": shown(given.duration),
        "duration_months": given.duration_months,
    }
