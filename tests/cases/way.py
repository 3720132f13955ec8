"""The way of one case as a robot notes it, from claim to verified draft: what it costs is counted and timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event

from robots.cases import Store
from robots.model import InboxRow, State
from tests.cases.desk import CERTIFICATE, DRAFT, FILE, FINDINGS, PROPOSAL, VERSIONS, applied_by
from tests.cases.grown import AUTHORITY, FLOW, ROBOT, SYSTEM

TAKEN = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.STALE, State.DRAFTED)


def arrives(store: Store, run: int, numbers: list[str]) -> None:
    """Cases come in that are more urgent than all that there are."""
    rows = [InboxRow(number, FLOW, date(2026, 11, 20), urgent=True) for number in numbers]
    asked = {"run": run, "system": SYSTEM, "robot": ROBOT, "authority": AUTHORITY}
    store.record_inbox(rows=rows, complete=False, due=lambda _: date(2020, 1, 1), **asked)


def worked(store: Store, run: int, person: str) -> str:
    """Take the most urgent case and note its whole way; its number."""
    claim = store.claim(
        run=run,
        system=SYSTEM,
        flow=FLOW,
        robot=ROBOT,
        owner="slot-1",
        wanted=TAKEN,
        drafts={"grant", "hand_over"},
        versions=VERSIONS,
    )
    assert claim is not None
    store.opened(claim)
    store.pending(claim)
    store.keep_document(claim, FILE, CERTIFICATE)
    store.extracted(claim, applied_by(person), [FILE])
    store.acknowledged(claim)
    store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS)
    store.pending(claim)
    store.admits(claim, VERSIONS, first=0)
    draft = store.intend(claim, DRAFT)
    assert store.holds(claim)
    store.drafted(claim, draft)
    store.verified(claim, draft)
    store.left(claim)
    assert store.stands(claim) == (State.VERIFIED, None)
    store.let_go(claim)
    return claim.number


@contextmanager
def counted(store: Store) -> Iterator[dict[str, int]]:
    """How many statements the store gives its database in the block, and how many transactions it ends."""
    counts = {"statements": 0, "commits": 0}

    def stated(*_: object) -> None:
        counts["statements"] += 1

    def committed(_: object) -> None:
        counts["commits"] += 1

    event.listen(store._engine, "before_cursor_execute", stated)
    event.listen(store._engine, "commit", committed)
    try:
        yield counts
    finally:
        event.remove(store._engine, "before_cursor_execute", stated)
        event.remove(store._engine, "commit", committed)
