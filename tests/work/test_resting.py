"""What rests after a fault rests longer each time, by chance, and never beyond its bound."""

from __future__ import annotations

from robots.work.resting import rest


def test_a_rest_is_doubled_each_time_and_bounded() -> None:
    for before, longest in ((0, 3.0), (1, 6.0), (4, 48.0), (9, 600.0), (10_000, 600.0)):
        drawn = [rest(3.0, before, 600.0).total_seconds() for _ in range(200)]
        assert 0 <= min(drawn) < longest / 2 < max(drawn) <= longest


def test_a_rest_may_have_a_least_share() -> None:
    drawn = [rest(60.0, 1, 900.0, least=0.5).total_seconds() for _ in range(200)]
    assert 60 <= min(drawn) < max(drawn) <= 120
