"""What happens to a case after its draft: looked at again, set aside as stale, called back by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from robots.cases.looks import changed_fields
from robots.cases.records import Affected, Claim, PendingDraft, Versions
from robots.cases.releases import Releases
from robots.cases.schema import STANDING, CaseRow, DraftResult, DraftRow, ProposalRow, ReadingRow, RunRow
from robots.cases.taking import by_urgency
from robots.cases.views import latest, views
from robots.errors import Reason
from robots.model import File, Record, State


class Recalls(Releases):
    """Look again at cases, and set them aside. Whatever takes a claim raises ClaimLost where it is not in force."""

    def changed(self, claim: Claim, application: Record, documents: Sequence[File]) -> tuple[str, ...]:
        """The fields that a claimed case shows otherwise than when it was last read, and DOCUMENTS."""
        with self._reading() as session:
            case = session.get_one(CaseRow, claim.case_id)
            last = session.scalars(latest(ReadingRow, case)).one()
            return changed_fields(self._seal_of(case), last, application, documents)

    def looked(self, claim: Claim) -> None:
        """The robot looked at the case again, and nothing has changed."""
        with self._writing() as session, self._held(session, claim) as case:
            case.looked = self._now()

    def made_by(self, claim: Claim) -> Versions | None:
        """By what the latest proposal of a claimed case was made."""
        with self._reading() as session:
            proposal = session.scalar(latest(ProposalRow, session.get_one(CaseRow, claim.case_id)))
            return proposal.versions if proposal else None

    def standing_draft(self, claim: Claim) -> PendingDraft | None:
        """The draft of a claimed case that stands in the case system, as far as the store knows."""
        return self._latest_draft(claim, (*STANDING, DraftResult.INTENDED))

    def set_aside(self, claim: Claim, reason: Reason, *, barred: str | None = None) -> None:
        """The proposal holds no longer: the case is stale, and a robot makes it anew.

        Args:
            claim: The claim.
            reason: CHANGED where facts or rules changed, RECALLED where a person called it back.
            barred: The rules or the edition that no robot may work the case by any more.
        """
        with self._step(claim, "set aside", State.STALE) as step:
            step.case.reason = reason
            step.case.barred = barred or step.case.barred
            step.case.attempts, step.case.not_before = 0, None

    def bar(self, claim: Claim, barred: str) -> None:
        """No robot may work the case by these rules, or this edition, any more, wherever it stands."""
        with self._writing() as session, self._held(session, claim) as case:
            case.barred = barred

    def affected(
        self, *, rules: str | None = None, since: datetime | None = None, robot: str | None = None
    ) -> list[Affected]:
        """The cases that were prepared by some rules, or since some time, decided or not, most urgent first.

        A case without a draft counts by its latest proposal. One whose draft was taken back is not among them.

        Args:
            rules: The beginning of the SHA-256 of rules.xlsx.
            since: The instant from which on drafts and proposals count.
            robot: Only this robot's.
        """
        with self._reading() as session:
            found = dict(_proposed(session, rules, since)) | dict(_drafted(session, rules, since))
            wanted = select(CaseRow).where(CaseRow.id.in_(found), CaseRow.state != State.WITHDRAWN)
            wanted = wanted if robot is None else wanted.where(CaseRow.robot == robot)
            rows = session.scalars(wanted.order_by(*by_urgency(CaseRow))).all()
            return [Affected(view, *found[view.id]) for view in views(session, rows)]


Made = tuple[int, tuple[Versions, int | None]]
"""A case, by what it was prepared, and its draft."""


def _drafted(session: Session, rules: str | None, since: datetime | None) -> Iterator[Made]:
    stands = DraftRow.result.in_((*STANDING, DraftResult.INTENDED))
    asked = _asked(RunRow.__table__.c.rules, DraftRow.at, rules, since)
    wanted = select(DraftRow.case_id, DraftRow.id, RunRow).join(RunRow, RunRow.id == DraftRow.run)
    for case, draft, run in session.execute(wanted.where(stands, *asked).order_by(DraftRow.id)):
        yield case, (run.versions, draft)


def _proposed(session: Session, rules: str | None, since: datetime | None) -> Iterator[Made]:
    """Cases by their latest proposal, but those that were set aside already."""
    newest = select(func.max(ProposalRow.id)).group_by(ProposalRow.case_id)
    wanted = select(ProposalRow).join(CaseRow, CaseRow.id == ProposalRow.case_id)
    asked = _asked(ProposalRow.__table__.c.rules, ProposalRow.at, rules, since)
    for row in session.scalars(wanted.where(ProposalRow.id.in_(newest), CaseRow.state != State.STALE, *asked)):
        yield row.case_id, (row.versions, None)


def _asked(made_by: Any, at: Any, rules: str | None, since: datetime | None) -> Iterator[ColumnElement[bool]]:
    if rules is not None:
        yield made_by.startswith(rules, autoescape=True)
    if since is not None:
        yield at >= since
