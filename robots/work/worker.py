"""A worker: takes robots' work from the queue that several machines share, one job at a time, until it is asked to end.

Work goes round: a job that has lasted its turn while another waits, and nobody is free, ends after the cases at hand
and goes to the queue's end. What a dead worker left comes first, for its cases may stand open in the case system. The
store is told when the work of a firing begins, and how each part of it ends.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from time import monotonic

from loguru import logger
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker as Fetching

from robots.browser import NoBrowser
from robots.errors import ConfigError, RobotError, TechnicalProblem
from robots.redaction import unforeseen
from robots.settings import Home
from robots.work.errand import PASSING, Errand
from robots.work.fingerprints import fingerprints
from robots.work.ledger import Ledger
from robots.work.membership import BEAT, SILENT, Membership
from robots.work.office import perform
from robots.work.queueing import RESCUED, TASK, Queue, enqueue
from robots.work.running import RunResult

__all__ = ["Worker", "enqueue"]

TURN = 300.0  # seconds that a job may go on while another waits and nobody is free
FORGOTTEN = 3600.0  # seconds; Procrastinate's own list of workers, which nobody else looks at
STRANGE = (
    'work of robot "{}" waits that this machine may not take: its flow, its system\'s description or its entry in '
    "config/robots.yaml differs here from where it was put into the queue. Make config/ and flows/ the same there and "
    "here; this worker sees it by itself"
)
UNREACHABLE = (ConnectorException, TechnicalProblem)


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
        """Take jobs, until asked to end, or STOP stands, or the files have changed, or the queue is away."""
        home = Home(self._folder)
        if home.stop_file.exists():
            logger.warning("STOP stands: nothing is taken from the queue")
            while home.stop_file.exists() and not self._stop.is_set():
                await self._wait(BEAT)
            return
        try:
            self._queues = dict(fingerprints(home))
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
        trouble: BaseException | None = None
        try:
            trouble = await self._work(errand, robot, login, due)
        except RobotError as problem:
            trouble = problem
            logger.log("WARNING" if isinstance(problem, PASSING) else "ERROR", "{}: {}", robot, problem)
        except NoBrowser as problem:
            trouble = problem
            logger.error("{}: {}", robot, problem)
        except Exception as fault:
            trouble = fault
            logger.opt(exception=fault).error("{}: {}", robot, unforeseen(fault))
        except BaseException:
            errand.over.set()
            raise
        finally:
            await self._settle(errand, trouble, tries)
            self._errand = None

    async def _work(self, errand: Errand, robot: str, login: str | None, due: str) -> RobotError | None:
        """Do a job, unless it is none for this machine just now; the trouble that its run had with the case system."""
        home = Home(self._folder)
        changed = fingerprints(home).get(robot) != errand.job.queue  # a file, just now
        if self._stop.is_set() or home.stop_file.exists() or changed:
            self._stop_fetching()
            errand.over.set()
            return None

        async def work() -> RunResult | None:
            firing = await self._ledger(self._ledger.store.begin_firing, robot, due)
            return await perform(home, self._ledger, robot, stop=errand.over, login=login, firing=firing)

        logger.info("{} begins, due {}{}", robot, due, f", with {login}" if login else "")
        result = await self._member.with_login(robot, login, work)
        return result.trouble if result else None

    async def _settle(self, errand: Errand, trouble: BaseException | None, tries: int) -> None:
        """Put what is left of a job back into the queue, or note that it is over; a database that is away is awaited.

        What cannot be done before the process ends is left to the others, who take it for a dead worker's.
        """
        left, outcome = errand.left(trouble, tries), type(trouble).__name__ if trouble else "done"
        while True:
            try:
                if left:
                    await self._queue.again(left.job, after=left.after)
                else:
                    await self._ledger(self._ledger.store.part_ended, errand.robot, errand.due, outcome=outcome)
            except UNREACHABLE:
                if self._stop.is_set():
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
        home = Home(self._folder)
        if home.stop_file.exists():
            self._stop_fetching()
        queues = dict(fingerprints(home))
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
