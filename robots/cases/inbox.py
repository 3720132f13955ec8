"""The inbox as it was read: new cases, cases that are gone, and what people have decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from robots.cases.athand import CaseAtHand
from robots.cases.claims import take_away
from robots.cases.database import alone
from robots.cases.documents import Documents
from robots.cases.frozen import frozen_weeks, week_of
from robots.cases.ground import emptied, found
from robots.cases.records import InboxChange
from robots.cases.schema import AttemptRow, CaseRow
from robots.errors import Reason
from robots.model import ASKS, HAND_OVER, DecidedRow, InboxRow, State

_AT_WORK = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED, State.VERIFIED, State.STALE)
_ASKABLE = (*_AT_WORK, State.HANDED_OVER, State.FAILED, State.WAITING)  # where a letter may have been sent from
_AT_ONCE = 500  # numbers asked for in one statement


class Inbox(Documents):
    """Note what the lists of a case system show."""

    def record_inbox(
        self,
        *,
        run: int,
        system: str,
        robot: str,
        authority: str,
        rows: Sequence[InboxRow],
        complete: bool,
        due: Callable[[InboxRow], date | None],
    ) -> InboxChange:
        """Note one reading of the inbox.

        Rows of no flow of ours are passed over. A protected row goes to a person at once; its case holds nothing but
        the number, also where more was known before, and whatever robot works it loses its claim.

        Args:
            run: The run that read it.
            system: The case system.
            robot: The robot that read it, and whose cases are missed when they are no longer listed.
            authority: The authority that the system belongs to.
            rows: What was read.
            complete: Whether all pages were read; without that nothing counts as gone.
            due: The day by which the law wants a decision, as far as a row tells; a case that was read keeps its own.
        """
        with self._writing() as session:
            alone(session.connection(), f"lists of {system}")
            cases = _known(session, system, [row.number for row in rows])
            found: dict[str, CaseRow] = {}
            shielded: dict[str, CaseRow] = {}
            for row in rows:
                if row.flow is None and not row.protected:
                    continue
                case = cases.get(row.number)
                if case is None or case.state is State.WITHDRAWN:
                    case = case or _new(row.number, system, robot, authority)
                    case.state = State.FOUND
                    cases[row.number] = found[row.number] = case
                if case.reason is Reason.PERSON_ONLY:
                    continue
                case.robot, case.authority = robot, authority
                if row.protected:
                    shielded[row.number] = case
                    take_away(case)
                    shield(session, case)
                elif case.state is not State.DECIDED:
                    _show(case, row, due(row))
                    self._keep_handle(case, row)
            changed = {**found, **shielded}.values()
            session.add_all(changed)
            session.flush()
            at = self._now()
            session.add_all(noted(case, run, robot, "find", at) for case in changed)
            gone = _gone(session, system, robot, {row.number for row in rows}) if complete else ()
        for case in shielded.values():
            self._forget(case.id)
        return InboxChange(tuple(found), gone)

    def handle(self, system: str, number: str) -> str | None:
        """The id that addresses of a case hold, as its row in the inbox had it last; None where it is not known."""
        with self._reading() as session:
            return self._handle(found(session, number, system))

    def _handle(self, case: CaseRow) -> str | None:
        return self._seal_of(case).open("handle", case.handle).decode("utf-8") if case.handle else None

    def _keep_handle(self, case: CaseRow, row: InboxRow) -> None:
        if row.handle and case.disposed is None and self._handle(case) != row.handle:
            case.handle = self._seal_of(case).seal("handle", row.handle.encode("utf-8"))

    def record_decided(
        self,
        *,
        run: int,
        system: str,
        robot: str,
        authority: str,
        rows: Sequence[DecidedRow],
        answer_within: int = 21,
    ) -> int:
        """Note what people decided; how many of the rows told something new.

        Where a person asked the applicant for something, the case is not over: it waits, with a reminder day.

        A known case becomes decided, and a robot at work with it loses its claim. An unknown one of our flows is kept
        as history, unless its week is frozen: that does not change any more, and the case may have been purged. Of a
        case that holds nothing but its number, only that it was decided is noted.

        Args:
            run: The run that read them.
            system: The case system.
            robot: The robot whose cases new ones are.
            authority: The authority that the system belongs to.
            rows: What was read.
            answer_within: Days until a person is told that an applicant who was asked has not answered.
        """
        with self._writing() as session:
            alone(session.connection(), f"lists of {system}")
            cases = _known(session, system, [row.number for row in rows])
            frozen = frozen_weeks(session, authority)
            changed: dict[str, CaseRow] = {}
            for row in rows:
                case = cases.get(row.number)
                if case is None:
                    if row.flow is None or week_of(row.decided) in frozen:
                        continue
                    case = cases[row.number] = _new(row.number, system, robot, authority)
                    case.flow = row.flow
                asks = row.outcome in ASKS and case.state in _ASKABLE and case.reason is not Reason.PERSON_ONLY
                before = case.state, case.decided, case.decided_outcome
                if _wait(case, row.decided + timedelta(days=answer_within)) if asks else _decide(case, row):
                    changed[row.number] = case
                    if asks or before != (case.state, case.decided, case.decided_outcome):
                        case.follow = row.decided if _was_proposed(case) else None
            session.add_all(changed.values())
            session.flush()
            at = self._now()
            session.add_all(noted(case, run, robot, "follow up", at) for case in changed.values())
            return len(changed)


def shield(session: Session, case: CaseRow) -> None:
    """Hand a case over and hold nothing but its number; it looks like every other case for people only."""
    case.state, case.reason = State.HANDED_OVER, Reason.PERSON_ONLY
    case.flow = case.unit = case.caseworker = case.outcome = None
    case.received = case.due = case.decided = None
    case.decided_outcome = case.days_waiting_for_applicant = case.follow = case.blind = None
    case.urgent = False
    if case.id is not None:
        emptied(session, case)


def _known(session: Session, system: str, numbers: Sequence[str]) -> dict[str, CaseRow]:
    cases: dict[str, CaseRow] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        rows = session.scalars(select(CaseRow).where(CaseRow.system == system, CaseRow.number.in_(part)))
        cases.update((row.number, row) for row in rows)
    return cases


def _new(number: str, system: str, robot: str, authority: str) -> CaseRow:
    return CaseRow(number=number, system=system, robot=robot, authority=authority, fence=0, attempts=0)


def _show(case: CaseRow, row: InboxRow, due: date | None) -> None:
    if case.due is None or (case.flow, case.received) != (row.flow, row.received):
        case.due = due
    case.flow, case.received = row.flow, row.received
    case.unit, case.caseworker, case.urgent = row.unit, row.caseworker, row.urgent


def _wait(case: CaseRow, remind: date) -> bool:
    """Let a case wait for its applicant, whom a person has asked; False when that was known."""
    if case.remind == remind:
        return False
    take_away(case)
    case.state, case.reason, case.remind = State.WAITING, None, remind
    return True


def _decide(case: CaseRow, row: DecidedRow) -> bool:
    """Make a case decided; False when that was known, word for word."""
    if case.reason is Reason.PERSON_ONLY:
        told_something = case.state is not State.DECIDED
    else:
        before = (case.state, case.decided, case.decided_outcome, case.days_waiting_for_applicant)
        case.received = row.received
        case.caseworker = row.caseworker or case.caseworker
        case.decided, case.decided_outcome = row.decided, row.outcome
        case.days_waiting_for_applicant = row.days_waiting_for_applicant
        told_something = before != (State.DECIDED, row.decided, row.outcome, row.days_waiting_for_applicant)
    if case.state is not State.DECIDED:
        take_away(case)
    case.state = State.DECIDED
    return told_something


def _was_proposed(case: CaseRow) -> bool:
    """Whether there is a proposal to hold the decision against."""
    return case.key is not None and case.outcome not in (None, HAND_OVER) and case.reason is not Reason.PERSON_ONLY


def _gone(session: Session, system: str, robot: str, listed: set[str]) -> tuple[str, ...]:
    at_work = (
        select(CaseRow.number)
        .where(CaseRow.robot == robot, CaseRow.state.in_(_AT_WORK), CaseRow.system == system)
        .order_by(CaseRow.number)
    )
    return tuple(number for number in session.scalars(at_work) if number not in listed)


def noted(case: CaseRow | CaseAtHand, run: int, robot: str, step: str, at: datetime) -> AttemptRow:
    """A step that took no time of its own, with the state that it brought."""
    return AttemptRow(case_id=case.id, run=run, robot=robot, at=at, step=step, state=case.state, seconds=0.0)
