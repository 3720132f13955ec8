"""What the script inside Roundup's environment is told to create: one JSON file, and the documents beside it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .applications import Application, Given, applications
from .documents import pdf, png

SEED = "seed.json"
SHOWN = {
    "new": "New permit",
    "renewal": "Renewal",
    "lost": "Lost permit",
    "driver": "Driver",
    "passenger": "Passenger",
    "walks": "Walks",
    "wheelchair": "Wheelchair",
    "lasting": "Lasting",
    "time-limited": "Time-limited",
    "active": "Active",
    "expired": "Expired",
    "blocked": "Blocked (lost)",
}
IN_TITLE = {"new": "nytt", "renewal": "förnyelse", "lost": "förlorat", "driver": "förare", "passenger": "passagerare"}
DOCUMENTS = {
    "application": ("Application form", "ansokan.pdf", "application/pdf"),
    "certificate": ("Medical certificate", "lakarintyg.pdf", "application/pdf"),
    "photo": ("Passport photo", "passfoto.png", "image/png"),
}


@dataclass(frozen=True)
class Account:
    """One who may log in to the tracker."""

    name: str
    password: str
    realname: str


ROBOT = Account("robot", "robot-roundup-test", "Roboten (testdata)")
CASEWORKER = Account("handlaggare", "handlaggare-roundup-test", "Testhandläggare Ett")


def write_seed(folder: Path, day: date) -> Path:
    """Write the seed file for a day, and every document it names, into the folder."""
    (folder / "documents").mkdir(parents=True)
    seed = {
        "day": day.isoformat(),
        "users": [vars(ROBOT), vars(CASEWORKER)],
        "applications": [_as_created(application, folder) for application in applications(day)],
    }
    path = folder / SEED
    path.write_text(json.dumps(seed, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def seeded_day(folder: Path) -> date:
    """The day that a tracker in this folder was seeded for."""
    return date.fromisoformat(json.loads((folder / SEED).read_text(encoding="utf-8"))["day"])


def _as_created(application: Application, folder: Path) -> dict[str, Any]:
    given = application.given
    return {
        "issue": _issue(application),
        "permits": [
            {
                "number": permit.number,
                "valid_from": permit.valid_from.isoformat(),
                "valid_to": permit.valid_to.isoformat(),
                "state": SHOWN[permit.state],
            }
            for permit in application.permits
        ],
        "documents": [_document(application, name, folder) for name in given.documents],
        "message": "Testdata från e-tjänsten. Jag ansöker om parkeringstillstånd.\nHälsningar\nTestperson",
        "marking": given.marking,
        "begun": given.begun,
    }


def _issue(application: Application) -> dict[str, Any]:
    given = application.given
    return {
        "title": f"Ansökan om parkeringstillstånd, {IN_TITLE[given.kind]}, {IN_TITLE[given.capacity]}",
        "priority": "feature",
        "status": "unread",
        "assignedto": CASEWORKER.name,
        "applicant": given.applicant,
        "name": f"Testperson {application.number:02}",
        "received": application.received.isoformat(),
        "kind": SHOWN[given.kind],
        "capacity": SHOWN[given.capacity],
        "circumstances_unchanged": given.circumstances_unchanged,
        "police_report": given.police_report,
        "signed": given.signed,
        "unable_to_sign": given.unable_to_sign,
        "registered_in": given.registered_in,
        "staying_in": given.staying_in,
        "mobility": SHOWN[given.mobility] if given.mobility else None,
        "walking_distance": given.walking_distance,
        "left_alone": given.left_alone,
        "duration": SHOWN[given.duration] if given.duration else None,
        "duration_months": given.duration_months,
    }


def _document(application: Application, name: str, folder: Path) -> dict[str, str]:
    document, file_name, content_type = DOCUMENTS[name]
    path = Path("documents") / f"{application.number:02}-{file_name}"
    (folder / path).write_bytes(_content(name, application.number, application.given))
    return {"document": document, "name": file_name, "type": content_type, "path": path.as_posix()}


def _content(name: str, number: int, given: Given) -> bytes:
    if name == "photo":
        return png(shade=100 + number)
    heading = {"application": "Ansökan om parkeringstillstånd", "certificate": "Läkarintyg"}[name]
    return pdf(heading, "Testdata: personen finns inte", f"Testperson {number:02}, {given.applicant}")
