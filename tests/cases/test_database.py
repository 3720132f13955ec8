"""The database beneath: its schema, its one working process, and what a kill leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from robots.cases import Store
from robots.cases.database import HEAD
from robots.cases.migrations import configured
from robots.cases.migrations.versions import first_schema
from robots.cases.schema import Table
from robots.errors import ConfigError, TechnicalProblem
from robots.model import State
from tests.cases.desk import KEY, Clock, Desk, row

HOME = Path(__file__).parents[2]


def test_the_migrations_make_the_schema_that_the_code_knows(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []


def test_a_store_is_opened_quickly_only_where_it_stands_at_the_newest_migration(store: Store) -> None:
    with store._engine.connect() as connection:
        assert ScriptDirectory.from_config(configured(connection)).get_current_head() == HEAD
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


def test_a_store_of_a_newer_toolkit_is_left_alone(store: Store, url: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(ConfigError, match="9999"):
        Store.open(url, KEY)


def test_what_was_noted_is_there_after_opening_anew(desk: Desk, url: str) -> None:
    desk.has_drafted()
    desk.store.close()

    with Store.open(url, KEY) as again:
        assert again.case("2026-1").state is State.DRAFTED


@pytest.mark.parametrize("address", ["", "no address", "mysql://localhost/cases", "sqlite://"])
def test_an_address_that_is_none_of_ours_is_refused_in_words(address: str) -> None:
    with pytest.raises(ConfigError):
        Store.open(address, KEY)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(ConfigError) as refused:
        Store.open("postgresql+psycopg://clerk:hunter2@127.0.0.1:1/cases", KEY)
    assert "127.0.0.1:1/cases" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_connection_that_breaks_is_a_passing_fault_and_is_made_anew(postgres_url: str) -> None:
    with Store.open(postgres_url, KEY) as store:
        with pytest.raises(TechnicalProblem, match="did not answer"), store._writing() as session:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        assert store.cases() == []


def test_a_database_that_others_keep_locked_is_a_passing_fault(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robots.cases.database._BUSY_SECONDS", 0.05)
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        with store._writing() as session:
            session.connection()  # this one has the file to itself now
            with pytest.raises(TechnicalProblem, match="locked"):
                Desk(store, clock)

        assert Desk(store, clock).reads_inbox(row()).found == ("2026-1",)


def test_the_database_is_for_this_account_only(sqlite_store: Store) -> None:
    path = Path(sqlite_store._engine.url.database or "")
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0  # Windows keeps access in lists, not in modes


def test_a_second_working_process_is_refused_while_others_may_ask(sqlite_url: str) -> None:
    with Store.open(sqlite_url, KEY) as store, working_elsewhere(sqlite_url) as other:
        with pytest.raises(ConfigError, match="Another process"), store.working():
            raise AssertionError("two processes work with one file")
        assert [case.number for case in store.cases()] == ["2026-1"]
        other.kill()
        other.wait()

        with store.working():
            assert store.case("2026-1").owner is None  # the dead process's claim is free at once


def test_working_twice_in_one_process_is_refused_as_well(sqlite_store: Store) -> None:
    with sqlite_store.working(), pytest.raises(ConfigError), sqlite_store.working():
        raise AssertionError("worked twice")
    with sqlite_store.working():
        pass


def test_several_processes_may_work_with_postgresql(postgres_url: str) -> None:
    with Store.open(postgres_url, KEY) as one, Store.open(postgres_url, KEY) as two, one.working(), two.working():
        assert one.cases() == two.cases() == []


@contextmanager
def working_elsewhere(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that works with the store and holds a case."""
    program = """
import sys
from robots.cases import Store
from tests.cases.desk import KEY, Clock, Desk
store = Store.open(sys.argv[1], KEY, clock=(clock := Clock()))
with store.working():
    Desk(store, clock).has()
    print("working", flush=True)
    sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program, url], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_processes_that_open_a_new_store_together_make_it_once(url: str) -> None:
    program = "import sys; from robots.cases import Store; Store.open(sys.argv[1], bytes(range(32))).close()"
    together = [subprocess.Popen([sys.executable, "-c", program, url], cwd=HOME) for _ in range(2)]

    assert [process.wait(timeout=60) for process in together] == [0, 0]
    Store.open(url, KEY).close()


STEP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from robots.cases import Store
from tests.cases.desk import *

url, attachments, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
clock = Clock()
clock.turn(hours=number)  # the claim of the robot before has expired
store = Store.open(url, KEY, attachments=attachments, clock=clock)
desk = Desk(store, clock)
claim = desk.has() if number == 0 else desk.claims()
match number:
    case 0: store.keep_document(claim, FILE, CERTIFICATE)
    case 1: store.extracted(claim, APPLICATION, [FILE])
    case 2: store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS)
    case 3: store.intend(claim, DRAFT)
    case 4: store.drafted(claim, store.pending(claim).id)
    case 5: store.verified(claim, store.pending(claim).id)
os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
"""


def test_a_kill_between_any_two_steps_loses_nothing(sqlite_url: str, tmp_path: Path) -> None:
    killed_after_each_step(sqlite_url, tmp_path)


@pytest.mark.proof
def test_a_kill_between_any_two_steps_loses_nothing_in_postgresql(postgres_url: str, tmp_path: Path) -> None:
    killed_after_each_step(postgres_url, tmp_path)


def killed_after_each_step(url: str, tmp_path: Path) -> None:
    """Each process takes the case, does one step and dies on the spot; the next goes on from what was noted."""
    seen = []
    for number in range(6):
        dead = subprocess.run([sys.executable, "-c", STEP_AND_DIE, url, tmp_path, str(number)], cwd=HOME, check=False)
        assert dead.returncode == (1 if os.name == "nt" else -9)
        with Store.open(url, KEY, attachments=tmp_path) as store:
            content = store.content(store.case("2026-1"))
        seen.append((content.case.state, content.application is not None, [draft.result for draft in content.drafts]))

    assert seen == [
        (State.FOUND, False, []),
        (State.EXTRACTED, True, []),
        (State.PROPOSED, True, []),
        (State.PROPOSED, True, ["intended"]),
        (State.DRAFTED, True, ["drafted"]),
        (State.VERIFIED, True, ["verified"]),
    ]


def test_a_store_of_the_first_version_is_brought_up_and_keeps_its_audit(url: str, tmp_path: Path) -> None:
    with Store.open(url, KEY, attachments=tmp_path, clock=(clock := Clock())) as store:
        desk = Desk(store, clock)
        claim, draft = desk.has_drafted()
        desk.store.altered(claim, draft, ["reasons"])
        store.open_case("2026-1", reader="clerk-one")
        store.open_case("2026-1", reader="clerk-two")
        _taken_back_to_the_first_version(store)

    with Store.open(url, KEY, attachments=tmp_path) as again:
        told = [(entry.place, entry.who, entry.action, entry.system, entry.number) for entry in again.audit()]
        assert told == [(1, "clerk-one", "read", "practice", "2026-1"), (2, "clerk-two", "read", "practice", "2026-1")]
        assert [entry.at for entry in again.audit()] == [clock.at, clock.at]
        assert again.verify_audit().well
        again.open_case("2026-1", reader="clerk-three")
        assert (again.verify_audit().entries, again.verify_audit().well) == (3, True)
        assert again.altered_fields("robot-a") == {"reasons": 1}
        assert again.content(again.case("2026-1")).application is not None
        with again._engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


LATER = (
    *("acknowledgements", "audit", "audit_start", "persons", "weeks", "alterations"),
    *("firings", "schedules", "breakers", "held_back", "alert_messages", "alerts", "alert_watches"),
    *("workers", "paces", "refusals", "releases", "contracts", "noted_changes", "lane_proofs", "explanations"),
    "follow_ups",
)
"""The tables that were added to the first version."""

FIRST_INDEXES = (
    ("cases_claim", "cases", ["system", "flow", "state"]),
    ("cases_robot", "cases", ["robot", "state"]),
    ("cases_stands_in", "cases", ["stands_in"]),
    ("cases_state", "cases", ["state", "system"]),
    ("attempts_case", "attempts", ["case_id", "state"]),
)
"""The first version's indexes that others stand in the place of now."""

LATER_INDEXES = (
    *(name for name, _, _ in FIRST_INDEXES),
    *("cases_proposed", "cases_owner", "cases_rest", "cases_held", "cases_decided", "cases_follow"),
    *("attempts_run", "runs_robot", "runs_began"),
)
"""The indexes of tables of the first version that were added to it, or changed."""


def _taken_back_to_the_first_version(store: Store) -> None:
    """Make a store as the first version left it: its tables made anew by the first migration, its rows kept."""
    with store._engine.connect() as connection:
        audit = connection.execute(
            text("SELECT id, at, who, action FROM audit WHERE action = 'read' ORDER BY id")
        ).all()
        alterations = connection.execute(text("SELECT * FROM alterations")).mappings().all()
        connection.rollback()
        with connection.begin():
            for index in LATER_INDEXES:
                connection.execute(text(f"DROP INDEX {index}"))
            for table in LATER:
                connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text("ALTER TABLE hand_overs DROP COLUMN other"))
            for column in ("stands_as", "held", "asked", "barred", "remind", "looked", "handle", "blind", "follow"):
                connection.execute(text(f"ALTER TABLE cases DROP COLUMN {column}"))
            with Operations.context(MigrationContext.configure(connection)) as operations:
                for name, table, columns in FIRST_INDEXES:
                    operations.create_index(name, table, columns)
                first_schema._audit()
                first_schema._alterations()
            for place, at, who, action in audit:
                values = {"id": place, "at": at, "who": who, "action": action}
                connection.execute(text("INSERT INTO audit VALUES (:id, :at, :who, :action, 1)"), values)
            columns = "(:id, :draft_id, :robot, :field, :at)"
            connection.execute(text(f"INSERT INTO alterations VALUES {columns}"), [dict(row) for row in alterations])
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
