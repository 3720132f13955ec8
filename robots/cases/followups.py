"""Following up: which decisions are still to be read, what each came to, and which cases stay blind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from robots.cases.athand import CaseAtHand
from robots.cases.compared import Compared, FollowUp, Met, ToCompare, Verdict, WhyOtherwise
from robots.cases.drafts import Drafts
from robots.cases.records import Claim
from robots.cases.schema import STANDING, AttemptRow, CaseRow, DraftRow, ExplanationRow, FollowUpRow, ProposalRow
from robots.cases.views import latest
from robots.cases.writing import packed, unpacked
from robots.model import ASKS, HAND_OVER, State

AGAIN = timedelta(days=28)
"""So long after a decision what could not be read of it is tried again, once in each run."""

_AT_ONCE = 500  # follow-ups opened in one look


class FollowUps(Drafts):
    """Note how people's decisions stand to what was proposed. Who decided is not among it."""

    def to_follow(self, system: str, flow: str) -> list[str]:
        """The cases of which a person's decision is still to be read, the oldest decision first."""
        wanted = select(CaseRow.number).where(
            CaseRow.system == system, CaseRow.flow == flow, CaseRow.follow.is_not(None)
        )
        with self._reading() as session:
            return list(session.scalars(wanted.order_by(CaseRow.follow, CaseRow.number)))

    def to_compare(self, claim: Claim) -> ToCompare | None:
        """What the decision of a claimed case is held against; None where nothing was proposed for it.

        Where a person has asked the applicant for something since the proposal, that was what it was held against: a
        later decision rests on an answer that no robot has read.
        """
        with self._reading() as session:
            case = session.get_one(CaseRow, claim.case_id)
            row = session.scalar(latest(ProposalRow, case))
            if row is None or case.key is None or case.follow is None or row.outcome == HAND_OVER:
                return None
            if case.state is State.DECIDED and _asked_since(session, case, row):
                return None
            proposal = unpacked(self._seal_of(case).open("proposal", row.proposal))
            return ToCompare(proposal, case.decided_outcome if case.state is State.DECIDED else None, case.follow)

    def followed(self, claim: Claim, compared: Compared, decided: date) -> None:
        """Note what a decision came to; what was not surely read is tried again for some time.

        Args:
            claim: The claim.
            compared: What it came to.
            decided: The day of the decision.
        """
        with self._step(claim, "compare") as step:
            case, session = step.case, step.session
            session.execute(
                delete(FollowUpRow).where(FollowUpRow.case_id == case.id, FollowUpRow.verdict == Verdict.UNKNOWN)
            )
            row = FollowUpRow(case_id=case.id, run=claim.run, robot=claim.robot, at=step.at, decided=decided)
            row.verdict, row.met = compared.verdict.value, _met(session, case).value
            row.blob = self._seal_of(case).seal("follow-up", packed(compared))
            session.add(row)
            again = compared.verdict is Verdict.UNKNOWN and step.at.date() < decided + AGAIN
            case.follow = case.follow if again else None

    def not_followed(self, claim: Claim) -> None:
        """Note that there is nothing to hold the decision of a claimed case against."""
        with self._step(claim, "compare") as step:
            step.case.follow = None

    def left_to_follow(self, system: str, flow: str) -> int:
        """How many decisions are still to be read."""
        wanted = select(func.count()).where(CaseRow.system == system, CaseRow.flow == flow, CaseRow.follow.is_not(None))
        with self._reading() as session:
            return session.scalar(wanted) or 0

    def follow_ups(
        self,
        authority: str | None,
        since: date,
        until: date,
        *,
        robot: str | None = None,
        most: int | None = None,
    ) -> Iterator[FollowUp]:
        """The decisions of some days that were followed up, the latest first; no number of a case, and nobody's name.

        Args:
            authority: Whose cases; all that the store holds without.
            since: The first day of decision.
            until: The last.
            robot: Only of cases that this robot works.
            most: At most so many.
        """
        later = aliased(FollowUpRow)
        corrected = exists().where(later.case_id == FollowUpRow.case_id, later.id > FollowUpRow.id)
        said = select(ExplanationRow.reason).where(ExplanationRow.case_id == FollowUpRow.case_id)
        said = said.order_by(ExplanationRow.id.desc()).limit(1)
        wanted = (
            select(FollowUpRow, CaseRow.flow, CaseRow.robot, CaseRow.system, CaseRow.number, CaseRow.key)
            .add_columns(corrected.label("corrected"), said.scalar_subquery().label("said"))
            .join(CaseRow, CaseRow.id == FollowUpRow.case_id)
            .where(FollowUpRow.decided.between(since, until), CaseRow.key.is_not(None))
            .order_by(FollowUpRow.decided.desc(), FollowUpRow.id.desc())
            .limit(most)
        )
        if authority is not None:
            wanted = wanted.where(CaseRow.authority == authority)
        if robot is not None:
            wanted = wanted.where(CaseRow.robot == robot)
        with self._reading() as session:  # one after the other: what was decided may be long texts
            yield from map(self._opened, session.execute(wanted.execution_options(yield_per=_AT_ONCE)))

    def _opened(self, row: Row[Any]) -> FollowUp:
        kept: FollowUpRow = row[0]
        seal = self._seal.of_case(row.key, row.system, row.number)
        compared: Compared = unpacked(seal.open("follow-up", kept.blob))
        return FollowUp(
            kept.case_id,
            row.flow or "",
            row.robot,
            kept.decided,
            Met(kept.met),
            compared,
            said=None if row.said is None else WhyOtherwise(row.said),
            latest=not row.corrected,
        )


def _asked_since(session: Session, case: CaseRow, proposal: ProposalRow) -> bool:
    waited = select(AttemptRow.id).where(
        AttemptRow.case_id == case.id, AttemptRow.state == State.WAITING, AttemptRow.at >= proposal.at
    )
    return case.decided_outcome not in ASKS and session.scalar(waited.limit(1)) is not None


def _met(session: Session, case: CaseAtHand) -> Met:
    """How the proposal was met: a draft that stood is seen, whatever lot the case drew."""
    stood = select(DraftRow.id).where(DraftRow.case_id == case.id, DraftRow.result.in_(STANDING))
    if session.scalar(stood.limit(1)) is not None:
        return Met.DRAFTED
    return Met.BLIND if case.blind else Met.SHOWN
