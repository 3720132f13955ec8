"""Hours saved: minutes by hand less review and rework, less operations; with the span of what was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robots.reports.figures import Figures
from robots.reports.saved import saved
from robots.yardsticks import Measured, Saving
from tests.reports.test_shielding import counted

HAND = Measured(low=20, likely=30, high=60)
LONG = Measured(low=60, likely=90, high=90)


def helping(helped: int, reworked: int = 0) -> Figures:
    """A group of which so many cases were prepared, and so many of them decided otherwise."""
    return replace(counted(0, 0, 0), helped=helped, reworked=reworked)


def test_each_case_saves_what_it_took_less_what_is_left_to_do() -> None:
    found = saved({"a": helping(12, 3)}, Saving(manual=HAND, review=5, rework=10, operations=2))
    assert found is not None
    assert found.span == pytest.approx((12 * 15 / 60 - 0.5 - 2, 12 * 25 / 60 - 0.5 - 2, 12 * 55 / 60 - 0.5 - 2))


def test_case_types_that_were_measured_apart_count_with_their_own_minutes() -> None:
    flows = {"a": helping(10), "b": helping(5)}
    found = saved(flows, Saving(manual=HAND, flows={"b": LONG}, review=0, rework=0, operations=0))
    assert found is not None
    assert found.span == pytest.approx(((10 * 20 + 5 * 60) / 60, (10 * 30 + 5 * 90) / 60, (10 * 60 + 5 * 90) / 60))


def test_what_nobody_has_measured_is_told_and_not_counted() -> None:
    found = saved(
        {"a": helping(10, 4), "b": helping(5, 1)}, Saving(flows={"b": LONG}, review=0, rework=6, operations=0)
    )
    assert found is not None
    assert (found.helped, found.reworked, found.unmeasured) == (5, 1, 10)
    assert found.span[1] == pytest.approx(5 * 90 / 60 - 0.1)


def test_without_any_measure_no_hours_are_told() -> None:
    assert saved({"a": helping(10)}, Saving()) is None


def test_where_nothing_was_prepared_operations_cost_what_they_cost() -> None:
    found = saved({"a": helping(0)}, Saving(manual=HAND, operations=2))
    assert found is not None
    assert found.span == (-2, -2, -2)


@pytest.mark.parametrize("minutes", [{"low": 5, "likely": 4, "high": 9}, {"low": 1, "likely": 9, "high": 8}])
def test_measures_that_do_not_rise_are_refused(minutes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="low, likely and high must rise"):
        Measured(**minutes)
