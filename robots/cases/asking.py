"""Questions to the store: one case decrypted, and the application as its flow knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from robots.cases.acknowledgements import Acknowledgements
from robots.cases.ground import audited, found
from robots.cases.lists import Lists
from robots.cases.persons import other_applications
from robots.cases.records import CaseContent, CaseView, Claim, LastRead, Shown
from robots.cases.schema import CaseRow, HandOverRow, ProposalRow, ReadingRow
from robots.cases.sealing import CaseSeal
from robots.cases.views import Kept, attempts_of, drafts_of, latest, views
from robots.cases.writing import R, unpacked, unpacked_record
from robots.model import SWEDEN, Finding, Proposal, Result, State

_AT_ONCE = 500  # cases read in one look


class Asking(Lists):
    """Ask for what was read; nothing here changes a case."""

    def application(self, claim: Claim, kind: type[R]) -> R:
        """What was last read of a claimed case, as its flow's own record; what was unknown is unknown again."""
        with self._reading() as session:
            case = session.get_one(CaseRow, claim.case_id)
            reading = session.scalars(latest(ReadingRow, case)).one()
            return unpacked_record(self._seal_of(case).open("application", reading.application), kind)

    def acknowledged(self, claim: Claim) -> Acknowledgements:
        """Tells of each finding of a claimed case who has acknowledged it, as of now."""
        with self._reading() as session:
            return Acknowledgements.of(session, claim, self._seal)

    def last_read(self, flow: str, kind: type[R]) -> Iterator[LastRead[R]]:
        """What was last read of each case of a flow that has been read, oldest first. Whoever asks notes it first.

        Args:
            flow: The flow.
            kind: Its record.
        """
        with self._reading() as session:
            wanted = select(CaseRow.id).where(CaseRow.flow == flow, CaseRow.key.is_not(None)).order_by(CaseRow.id)
            ids = session.scalars(wanted).all()
        for start in range(0, len(ids), _AT_ONCE):
            with self._reading() as session:
                yield from self._last_read(session, ids[start : start + _AT_ONCE], kind)

    def _last_read(self, session: Session, ids: Sequence[int], kind: type[R]) -> list[LastRead[R]]:
        newest = select(func.max(ReadingRow.id)).where(ReadingRow.case_id.in_(ids)).group_by(ReadingRow.case_id)
        proposed = select(ProposalRow.case_id, func.max(ProposalRow.at)).where(ProposalRow.case_id.in_(ids))
        days = {row[0]: row[1] for row in session.execute(proposed.group_by(ProposalRow.case_id))}
        asked = select(CaseRow, ReadingRow).join(ReadingRow, ReadingRow.case_id == CaseRow.id)
        found = []
        for case, reading in session.execute(asked.where(ReadingRow.id.in_(newest)).order_by(CaseRow.id)):
            application = unpacked_record(self._seal_of(case).open("application", reading.application), kind)
            day = days.get(case.id, reading.at).astimezone(SWEDEN).date()
            found.append(LastRead(case.number, case.system, application, day))
        return found

    def content(self, case: Claim | CaseView) -> CaseContent:
        """Everything about a case, decrypted, for the robots and reports; a person reads through `open_case`.

        Of a blind case neither shows what was proposed before a person has decided; insight does.
        """
        with self._reading() as session:
            return self._content(
                session, session.get_one(CaseRow, case.case_id if isinstance(case, Claim) else case.id)
            )

    def open_case(self, number: str, system: str | None = None, *, reader: str) -> CaseContent:
        """Everything about a case, decrypted, for a person; who read it, and when, is noted in the audit."""
        with self._writing() as session:
            case = found(session, number, system)
            audited(session, self._now(), reader, "read", case)
            return self._content(session, case)

    def applications(self, cases: Sequence[int]) -> Iterator[tuple[int, Mapping[str, Shown]]]:
        """What was last read of some cases, by their ids, for reports that count and name nobody."""
        for case, row, seal in self._newest(ReadingRow, cases):
            yield case, unpacked(seal.open("application", row.application))

    def proposals(self, cases: Sequence[int]) -> Iterator[tuple[int, Proposal]]:
        """The latest proposal of some cases, by their ids, for reports that count and name nobody."""
        for case, row, seal in self._newest(ProposalRow, cases):
            yield case, unpacked(seal.open("proposal", row.proposal))

    def _newest(self, table: type[Kept], cases: Sequence[int]) -> Iterator[tuple[int, Kept, CaseSeal]]:
        """The newest of what is kept of each case that has any, with the case's seal."""
        for start in range(0, len(cases), _AT_ONCE):
            part = cases[start : start + _AT_ONCE]
            newest = select(func.max(table.id)).where(table.case_id.in_(part)).group_by(table.case_id)
            asked = select(CaseRow, table).join(table, table.case_id == CaseRow.id).where(table.id.in_(newest))
            with self._reading() as session:
                for case, row in session.execute(asked.where(CaseRow.key.is_not(None)).order_by(CaseRow.id)):
                    yield case.id, row, self._seal_of(case)

    def _findings(self, session: Session, case: CaseRow, seal: CaseSeal, proposal: ProposalRow) -> tuple[Finding, ...]:
        """The findings of a proposal, each with who has acknowledged it by now."""
        findings: tuple[Finding, ...] = unpacked(seal.open("findings", proposal.findings))
        if not any(one.result is Result.WARNING for one in findings):
            return findings
        return Acknowledgements.of(session, case, self._seal).marked(findings)

    def _content(self, session: Session, case: CaseRow) -> CaseContent:
        seal = None if case.key is None else self._seal_of(case)
        known = views(session, [case])[0]
        view, attempts = known.as_seen, attempts_of(session, case, seal)
        if known.is_hidden:
            attempts = tuple(one for one in attempts if one.state not in (State.PROPOSED, State.STALE))
        if seal is None:
            return CaseContent(view, None, (), (), None, None, (), None, attempts)
        reading = session.scalar(latest(ReadingRow, case))
        proposal = None if known.is_hidden else session.scalar(latest(ProposalRow, case))
        hand_over = session.scalar(latest(HandOverRow, case))
        return CaseContent(
            case=view,
            application=None if reading is None else unpacked(seal.open("application", reading.application)),
            documents=() if reading is None else unpacked(seal.open("documents", reading.documents)),
            findings=() if proposal is None else self._findings(session, case, seal, proposal),
            proposal=None if proposal is None else unpacked(seal.open("proposal", proposal.proposal)),
            versions=None if proposal is None else proposal.versions,
            drafts=drafts_of(session, case, seal),
            hand_over=None if hand_over is None else seal.open("hand-over", hand_over.blob).decode("utf-8"),
            attempts=attempts,
            others=other_applications(session, case),
            read=None if reading is None else reading.at,
            proposed=None if proposal is None else proposal.at,
        )
