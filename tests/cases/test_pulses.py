"""The signs of life that services give."""

from __future__ import annotations

from robots.cases import Store
from tests.cases.desk import Clock


def test_a_service_is_known_by_its_last_sign_of_life_and_by_how_it_ended(store: Store, clock: Clock) -> None:
    store.beat("one:1")
    began = clock()
    clock.turn(minutes=5)
    store.beat("two:2")
    store.beat("one:1")
    store.rest("two:2")

    told = {pulse.owner: (pulse.began, pulse.beat, pulse.ended) for pulse in store.pulses()}

    assert told == {"one:1": (began, clock(), None), "two:2": (clock(), clock(), clock())}


def test_a_service_with_the_number_of_an_earlier_one_begins_anew_and_old_ones_are_forgotten(
    store: Store, clock: Clock
) -> None:
    store.beat("one:1")
    store.beat("old:9")
    store.rest("one:1")
    clock.turn(days=8)

    store.beat("one:1")

    assert [(pulse.owner, pulse.began, pulse.ended) for pulse in store.pulses()] == [("one:1", clock(), None)]
