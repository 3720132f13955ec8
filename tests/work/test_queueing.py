"""What waits for several machines waits once, for the right files, in turn, and is not lost with whoever had it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from loguru import logger
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.schema import migrations_path

from robots import yamlfile
from robots.browser import NoBrowser
from robots.cases import Firing
from robots.errors import ConfigError, LoginInUse, LoginRefused, RobotError, StopAsked, SystemClosed
from robots.model import Mode
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.work import errand, membership, worker
from robots.work.approving import trial_home
from robots.work.credentials import credentials_for, note_refusal
from robots.work.fingerprints import fingerprints
from robots.work.ledger import Ledger
from robots.work.office import open_store
from robots.work.queueing import RESCUED, SCHEMA, Queue, address_of, enqueue, holds, prepare
from robots.work.running import RunResult
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


NOW = datetime.now(UTC)
MORNING = NOW + timedelta(hours=8)  # when a closed system opens
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

    async def full_inbox(
        _home: Home, _ledger: Ledger, robot: str, *, stop: asyncio.Event, login: str, firing: Firing | None
    ) -> None:
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


async def test_a_firing_is_a_worker_s_from_its_begin_until_each_login_s_part_has_ended(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Firing | None] = []

    async def short(*_: object, firing: Firing | None, **_more: object) -> None:
        given.append(firing)
        if len(given) == 2:
            raise LoginRefused("practice refused the password.", secret="practice.password")

    monkeypatch.setattr(worker, "perform", short)
    firing = Firing(ROBOT, DUE, datetime(2026, 11, 26, 5, tzinfo=UTC))
    with open_store(home) as store:
        assert store.fire(firing, owner="a scheduler", queued=True)
        await enqueue(home, ROBOT, DUE)
        assert holds(home, ROBOT)
        assert not holds(home, OTHER)
        assert store.firings(ROBOT)[0].begun is None
        async with working(home) as stop:
            await came_to(given, 2)
            await gone(home)
            stop.set()
        assert given == [firing, firing]
        taken = store.firings(ROBOT)[0]
        assert taken.begun is not None
        assert (taken.queued, taken.outcome) == (True, "LoginRefused")


@pytest.mark.parametrize(
    ("trouble", "rests"),
    [
        (SystemClosed("practice is closed.", MORNING), MORNING - NOW),
        (SystemClosed("practice is closed."), timedelta(hours=1)),
        (StopAsked("STOP stands in the home folder."), timedelta(seconds=10)),
    ],
    ids=["closed", "closed for nobody knows how long", "STOP"],
)
async def test_what_stop_or_a_closing_system_cut_short_waits_in_the_queue_to_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, trouble: RobotError, rests: timedelta
) -> None:
    begun: list[str] = []

    async def cut_short(_home: Home, _ledger: Ledger, robot: str, **_: object) -> RunResult:
        begun.append(robot)
        return RunResult(1, Mode.DRAFT, trouble=trouble)

    monkeypatch.setattr(worker, "perform", cut_short)
    await enqueue(home, ROBOT, DUE)
    async with working(home) as stop, Queue.open(home) as queue:
        await came_to(begun, 2)
        async with asyncio.timeout(LIMIT):
            while len(waiting := await jobs(queue)) < 2:
                await asyncio.sleep(0.05)
        stop.set()
    for job in waiting:
        assert job.scheduled_at is not None
        assert NOW + rests <= job.scheduled_at <= datetime.now(UTC) + rests
        assert job.task_kwargs["due"] == DUE
    assert holds(home, ROBOT)


async def test_while_stop_stands_a_worker_takes_nothing_and_goes_on_once_it_is_removed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    said: list[str] = []

    async def short(_home: Home, _ledger: Ledger, robot: str, **_: object) -> None:
        begun.append(robot)

    monkeypatch.setattr(worker, "perform", short)
    monkeypatch.setattr(worker, "BEAT", 0.1)
    ear = logger.add(said.append, filter=lambda record: "STOP stands" in record["message"])
    home.stop_file.touch()
    await enqueue(home, ROBOT, DUE)
    async with working(home) as stop, Queue.open(home) as queue:
        await came_to(said, 1)
        assert len(await jobs(queue)) == 2
        home.stop_file.unlink()
        await came_to(begun, 2)
        home.stop_file.touch()
        await came_to(said, 2)
        await enqueue(home, ROBOT, DUE)
        stop.set()
        assert len(await jobs(queue)) == 2
    logger.remove(ear)
    assert len(begun) == 2


async def test_what_no_machine_can_begin_is_given_up_after_some_tries_and_the_store_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def broken(_home: Home, _ledger: Ledger, robot: str, **_: object) -> None:
        tried.append(robot)
        raise NoBrowser("There is no browser.")

    monkeypatch.setattr(worker, "perform", broken)
    monkeypatch.setattr(errand, "AFTER_FAULT", timedelta(0))
    with open_store(home) as store:
        assert store.fire(Firing(ROBOT, DUE, datetime.now(UTC)), owner="a scheduler", queued=True)
        await enqueue(home, ROBOT, DUE)
        async with working(home) as stop:
            await gone(home)
            stop.set()
        assert len(tried) == 2 * errand.TRIES
        assert store.firings(ROBOT)[0].outcome == "NoBrowser"


async def test_whoever_asks_the_queue_lets_what_waits_follow_the_files(home: Home) -> None:
    await enqueue(home, ROBOT, DUE)
    next((home.flow_folder("parking_permit") / "texts").glob("*.j2")).write_text("changed", "utf-8")
    assert holds(Home(home.path), ROBOT)
    async with Queue.open(home) as queue:
        assert {job.queue for job in await jobs(queue)} == {fingerprints(Home(home.path))[ROBOT]}


async def gone(home: Home) -> None:
    """Wait until the queue holds nothing of the robot."""
    async with asyncio.timeout(LIMIT):
        while await asyncio.to_thread(holds, home, ROBOT):
            await asyncio.sleep(0.05)


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
