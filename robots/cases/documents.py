"""Attachments: beside the database, each sealed with its case's key, kept once a case and content."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import closing
from pathlib import Path

from robots.cases.claims import Claims
from robots.cases.database import is_sqlite
from robots.cases.ground import audited, found
from robots.cases.records import CaseView, Claim
from robots.cases.schema import CaseRow
from robots.errors import ConfigError
from robots.folders import own
from robots.model import File

_KIND = "document "


class Documents(Claims):
    """Keep and read the files of a case."""

    def keep_document(self, claim: Claim, file: File, content: bytes) -> None:
        """Keep one file of a claimed case; content that is kept already is not written again.

        Raises:
            ClaimLost: The claim is no longer in force; nothing is kept.
        """
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise ValueError(f"the content of a document of case {claim.number} is not the one that its hash names")
        with self._writing() as session, self._held(session, claim) as case:
            path = self._place(case.id, file)
            if not path.exists():
                _written(path, self._seal_of(case).seal(_KIND + file.sha256, content))

    def document(self, case: Claim | CaseView, file: File) -> bytes:
        """The content of one file, for the robot that works the case, or for an extract that was noted."""
        with self._reading() as session:
            return self._document(session.get_one(CaseRow, case.case_id if isinstance(case, Claim) else case.id), file)

    def open_document(self, number: str, file: File, *, system: str | None = None, reader: str) -> bytes:
        """The content of one file, for a person; the reading is noted in the audit."""
        with self._writing() as session:
            case = found(session, number, system)
            audited(session, self._now(), reader, "read document", case)
            return self._document(case, file)

    def _document(self, case: CaseRow, file: File) -> bytes:
        path = self._place(case.id, file)
        if not path.exists():
            raise ConfigError(f"A document of case {case.number} is not in {path.parent}: it was moved or disposed of.")
        return self._seal_of(case).open(_KIND + file.sha256, path.read_bytes())

    def _place(self, case_id: int, file: File) -> Path:
        return self._folder(case_id) / f"{file.sha256}.sealed"

    def _folder(self, case_id: int) -> Path:
        if self._attachments is None:
            raise ConfigError(
                "A store in PostgreSQL needs a folder for attachments that all its machines share: "
                "set `attachments:` in config/settings.yaml."
            )
        return self._attachments / str(case_id)

    def _forget(self, case_id: int) -> None:
        """Remove what is left of a case whose key was destroyed: its files, and the log's pages as they were."""
        if self._attachments is not None and (folder := self._folder(case_id)).exists():
            shutil.rmtree(folder)
        if is_sqlite(self._engine.url):
            self._shorten_log()

    def _shorten_log(self) -> None:
        with closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _written(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for the eyes of this account only."""
    own(path.parent)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
