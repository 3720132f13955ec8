"""What waits for several machines waits once, for the right files, in turn, and is not lost with whoever had it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.schema import migrations_path

from robots import yamlfile
from robots.errors import ConfigError, LoginInUse, LoginRefused
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.work import membership, worker
from robots.work.approving import trial_home
from robots.work.credentials import credentials_for, note_refusal
from robots.work.fingerprints import fingerprints
from robots.work.ledger import Ledger
from robots.work.office import open_store
from robots.work.queueing import RESCUED, SCHEMA, Queue, address_of, enqueue, prepare
from robots.work.worker import Worker
from tests.postgres import emptied, postgres_server
from tests.work.municipality import ROBOT, TOOLKIT
from tests.work.robot_process import LIMIT

DUE = "2026-11-26T06:00"
OTHER = "building-practice"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as server:
        yield server.get_uri()


@pytest.fixture
def home(tmp_path: Path, postgres: str) -> Home:
    made = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    config, database = made.path / "config", emptied(postgres)
    yamlfile.change(config / "settings.yaml", lambda tree: tree.update({"database": database}))
    yamlfile.change(config / "systems" / "practice.yaml", lambda tree: tree.update(more_accounts=[SECOND]))
    return Home(made.path)


SECOND = {"user": "robot2", "secret": "practice.second"}


async def jobs(queue: Queue, status: Status = Status.TODO) -> list[Job]:
    return sorted(await queue.app.job_manager.list_jobs_async(status=status.value), key=lambda job: str(job.lock))


async def test_two_schedulers_put_a_firing_into_the_queue_once_for_each_login(home: Home) -> None:
    await asyncio.gather(enqueue(home, ROBOT, DUE), enqueue(Home(home.path), ROBOT, DUE))
    async with Queue.open(home) as queue:
        assert [(job.lock, job.task_kwargs["due"]) for job in await jobs(queue)] == [
            ("practice/login-1", DUE),
            ("practice/login-2", DUE),
        ]


async def test_work_that_waits_for_files_as_they_were_is_done_by_what_they_say_when_the_next_is_fired(
    home: Home,
) -> None:
    await enqueue(home, ROBOT, DUE)
    rules = home.flow_folder("parking_permit") / "texts"
    next(rules.glob("*.j2")).write_text("changed", "utf-8")
    await enqueue(home, OTHER, DUE)
    async with Queue.open(home) as queue:
        waits = {(job.task_kwargs["robot"], job.queue) for job in await jobs(queue)}
    now = fingerprints(Home(home.path))
    assert waits == {(ROBOT, now[ROBOT]), (OTHER, now[OTHER])}


def test_the_same_files_have_the_same_fingerprint_wherever_they_stand(home: Home, tmp_path: Path) -> None:
    shutil.copytree(home.path, tmp_path / "other")
    for text in (tmp_path / "other" / "flows").rglob("*.j2"):
        text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprints(home) == fingerprints(Home(tmp_path / "other"))


async def test_what_a_dead_worker_left_comes_first_and_once_it_is_back_it_ends_nothing_of_another_s(
    home: Home,
) -> None:
    await enqueue(home, ROBOT, DUE)
    async with Queue.open(home) as queue:
        manager, queues = queue.app.job_manager, list(fingerprints(home).values())
        dead = await manager.fetch_job(queues, await manager.register_worker())
        assert dead is not None
        assert await queue.rescue(3600, queues, set()) == []
        assert await queue.rescue(0, queues, {dead.lock}) == []  # its login was not freed yet

        assert [job.id for job in await queue.rescue(0, queues, set())] == [dead.id]

        assert await queue.rescue(0, queues, set()) == []
        again = await manager.fetch_job(queues, await manager.register_worker())
        assert again is not None
        assert (again.lock, again.task_kwargs, again.priority) == (dead.lock, dead.task_kwargs, RESCUED)
        with pytest.raises(ConnectorException):
            await manager.finish_job(dead, Status.SUCCEEDED, delete_job=True)
        assert [job.id for job in await jobs(queue, Status.DOING)] == [again.id]


async def test_a_queue_of_a_newer_toolkit_is_left_alone(home: Home) -> None:
    address = address_of(home)
    prepare(address)
    prepare(address)  # and a second time changes nothing
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"UPDATE {SCHEMA}.version SET name = '99.00.00_01_newer.sql'")
    with pytest.raises(ConfigError, match="does not know"):
        prepare(address)


async def test_a_queue_of_an_older_toolkit_is_brought_up(home: Home) -> None:
    older = [path for path in sorted(migrations_path.glob("*.sql")) if path.name < "03.04"]
    with psycopg.connect(address_of(home), autocommit=True, options=f"-c search_path={SCHEMA}") as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        for step in older:
            connection.execute(step.read_bytes())
        connection.execute("CREATE TABLE version AS SELECT %s AS name", [older[-1].name])

    await enqueue(home, ROBOT, DUE)

    async with Queue.open(home) as queue:
        manager = queue.app.job_manager
        job = await manager.fetch_job(None, await manager.register_worker())
        assert job is not None
        await manager.retry_job(job)  # by what the newest version added
        assert len(await jobs(queue)) == 2


def test_a_store_that_cannot_be_shared_has_no_queue(home: Home) -> None:
    yamlfile.change(
        home.path / "config" / "settings.yaml", lambda tree: tree.update(database="sqlite:///data/cases.db")
    )
    with pytest.raises(ConfigError, match="name a PostgreSQL database"):
        address_of(Home(home.path))


async def test_a_login_that_another_process_works_with_is_refused_to_a_run_by_hand(home: Home) -> None:
    async def nothing() -> None:
        pytest.fail("it began")

    with open_store(home) as store:
        store.take_login(store.join("other:1", "other"), ROBOT, "practice/login-1")
        with pytest.raises(LoginInUse, match="practice/login-1"):
            await membership.alone_with(store, ROBOT, "practice/login-1", nothing)


def test_a_password_that_one_machine_was_refused_is_not_tried_by_another_until_it_is_set_anew(
    home: Home, tmp_path: Path
) -> None:
    shutil.copytree(home.path, tmp_path / "other")
    other, system = Home(tmp_path / "other"), open_system(home.system_file("practice"))
    with open_store(home) as store:
        assert credentials_for(other, system, store).password == "none"
        note_refusal(home, LoginRefused("", secret="practice.password"), Credentials("none"), store)
        with pytest.raises(LoginRefused, match="refused the secret practice"):
            credentials_for(other, system, store)
        Secrets(other.path).put_file("practice.password", "another")
        assert credentials_for(other, system, store).password == "another"
        store.forget_refusal("practice.password")
        Secrets(other.path).put_file("practice.password", "none")
        assert credentials_for(other, system, store).password == "none"


async def test_robots_take_turns_and_what_was_not_done_goes_on_later(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    async def full_inbox(_home: Home, _ledger: Ledger, robot: str, *, stop: asyncio.Event, login: str) -> None:
        begun.append(f"{robot} {login}")
        await stop.wait()

    monkeypatch.setattr(worker, "perform", full_inbox)
    monkeypatch.setattr(worker, "TURN", 0.0)
    monkeypatch.setattr(worker, "BEAT", 0.1)
    await enqueue(home, ROBOT, DUE)
    await enqueue(home, OTHER, DUE)
    async with working(home) as stop:
        await came_to(begun, 8)
        stop.set()
    assert begun[:4] * 2 == begun[:8]
    assert sorted(begun[:4]) == sorted(f"{robot} practice/login-{k}" for robot in (ROBOT, OTHER) for k in (1, 2))
    async with Queue.open(home) as queue:
        assert len(await jobs(queue)) == 4  # all was given back
        assert await jobs(queue, Status.DOING) == []


@asynccontextmanager
async def working(home: Home) -> AsyncIterator[asyncio.Event]:
    """A worker in this process; it must end by itself once it is asked to."""
    stop = asyncio.Event()
    with open_store(home) as store, Ledger(store) as ledger:
        works = asyncio.create_task(Worker.work(home, ledger, stop))
        try:
            yield stop
            await asyncio.wait_for(works, LIMIT)
        finally:
            works.cancel()


async def came_to(begun: list[Any], many: int) -> None:
    async with asyncio.timeout(LIMIT):
        while len(begun) < many:
            await asyncio.sleep(0.05)
