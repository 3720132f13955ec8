"""Drafts, exactly once: the intent is noted before the save, the result after it, what lies between is looked at.

No engine closes the gap between a save in the case system and our note of it. So a draft with an intent and no result
is pending: whoever takes the case next compares what stands there with the values before and after, and writes only
if need be.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from robots.cases.ground import audited
from robots.cases.records import Claim, PendingDraft
from robots.cases.schema import AlterationRow, CaseRow, DraftResult, DraftRow, table_of
from robots.cases.steps import Step, Steps
from robots.cases.writing import packed, unpacked
from robots.errors import Reason
from robots.model import Draft, State

_CASES, _DRAFTS = table_of(CaseRow), table_of(DraftRow)
_INTENDED = insert(_DRAFTS).returning(_DRAFTS.c.id)
_LATEST = (
    select(_DRAFTS.c.id, _DRAFTS.c.result, _DRAFTS.c.blob, _CASES.c.key)
    .join(_CASES, _CASES.c.id == _DRAFTS.c.case_id)
    .where(_DRAFTS.c.case_id == bindparam("of_case"), _DRAFTS.c.result.in_(bindparam("results", expanding=True)))
    .order_by(_DRAFTS.c.id.desc())
    .limit(1)
)
_BECAME = (
    update(_DRAFTS)
    .where(_DRAFTS.c.id == bindparam("of_draft"), _DRAFTS.c.case_id == bindparam("of_case"))
    .where(_DRAFTS.c.result.in_(bindparam("before", expanding=True)))
    .values(result=bindparam("became"))
    .returning(_DRAFTS.c.id)
)


class Drafts(Steps):
    """Note a draft's way. Every method raises ClaimLost where the claim is no longer in force."""

    def intend(self, claim: Claim, draft: Draft) -> int:
        """Note what is about to be saved, and what stood there before; the draft's number names it from here on."""
        with self._step(claim, "intend") as step:
            blob = self._seal_of(step.case).seal("draft", packed(draft))
            told = {"case_id": claim.case_id, "run": claim.run, "robot": claim.robot, "at": step.at, "blob": blob}
            number: int = step.session.execute(_INTENDED, {**told, "result": DraftResult.INTENDED}).scalar_one()
            return number

    def pending(self, claim: Claim) -> PendingDraft | None:
        """The draft that was begun and not brought to an end, if there is one."""
        return self._latest_draft(claim, (DraftResult.INTENDED, DraftResult.DRAFTED, DraftResult.TAKING_BACK))

    def _latest_draft(self, claim: Claim, results: Collection[DraftResult]) -> PendingDraft | None:
        with self._reading() as session:
            row = session.execute(_LATEST, {"of_case": claim.case_id, "results": results}).first()
            if row is None or row.blob is None:
                return None
            seal = self._seal.of_case(row.key, claim.system, claim.number)
            draft: Draft = unpacked(seal.open("draft", row.blob))
            saved, taking = row.result is not DraftResult.INTENDED, row.result is DraftResult.TAKING_BACK
            return PendingDraft(row.id, draft, saved, taking)

    def drafted(self, claim: Claim, draft_id: int) -> None:
        """The draft was saved."""
        with self._step(claim, "draft", State.DRAFTED) as step:
            _becomes(step.session, claim, draft_id, DraftResult.DRAFTED, DraftResult.INTENDED)
            _audited(step, claim, "draft saved")

    def verified(self, claim: Claim, draft_id: int) -> None:
        """The draft was loaded anew, and every field is as it was written."""
        with self._step(claim, "verify", State.VERIFIED) as step:
            _becomes(step.session, claim, draft_id, DraftResult.VERIFIED, DraftResult.DRAFTED)
            _audited(step, claim, "draft verified")
            step.case.attempts = 0  # what it will be worked for later begins anew

    def abandoned(self, claim: Claim, draft_id: int) -> None:
        """Nothing was written: the case stands as it did before the intent."""
        with self._step(claim, "abandon") as step:
            _becomes(step.session, claim, draft_id, DraftResult.ABANDONED, DraftResult.INTENDED)

    def take_back(self, claim: Claim, draft_id: int, reason: Reason, *, barred: str | None = None) -> None:
        """Note that a draft is about to be taken back; from here on the case is stale, and nobody is to use the draft.

        Args:
            claim: The claim.
            draft_id: The draft.
            reason: CHANGED where the facts changed, RECALLED where a person called it back.
            barred: The rules or the edition that no robot may work the case by any more.
        """
        with self._step(claim, "take back", State.STALE) as step:
            stood = (DraftResult.INTENDED, DraftResult.DRAFTED, DraftResult.VERIFIED, DraftResult.TAKING_BACK)
            _becomes(step.session, claim, draft_id, DraftResult.TAKING_BACK, *stood)
            step.case.reason = reason
            step.case.barred = barred or step.case.barred
            step.case.attempts, step.case.not_before = 0, None

    def taken_back(self, claim: Claim, draft_id: int) -> None:
        """The values before the draft stand in the case system again."""
        with self._step(claim, "taken back") as step:
            _becomes(step.session, claim, draft_id, DraftResult.TAKEN_BACK, DraftResult.TAKING_BACK)
            _audited(step, claim, "draft taken back")

    def restored(self, claim: Claim, draft_id: int, fields: Collection[str], text: str = "") -> None:
        """The case system altered these fields; the values before stand there again. A person has the case now."""
        self._altered(claim, draft_id, fields, text, DraftResult.RESTORED)

    def altered(self, claim: Claim, draft_id: int, fields: Collection[str], text: str = "") -> None:
        """The case system altered these fields, and the draft still stands so. A person has the case now."""
        self._altered(claim, draft_id, fields, text, DraftResult.ALTERED)

    def _altered(self, claim: Claim, draft_id: int, fields: Collection[str], text: str, result: DraftResult) -> None:
        with self._step(claim, "restore", State.HANDED_OVER) as step:
            _becomes(step.session, claim, draft_id, result, DraftResult.DRAFTED, DraftResult.INTENDED)
            step.session.add_all(_alteration(step, claim, draft_id, name) for name in fields)
            step.case.reason = Reason.ALTERED
            self._note_hand_over(step, claim, Reason.ALTERED, text)
            _audited(step, claim, f"draft {result}")


def _becomes(session: Session, claim: Claim, draft_id: int, result: DraftResult, *before: DraftResult) -> None:
    asked = {"of_draft": draft_id, "of_case": claim.case_id, "before": before, "became": result}
    if session.execute(_BECAME, asked).one_or_none() is None:
        raise ValueError(
            f"draft {draft_id} of case {claim.number} is not {' or '.join(before)}, so it cannot be {result}"
        )


def _audited(step: Step, claim: Claim, action: str) -> None:
    """The robot wrote into the case system; only what was saved there counts as done."""
    audited(step.session, step.at, claim.robot, action, step.case, f"robot run {claim.run}")


def _alteration(step: Step, claim: Claim, draft_id: int, name: str) -> AlterationRow:
    return AlterationRow(draft_id=draft_id, robot=claim.robot, field=name, at=step.at)
