"""The way of one case, step by step. Each step is one transaction, and refused once the claim was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Insert, bindparam, insert, update
from sqlalchemy.orm import Session

from robots.cases.athand import CaseAtHand
from robots.cases.inbox import Inbox, noted, shield
from robots.cases.persons import duplicate_of, marked_anew
from robots.cases.records import Claim, Versions
from robots.cases.schema import AttemptRow, CaseRow, HandOverRow, ProposalRow, ReadingRow, table_of
from robots.cases.writing import packed
from robots.errors import Reason
from robots.model import File, Finding, Proposal, Record, State, lay_open

_CASES = table_of(CaseRow)
_ATTEMPTED, _READ, _PROPOSED, _HANDED_OVER = (
    insert(table_of(rows)).inline() for rows in (AttemptRow, ReadingRow, ProposalRow, HandOverRow)
)
_LEFT = (
    update(_CASES)
    .where(_CASES.c.id == bindparam("case_id"), _CASES.c.fence == bindparam("of_fence"))
    .where(_CASES.c.stands_in == bindparam("of_robot"))
    .values(stands_in=None, stands_as=None)
)


@dataclass
class Step:
    """One step that is being noted: the transaction, the case, the instant, and what went wrong."""

    session: Session
    case: CaseAtHand
    at: datetime
    reached: State | None  # the state that it brings
    error: bytes | None = None
    evidence: str | None = None
    also: str | None = None  # a step that follows from it at once, and takes no time of its own

    def notes(self, what: Insert, claim: Claim, **columns: Any) -> None:
        """Add one row about the case."""
        self.session.execute(what, {"case_id": claim.case_id, "run": claim.run, "at": self.at, **columns})


class Steps(Inbox):
    """Note what a robot did with a case. Every method raises ClaimLost where the claim is no longer in force."""

    def opened(self, claim: Claim) -> None:
        """The robot opens the case in the case system, and may hold its lock there from now on."""
        with self._step(claim, "open") as step:
            step.case.stands_in, step.case.stands_as = claim.robot, claim.login

    def left(self, claim: Claim) -> None:
        """The robot left the case in the case system. Quiet where the claim was lost: a later robot may stand there."""
        with self._writing() as session:
            asked = {"case_id": claim.case_id, "of_fence": claim.fence, "of_robot": claim.robot}
            session.execute(_LEFT, asked)

    def extracted(
        self,
        claim: Claim,
        application: Record,
        documents: Sequence[File],
        *,
        due: date | None = None,
        of_another: Callable[[str], str] = "The same person has another open application: {}.".format,
    ) -> str | None:
        """Note what was read: the application, with all that is unknown in it, and which documents are kept.

        Where the same person has another open application, the case is handed over in the same transaction, so that of
        two cases exactly one is, however many robots work. Once people were told of the two, neither is again.

        Args:
            claim: The claim.
            application: What was read.
            documents: Which files are kept.
            due: The day by which the law wants a decision, now that the case is read; None leaves it as it is.
            of_another: What the hand-over says, for the number of the other case.

        Returns:
            The number of the other case, if this one was handed over for it.
        """
        with self._step(claim, "extract", State.EXTRACTED) as step:
            seal = self._seal_of(step.case)
            step.case.due = due or step.case.due
            step.notes(
                _READ,
                claim,
                application=seal.seal("application", packed(lay_open(application))),
                documents=seal.seal("documents", packed(tuple(documents))),
            )
            marked_anew(step.session, self._seal, step.case, application)
            other = duplicate_of(step.session, step.case)
            if other is not None:
                self._note_duplicate(step, claim, other, of_another(other))
            return other

    def proposed(
        self,
        claim: Claim,
        findings: Sequence[Finding],
        proposal: Proposal,
        versions: Versions,
        *,
        blind: float = 0.0,
    ) -> bool:
        """Note the proposal, why, and by which versions it was made; whether the case stays blind.

        Of a blind case no draft is saved, and no list shows the proposal before a person has decided. The lot is drawn
        with the first proposal and holds from then on: no later run, robot or share makes it another.

        Args:
            claim: The claim.
            findings: What was checked.
            proposal: What is proposed.
            versions: By what.
            blind: The share of cases that stay so, from 0 to 1.
        """
        with self._step(claim, "propose", State.PROPOSED) as step:
            seal = self._seal_of(step.case)
            step.case.outcome = proposal.outcome
            step.case.held = step.case.asked = step.case.barred = None
            if step.case.blind is None:
                step.case.blind = self._seal.lot(claim.system, claim.number) < blind
            step.notes(
                _PROPOSED,
                claim,
                outcome=proposal.outcome,
                **vars(versions),
                findings=seal.seal("findings", packed(tuple(findings))),
                proposal=seal.seal("proposal", packed(proposal)),
            )
            return step.case.blind

    def hand_over(self, claim: Claim, reason: Reason, text: str) -> None:
        """Hand the case to a person. With PERSON_ONLY nothing but its number is held from now on, and no text."""
        with self._step(claim, "hand over", State.HANDED_OVER) as step:
            step.case.reason = reason
            if reason is Reason.PERSON_ONLY:
                shield(step.session, step.session.get_one(CaseRow, claim.case_id))
            else:
                self._note_hand_over(step, claim, reason, text)
        if reason is Reason.PERSON_ONLY:
            self._forget(claim.case_id)

    def put_back(self, claim: Claim, error: str, *, after: timedelta, most: int, evidence: str | None = None) -> State:
        """Note a technical failure and put the case back as it stood, to be taken again after a while.

        Args:
            claim: The claim.
            error: What failed.
            after: How long it rests.
            most: After so many failures it has failed, and rests until a person asks for a retry.
            evidence: Where the evidence lies.

        Returns:
            The state it has now.
        """
        with self._step(claim, "put back") as step:
            case = step.case
            step.error, step.evidence = self._seal_of(case).seal("error", error.encode("utf-8")), evidence
            case.attempts += 1
            case.not_before, case.run = step.at + after, None
            if case.attempts >= most:
                case.state = step.reached = State.FAILED
            return case.state

    def give_back(self, claims: Iterable[Claim]) -> None:
        """Take back one fault of a case for each claim in which it was put back: not the case was at fault.

        The case may be taken again at once. One that has failed meanwhile stays so.
        """
        with self._writing() as session:
            for claim in claims:
                session.execute(
                    update(CaseRow)
                    .where(CaseRow.id == claim.case_id, CaseRow.attempts > 0, CaseRow.state != State.FAILED)
                    .values(attempts=CaseRow.attempts - 1, not_before=None)
                )

    def withdrawn(self, claim: Claim) -> None:
        """Note that the case is gone from the inbox, and that a look at it confirmed that."""
        with self._step(claim, "withdraw", State.WITHDRAWN):
            pass

    @contextmanager
    def _step(self, claim: Claim, name: str, state: State | None = None) -> Iterator[Step]:
        """One step: the claim is checked and begun anew, the attempt noted, the state reached."""
        with self._writing() as session, self._held(session, claim) as case:
            step = Step(session, case, self._now(), state)
            seconds = (step.at - case.stepped).total_seconds() if case.stepped else 0.0
            case.stepped = step.at
            if state is not None:
                case.state, case.reason = state, None
            yield step
            told = {"robot": claim.robot, "step": name, "state": step.reached, "seconds": seconds}
            step.notes(_ATTEMPTED, claim, **told, error=step.error, evidence=step.evidence)
            if step.also:
                session.add(noted(case, claim.run, claim.robot, step.also, step.at))

    def _note_duplicate(self, step: Step, claim: Claim, other: str, text: str) -> None:
        step.case.state, step.case.reason = State.HANDED_OVER, Reason.DUPLICATE
        step.also = "hand over"
        self._note_hand_over(step, claim, Reason.DUPLICATE, text, other)

    def _note_hand_over(self, step: Step, claim: Claim, reason: Reason, text: str, other: str | None = None) -> None:
        blob = self._seal_of(step.case).seal("hand-over", text.encode("utf-8"))
        step.notes(_HANDED_OVER, claim, reason=reason, blob=blob, other=other)
