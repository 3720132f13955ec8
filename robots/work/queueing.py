"""The queue of several machines: Procrastinate, on the PostgreSQL that holds the store, in a schema of its own.

A job is one robot's firing on one login. Its lock lets one login be worked by one worker; its queue is named for the
files that the robot works by, so that only machines that have the same take it; its queueing lock lets a robot wait at
most once for a login. While it holds work of a robot nobody fires that one anew.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager, migrations_path

from robots.errors import ConfigError
from robots.settings import Home
from robots.systems.description import open_system
from robots.work.fingerprints import fingerprints

SCHEMA = "robots_queue"
TASK = "perform"  # what every job asks for: perform a robot's work
RESCUED = 100
"""The priority of what a dead worker left: its cases may stand open in the case system until its login is back."""

WAIT = 10.0  # seconds for a connection
_OPTIONS = f"-c search_path={SCHEMA}"
_INSIDE = {"options": _OPTIONS}
_HOLDS = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE args->>'robot' = %s AND status IN ('todo', 'doing'))"
_MOVED = (
    "UPDATE procrastinate_jobs SET queue_name = %(queue)s "
    "WHERE args->>'robot' = %(robot)s AND status = 'todo' AND queue_name <> %(queue)s"
)

Connection = psycopg.Connection[Any]


async def enqueue(home: Home, robot: str, due: str) -> None:
    """Put a robot's firing into the queue, once for each login that may work it.

    Work that waits for files as they were before is from now on done by what the files say now.

    Raises:
        ConfigError: The robot's system cannot be read, or no queue can be reached.
    """
    await asyncio.to_thread(_enqueue, home, robot, due)


def _enqueue(home: Home, robot: str, due: str) -> None:
    address = address_of(home)
    prepare(address)
    queues = fingerprints(home)
    with _reached(address) as connection:
        _follow(connection, queues)
    part = home.worked(home.robot(robot))
    logins = open_system(home.system_file(part.system)).logins if part.flow and part.system else (None,)
    with App(connector=SyncPsycopgConnector(conninfo=address, kwargs=_INSIDE, min_size=1)).open() as app:
        for login in logins:
            with suppress(AlreadyEnqueued):
                app.job_manager.defer_job(_job(robot, login, due, queues[robot]))


def holds(home: Home, robot: str) -> bool:
    """Whether the queue holds work of a robot: for no worker so far, or at a worker's that may be dead.

    Work that waits for files as they were before is from now on done by what the files say now.

    Raises:
        ConfigError: No queue can be reached.
    """
    address = address_of(home)
    prepare(address)
    with _reached(address) as connection:
        _follow(connection, fingerprints(home))
        return connection.execute(_HOLDS, [robot]).fetchone() == (True,)


def _follow(connection: Connection, queues: Mapping[str, str]) -> None:
    """Let work that waits for files as they were wait for those that are."""
    for robot, queue in queues.items():
        connection.execute(_MOVED, {"robot": robot, "queue": queue})


def _job(robot: str, login: str | None, due: str, queue: str) -> Job:
    return Job(
        queue=queue,
        lock=login or f"robot/{robot}",
        queueing_lock=f"{robot} {login}" if login else robot,
        task_name=TASK,
        task_kwargs={"robot": robot, "login": login, "due": due},
    )


class Queue:
    """The queue as a worker uses it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._manager = app.job_manager

    @classmethod
    @asynccontextmanager
    async def open(cls, home: Home) -> AsyncIterator[Queue]:
        """Open the queue beside the home's store, its schema brought up to date.

        Raises:
            ConfigError: A newer version of the toolkit made it.
        """
        address = address_of(home)
        await asyncio.to_thread(prepare, address)
        connector = PsycopgConnector(conninfo=address, kwargs=_INSIDE, min_size=1, timeout=WAIT)
        async with App(connector=connector).open_async() as app:
            yield cls(app)

    async def sign_of_life(self, worker: int) -> None:
        """Keep a worker alive while it is ending, too: Procrastinate's own signs stop before the last job is done."""
        await self._manager.update_heartbeat(worker)

    async def waiting(self) -> list[Job]:
        """The jobs that could begin if a worker were free."""
        taken = {job.lock for job in await self._manager.list_jobs_async(status=Status.DOING.value)}
        now = datetime.now(UTC)
        return [
            job
            for job in await self._manager.list_jobs_async(status=Status.TODO.value)
            if job.lock not in taken and (job.scheduled_at is None or job.scheduled_at <= now)
        ]

    async def again(self, job: Job, *, priority: int = 0, after: timedelta | None = None) -> None:
        """Put the same work at the end of the queue; it begins once this job has ended, for its lock is the same."""
        at = datetime.now(UTC) + after if after else None
        with suppress(AlreadyEnqueued):
            await self._manager.defer_job_async(
                job.evolve(id=None, status=None, priority=priority, scheduled_at=at, worker_id=None)
            )

    async def left_by(self, worker: int, at_hand: Job | None) -> set[int]:
        """The jobs of a worker that it does not work at any more: their end could not be noted."""
        its = await self._manager.list_jobs_async(status=Status.DOING.value, worker_id=worker)
        return {job.id for job in its if job.id and not (at_hand and at_hand.id == job.id)}

    async def rescue(self, silent: float, queues: Collection[str], logins: Collection[str | None]) -> list[Job]:
        """Put the work of dead workers first into the queue, as new jobs: one that comes back ends only its own.

        Args:
            silent: Seconds without a sign of life after which a worker is dead.
            queues: Those whose work this worker may take.
            logins: Those that living workers have; whoever has one was not buried yet.
        """
        rescued = []
        for job in await self._manager.get_stalled_jobs(seconds_since_heartbeat=silent):
            if job.queue in queues and job.lock not in logins:
                for other in await self._manager.list_jobs_async(
                    status=Status.TODO.value, queueing_lock=job.queueing_lock
                ):
                    await self._manager.cancel_job_by_id_async(other.id or 0, delete_job=True)
                await self.again(job, priority=RESCUED)
                with suppress(ConnectorException):  # another worker was quicker
                    await self._manager.finish_job(job, Status.ABORTED, delete_job=True)
                    rescued.append(job)
        return rescued


def address_of(home: Home) -> str:
    """The store's address as PostgreSQL's own library reads it.

    Raises:
        ConfigError: The store is one SQLite file, with which one process works.
    """
    _, found, rest = home.database.partition("postgresql+psycopg://")
    if not found:
        raise ConfigError(
            "Several machines need a store that they can all reach: name a PostgreSQL database in `database:` of "
            "config/settings.yaml. With SQLite one process works: run.py start"
        )
    return f"postgresql://{rest}"


def prepare(address: str) -> None:
    """Make the queue's schema, or bring it up to date; never back.

    Raises:
        ConfigError: A newer version of the toolkit made it, or nothing answers; nothing was changed.
    """
    with _reached(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(SCHEMA.encode())])
        _bring_up(connection)


@contextmanager
def _reached(address: str) -> Iterator[Connection]:
    try:
        with psycopg.connect(address, autocommit=True, options=_OPTIONS) as connection:
            yield connection
    except psycopg.OperationalError:
        raise ConfigError(
            "The queue beside the store cannot be reached. Check `database:` in config/settings.yaml."
        ) from None


def _bring_up(connection: Connection) -> None:
    known = sorted(path.name for path in migrations_path.glob("*.sql"))
    there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.version"]).fetchone()
    if there == (None,):
        steps: Mapping[str, str] = {known[-1]: _FIRST + SchemaManager.get_schema() + _VERSION}
    else:
        row = connection.execute("SELECT name FROM version").fetchone()
        stands = str(row[0]) if row else ""
        if stands not in known:
            raise ConfigError(
                f"The queue stands at version {stands}, which this version of the toolkit does not know. Nothing was "
                "changed. Use the version that made it, or a newer one."
            )
        steps = {name: (migrations_path / name).read_text("utf-8") for name in known[known.index(stands) + 1 :]}
    for name, step in steps.items():
        with connection.transaction():
            connection.execute(step.encode())
            connection.execute("UPDATE version SET name = %s", [name])


_FIRST = f"CREATE SCHEMA IF NOT EXISTS {SCHEMA};"
_VERSION = "CREATE TABLE version (name text NOT NULL); INSERT INTO version VALUES ('');"
