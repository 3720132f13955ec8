"""Every page of every case can be shown, with two seeds and both versions."""

from collections.abc import Callable

import pytest

from robots.practice.casetype import case_type
from tests.practice.clerk import Clerk


@pytest.mark.parametrize(("seed", "version"), [(1, 1), (2, 1), (1, 2)])
def test_every_case_shows_all_its_tabs_and_fields(started: Callable[..., Clerk], seed: int, version: int) -> None:
    clerk = started(seed=seed, version=version)
    fields = len(case_type("parking_permit").labels)
    for number in clerk.account("facit")["cases"]:
        first = clerk.get(f"/arende/{number}/flik")
        second = clerk.send(first, "flik", "2")
        third = clerk.send(second, "flik", "3")
        assert (first.status, second.status, third.status) == (200, 200, 200), number
        assert len(first.pairs) + len(second.pairs) == fields, number
        assert "<h2>Beslut (utkast)</h2>" in third.text, number
        assert first.pairs["Ärendenummer"] == number
