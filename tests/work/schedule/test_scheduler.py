"""Robots start by schedule: each firing once, whatever happens to schedulers, clocks, robots and the store."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from loguru import logger

from robots.cases import Firing, Store
from robots.errors import ConfigError, SystemDown
from robots.settings import Home
from robots.work.ledger import Ledger
from robots.work.schedule import at_work, coming, overdue
from robots.work.schedule.pending import Plan
from robots.work.schedule.scheduler import Scheduler
from tests.cases.desk import KEY, Clock, Desk, row
from tests.work.schedule.naive import DAY, midnight
from tests.work.schedule.shift import PARKING, PURGE, REPORT, Shift, now, until

NIGHTLY = REPORT | {"when": "30 2 * * *"}


@pytest.mark.proof
@pytest.mark.parametrize("changing", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
async def test_two_schedulers_on_one_store_start_each_firing_once(shift: Shift, changing: date) -> None:
    chance = random.Random(changing.toordinal())
    first, last = midnight(changing - 2 * DAY), midnight(changing + 2 * DAY)
    shift.clock.at = first
    frequent = PURGE | {"when": {"every": "2 h", "between": "22:00-07:00", "days": "workdays"}}
    one = shift.keeps(nightly=NIGHTLY, often=frequent)
    two = shift.scheduler()
    await shift.looks(one, two)
    while shift.clock() < last:
        shift.clock.turn(minutes=chance.randint(1, 50))
        await asyncio.gather(*(look() for look in chance.sample([one.look, two.look], chance.randint(1, 2))))
        await asyncio.gather(one.done(), two.done())
    due = {
        (name, time.due)
        for name in ("nightly", "often")
        for time in Plan.of(shift.home, name).timetable.between(first, shift.clock())
    }
    late = {(name, time) for name, time in due if time not in {due for _, due in shift.work.started}}
    assert Counter(shift.work.started) == Counter(due - late)
    assert len(late) <= 1  # what fell due after the last look
    assert {owner.owner for owner in shift.store.firings("nightly")} == {one._owner}  # one process, two schedulers


async def test_what_downtime_missed_is_caught_up_once(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    once = PURGE | {"when": {"at": "2026-11-23 08:00"}}
    before = shift.keeps(nightly=NIGHTLY, often=PURGE | {"when": {"every": "20 min"}}, once=once)
    assert await shift.looks(before) == []
    assert await shift.looks(before, at="2026-11-20 12:20") == [("often", "2026-11-20T11:20Z")]

    after = shift.scheduler()
    missed = await shift.looks(after, at="2026-11-26 10:05")

    assert missed == [
        ("nightly", "2026-11-26T02:30"), ("often", "2026-11-26T09:00Z"), ("once", "2026-11-23T08:00"),
    ]  # fmt: skip
    assert await shift.looks(after, shift.scheduler(), at="2026-11-26 10:19") == []


async def test_a_schedule_that_is_new_or_changed_catches_nothing_up(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    await shift.looks(shift.keeps(nightly=NIGHTLY))
    changed = REPORT | {"when": "30 1 * * *"}

    shift.comes("2026-11-21 12:00")
    assert await shift.looks(shift.keeps(nightly=changed, other=changed)) == []
    assert await shift.looks(shift.scheduler(), at="2026-11-22 01:30") == [
        ("nightly", "2026-11-22T01:30"), ("other", "2026-11-22T01:30"),
    ]  # fmt: skip


async def test_a_clock_that_jumps_ahead_and_back_doubles_and_loses_nothing(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    scheduler = shift.keeps(nightly=NIGHTLY)
    await shift.looks(scheduler)
    assert await shift.looks(scheduler, at="2027-03-01 00:00") == [("nightly", "2027-02-28T02:30")]
    assert await shift.looks(scheduler, at="2026-11-20 12:01") == []
    assert await shift.looks(scheduler, at="2026-11-21 02:30") == [("nightly", "2026-11-21T02:30")]
    assert await shift.looks(scheduler, at="2026-11-21 01:30") == []
    assert await shift.looks(scheduler, at="2026-11-21 02:31") == []
    restarted = shift.scheduler()
    assert await shift.looks(restarted, at="2026-11-22 02:30") == [("nightly", "2026-11-22T02:30")]


async def test_a_schedule_first_kept_by_a_clock_that_was_ahead_is_kept_all_the_same(shift: Shift) -> None:
    shift.comes("2030-01-01 12:00")
    await shift.looks(shift.keeps(nightly=NIGHTLY))
    shift.comes("2026-11-20 12:00")
    scheduler = shift.scheduler()
    await shift.looks(scheduler)
    assert await shift.looks(scheduler, at="2026-11-21 02:30") == [("nightly", "2026-11-21T02:30")]


async def test_a_robot_at_work_is_started_by_nobody_and_does_what_fell_due_once_afterwards(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    one = shift.keeps(often=PURGE | {"when": {"every": "20 min"}})
    two = shift.scheduler()
    await shift.looks(one)
    shift.work.gate = asyncio.Event()
    shift.comes("2026-11-20 12:20")
    await one.look()
    await until(lambda: shift.work.started)
    for minute in (40, 41, 55):
        shift.comes(f"2026-11-20 12:{minute}")
        await one._ledger(one._ledger.store.hold, "often", "2026-11-20T11:20Z")  # as it is renewed meanwhile
        await one.look()
        await two.look()
    with pytest.raises(ConfigError, match="at work already"):
        async with at_work(two._ledger, "often", "somebody else"):
            raise AssertionError("two work as one robot")
    assert len(shift.work.started) == 1

    shift.work.gate.set()
    await one.done()
    assert await shift.looks(two, one) == [("often", "2026-11-20T11:40Z")]


async def test_what_a_process_that_died_had_begun_is_begun_again_once(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    await shift.looks(shift.keeps(nightly=NIGHTLY))
    died = Firing("nightly", "2026-11-21T02:30", datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    shift.comes("2026-11-21 02:30")
    assert shift.store.fire(died, owner="a process that dies")
    number = shift.store.firings("nightly")[0].id

    survivor = shift.scheduler()
    assert await shift.looks(survivor, at="2026-11-21 02:31") == []  # it may be alive
    shift.work.fault = KeyError()
    assert await shift.looks(survivor, at="2026-11-21 02:32") == [("nightly", f"again:{number}")]
    assert await shift.looks(survivor, at="2026-11-21 08:00") == []

    again = shift.store.firings("nightly")[0]
    assert (again.due, again.outcome) == (f"again:{number}", "KeyError")


async def test_a_process_that_dies_of_its_work_is_not_made_to_die_for_ever(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    await shift.looks(shift.keeps(nightly=NIGHTLY))
    shift.comes("2026-11-21 02:30")
    assert shift.store.fire(Firing("nightly", "2026-11-21T02:30", shift.clock()), owner="dies")
    shift.clock.turn(minutes=2)
    again = Firing("nightly", f"again:{shift.store.firings('nightly')[0].id}", shift.clock())
    assert shift.store.fire(again, owner="dies too")
    assert await shift.looks(shift.scheduler(), at="2026-11-21 09:00") == []
    assert await shift.looks(shift.scheduler(), at="2026-11-22 02:30") == [("nightly", "2026-11-22T02:30")]


@pytest.mark.parametrize("fault", [SystemDown("practice does not answer."), ConfigError("No."), ZeroDivisionError()])
async def test_a_run_that_fails_does_not_end_its_schedule(small_shift: Shift, fault: Exception) -> None:
    shift = small_shift
    shift.comes("2026-11-20 12:00")
    scheduler = shift.keeps(nightly=NIGHTLY)
    await shift.looks(scheduler)
    shift.work.fault = fault
    for night in range(21, 27):
        assert await shift.looks(scheduler, at=f"2026-11-{night} 02:30") == [("nightly", f"2026-11-{night}T02:30")]
    assert {one.outcome for one in shift.store.firings("nightly")} == {type(fault).__name__}


async def test_a_store_that_is_away_is_told_of_and_what_was_due_meanwhile_is_started(
    sqlite_url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robots.cases.database._BUSY_SECONDS", 0.05)
    with ExitStack() as stack:
        shift = Shift(tmp_path / "home", sqlite_url, clock, stack)
        shift.comes("2026-11-20 12:00")
        scheduler = shift.keeps(nightly=NIGHTLY)
        await shift.looks(scheduler)
        seen = scheduler.looked
        with shift.store._writing() as session:
            session.connection()  # the file is another's now
            assert await shift.looks(scheduler, at="2026-11-21 02:30") == []
            assert "locked" in (scheduler.trouble or "")
            assert scheduler.looked == seen
        assert await shift.looks(scheduler, at="2026-11-21 02:45") == [("nightly", "2026-11-21T02:30")]
        assert (scheduler.trouble, scheduler.looked) == (None, clock())


async def test_a_closed_system_holds_its_robot_back_until_it_opens(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    shift.describes(
        {
            "hours": {"mon-fri": "06:00-22:00"},
            "maintenance": [{"from": "2026-11-23 05:00", "to": "2026-11-23 09:30", "why": "upgrade"}],
        }
    )
    scheduler = shift.keeps(parking=PARKING | {"when": "30 2 * * *"})
    for at in ("2026-11-20 12:00", "2026-11-21 02:30", "2026-11-23 02:30", "2026-11-23 06:00", "2026-11-23 09:29"):
        assert await shift.looks(scheduler, at=at) == []
    (held,) = [one for one in coming(shift.home, shift.store, shift.clock(), days=0) if one.planned]
    assert held.hold
    assert held.hold.says == "practice is being maintained, held back until 2026-11-23 09:30: upgrade"
    assert await shift.looks(scheduler, at="2026-11-23 09:30") == [("parking", "2026-11-23T02:30")]


@pytest.mark.parametrize(
    ("how", "again"),
    [("SystemClosed", True), ("stopped", True), ("StopAsked", True), ("done", False), ("SystemDown", False)],
)
async def test_a_run_that_ended_before_its_cases_did_goes_on(shift: Shift, how: str, again: bool) -> None:
    shift.comes("2026-11-20 12:00")
    shift.describes({"hours": {"mon-sun": "06:00-22:00"}})
    scheduler = shift.keeps(parking=PARKING | {"when": "50 21 * * *"})
    await shift.looks(scheduler)
    shift.work.ends = how
    await shift.looks(scheduler, at="2026-11-20 21:50")
    number = shift.store.firings("parking")[0].id
    assert await shift.looks(scheduler, at="2026-11-20 22:00") == []
    shift.work.ends = "done"
    expected = [("parking", f"again:{number}")] if again else []
    assert await shift.looks(shift.scheduler(), at="2026-11-21 06:00") == expected
    assert await shift.looks(scheduler, at="2026-11-21 06:15") == []


async def test_a_run_on_another_machine_that_a_closing_system_ended_goes_on_as_well(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 21:00")
    small_shift.describes({"hours": {"mon-sun": "06:00-22:00"}})
    scheduler = small_shift.keeps(parking=PARKING)
    await small_shift.looks(scheduler)
    small_shift.comes("2026-11-20 22:00")
    run = small_shift.work.run_of("parking", "SystemClosed")
    assert await small_shift.looks(scheduler, at="2026-11-21 05:59") == []
    assert await small_shift.looks(scheduler, at="2026-11-21 06:00") == [("parking", f"continued:{run}")]
    assert await small_shift.looks(scheduler, at="2026-11-21 06:01") == []


async def test_a_pause_outlives_restarts_and_what_it_kept_back_is_not_caught_up(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    await shift.looks(shift.keeps(nightly=NIGHTLY, other=NIGHTLY))
    shift.store.pause("nightly", by="clerk", why="upgrade")
    assert await shift.looks(shift.scheduler(), at="2026-11-21 02:30") == [("other", "2026-11-21T02:30")]
    assert shift.store.resume("nightly", by="clerk")
    assert not shift.store.resume("nightly", by="clerk")
    assert await shift.looks(shift.scheduler()) == []
    shift.store.pause("nightly", by="clerk", until=midnight(date(2026, 11, 24)))
    restarted = shift.scheduler()
    assert await shift.looks(restarted, at="2026-11-23 23:59") == [("other", "2026-11-23T02:30")]
    assert await shift.looks(restarted, at="2026-11-24 00:00") == []
    assert ("nightly", "2026-11-24T02:30") in await shift.looks(restarted, at="2026-11-24 02:30")
    told = [(entry.action, entry.detail) for entry in shift.store.audit()]
    assert told[:2] == [("pause", "robot: nightly, upgrade"), ("resume", "robot: nightly")]


async def test_a_robot_that_follows_another_starts_when_that_is_done_well(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    scheduler = shift.keeps(
        parking=PARKING,
        list=REPORT | {"when": {"after": "parking"}},
        always=REPORT | {"when": {"after": "parking", "even_if_failed": True}},
        purge=PURGE | {"when": {"after": "list"}},
    )
    assert await shift.looks(scheduler) == []
    shift.clock.turn(minutes=1)
    failed = shift.work.run_of("parking", "SystemDown")
    assert await shift.looks(scheduler) == [("always", f"after:parking:{failed}")]
    shift.clock.turn(minutes=1)
    well = shift.work.run_of("parking", "done")
    shift.clock.turn(seconds=1)
    started = await shift.looks(scheduler)
    assert started[:2] == [("list", f"after:parking:{well}"), ("always", f"after:parking:{well}")]
    shift.clock.turn(seconds=1)
    started += await shift.looks(scheduler)
    assert started[2:] == [("purge", f"after:list:{shift.store.firings('list')[0].id}")]
    assert await shift.looks(scheduler, shift.scheduler()) == []


async def test_waiting_cases_start_their_robot_once_there_are_enough_and_not_over_and_over(shift: Shift) -> None:
    shift.comes("2026-11-20 12:00")
    scheduler = shift.keeps(parking=PARKING | {"when": {"waiting": 2}})
    desk = Desk(shift.store, shift.clock)
    desk.reads_inbox(row("2026-1"))
    assert await shift.looks(scheduler) == []
    shift.clock.turn(minutes=1)
    desk.reads_inbox(row("2026-1"), row("2026-2"))
    assert await shift.looks(scheduler, shift.scheduler()) == [("parking", "waiting:0")]
    shift.clock.turn(minutes=9)
    assert await shift.looks(scheduler) == []
    shift.clock.turn(minutes=1)
    assert await shift.looks(scheduler) == [("parking", f"waiting:{shift.store.firings('parking')[0].id - 1}")]


async def test_a_description_that_cannot_be_read_holds_only_its_own_robots_back(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(parking=PARKING | {"when": "30 2 * * *"}, nightly=NIGHTLY)
    await small_shift.looks(scheduler)
    small_shift.describes({"hours": {"mon-fry": "06:00-22:00"}})
    assert await small_shift.looks(scheduler, at="2026-11-21 02:30") == [("nightly", "2026-11-21T02:30")]
    assert '"mon-fry" names no days' in scheduler._held["parking"]
    assert (scheduler.trouble, scheduler.looked) == (None, small_shift.clock())  # it is no reason to think it dead
    small_shift.describes({"hours": {"mon-sun": "02:00-22:00"}})
    assert await small_shift.looks(scheduler, at="2026-11-21 02:35") == [("parking", "2026-11-21T02:30")]


async def test_robots_whose_system_is_back_are_started(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    small_shift.keeps(parking=PARKING)
    scheduler = small_shift.scheduler(startable=lambda _home, _store, at: ("parking",) if at.minute == 5 else ())
    assert await small_shift.looks(scheduler) == []
    assert await small_shift.looks(scheduler, at="2026-11-20 12:05") == [("parking", "again:0")]


async def test_a_schedule_that_people_change_is_taken_up_without_a_restart(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(nightly=NIGHTLY)
    await small_shift.looks(scheduler)
    small_shift.keeps(nightly=REPORT | {"when": "0 13 * * *"}, hourly=PURGE | {"when": "30 * * * *"})
    assert await small_shift.looks(scheduler, at="2026-11-20 12:10") == []  # what was due before is not caught up
    assert await small_shift.looks(scheduler, at="2026-11-20 12:30") == [("hourly", "2026-11-20T12:30")]
    assert await small_shift.looks(scheduler, at="2026-11-20 13:00") == [("nightly", "2026-11-20T13:00")]
    small_shift.keeps(hourly=PURGE | {"when": "30 * * * *"})
    assert await small_shift.looks(scheduler, at="2026-11-21 13:00") == [("hourly", "2026-11-21T12:30")]


async def test_while_the_schedule_cannot_be_read_no_robot_starts_and_none_is_lost(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(nightly=NIGHTLY)
    robots = small_shift.home.path / "config" / "robots.yaml"
    before = robots.read_text(encoding="utf-8")
    robots.write_text("robots: {nightly: {when: at dawn}}", encoding="utf-8")
    said: list[str] = []
    sink = logger.add(lambda line: said.append(line.record["message"]), level="ERROR")
    await small_shift.looks(scheduler)
    assert await small_shift.looks(scheduler, at="2026-11-21 02:30") == []
    logger.remove(sink)
    (once,) = said
    assert once.startswith("no robot starts until it is mended: config/ cannot be read: config/robots.yaml:1")
    robots.write_text(before, encoding="utf-8")
    assert await small_shift.looks(scheduler, at="2026-11-21 02:40") == [("nightly", "2026-11-21T02:30")]


async def test_a_schedule_that_somebody_has_open_is_read_at_the_next_look(
    small_shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(nightly=NIGHTLY)
    await small_shift.looks(scheduler)
    small_shift.keeps(nightly=REPORT | {"when": "0 13 * * *"})
    with monkeypatch.context() as fault:
        fault.setattr(Home, "robots", property(lambda _: (_ for _ in ()).throw(PermissionError("it is open"))))
        assert await small_shift.looks(scheduler, at="2026-11-20 12:10") == []
    assert await small_shift.looks(scheduler, at="2026-11-20 12:20") == []
    assert await small_shift.looks(scheduler, at="2026-11-20 13:00") == [("nightly", "2026-11-20T13:00")]


async def test_it_can_be_cancelled_before_what_it_began_has_begun(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(nightly=NIGHTLY)
    await small_shift.looks(scheduler)
    small_shift.comes("2026-11-21 02:30")
    small_shift.work.gate = asyncio.Event()
    going = asyncio.create_task(scheduler.run(asyncio.Event()))
    await until(lambda: scheduler._working)
    going.cancel()
    await asyncio.wait({going}, timeout=10)
    assert going.cancelled()
    assert scheduler._working == {}


async def test_stop_holds_all_robots_back(small_shift: Shift) -> None:
    small_shift.comes("2026-11-20 12:00")
    scheduler = small_shift.keeps(nightly=NIGHTLY)
    await small_shift.looks(scheduler)
    small_shift.home.stop_file.touch()
    assert await small_shift.looks(scheduler, at="2026-11-21 02:30") == []
    assert overdue(small_shift.home, small_shift.store, small_shift.clock() + DAY, by=timedelta(hours=1)) == []
    small_shift.home.stop_file.unlink()
    (late,) = overdue(small_shift.home, small_shift.store, small_shift.clock() + DAY / 2, by=timedelta(hours=1))
    assert (late.robot, late.due) == ("nightly", "2026-11-21T02:30")
    assert await small_shift.looks(scheduler, at="2026-11-21 02:40") == [("nightly", "2026-11-21T02:30")]


async def test_it_wakes_in_time_and_ends_once_the_robots_at_work_are_done(sqlite_url: str, tmp_path: Path) -> None:
    due, ahead = datetime(2026, 11, 21, 1, 30, tzinfo=UTC), timedelta()

    def clock() -> datetime:
        return now() + ahead

    with ExitStack() as stack:
        shift = Shift(tmp_path / "home", sqlite_url, Clock(due), stack)
        shift.keeps(nightly=NIGHTLY)
        store = stack.enter_context(Store.open(sqlite_url, KEY, clock=clock))
        scheduler = Scheduler(shift.home, stack.enter_context(Ledger(store)), shift.work, clock=clock)
        ahead = due - timedelta(hours=1) - now()
        await scheduler.look()
        ahead = due - timedelta(seconds=0.5) - now()
        shift.work.gate, stop = asyncio.Event(), asyncio.Event()
        going = asyncio.create_task(scheduler.run(stop))
        await until(lambda: shift.work.started, seconds=10)  # it looks by itself only after 15
        stop.set()
        done, _ = await asyncio.wait({going}, timeout=0.2)
        assert not done
        shift.work.gate.set()
        await asyncio.wait_for(going, 10)
        assert shift.work.started == [("nightly", "2026-11-21T02:30")]
        assert store.firings("nightly")[0].outcome == "done"


def test_a_working_process_frees_what_a_dead_one_left(sqlite_url: str, clock: Clock) -> None:
    with Store.open(sqlite_url, KEY, clock=clock) as store:
        Desk(store, clock).reads_inbox(row())
        assert store.hold("parking", "a process that dies")
        assert not store.hold("parking", "another")
        with store.working():
            assert store.hold("parking", "another")
