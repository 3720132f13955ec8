"""Disposal: all that belongs to a case goes, its key first of all; what is counted of the robots stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import func, select, text

from robots.cases import Compared, Store, Verdict
from robots.cases.schema import AlterationRow, CaseRow, ReadingRow, Table
from robots.errors import Reason
from robots.model import State
from tests.cases.desk import DRAFT, KEY, NUMBER, Clock, Desk, applied_by, decided, row
from tests.cases.test_database import HOME
from tests.cases.test_people import held

OF_A_CASE = ("attempts", "readings", "proposals", "drafts", "hand_overs", "persons", "follow_ups", "cases")
PEOPLE = ("198012032386", "198001012384", "197912122392")


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has of what belongs to cases."""
    with store._reading() as session:
        tables = [table for table in Table.metadata.sorted_tables if table.name in OF_A_CASE]
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def decided_in_full(desk: Desk, number: str, person: str = NUMBER) -> None:
    """A case with something in every table, which a person has decided."""
    claim = desk.has_proposed(number, person)
    desk.store.drafted(claim, draft := desk.store.intend(claim, DRAFT))
    desk.store.restored(claim, draft, ["reasons"], "")
    desk.reads_decided(decided(number))
    desk.new_run()
    claim = desk.claims(number, wanted=(State.DECIDED,))
    assert claim is not None
    desk.store.followed(claim, Compared(Verdict.AGREED, "grant", "grant"), date(2026, 11, 20))


def test_all_that_belongs_to_a_case_goes_and_nothing_of_another(desk: Desk, tmp_path: Path) -> None:
    desk.has_proposed("2026-2", PEOPLE[0])
    kept = counts(desk.store)
    decided_in_full(desk, "2026-1")
    assert all(counts(desk.store)[name] > kept[name] for name in OF_A_CASE)
    assert len(list(tmp_path.rglob("*.sealed"))) == 2

    assert desk.store.purge(desk.store.cases(state=State.DECIDED), by="archivist") == 1

    assert counts(desk.store) == kept
    assert len(list(tmp_path.rglob("*.sealed"))) == 1
    assert [case.number for case in desk.store.cases()] == ["2026-2"]


def test_that_a_system_altered_a_field_is_still_known_without_the_case(desk: Desk) -> None:
    decided_in_full(desk, "2026-1")
    desk.store.purge(desk.store.cases(), by="archivist")

    assert desk.store.altered_fields("robot-a") == {"reasons": 1}
    with desk.store._reading() as session:
        assert session.scalars(select(AlterationRow.draft_id)).all() == [None]


def test_a_case_that_a_robot_has_found_again_meanwhile_is_left(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.withdrawn(claim)
    listed = desk.store.cases()
    desk.reads_inbox(row("2026-1"))

    assert desk.store.purge(listed, by="archivist") == 0
    assert desk.state() is State.FOUND
    assert desk.store.audit() == []


def test_a_purged_case_does_not_come_back_by_the_list_of_decided_ones(desk: Desk) -> None:
    decided_in_full(desk, "2026-1")
    desk.store.freeze("Testnämnden", {("2026-W47", None): "{}"})
    desk.store.purge(desk.store.cases(), by="archivist")

    assert desk.reads_decided(decided("2026-1")) == 0
    assert desk.store.cases() == []


def test_a_frozen_week_stays_as_it_is(desk: Desk) -> None:
    desk.store.freeze("Testnämnden", {("2026-W47", None): "first", ("2026-W47", "flow"): "of a flow"})
    desk.store.freeze("Testnämnden", {("2026-W47", None): "second", ("2026-W48", None): "next"})
    desk.store.freeze("Another", {("2026-W47", None): "theirs"})

    assert desk.store.frozen("Testnämnden") == {
        ("2026-W47", None): "first",
        ("2026-W47", "flow"): "of a flow",
        ("2026-W48", None): "next",
    }


def test_no_key_of_a_purged_case_is_left_in_any_file(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        desk = Desk(store, clock)
        for number, person in zip(("2026-1", "2026-2", "2026-3"), PEOPLE, strict=True):
            decided_in_full(desk, number, person)
        with store._reading() as session:
            keys = list(filter(None, session.scalars(select(CaseRow.key))))
            keys += session.scalars(select(ReadingRow.application))
        assert [held(tmp_path, key) for key in keys] == [True] * 6

        store.purge(store.cases(), by="archivist")

        assert [held(tmp_path, key) for key in keys] == [False] * 6
        assert list(tmp_path.rglob("attachments/*")) == []


def test_postgresql_clears_its_dead_rows_away_at_once(postgres_url: str, tmp_path: Path) -> None:
    with Store.open(postgres_url, KEY, attachments=tmp_path, clock=(clock := Clock())) as store:
        decided_in_full(Desk(store, clock), "2026-1")
        store.purge(store.cases(), by="archivist")
        with store._reading() as session:
            cleared = session.scalar(text("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'cases'"))
    assert cleared == 1


PURGE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from robots.cases import Store, disposal
from tests.cases.desk import KEY

disposal._AT_ONCE = 1
with Store.open(sys.argv[1], KEY) as store:
    remove, count = disposal._remove, 0
    def counted(session, ids):
        global count
        count += 1
        if count == 2:
            os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        remove(session, ids)
    disposal._remove = counted
    store.purge(store.cases(), by="archivist")
"""


def test_a_purge_that_is_killed_goes_on_when_it_is_run_again(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        desk = Desk(store, clock)
        for number, person in zip(("2026-1", "2026-2", "2026-3"), PEOPLE, strict=True):
            decided_in_full(desk, number, person)
    dead = subprocess.run([sys.executable, "-c", PURGE_AND_DIE, sqlite_url], cwd=HOME, check=False)
    assert dead.returncode == (1 if os.name == "nt" else -signal.SIGKILL)

    with Store.open(sqlite_url, KEY) as store:
        assert len(store.cases()) == 2
        assert store.purge(store.cases(), by="archivist") == 2
        assert set(counts(store).values()) == {0}
        assert [entry.detail for entry in store.audit() if entry.action == "purge"] == ["cases: 1", "cases: 2"]
        assert store.verify_audit().well
    assert list(tmp_path.rglob("*.sealed")) == []


def test_a_case_for_people_only_is_purged_as_well(desk: Desk) -> None:
    desk.store.extracted(claim := desk.has(), applied_by(NUMBER), [])
    desk.store.hand_over(claim, Reason.PERSON_ONLY, "")
    desk.reads_decided(decided())

    assert desk.store.purge(desk.store.cases(), by="archivist") == 1
