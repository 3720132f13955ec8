"""Which days are working days in Sweden."""

from datetime import date

import pytest

from robots import working_day_from


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 26), date(2026, 11, 26)),  # a Thursday stays
        (date(2026, 11, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas Eve, and a weekend behind the holidays
        (date(2026, 6, 19), date(2026, 6, 22)),  # Midsummer Eve
        (date(2026, 12, 31), date(2027, 1, 4)),  # New Year's Eve, and the year that it leads into
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday
    ],
)
def test_a_time_that_ends_when_offices_are_closed_ends_on_the_next_working_day(day: date, working: date) -> None:
    assert working_day_from(day) == working
