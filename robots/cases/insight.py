"""Insight: all that is held about a case, and the cases in which a person stands. That somebody asked is noted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from robots.cases.acknowledgements import Acknowledgements
from robots.cases.auditing import entries
from robots.cases.compared import Compared
from robots.cases.explanations import explanations_of
from robots.cases.ground import audited, found
from robots.cases.people import People
from robots.cases.persons import cases_of
from robots.cases.records import CaseHistory, CaseView, HandOver, Proposed, Reading
from robots.cases.schema import CaseRow, FollowUpRow, HandOverRow, ProposalRow, ReadingRow
from robots.cases.sealing import CaseSeal
from robots.cases.views import Kept, attempts_of, drafts_of, views
from robots.cases.writing import unpacked


class Insight(People):
    """Give account of all that is held."""

    def cases_of_person(self, number: str) -> list[CaseView]:
        """Every case in which a personal number of twelve digits was read, in all systems, oldest first."""
        with self._reading() as session:
            return views(session, list(cases_of(session, self._seal.mark(number))))

    def history(self, number: str, system: str | None = None, *, reader: str) -> CaseHistory:
        """All that is held about a case, who has read it included; this reading is noted in the audit first.

        Raises:
            ConfigError: No case has that number, or several systems do and none was named.
        """
        with self._writing() as session:
            audited(session, self._now(), reader, "insight", found(session, number, system))
        with self._reading() as session:
            case = found(session, number, system)
            seal = None if case.key is None else self._seal_of(case)
            return CaseHistory(
                case=views(session, [case])[0],
                readings=tuple(_reading(row, seal) for row in _rows(session, ReadingRow, case) if seal),
                proposals=tuple(_proposal(row, seal) for row in _rows(session, ProposalRow, case) if seal),
                hand_overs=tuple(_hand_over(row, seal) for row in _rows(session, HandOverRow, case) if seal),
                drafts=() if seal is None else drafts_of(session, case, seal),
                attempts=attempts_of(session, case, seal),
                audit=tuple(entries(session, case.number, case.system)),
                acknowledged=Acknowledgements.of(session, case, self._seal).told(),
                explanations=() if seal is None else explanations_of(session, case, seal),
                decisions=tuple(_compared(row, seal) for row in _rows(session, FollowUpRow, case) if seal),
            )


def _rows(session: Session, table: type[Kept], case: CaseRow) -> Iterable[Kept]:
    return session.scalars(select(table).where(table.case_id == case.id).order_by(table.id))


def _reading(row: ReadingRow, seal: CaseSeal) -> Reading:
    application, documents = seal.open("application", row.application), seal.open("documents", row.documents)
    return Reading(row.at, row.run, unpacked(application), unpacked(documents))


def _proposal(row: ProposalRow, seal: CaseSeal) -> Proposed:
    findings, proposal = seal.open("findings", row.findings), seal.open("proposal", row.proposal)
    return Proposed(row.at, row.run, unpacked(findings), unpacked(proposal), row.versions)


def _hand_over(row: HandOverRow, seal: CaseSeal) -> HandOver:
    return HandOver(row.at, row.reason, seal.open("hand-over", row.blob).decode("utf-8"))


def _compared(row: FollowUpRow, seal: CaseSeal) -> Compared:
    compared: Compared = unpacked(seal.open("follow-up", row.blob))
    return compared
