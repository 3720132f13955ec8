"""A worker: takes robots' work from the queue that several machines share, one job at a time, until it is asked to end.

Work goes round: a job that has lasted its turn while another waits, and nobody is free, ends after the cases at hand
and goes to the queue's end. What a dead worker left comes first, for its cases may stand open in the case system.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from loguru import logger
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker as Fetching

from robots.browser import NoBrowser
from robots.errors import ConfigError, LoginInUse, RobotError, TechnicalProblem
from robots.redaction import unforeseen
from robots.settings import Home
from robots.work.fingerprints import fingerprints
from robots.work.ledger import Ledger
from robots.work.membership import BEAT, SILENT, Membership
from robots.work.office import perform
from robots.work.queueing import RESCUED, TASK, Queue, enqueue

__all__ = ["Worker", "enqueue"]

TURN = 300.0  # seconds that a job may go on while another waits and nobody is free
AFTER_FAULT = timedelta(
    seconds=10
)  # until work that a passing fault broke off, or whose login is in use, is tried again
TRIES = 5  # of work that faults break off, or that cannot be begun; then the next firing goes on
FORGOTTEN = 3600.0  # seconds; Procrastinate's own list of workers, which nobody else looks at
STRANGE = (
    'work of robot "{}" waits that this machine may not take: its flow, its system\'s description or its entry in '
    "config/robots.yaml differs here from where it was put into the queue. Make config/ and flows/ the same there and "
    "here; this worker sees it by itself"
)
UNREACHABLE = (ConnectorException, TechnicalProblem)


@dataclass
class Errand:
    """The job at hand."""

    job: Job
    began: float = field(default_factory=monotonic)
    over: asyncio.Event = field(default_factory=asyncio.Event)  # finish what is at hand and give the rest back


class Worker:
    """One process that works for a shared store."""

    def __init__(self, folder: Path, ledger: Ledger, member: Membership, queue: Queue, stop: asyncio.Event) -> None:
        self._folder = folder
        self._ledger = ledger
        self._member = member
        self._queue = queue
        self._stop = stop
        self._queues: dict[str, str] = {}  # of each robot: where work waits that its files here are right for
        self._fetching: Fetching | None = None
        self._errand: Errand | None = None
        self._left: set[int] = set()  # jobs that the queue takes for worked at, and that are not
        self._strangers: set[int] = set()  # jobs for other files than those here, of which was told
        queue.app.task(name=TASK, pass_context=True)(self._perform)

    @classmethod
    async def work(cls, home: Home, ledger: Ledger, stop: asyncio.Event) -> None:
        """Work until `stop` is set: then what is at hand is finished, and the rest given back.

        A database that is away for a while is waited for.

        Raises:
            ConfigError: The store is one that cannot be shared, or the queue's version is not known.
        """
        async with Queue.open(home) as queue, Membership.begin(ledger.store) as member:
            worker = cls(home.path, ledger, member, queue, stop)
            tending = asyncio.create_task(worker._tend())
            ending = asyncio.create_task(worker._end())
            try:
                while not stop.is_set():
                    await worker._fetch()
            finally:
                tending.cancel()
                ending.cancel()

    async def _fetch(self) -> None:
        """Take jobs, until asked to end, or the files have changed, or the queue is away."""
        try:
            self._queues = dict(fingerprints(Home(self._folder)))
        except ConfigError as trouble:
            logger.error("nothing is taken from the queue: {}", trouble)
            await self._wait(SILENT)
            return
        self._fetching = Fetching(
            self._queue.app,
            queues=sorted(self._queues.values()),
            install_signal_handlers=False,
            delete_jobs=DeleteJobCondition.ALWAYS.value,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=FORGOTTEN,
        )
        try:
            await self._fetching.run()  # type: ignore[no-untyped-call]
        except UNREACHABLE:
            logger.warning("the queue does not answer; it is tried again")
            await self._wait(BEAT)

    async def _perform(self, context: JobContext, robot: str, login: str | None, due: str, tries: int = 0) -> None:
        """One job, from Procrastinate; what is left of it when it ends early goes back into the queue."""
        self._errand = errand = Errand(context.job)
        fault: RobotError | None = None
        home = Home(self._folder)
        try:
            if self._stop.is_set() or fingerprints(home).get(robot) != errand.job.queue:  # a file has changed just now
                self._stop_fetching()
                errand.over.set()
                return
            logger.info("{} begins, due {}{}", robot, due, f", with {login}" if login else "")
            work = partial(perform, home, self._ledger, robot, stop=errand.over, login=login)
            result = await self._member.with_login(robot, login, work)
            if result and isinstance(result.trouble, TechnicalProblem):
                fault = result.trouble
        except (TechnicalProblem, ConfigError) as trouble:  # what this machine lacks, another may have
            fault = trouble
            logger.warning("{}: {}", robot, trouble)
        except NoBrowser as trouble:
            fault = ConfigError(str(trouble))
            logger.error("{}: {}", robot, trouble)
        except RobotError as trouble:
            logger.error("{}: {}", robot, trouble)
        except Exception as trouble:
            logger.opt(exception=trouble).error("{}: {}", robot, unforeseen(trouble))
        finally:
            await self._give_back(errand, fault, tries)
            self._errand = None

    async def _give_back(self, errand: Errand, fault: RobotError | None, tries: int) -> None:
        job = errand.job
        if fault and not isinstance(fault, LoginInUse) and not errand.over.is_set():
            if tries + 1 >= TRIES:
                logger.error("{} was broken off {} times; the next firing goes on", job.task_kwargs["robot"], TRIES)
                return
            job = job.evolve(task_kwargs={**job.task_kwargs, "tries": tries + 1})
        if not (fault or errand.over.is_set()):
            return
        while True:
            try:
                await self._queue.again(job, after=None if errand.over.is_set() else AFTER_FAULT)
            except UNREACHABLE:
                if self._stop.is_set():  # the others take it for a dead worker's, which it is
                    raise
                await self._wait(BEAT)
            else:
                return

    async def _end(self) -> None:
        await self._stop.wait()
        logger.info("asked to end; what is at hand is finished")
        self._stop_fetching()
        if self._errand:
            self._errand.over.set()

    def _stop_fetching(self) -> None:
        if self._fetching:
            self._fetching.stop()  # type: ignore[no-untyped-call]

    async def _tend(self) -> None:
        """With each beat: a sign of life, a look at what others left, and at who waits."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await asyncio.wait_for(self._look_about(), SILENT)
            except (*UNREACHABLE, TimeoutError):
                logger.debug("the queue does not answer")
            except ConfigError as trouble:
                logger.error("nothing is taken from the queue: {}", trouble)
                self._stop_fetching()

    async def _look_about(self) -> None:
        if self._fetching and (number := self._fetching.worker_id) is not None:
            await self._queue.sign_of_life(number)
            await self._let_go_of_what_is_done(number)
        queues = dict(fingerprints(Home(self._folder)))
        if queues != self._queues:
            logger.info("the files of this home have changed")
            self._queues = queues
            self._stop_fetching()
        await self._member.bury()
        workers = await self._ledger(self._ledger.store.workers)
        mine = set(self._queues.values())
        if self._member.steady:
            for job in await self._queue.rescue(SILENT, mine, {worker.login for worker in workers}):
                logger.warning("{} goes on in place of a worker that gave no sign of life", job.task_kwargs["robot"])
        waiting = await self._queue.waiting()
        self._tell_of_strangers([job for job in waiting if job.queue not in mine])
        ours = [job for job in waiting if job.queue in mine]
        if ours and all(worker.robot for worker in workers):
            self._give_way(at_once=any(job.priority == RESCUED for job in ours))

    async def _let_go_of_what_is_done(self, number: int) -> None:
        """Begin anew where the end of a job could not be noted: until then its login would be taken for worked with."""
        left = await self._queue.left_by(number, self._errand.job if self._errand else None)
        if left & self._left:
            logger.warning("the end of a job could not be noted; it is looked at again")
            self._stop_fetching()
        self._left = left

    def _give_way(self, *, at_once: bool) -> None:
        errand = self._errand
        if errand and not errand.over.is_set() and (at_once or monotonic() - errand.began > TURN):
            logger.info("others wait, and nobody is free; what is at hand is finished")
            errand.over.set()

    def _tell_of_strangers(self, waiting: list[Job]) -> None:
        for job in waiting:
            if job.id and job.id not in self._strangers:
                self._strangers.add(job.id)
                logger.error(STRANGE, job.task_kwargs["robot"])

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
