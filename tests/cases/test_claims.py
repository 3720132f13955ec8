"""One robot works a case at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from robots.cases import Claim, Store
from robots.errors import ClaimLost
from robots.model import State
from tests.cases.desk import APPLICATION, PROPOSAL, VERSIONS, Clock, Desk, row


def test_the_most_urgent_case_comes_first(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1", 5), row("2026-2", 3), row("2026-3", 9, urgent=True), row("2026-4", 3))

    numbers = []
    while claim := desk.claims():
        numbers.append(claim.number)
    assert numbers == ["2026-3", "2026-2", "2026-4", "2026-1"]


def test_cases_without_a_day_come_last(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1", received=None), row("2026-2", 20))

    claim = desk.claims()
    assert claim is not None
    assert claim.number == "2026-2"


def test_only_wanted_states_flow_and_system_are_taken(desk: Desk) -> None:
    desk.reads_inbox(row("2026-1"), row("2026-2", flow="other_flow"))

    assert desk.claims(wanted=[State.DRAFTED]) is None
    claim = desk.claims()
    assert claim is not None
    assert (claim.number, claim.state) == ("2026-1", State.FOUND)
    assert desk.claims() is None


def test_of_proposed_cases_only_those_that_may_be_drafted_are_taken(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.new_run()

    assert desk.claims(drafts=["completion"]) is None
    assert desk.claims(drafts=["grant"]) is not None


def test_a_run_does_not_get_a_case_twice_unless_it_asks(desk: Desk) -> None:
    desk.store.let_go(desk.has())

    assert desk.claims() is None
    assert desk.claims(again=True) is not None


def test_the_next_run_gets_it_again(desk: Desk) -> None:
    desk.store.let_go(desk.has())
    desk.new_run()

    claim = desk.claims()
    assert claim is not None
    assert claim.fence == 2


def test_a_claim_that_is_held_keeps_others_out_until_it_expires(desk: Desk) -> None:
    first = desk.has()
    other = Desk(desk.store, desk.clock, robot="robot-b")
    assert other.claims() is None

    desk.clock.turn(minutes=15)

    second = other.claims()
    assert second is not None
    assert second.fence == first.fence + 1
    assert desk.store.holds(second)
    assert not desk.store.holds(first)


def test_an_expired_claim_is_lost_even_when_nobody_took_the_case(desk: Desk) -> None:
    claim = desk.has()
    desk.clock.turn(minutes=15)

    assert not desk.store.holds(claim)
    with pytest.raises(ClaimLost):
        desk.store.extracted(claim, APPLICATION, [])
    assert desk.state() is State.FOUND


def test_extending_begins_the_time_anew(desk: Desk) -> None:
    claim = desk.has()
    for _ in range(3):
        desk.clock.turn(minutes=14)
        desk.store.extend(claim)
    assert desk.store.holds(claim)

    desk.clock.turn(minutes=15)
    with pytest.raises(ClaimLost):
        desk.store.extend(claim)


def test_every_step_begins_the_time_anew(desk: Desk) -> None:
    claim = desk.has()
    desk.clock.turn(minutes=14)
    desk.store.extracted(claim, APPLICATION, [])
    desk.clock.turn(minutes=14)

    assert desk.store.holds(claim)


def test_the_fence_refuses_the_robot_that_was_overtaken(desk: Desk) -> None:
    old = desk.has_proposed()
    desk.clock.turn(minutes=16)
    other = Desk(desk.store, desk.clock, robot="robot-b")
    new = other.claims()
    assert new is not None

    with pytest.raises(ClaimLost):
        desk.store.proposed(old, [], PROPOSAL, VERSIONS)
    desk.store.let_go(old)
    desk.store.left(old)

    assert desk.store.holds(new)
    assert desk.store.case("2026-1").owner == "slot-1"


def test_letting_go_frees_the_case(desk: Desk) -> None:
    claim = desk.has()
    desk.store.let_go(claim)

    assert not desk.store.holds(claim)
    assert desk.store.case("2026-1").owner is None


def test_a_case_that_rests_is_not_taken_before_its_time(desk: Desk) -> None:
    claim = desk.has()
    desk.store.put_back(claim, "HTTP 500", after=timedelta(minutes=5), most=3)
    desk.store.let_go(claim)

    assert desk.claims() is None
    assert desk.store.next_claim(
        system="practice", flow="parking_permit", wanted=[State.FOUND]
    ) == desk.clock.at + timedelta(minutes=5)
    desk.clock.turn(minutes=5)
    assert desk.claims() is not None  # by the same run, for it was put back


def test_the_store_tells_which_cases_a_killed_robot_left_open(desk: Desk) -> None:
    claim = desk.has("2026-1")
    desk.store.opened(claim)
    left = desk.has("2026-2")
    desk.store.opened(left)
    desk.store.left(left)
    assert desk.store.standing("practice", "robot-a") == []  # at work, not left behind

    desk.clock.turn(minutes=16)
    assert desk.store.standing("practice", "robot-a") == ["2026-1"]

    desk.store.left_after_crash("practice", "robot-a", "2026-1")
    assert desk.store.standing("practice", "robot-a") == []


def test_many_threads_claim_disjoint_cases_and_all_of_them(desk: Desk) -> None:
    desk.reads_inbox(*(row(f"2026-{number}") for number in range(60)))
    taken: list[Claim] = []
    start = threading.Barrier(8)

    def work(slot: int) -> None:
        start.wait()
        while claim := desk.claims(owner=f"slot-{slot}"):
            taken.append(claim)

    threads = [threading.Thread(target=work, args=(slot,)) for slot in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claim.number for claim in taken) == sorted(f"2026-{number}" for number in range(60))


def test_two_stores_on_one_database_claim_disjoint_cases(store: Store, url: str, clock: Clock) -> None:
    desk = Desk(store, clock)
    desk.reads_inbox(row("2026-1"), row("2026-2"))
    with Store.open(url, bytes(range(32)), clock=clock) as second:
        first_claim = desk.claims()
        second_claim = Desk(second, clock, robot="robot-b").claims()

    assert first_claim is not None
    assert second_claim is not None
    assert {first_claim.number, second_claim.number} == {"2026-1", "2026-2"}
