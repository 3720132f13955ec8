"""Whoever gives no sign of life holds nothing; a login is worked by one process; a case by whose login has it open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from robots.cases import Claim, Store
from robots.errors import ClaimLost
from tests.cases.desk import APPLICATION, Clock, Desk

NOW = timedelta(0)  # silent for any time at all


def claimed(desk: Desk, owner: str, login: str | None = None) -> Claim:
    desk.store.let_go(desk.has())
    claim = desk.claims(owner=owner, again=True, login=login)
    assert claim is not None
    return claim


def test_a_buried_worker_s_cases_and_login_are_free_and_it_writes_nothing_more(desk: Desk) -> None:
    store = desk.store
    worker = store.join("one:1", "one")
    assert store.take_login(worker, "robot-a", "practice/login-1")
    claim = claimed(desk, "one:1")
    assert store.holds(claim)
    assert store.bury(timedelta(hours=1)) == []

    (dead,) = store.bury(NOW)

    assert (dead.owner, dead.robot, dead.login) == ("one:1", "robot-a", "practice/login-1")
    assert store.workers() == []
    assert not store.holds(claim)
    with pytest.raises(ClaimLost):
        store.extracted(claim, APPLICATION, [])
    assert not store.sign_of_life(worker)
    assert not store.take_login(worker, "robot-a", "practice/login-1")
    assert desk.claims(owner="two:2", again=True) is not None


def test_a_worker_that_gives_signs_of_life_is_not_buried(desk: Desk) -> None:
    worker = desk.store.join("one:1", "one")
    assert desk.store.sign_of_life(worker)
    assert desk.store.bury(timedelta(seconds=30)) == []


def test_a_login_is_had_by_one_worker_at_a_time(store: Store) -> None:
    one, two = store.join("one:1", "one"), store.join("two:2", "two")
    assert store.take_login(one, "robot-a", "practice/login-1")
    assert not store.take_login(two, "robot-b", "practice/login-1")
    assert store.take_login(two, "robot-b", "practice/login-2")
    assert [(worker.host, worker.robot, worker.login) for worker in store.workers()] == [
        ("one", "robot-a", "practice/login-1"),
        ("two", "robot-b", "practice/login-2"),
    ]

    store.leave_login(one)
    store.leave(two)

    assert [(worker.host, worker.login) for worker in store.workers()] == [("one", None)]
    assert store.take_login(one, "report", None)


def test_work_that_begins_frees_what_the_same_worker_could_not_let_go_while_the_store_was_away(desk: Desk) -> None:
    worker = desk.store.join("one:1", "one")
    claim = claimed(desk, "one:1")
    assert desk.store.take_login(worker, "robot-a", "practice/login-1")
    assert not desk.store.holds(claim)


def test_a_case_that_stands_open_as_one_login_is_not_given_to_another(desk: Desk) -> None:
    store = desk.store
    store.join("one:1", "one")
    store.opened(claimed(desk, "one:1", login="robot"))
    store.bury(NOW)

    assert desk.claims(owner="two:2", again=True, login="robot2", other_logins=["robot"]) is None
    assert store.standing("practice", "robot-a", other_logins=["robot"]) == []
    assert store.standing("practice", "robot-a", other_logins=["robot2"]) == ["2026-1"]
    store.left_after_crash("practice", "robot-a", "2026-1")
    assert desk.claims(owner="two:2", again=True, login="robot2", other_logins=["robot"]) is not None


def test_turns_to_ask_a_system_are_given_out_one_after_the_other(store: Store) -> None:
    waits = [store.turn("practice", every=60.0) for _ in range(3)]
    assert waits == [pytest.approx(0, abs=5), pytest.approx(60, abs=5), pytest.approx(120, abs=5)]
    assert store.turn("another", every=60.0) == pytest.approx(0, abs=5)


def test_a_service_is_known_by_its_last_sign_of_life_and_by_how_it_ended(sqlite_store: Store, clock: Clock) -> None:
    store, began = sqlite_store, clock()
    one = store.join("one:1", "one", service=True)
    clock.turn(minutes=5)
    store.leave(store.join("two:2", "two", service=True))
    assert store.sign_of_life(one)

    told = {service.owner: (service.since, service.seen, service.ended) for service in store.services()}

    assert told == {"one:1": (began, clock(), None), "two:2": (clock(), clock(), clock())}
    clock.turn(days=8)
    store.join("two:2", "two", service=True)
    assert [(service.owner, service.ended) for service in store.services()] == [("two:2", None)]


def test_a_service_is_no_worker_and_however_long_it_is_silent_it_is_not_buried(store: Store) -> None:
    service = store.join("one:1", "one", service=True)
    assert store.workers() == store.bury(NOW) == []
    assert store.sign_of_life(service)
