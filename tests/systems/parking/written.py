"""What the texts of an application and of its draft are made of, whichever system they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .applications import Application, Given
from .documents import pdf, png

# A completion must ask for each thing that is missing, in words that an applicant knows.
_ASKED_FOR = {
    "certificate": "läkarintyg",
    "photo": "foto",
    "signature": "undersk|namnteck|skriv[^.]* under",
    "police_report": "polisanmäl",
    "walking_distance": "sträcka|långt|meter",
    "left_alone": "ensam",
}
_DOCUMENTS = {
    "application": ("Application form", "ansokan.pdf", "application/pdf"),
    "certificate": ("Medical certificate", "lakarintyg.pdf", "application/pdf"),
    "photo": ("Passport photo", "passfoto.png", "image/png"),
}
_HEADINGS = {"application": "Ansökan om parkeringstillstånd", "certificate": "Läkarintyg"}


@dataclass(frozen=True)
class DocumentFile:
    """One attachment, written into a folder."""

    document: str  # what it is, in the words of a tracker
    name: str
    type: str
    path: str  # within the folder


def asked_for(reasons: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Of what is missing: what these reasons mention."""
    return tuple(thing for thing in missing if re.search(_ASKED_FOR[thing], reasons, re.IGNORECASE))


def document_files(application: Application, folder: Path) -> Iterator[DocumentFile]:
    """Write the attachments of an application under the folder's `documents`."""
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for name in application.given.documents:
        document, file_name, content_type = _DOCUMENTS[name]
        path = Path("documents") / f"{application.number:02}-{file_name}"
        (folder / path).write_bytes(_content(name, application.number, application.given))
        yield DocumentFile(document, file_name, content_type, path.as_posix())


def _content(name: str, number: int, given: Given) -> bytes:
    if name == "photo":
        return png(shade=100 + number)
    return pdf(_HEADINGS[name], "Testdata: personen finns inte", f"Testperson {number:02}, {given.applicant}")
