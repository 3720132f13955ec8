"""What a scheduler leaves to workers: it is theirs until the queue holds none of it, and late until one has begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

from robots.cases import Firing
from robots.errors import ConfigError
from robots.work.schedule import coming, overdue
from robots.work.schedule.scheduler import Scheduler
from tests.work.schedule.shift import PARKING, REPORT, Shift

NIGHTLY = PARKING | {"when": "30 2 * * *"}
LOOKS = {"looks_again": "parking", "when": "0 10 * * *"}
LATE = timedelta(minutes=15)
DUE = "2026-11-21T02:30"


class Queue:
    """Whose work stands in the queue."""

    def __init__(self) -> None:
        self.robots: set[str] = set()

    def holds(self, robot: str) -> bool:
        return robot in self.robots


@pytest.fixture
def queue() -> Queue:
    return Queue()


async def begins(shift: Shift, queue: Queue, **robots: dict[str, object]) -> Scheduler:
    """A scheduler whose robots workers are to do, the first of them due at half past two."""
    shift.comes("2026-11-20 12:00")
    shift.keeps(**robots)
    scheduler = shift.scheduler(holds=queue.holds)
    assert await shift.looks(scheduler) == []
    return scheduler


def late(shift: Shift) -> list[tuple[str, str]]:
    return [(one.robot, one.due) for one in overdue(shift.home, shift.store, shift.clock(), by=LATE)]


async def test_what_no_worker_begins_is_late_and_is_fired_once(shift: Shift, queue: Queue) -> None:
    scheduler = await begins(shift, queue, parking=NIGHTLY)
    assert await shift.looks(scheduler, at="2026-11-21 02:30") == [("parking", DUE)]
    queue.robots = {"parking"}
    assert await shift.looks(scheduler, shift.scheduler(holds=queue.holds), at="2026-11-21 02:44") == []
    assert late(shift) == []
    shift.comes("2026-11-22 12:00")
    assert late(shift) == [("parking", DUE)]
    (waits,) = [one for one in coming(shift.home, shift.store, shift.clock(), days=0) if one.due]
    assert (waits.due, waits.hold and waits.hold.says) == (DUE, "it waits for a worker")

    assert shift.store.begin_firing("parking", DUE) == Firing("parking", DUE, shift.store.firings("parking")[0].planned)
    shift.store.join("one:1", "one")
    assert late(shift) == []


async def test_it_is_done_when_the_queue_holds_none_of_it_and_what_fell_due_meanwhile_is_fired_once(
    shift: Shift, queue: Queue
) -> None:
    after = REPORT | {"when": {"after": "parking"}}
    scheduler = await begins(shift, queue, parking=NIGHTLY, list=after)
    await shift.looks(scheduler, at="2026-11-21 02:30")
    queue.robots = {"parking"}
    shift.store.begin_firing("parking", DUE)
    shift.work.run_of("parking", "done")  # as one of its logins; another works on
    shift.store.part_ended("parking", DUE, outcome="done")
    assert await shift.looks(scheduler, at="2026-11-23 03:00") == []
    assert shift.store.firings("parking")[0].ended is None

    last = shift.work.run_of("parking", "done")
    shift.store.part_ended("parking", DUE, outcome="done")
    queue.robots = set()
    shift.clock.turn(minutes=1)
    assert await shift.looks(scheduler) == [("parking", "2026-11-23T02:30"), ("list", f"after:parking:{last}")]
    assert [(one.due, one.outcome) for one in shift.store.firings("parking")][1] == (DUE, "done")


async def test_one_part_that_went_wrong_is_how_the_whole_ended(shift: Shift, queue: Queue) -> None:
    scheduler = await begins(shift, queue, parking=NIGHTLY, looks=LOOKS, list=REPORT | {"when": {"after": "looks"}})
    await shift.looks(scheduler, at="2026-11-21 10:00")
    due = "2026-11-21T10:00"
    shift.store.begin_firing("looks", due)
    for outcome in ("done", "LoginRefused", "done"):
        shift.store.part_ended("looks", due, outcome=outcome)
    assert await shift.looks(scheduler, at="2026-11-21 10:01") == [("parking", DUE)]  # no worker had begun with it
    ended = shift.store.firings("looks")[0]
    assert (ended.outcome, ended.ended) == ("LoginRefused", shift.clock())


async def test_what_could_not_be_put_into_the_queue_is_put_there_at_the_next_look(shift: Shift, queue: Queue) -> None:
    scheduler = await begins(shift, queue, parking=NIGHTLY)
    shift.work.fault = ConfigError("The queue beside the store cannot be reached.")
    assert await shift.looks(scheduler, at="2026-11-21 02:30") == [("parking", DUE)]
    shift.work.fault = None
    assert await shift.looks(scheduler, at="2026-11-21 02:31") == [("parking", DUE)]
    queue.robots = {"parking"}
    assert await shift.looks(scheduler, at="2026-11-21 02:32") == []


async def test_what_a_service_died_over_is_put_into_the_queue_by_the_next_one(shift: Shift, queue: Queue) -> None:
    await begins(shift, queue, parking=NIGHTLY)
    shift.comes("2026-11-21 02:30")
    assert shift.store.fire(Firing("parking", DUE, shift.clock()), owner="dies", queued=True)
    survivor = shift.scheduler(holds=queue.holds)
    assert await shift.looks(survivor, at="2026-11-21 02:31") == []  # it may be alive
    assert await shift.looks(survivor, at="2026-11-21 02:32") == [("parking", DUE)]


async def test_what_was_begun_and_is_in_no_queue_any_more_is_begun_again_once(shift: Shift, queue: Queue) -> None:
    scheduler = await begins(shift, queue, parking=NIGHTLY)
    await shift.looks(scheduler, at="2026-11-21 02:30")
    shift.store.begin_firing("parking", DUE)
    number = shift.store.firings("parking")[0].id
    assert await shift.looks(scheduler, at="2026-11-21 02:31") == [("parking", f"again:{number}")]


async def test_what_waits_while_a_worker_is_in_its_case_system_is_not_late(shift: Shift, queue: Queue) -> None:
    scheduler = await begins(shift, queue, parking=NIGHTLY)
    await shift.looks(scheduler, at="2026-11-21 02:30")
    shift.comes("2026-11-21 04:00")
    worker = shift.store.join("one:1", "one")
    shift.store.take_login(worker, "another", "elsewhere/login-1")
    assert late(shift) == [("parking", DUE)]
    shift.store.take_login(worker, "another", "practice/login-1")
    assert late(shift) == []


async def test_what_a_closing_system_put_back_is_late_once_it_is_open_and_no_worker_lives(
    small_shift: Shift, queue: Queue
) -> None:
    shift = small_shift
    shift.describes({"hours": {"mon-sun": "06:00-22:00"}})
    scheduler = await begins(shift, queue, parking=PARKING | {"when": "50 21 * * *"})
    await shift.looks(scheduler, at="2026-11-20 21:50")
    queue.robots = {"parking"}
    worker = shift.store.join("one:1", "one")
    shift.store.begin_firing("parking", "2026-11-20T21:50")
    shift.comes("2026-11-20 22:00")
    shift.work.run_of("parking", "SystemClosed")
    shift.store.leave(worker)
    shift.comes("2026-11-21 05:00")
    assert late(shift) == []
    assert await shift.looks(scheduler, at="2026-11-21 06:01") == []
    assert late(shift) == [("parking", "2026-11-20T21:50")]
    shift.store.join("two:2", "two")
    assert late(shift) == []


async def test_a_look_that_a_closing_system_ended_goes_on_when_it_opens(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 21:00")
    small_shift.describes({"hours": {"mon-sun": "06:00-22:00"}})
    scheduler = small_shift.keeps(parking=PARKING, looks={"looks_again": "parking"})
    await small_shift.looks(scheduler)
    small_shift.comes("2026-11-20 22:00")
    run = small_shift.work.run_of("looks", "SystemClosed")
    assert await small_shift.looks(scheduler, at="2026-11-21 06:00") == [("looks", f"continued:{run}")]


def test_the_runs_of_a_firing_share_its_drafts(shift: Shift) -> None:
    one, other = (Firing("parking", due, shift.clock()) for due in (DUE, "2026-11-22T02:30"))
    assert shift.store.fire(one, owner="one", queued=True)
    with shift.opens() as elsewhere:
        left = [store.count_draft(one, most=3) for store in (shift.store, elsewhere, shift.store, elsewhere)]
    assert left == [2, 1, 0, -1]
    shift.store.let_robot_go("parking", DUE, outcome="done")
    assert shift.store.fire(other, owner="one", queued=True)
    assert shift.store.count_draft(other, most=3) == 2
