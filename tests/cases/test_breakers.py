"""A case system that cannot be worked with is tried again by one run at a time, and keeps in mind who waits for it."""

from __future__ import annotations

from datetime import timedelta

from robots.cases import Breaker, Store
from tests.cases.desk import Clock

SOON = timedelta(minutes=1)


def opened(store: Store, *, cause: str = "SystemDown", rest: timedelta | None = SOON) -> Breaker:
    return store.open_breaker(
        "practice", cause=cause, says="practice does not answer.", rest=rest, description="sha", browser="156"
    )


def test_a_breaker_tells_since_when_why_and_when_the_system_is_tried_again(store: Store, clock: Clock) -> None:
    assert store.breaker("practice") is None
    since = clock()
    opened(store)
    clock.turn(minutes=2)
    opened(store, rest=2 * SOON)

    assert store.breaker("practice") == Breaker(
        "practice", "SystemDown", since, 2, since + 4 * SOON, "sha", "156", "practice does not answer."
    )
    assert [breaker.system for breaker in store.breakers()] == ["practice"]


def test_another_cause_counts_its_tries_anew_and_keeps_the_beginning(store: Store, clock: Clock) -> None:
    since = opened(store).since
    clock.turn(hours=1)
    changed = opened(store, cause="ScreenChanged", rest=None)
    assert (changed.cause, changed.tries, changed.next_probe, changed.since) == ("ScreenChanged", 1, None, since)


def test_one_run_takes_the_probe_once_it_is_due_and_another_only_if_that_one_died(store: Store, clock: Clock) -> None:
    opened(store)
    assert not store.take_probe("practice")
    clock.turn(minutes=1)
    assert [store.take_probe("practice"), store.take_probe("practice")] == [True, False]
    clock.turn(minutes=11)
    assert store.take_probe("practice")


def test_a_breaker_that_waits_for_a_person_is_never_probed(store: Store, clock: Clock) -> None:
    opened(store, cause="ScreenChanged", rest=None)
    clock.turn(days=30)
    assert not store.take_probe("practice")


def test_a_probe_noted_while_the_clock_was_ahead_is_due_once_it_is_right_again(store: Store, clock: Clock) -> None:
    clock.turn(days=365)
    opened(store)
    clock.turn(days=-365)
    assert store.take_probe("practice")


def test_a_breaker_that_is_closed_tells_how_long_the_system_was_away(store: Store, clock: Clock) -> None:
    opened(store)
    clock.turn(minutes=14)
    assert store.close_breaker("practice") == timedelta(minutes=14)
    assert store.close_breaker("practice") is None
    assert store.breakers() == []


def test_robots_that_were_held_back_are_kept_in_mind_each_once_until_they_go_on(store: Store, clock: Clock) -> None:
    for robot in ("night", "day", "night"):
        store.hold_back(robot, "practice")
        clock.turn(seconds=1)
    assert [waiting.robot for waiting in store.held_back()] == ["night", "day"]
    store.goes_on("night")
    assert [waiting.robot for waiting in store.held_back()] == ["day"]
