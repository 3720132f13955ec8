"""What the robots take for a case, against what others take in the same run, does not get worse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

RECORDED = YAML(typ="safe").load(Path(__file__).parent / "benchmarks" / "speed" / "ratios.yaml")
LOSS = 1.25  # a quarter
CASES, BLOCKS = 12, 2


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="what a tree of processes takes is read from /proc")
@pytest.mark.parametrize("name", RECORDED)
def test_a_lane_takes_no_more_of_the_processor_than_was_recorded(name: str) -> None:
    from tests.benchmarks.speed.participants import ALL
    from tests.benchmarks.speed.table import ratio
    from tests.benchmarks.speed.turns import measured

    others = RECORDED[name]
    blocks = list(measured([ALL[name], *(ALL[other] for other in others)], cases=CASES, blocks=BLOCKS, thinks=[0]))
    assert not [one.void for one in blocks if one.void]
    for other, recorded in others.items():
        now = ratio(blocks, name, other)
        assert now is not None
        assert now <= recorded * LOSS, f"{name} takes {now:.2f} times the CPU of {other}; recorded is {recorded}"
