"""A worker's errand: the job at hand, and what of it goes back into the queue when it ends early."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic

from loguru import logger
from procrastinate.jobs import Job

from robots.browser import NoBrowser
from robots.errors import ConfigError, LoginInUse, StopAsked, SystemClosed, TechnicalProblem

AFTER_FAULT = timedelta(seconds=10)
"""Until work is tried again that a passing fault or STOP broke off, or whose login is in use."""

CLOSED = timedelta(hours=1)  # until work is looked at again whose system opens nobody knows when
TRIES = 5  # of work that faults break off, or that cannot be begun; then the next firing goes on
PASSING = (TechnicalProblem, ConfigError, NoBrowser)  # what this machine lacks, another may have


@dataclass
class Errand:
    """The job at hand."""

    job: Job
    began: float = field(default_factory=monotonic)
    over: asyncio.Event = field(default_factory=asyncio.Event)  # finish what is at hand and give the rest back

    @property
    def robot(self) -> str:
        return str(self.job.task_kwargs["robot"])

    @property
    def due(self) -> str:
        """The firing that it is a part of."""
        return str(self.job.task_kwargs["due"])

    def left(self, trouble: BaseException | None, tries: int) -> Left | None:
        """What is to go back into the queue; None where the job is over.

        Args:
            trouble: What ended it, if anything did.
            tries: How often faults had broken it off before.
        """
        if self.over.is_set():
            return Left(self.job)
        if isinstance(trouble, SystemClosed):
            return Left(self.job, max(trouble.until - datetime.now(UTC), AFTER_FAULT) if trouble.until else CLOSED)
        if isinstance(trouble, StopAsked | LoginInUse):
            return Left(self.job, AFTER_FAULT)
        if not isinstance(trouble, PASSING):
            return None
        if tries + 1 < TRIES:
            return Left(self.job.evolve(task_kwargs={**self.job.task_kwargs, "tries": tries + 1}), AFTER_FAULT)
        logger.error("{} was broken off {} times; the next firing goes on", self.robot, TRIES)
        return None


@dataclass(frozen=True)
class Left:
    """What is left of a job that ended early."""

    job: Job
    after: timedelta | None = None  # how long it rests
