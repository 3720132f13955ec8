"""Disposal: a case that has been kept long enough goes with its key and all that belongs to it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from robots.cases.acknowledgements import forget
from robots.cases.database import is_sqlite
from robots.cases.ground import SEALED, audited
from robots.cases.insight import Insight
from robots.cases.records import CaseView
from robots.cases.schema import AlterationRow, AttemptRow, CaseRow, DraftRow, ReadingRow, ReleaseRow
from robots.cases.writing import unpacked
from robots.model import OVER

_AT_ONCE = 100  # cases removed in one transaction


class Disposal(Insight):
    """Remove cases; each transaction removes some with all that belongs to them, so a purge that is killed goes on."""

    def read_of(self, case: CaseView) -> list[Any]:
        """What every reading of a case gave, for whoever has to tell whether it may be removed."""
        with self._reading() as session:
            row = session.get(CaseRow, case.id)
            if row is None or row.key is None:
                return []
            seal = self._seal_of(row)
            blobs = session.scalars(select(ReadingRow.application).where(ReadingRow.case_id == row.id))
            return [unpacked(seal.open("application", blob)) for blob in blobs]

    def purge(self, cases: Sequence[CaseView], *, by: str) -> int:
        """Destroy the keys of cases that are over, and remove all that belongs to them; how many there were.

        One that a robot has found again meanwhile is left. What a purge that was killed left in the database's files
        goes even where no case is given.
        """
        removed = 0
        ids = iter([case.id for case in cases])
        while part := list(islice(ids, _AT_ONCE)):
            removed += self._purge(part, by)
        self._scour()
        return removed

    def _scour(self) -> None:
        """Leave nothing of what was removed in the database's files, such as a destroyed key on a page that was."""
        if is_sqlite(self._engine.url):
            self._shorten_log()
        else:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM"))

    def files_of(self, cases: Sequence[CaseView]) -> int:
        """How many attachments are kept of some cases."""
        folders = () if self._attachments is None else [self._folder(case.id) for case in cases]
        return sum(1 for folder in folders if folder.is_dir() for _ in folder.iterdir())

    def _purge(self, ids: Sequence[int], by: str) -> int:
        with self._writing() as session:
            wanted = select(CaseRow.id).where(CaseRow.id.in_(ids), CaseRow.state.in_(OVER)).with_for_update()
            gone = session.scalars(wanted).all()
            _remove(session, gone)
            for folder in map(self._folder, gone if self._attachments else ()):
                if folder.exists():  # before the transaction ends: a purge that is killed here does it again
                    shutil.rmtree(folder)
            if gone:
                audited(session, self._now(), by, "purge", detail=f"cases: {len(gone)}")
            return len(gone)


def _remove(session: Session, ids: Sequence[int]) -> None:
    """Remove cases, with their keys and rows.

    That a system altered a field stays: it keeps a robot in shadow. So does each release: it lets a robot go on.
    """
    session.execute(update(ReleaseRow).where(ReleaseRow.case_id.in_(ids)).values(case_id=None))
    drafts = select(DraftRow.id).where(DraftRow.case_id.in_(ids))
    session.execute(update(AlterationRow).where(AlterationRow.draft_id.in_(drafts)).values(draft_id=None))
    for table in (*SEALED, DraftRow, AttemptRow):
        session.execute(delete(table).where(table.case_id.in_(ids)))
    forget(session, ids)
    session.execute(delete(CaseRow).where(CaseRow.id.in_(ids)))
