"""The audit: what is noted, that it outlives the case, and that no entry is changed or taken out unseen."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from robots.cases import Store
from robots.cases.schema import AuditRow, AuditStartRow
from tests.cases.desk import DRAFT, FILE, KEY, Clock, Desk, decided


def read_by(desk: Desk, *readers: str) -> None:
    """A case that these people read, a minute apart."""
    desk.store.let_go(desk.has_proposed())
    for reader in readers:
        desk.clock.turn(minutes=1)
        desk.store.open_case("2026-1", reader=reader)


def test_what_people_read_and_change_is_noted_with_the_case_and_outlives_it(desk: Desk) -> None:
    read_by(desk, "clerk-one")
    desk.store.open_document("2026-1", FILE, reader="clerk-two")
    desk.store.note("clerk-two", "worklist", "3 cases")
    desk.reads_decided(decided())
    desk.store.purge(desk.store.cases(), by="archivist")

    told = [(entry.who, entry.action, entry.number, entry.detail) for entry in desk.store.audit()]
    assert told == [
        ("clerk-one", "read", "2026-1", ""),
        ("clerk-two", "read document", "2026-1", ""),
        ("clerk-two", "worklist", None, "3 cases"),
        ("archivist", "purge", None, "cases: 1"),
    ]
    assert [entry.action for entry in desk.store.audit("2026-1", "practice")] == ["read", "read document"]
    assert desk.store.audit("2026-1", "another") == []
    assert desk.store.verify_audit().well


def test_what_robots_save_in_the_case_system_is_noted(desk: Desk) -> None:
    claim, draft = desk.has_drafted("2026-1")
    desk.store.verified(claim, draft)
    second = desk.store.intend(claim, DRAFT)
    desk.store.drafted(claim, second)
    desk.store.restored(claim, second, ["reasons"], "")

    noted = [(entry.who, entry.action, entry.detail) for entry in desk.store.audit("2026-1")]
    run = f"robot run {desk.run}"
    assert noted == [
        ("robot-a", "draft saved", run),
        ("robot-a", "draft verified", run),
        ("robot-a", "draft saved", run),
        ("robot-a", "draft restored", run),
    ]


def test_a_whole_chain_says_how_many_from_when_to_when_and_the_mark_of_its_end(desk: Desk) -> None:
    empty = desk.store.verify_audit()
    assert (empty.entries, empty.first, empty.last, empty.well) == (0, None, None, True)
    read_by(desk, "one", "two", "three")

    verified = desk.store.verify_audit()

    assert verified.well
    assert (verified.entries, verified.last) == (3, desk.clock.at)
    assert verified.first == desk.clock.at - timedelta(minutes=2)
    assert verified.head.startswith("3-")


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ("UPDATE audit SET who = 'somebody' WHERE id = 2", 2),
        ("UPDATE audit SET number = NULL WHERE id = 2", 2),
        ("UPDATE audit SET detail = 'x' WHERE id = 2", 2),
        ("UPDATE audit SET at = '2026-11-23 09:00:00.000000' WHERE id = 2", 2),
        ("UPDATE audit SET chain = NULL WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("INSERT INTO audit (id, at, who, action, detail) VALUES (9, '2026-11-23 09:00:00.000000', 'x', 'x', '')", 9),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(desk: Desk, changed: str, first: int) -> None:
    read_by(desk, "one", "two", "three", "four")
    with desk.store._engine.begin() as connection:
        connection.execute(text(changed))

    verified = desk.store.verify_audit()

    assert not verified.well
    assert verified.broken is not None
    assert verified.broken.place == first
    desk.store.open_case("2026-1", reader="five")
    again = desk.store.verify_audit().broken
    assert again is not None, "what is appended mends nothing"
    assert again.place == first


def test_an_end_that_was_cut_off_is_noticed_by_a_mark_that_was_noted_outside(desk: Desk) -> None:
    read_by(desk, "one", "two", "three")
    mark = desk.store.verify_audit().head
    assert desk.store.verify_audit(mark).holds is True
    with desk.store._engine.begin() as connection:
        connection.execute(delete(AuditRow).where(AuditRow.id > 1))
    assert desk.store.verify_audit().well, "without the mark nothing tells it"

    read_by_again = [desk.store.open_case("2026-1", reader=reader) for reader in ("somebody", "else")]

    assert len(read_by_again) == 2
    assert desk.store.verify_audit(mark).holds is False
    assert not desk.store.verify_audit(mark).well


def test_old_entries_go_from_the_old_end_and_the_chain_goes_on(desk: Desk) -> None:
    read_by(desk, "one", "two")
    old = desk.store.verify_audit().head
    desk.clock.turn(days=10)
    desk.store.open_case("2026-1", reader="three")
    cut_off = desk.clock.at - timedelta(days=5)

    assert desk.store.audit_before(cut_off) == 2
    assert desk.store.trim_audit(cut_off, by="archivist") == 2
    assert desk.store.trim_audit(cut_off, by="archivist") == 0

    assert [(entry.place, entry.who) for entry in desk.store.audit()] == [(3, "three"), (4, "archivist")]
    assert desk.store.verify_audit().well
    assert desk.store.verify_audit(old).holds is True, "it went for its age"
    desk.clock.turn(days=10)
    assert desk.store.trim_audit(desk.clock.at, by="archivist") == 2
    assert (desk.store.verify_audit().entries, desk.store.verify_audit().well) == (1, True)


def test_a_beginning_that_was_moved_without_the_key_is_noticed(desk: Desk) -> None:
    read_by(desk, "one", "two", "three")
    desk.store.trim_audit(desk.clock.at - timedelta(seconds=30), by="archivist")
    with desk.store._engine.begin() as connection:
        connection.execute(delete(AuditRow).where(AuditRow.id == 3))
        connection.execute(update(AuditStartRow).values(blob=b"3 anything"))

    verified = desk.store.verify_audit()
    assert (verified.well, verified.start_broken) == (False, True)


def test_entries_of_the_first_version_are_chained_once_and_others_never(desk: Desk) -> None:
    read_by(desk, "one", "two")
    with desk.store._engine.begin() as connection:
        connection.execute(update(AuditRow).values(chain=None))

    assert desk.store.verify_audit().well
    with desk.store._reading() as session:
        assert all(session.scalars(select(AuditRow.chain)))


def test_many_who_append_at_once_make_one_chain(url: str, tmp_path: Path) -> None:
    clock = Clock()
    with Store.open(url, KEY, attachments=tmp_path, clock=clock) as one, Store.open(url, KEY, clock=clock) as two:
        desk = Desk(one, clock)
        desk.store.let_go(desk.has_proposed())

        def reads(store: Store) -> None:
            for _ in range(10):
                store.open_case("2026-1", reader="clerk")

        readers = [threading.Thread(target=reads, args=[store]) for store in (one, two, one, two)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(timeout=60)

        verified = one.verify_audit()
        assert (verified.entries, verified.well) == (40, True)
