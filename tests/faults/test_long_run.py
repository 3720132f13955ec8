"""A robot that works case after case holds no more memory and no more files at the end than at the beginning."""

from __future__ import annotations

import pytest

from tests.benchmarks.faults import long

pytestmark = pytest.mark.proof


def test_a_long_run_with_several_browsers_is_flat_and_every_case_ends_well() -> None:
    row = long(short=True)
    assert row.amiss == 0, row.note
