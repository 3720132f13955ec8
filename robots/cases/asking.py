"""Questions to the store: lists in the clear, one case decrypted, and the application as its flow knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from robots.cases.acknowledgements import Acknowledgements
from robots.cases.claims import by_urgency
from robots.cases.ground import audited, found
from robots.cases.persons import other_applications
from robots.cases.recalls import Recalls
from robots.cases.records import CaseContent, CaseView, Claim, LastRead, Summary
from robots.cases.schema import CaseRow, HandOverRow, ProposalRow, ReadingRow
from robots.cases.sealing import CaseSeal
from robots.cases.views import attempts_of, drafts_of, latest, views
from robots.cases.writing import R, unpacked, unpacked_record
from robots.errors import Reason
from robots.model import SWEDEN, Finding, Result, State

_AT_ONCE = 500  # cases read in one look


class Asking(Recalls):
    """Ask; nothing here changes a case."""

    def case(self, number: str, system: str | None = None) -> CaseView:
        """One case, in the clear.

        Raises:
            ConfigError: No case has that number, or several systems do and none was named.
        """
        with self._reading() as session:
            return views(session, [found(session, number, system)])[0]

    def cases(
        self,
        state: State | None = None,
        robot: str | None = None,
        flow: str | None = None,
        system: str | None = None,
    ) -> list[CaseView]:
        """Cases in the clear, most urgent first."""
        wanted = select(CaseRow).order_by(*by_urgency(CaseRow))
        asked = {"state": state, "robot": robot, "flow": flow, "system": system}
        wanted = wanted.filter_by(**{name: value for name, value in asked.items() if value is not None})
        with self._reading() as session:
            return views(session, session.scalars(wanted).all())

    def summary(self, *, robot: str | None = None, system: str | None = None) -> Summary:
        """How many cases stand where."""
        wanted = select(CaseRow.state, CaseRow.reason, func.count()).group_by(CaseRow.state, CaseRow.reason)
        if robot is not None:
            wanted = wanted.where(CaseRow.robot == robot)
        if system is not None:
            wanted = wanted.where(CaseRow.system == system)
        states: dict[State, int] = {}
        reasons: dict[Reason, int] = {}
        today = self._now().astimezone(SWEDEN).date()
        asked = select(func.count()).where(CaseRow.state == State.PROPOSED, CaseRow.asked.is_not(None))
        due = select(func.count()).where(CaseRow.state == State.WAITING, CaseRow.remind <= today)
        if robot is not None:
            asked, due = asked.where(CaseRow.robot == robot), due.where(CaseRow.robot == robot)
        if system is not None:
            asked, due = asked.where(CaseRow.system == system), due.where(CaseRow.system == system)
        with self._reading() as session:
            to_release, to_remind = session.scalar(asked) or 0, session.scalar(due) or 0
            for state, reason, count in session.execute(wanted):
                states[state] = states.get(state, 0) + count
                if state is State.HANDED_OVER and reason is not None:
                    reasons[reason] = reasons.get(reason, 0) + count
        return Summary(states, reasons, to_release, to_remind)

    def application(self, claim: Claim, kind: type[R]) -> R:
        """What was last read of a claimed case, as its flow's own record; what was unknown is unknown again."""
        with self._reading() as session:
            case = session.get_one(CaseRow, claim.case_id)
            reading = session.scalars(latest(ReadingRow, case)).one()
            return unpacked_record(self._seal_of(case).open("application", reading.application), kind)

    def acknowledged(self, claim: Claim) -> Acknowledgements:
        """Tells of each finding of a claimed case who has acknowledged it, as of now."""
        with self._reading() as session:
            return Acknowledgements.of(session, session.get_one(CaseRow, claim.case_id), self._seal)

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
        """Everything about a case, decrypted, for the robots and reports; a person reads through `open_case`."""
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

    def _findings(self, session: Session, case: CaseRow, seal: CaseSeal, proposal: ProposalRow) -> tuple[Finding, ...]:
        """The findings of a proposal, each with who has acknowledged it by now."""
        findings: tuple[Finding, ...] = unpacked(seal.open("findings", proposal.findings))
        if not any(one.result is Result.WARNING for one in findings):
            return findings
        return Acknowledgements.of(session, case, self._seal).marked(findings)

    def _content(self, session: Session, case: CaseRow) -> CaseContent:
        seal = None if case.key is None else self._seal_of(case)
        view = views(session, [case])[0]
        attempts = attempts_of(session, case, seal)
        if seal is None:
            return CaseContent(view, None, (), (), None, None, (), None, attempts)
        reading = session.scalar(latest(ReadingRow, case))
        proposal = session.scalar(latest(ProposalRow, case))
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
        )
