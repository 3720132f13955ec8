"""From rows to the records that leave the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from robots.cases.athand import CaseAtHand
from robots.cases.records import Attempt, CaseView, Held, StoredDraft
from robots.cases.schema import AttemptRow, CaseRow, DraftRow, FollowUpRow, HandOverRow, ProposalRow, ReadingRow
from robots.cases.sealing import CaseSeal
from robots.cases.writing import unpacked
from robots.model import State

Kept = TypeVar("Kept", ReadingRow, ProposalRow, HandOverRow, FollowUpRow)

_AT_ONCE = 500  # cases asked for in one statement


def views(session: Session, rows: Sequence[CaseRow | Row[Any]]) -> list[CaseView]:
    """Cases as they may be listed, with the instants at which each state was last reached."""
    times: defaultdict[int, dict[State, datetime]] = defaultdict(dict)
    for start in range(0, len(rows), _AT_ONCE):
        part = [row.id for row in rows[start : start + _AT_ONCE]]
        reached = (
            select(AttemptRow.case_id, AttemptRow.state, func.max(AttemptRow.at))
            .where(AttemptRow.case_id.in_(part))
            .group_by(AttemptRow.case_id, AttemptRow.state)
        )
        for case_id, state, at in session.execute(reached):
            if state is not None:
                times[case_id][state] = at
    return [_view(row, times[row.id]) for row in rows]


def latest(table: type[Kept], case: CaseRow | CaseAtHand) -> Select[Kept]:
    """The newest of what is kept about a case."""
    return select(table).where(table.case_id == case.id).order_by(table.id.desc()).limit(1)


def attempts_of(session: Session, case: CaseRow, seal: CaseSeal | None) -> tuple[Attempt, ...]:
    """Every step that was taken with a case, oldest first."""
    rows = session.scalars(select(AttemptRow).where(AttemptRow.case_id == case.id).order_by(AttemptRow.id))
    return tuple(
        Attempt(
            row.at,
            row.robot,
            row.run,
            row.step,
            row.state,
            row.seconds,
            None if seal is None or row.error is None else seal.open("error", row.error).decode("utf-8"),
            row.evidence,
        )
        for row in rows
    )


def drafts_of(session: Session, case: CaseRow, seal: CaseSeal) -> tuple[StoredDraft, ...]:
    """Every draft of a case, oldest first."""
    rows = session.scalars(select(DraftRow).where(DraftRow.case_id == case.id).order_by(DraftRow.id))
    return tuple(
        StoredDraft(
            row.id,
            row.at,
            row.robot,
            row.result.value,
            None if row.blob is None else unpacked(seal.open("draft", row.blob)),
        )
        for row in rows
    )


def _held(row: CaseRow | Row[Any]) -> Held | None:
    if row.held is None or row.state is not State.PROPOSED:
        return None
    return Held.OTHERS if row.asked is None else Held.RELEASE


def _view(row: CaseRow | Row[Any], times: dict[State, datetime]) -> CaseView:
    return CaseView(
        id=row.id,
        number=row.number,
        system=row.system,
        flow=row.flow,
        robot=row.robot,
        authority=row.authority,
        unit=row.unit,
        caseworker=row.caseworker,
        state=row.state,
        reason=row.reason,
        due=row.due,
        received=row.received,
        urgent=row.urgent,
        attempts=row.attempts,
        not_before=row.not_before,
        outcome=row.outcome,
        decided=row.decided,
        decided_outcome=row.decided_outcome,
        days_waiting_for_applicant=row.days_waiting_for_applicant,
        owner=row.owner,
        claimed_until=row.claimed_until,
        disposed=row.disposed,
        held=_held(row),
        remind=row.remind if row.state is State.WAITING else None,
        blind=bool(row.blind),
        times=MappingProxyType(times),
    )
