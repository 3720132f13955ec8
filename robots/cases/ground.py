"""What every part of the store stands on: transactions, the clock, the seal, and the two ways to name a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from robots.cases import trail
from robots.cases.acknowledgements import forget
from robots.cases.athand import CaseAtHand
from robots.cases.database import lasting
from robots.cases.schema import (
    AttemptRow,
    AuditRow,
    CaseRow,
    DraftRow,
    ExplanationRow,
    FollowUpRow,
    HandOverRow,
    PersonRow,
    ProposalRow,
    ReadingRow,
)
from robots.cases.sealing import CaseSeal, Seal
from robots.errors import ConfigError, StoreFault, TechnicalProblem

Clock = Callable[[], datetime]

SEALED = (ReadingRow, ProposalRow, HandOverRow, PersonRow, ExplanationRow, FollowUpRow)
"""What is kept of a case's content, all of which goes with it."""


def now() -> datetime:
    """The instant that it is."""
    return datetime.now(UTC)


class Ground:
    """One open store. Its subjects (inbox, claims, steps, drafts, asking ...) are the classes that build on it."""

    def __init__(self, engine: Engine, seal: Seal, attachments: Path | None, clock: Clock) -> None:
        self._engine = engine
        self._seal = seal
        self._attachments = attachments
        self._now = clock
        self._write_sessions = sessionmaker(engine, expire_on_commit=False)
        self._read_sessions = sessionmaker(engine.execution_options(reading=True), expire_on_commit=False)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """One transaction: all of it, or nothing."""
        with _translated(), self._write_sessions.begin() as session:
            yield session
            trail.append_noted(session, self._seal)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """One consistent look."""
        with _translated(), self._read_sessions.begin() as session:
            yield session

    def _seal_of(self, case: CaseRow | CaseAtHand) -> CaseSeal:
        """The seal of one case; its key is made when the first thing is sealed."""
        if case.disposed is not None:
            raise ConfigError(f"Case {case.number} was disposed of; nothing can be read from it or added to it.")
        if case.key is None:
            case.key = self._seal.new_case_key(case.system, case.number)
        return self._seal.of_case(case.key, case.system, case.number)


@contextmanager
def _translated() -> Iterator[None]:
    """A database that does not answer is a passing fault, a full disk or a damaged file is none.

    Nobody outside knows the driver's errors.
    """
    try:
        yield
    except DBAPIError as failed:
        if why := lasting(failed):
            raise StoreFault(why) from None
        if isinstance(failed, OperationalError):
            raise TechnicalProblem(f"The store did not answer: {failed.orig}") from None
        if not failed.connection_invalidated:
            raise
        raise TechnicalProblem(f"The connection to the store broke: {failed.orig}") from None


def found(session: Session, number: str, system: str | None) -> CaseRow:
    """The case of that number.

    Raises:
        ConfigError: No case has it, or several systems have one of that number and none was named.
    """
    wanted = select(CaseRow).where(CaseRow.number == number)
    rows = session.scalars(wanted if system is None else wanted.where(CaseRow.system == system)).all()
    if not rows:
        if system is None:
            raise ConfigError(f"There is no case {number} in the store. All cases: run.py cases")
        raise ConfigError(f'There is no case {number} in system "{system}". All cases: run.py cases')
    if len(rows) > 1:
        names = ", ".join(sorted(f"{row.system}:{number}" for row in rows))
        raise ConfigError(f"Several systems have a case {number}. Say which: {names}")
    return rows[0]


def audited(
    session: Session, at: datetime, who: str, action: str, case: CaseRow | CaseAtHand | None = None, detail: str = ""
) -> None:
    """Note in the audit who read or changed a case, or the whole store. `detail` holds no citizen's data."""
    system, number = (case.system, case.number) if case else (None, None)
    trail.note(session, AuditRow(at=at, who=who, action=action, system=system, number=number, detail=detail))


def emptied(session: Session, case: CaseRow) -> None:
    """Destroy the case's key and everything that was sealed with it. Attachments are the caller's to remove."""
    case.key = case.handle = None
    for table in SEALED:
        session.execute(delete(table).where(table.case_id == case.id))
    forget(session, [case.id])
    session.execute(update(DraftRow).where(DraftRow.case_id == case.id).values(blob=None))
    session.execute(update(AttemptRow).where(AttemptRow.case_id == case.id).values(error=None))
