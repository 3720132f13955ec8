"""Why a person decided otherwise than a robot proposed: every answer is kept, also where two do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from robots.cases.acknowledgements import settle
from robots.cases.asking import Asking
from robots.cases.compared import Compared, Verdict, WhyOtherwise
from robots.cases.ground import audited, found
from robots.cases.records import CaseView, Explanation, GivenExplanation
from robots.cases.schema import CaseRow, ExplanationRow, FollowUpRow
from robots.cases.sealing import CaseSeal
from robots.cases.views import views
from robots.cases.writing import unpacked
from robots.errors import ConfigError
from robots.model import HAND_OVER, State

_OTHERWISE = (Verdict.CHANGED, Verdict.OVERRULED)


def _differs() -> tuple[ColumnElement[bool], ...]:
    """That a person is known to have decided otherwise than the last proposal said.

    The list of decided cases tells it of the outcome; of a day, an amount or a choice the decision itself does, where
    it was followed up.
    """
    last, later = aliased(FollowUpRow), aliased(FollowUpRow)
    corrected = select(later.id).where(later.case_id == last.case_id, later.id > last.id)
    otherwise = select(last.id).where(
        last.case_id == CaseRow.id, last.verdict.in_(_OTHERWISE), ~corrected.exists().correlate(last)
    )
    return (
        CaseRow.state == State.DECIDED,
        CaseRow.outcome.is_not(None),
        CaseRow.outcome != HAND_OVER,
        or_(CaseRow.decided_outcome != CaseRow.outcome, otherwise.exists()),
        CaseRow.key.is_not(None),
    )


def _person(by: str) -> str:
    """Who a name stands for: somebody who writes it small the next time is the same."""
    return by.strip().casefold()


class Explanations(Asking):
    """Keep and give what people say of decisions that differ from the proposals."""

    def explain(
        self,
        number: str,
        system: str | None = None,
        *,
        reason: WhyOtherwise,
        comment: str = "",
        by: str,
        account: str,
    ) -> GivenExplanation:
        """Note why somebody decided otherwise than was proposed. The same answer again changes nothing.

        Args:
            number: The case.
            system: Its case system, where several have one of that number.
            reason: Why.
            comment: In their own words; it is sealed with the case.
            by: Who says so.
            account: Who told the store, for the audit.

        Raises:
            ConfigError: There is no such case, or no decision is known of it that differs from the proposal.
        """
        with self._writing() as session:
            case = found(session, number, system)
            settle(session, case)
            if session.scalar(select(CaseRow.id).where(CaseRow.id == case.id, *_differs())) is None:
                raise ConfigError(f"Case {number} has no decision that differs from its proposal.")
            seal = self._seal_of(case)
            there = explanations_of(session, case, seal)
            others = {_person(one.by): one for one in there if _person(one.by) != _person(by)}
            mine = [one for one in there if _person(one.by) == _person(by)]
            if mine and (mine[-1].reason, mine[-1].comment) == (reason, comment):
                return GivenExplanation(False, tuple(others.values()))
            blob, at = seal.seal("explanation", comment.encode("utf-8")) if comment else None, self._now()
            session.add(ExplanationRow(case_id=case.id, reason=reason.value, by=by, comment=blob, at=at))
            audited(session, at, account, "explanation", case, detail=f"{reason.value} ({by})")
            return GivenExplanation(True, tuple(others.values()))

    def differing(self, authority: str, since: date) -> list[CaseView]:
        """Cases of an authority whose decision differs from the proposal, and of which nobody has said why yet.

        Args:
            authority: Whose cases.
            since: Those that were decided on that day or later; the latest first.
        """
        asked = select(CaseRow).where(
            CaseRow.authority == authority,
            CaseRow.decided >= since,
            *_differs(),
            ~select(ExplanationRow.id).where(ExplanationRow.case_id == CaseRow.id).exists(),
        )
        with self._reading() as session:
            return views(session, session.scalars(asked.order_by(CaseRow.decided.desc(), CaseRow.number)).all())

    def amended(self, cases: Sequence[CaseView]) -> Mapping[int, tuple[str, ...]]:
        """The fields that people changed in their decisions, by the case's id, as far as they were followed up."""
        told: dict[int, tuple[str, ...]] = {}
        with self._reading() as session:
            for case in cases:
                of_case = select(FollowUpRow.blob).where(FollowUpRow.case_id == case.id)
                blob = session.scalar(of_case.order_by(FollowUpRow.id.desc()).limit(1))
                if blob is not None:
                    seal = self._seal_of(session.get_one(CaseRow, case.id))
                    compared: Compared = unpacked(seal.open("follow-up", blob))
                    told[case.id] = compared.differing
        return told


def explanations_of(session: Session, case: CaseRow, seal: CaseSeal) -> tuple[Explanation, ...]:
    """Everything that was said of a case, oldest first."""
    rows: Iterable[ExplanationRow] = session.scalars(
        select(ExplanationRow).where(ExplanationRow.case_id == case.id).order_by(ExplanationRow.id)
    )
    return tuple(
        Explanation(
            WhyOtherwise(row.reason),
            row.by,
            row.at,
            "" if row.comment is None else seal.open("explanation", row.comment).decode("utf-8"),
        )
        for row in rows
    )
