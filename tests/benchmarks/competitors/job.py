"""What every participant is told, and what it has to show: python PARTICIPANT.py JOB.json

The job: log in, list the new cases, and of each of them read the fields and the attachment, write the draft, save it,
load the form anew and compare, and leave the case.
"""

import hashlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

START, LOGIN, POST = "/start", "/login", "/handlaggning"
BROWSER_ARGUMENTS = (  # as few as a root's browser on a closed network needs: the same for everybody
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Job:
    """One job, read from its file; what was read goes into another."""

    address: str
    user: str
    password: str
    cases: int
    labels: list[str]  # of the fields that are read
    draft: dict[str, str]  # what is written, by the form's controls
    browser: str  # its program
    out: str
    read: dict[str, dict[str, object]] = field(default_factory=dict)

    @classmethod
    def given(cls) -> "Job":
        """The job that this process was started with."""
        return cls.read_from(sys.argv[1])

    @classmethod
    def read_from(cls, file: str) -> "Job":
        """The job that a file holds."""
        return cls(**json.loads(Path(file).read_text(encoding="utf-8")))

    def note(self, number: str, fields: dict[str, str], pdf: bytes) -> None:
        """Keep what was read of a case."""
        self.read[number] = {"fields": fields, "pdf": hashlib.sha256(pdf).hexdigest()}

    def compare(self, number: str, standing: dict[str, str]) -> None:
        """Hold what stands in the form against what was to be written."""
        wanted = {name: text.strip() for name, text in self.draft.items()}
        if {name: text.replace("\r\n", "\n").strip() for name, text in standing.items()} != wanted:
            raise AssertionError(f"{number}: something else stands in the form")

    def done(self) -> None:
        """Write down what was read."""
        Path(self.out).write_text(json.dumps(self.read), encoding="utf-8")
