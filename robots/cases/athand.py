"""A claimed case as one transaction has it at hand: read by one statement, and written by one.

A robot's steps go this way and not by the object mapper. They are nearly all that a store does, and the statements,
built once, cost a few times less.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from robots.cases.records import Claim
from robots.cases.schema import CaseRow, table_of
from robots.errors import ClaimLost, Reason
from robots.model import State


@dataclass
class CaseAtHand:
    """What steps read and change of a case; what else stands in the clear about it they leave alone."""

    id: int
    number: str
    system: str
    flow: str | None
    state: State
    reason: Reason | None
    due: date | None
    outcome: str | None
    attempts: int
    not_before: datetime | None
    run: int | None
    stepped: datetime | None
    claimed_until: datetime | None
    stands_in: str | None
    stands_as: str | None
    held: str | None
    asked: datetime | None
    barred: str | None
    looked: datetime | None
    blind: bool | None
    follow: date | None
    key: bytes | None
    disposed: datetime | None


_NAMES = tuple(field.name for field in fields(CaseAtHand))
_CASES = table_of(CaseRow)
IN_FORCE = (
    _CASES.c.id == bindparam("case_id"),
    _CASES.c.fence == bindparam("of_fence"),
    _CASES.c.claimed_until > bindparam("now"),
)
"""The conditions that a claim still holds; `claimed` gives what they are about."""

_HELD = select(*(_CASES.c[name] for name in _NAMES)).where(*IN_FORCE).with_for_update()
_CHANGED = update(_CASES).where(_CASES.c.id == bindparam("case_id"))


def claimed(claim: Claim, now: datetime) -> dict[str, Any]:
    """What the conditions of `IN_FORCE` are asked for."""
    return {"case_id": claim.case_id, "of_fence": claim.fence, "now": now}


@contextmanager
def at_hand(session: Session, claim: Claim, now: datetime) -> Iterator[CaseAtHand]:
    """The claimed case, nobody else's until the transaction ends; its claim's time begins anew.

    Raises:
        ClaimLost: The claim is no longer in force; the robot leaves the case as it is.
    """
    row = session.execute(_HELD, claimed(claim, now)).one_or_none()
    if row is None:
        raise ClaimLost(
            f'Robot "{claim.robot}" lost its claim on case {claim.number} in "{claim.system}": it expired, or the '
            "case was taken over or decided. Nothing more is written; the next run looks at the case anew."
        )
    case = CaseAtHand(*row)
    case.claimed_until = now + timedelta(minutes=claim.minutes)
    yield case
    became = {name: getattr(case, name) for name, was in zip(_NAMES, row, strict=True) if getattr(case, name) != was}
    if became:
        session.execute(_CHANGED, {"case_id": case.id, **became})
