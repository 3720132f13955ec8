"""Lane proofs: kept a system, by flow, sealed, and given back only on the ground on which they were proven."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robots.cases import LaneGround, Store
from robots.cases.schema import LaneProofRow
from tests.cases.desk import Clock


@pytest.fixture
def ground(clock: Clock) -> LaneGround:
    return LaneGround("practice", contract=clock(), browser="156", description="abc")


def test_what_was_proven_of_each_flow_is_given_back(store: Store, ground: LaneGround) -> None:
    assert store.lane_proofs(ground) == {}
    store.keep_lane_proof(ground, "permit", '{"saved": 1}')
    store.keep_lane_proof(ground, "care", '{"saved": 2}')
    store.keep_lane_proof(ground, "permit", '{"saved": 3}')
    store.keep_lane_proof(replace(ground, system="other"), "permit", '{"saved": 9}')
    assert store.lane_proofs(ground) == {"permit": '{"saved": 3}', "care": '{"saved": 2}'}


@pytest.mark.parametrize("other", ["contract", "browser", "description"])
def test_on_any_other_ground_all_of_it_is_void(store: Store, clock: Clock, ground: LaneGround, other: str) -> None:
    store.keep_lane_proof(ground, "permit", '{"saved": 1}')
    clock.turn(days=1)
    changed = replace(ground, **{other: clock() if other == "contract" else "another"})
    assert store.lane_proofs(changed) == {}
    store.keep_lane_proof(changed, "care", '{"saved": 2}')
    assert store.lane_proofs(changed) == {"care": '{"saved": 2}'}
    assert store.lane_proofs(ground) == {}


def test_what_scripts_were_seen_to_set_is_not_in_the_clear(store: Store, ground: LaneGround) -> None:
    store.keep_lane_proof(ground, "permit", '{"presses": {"Testknapp": {"adds": {"mål": "testvärde"}}}}')
    with store._reading() as session:
        row = session.get(LaneProofRow, "practice")
        assert row is not None
        assert b"test" not in row.blob
    assert "testv\\u00e4rde" in store.lane_proofs(ground)["permit"]
