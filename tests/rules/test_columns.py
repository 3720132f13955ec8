"""A calculation in plain text."""

from datetime import date
from decimal import Decimal

import pytest

from robots.rules.columns import entry
from robots.rules.concepts import Measure, Type
from robots.rules.writing import written


@pytest.mark.parametrize(
    ("amount", "shown"), [("1280", "1 280"), ("-705", "-705"), ("0", "0"), ("3999.5", "3 999,50"), ("100", "100")]
)
def test_amounts_end_in_the_same_column(amount: str, shown: str) -> None:
    line = entry("Ensamstående vuxen", Decimal(amount))

    assert line.startswith("  Ensamstående vuxen ")
    assert line.endswith(" " + shown)
    assert len(line) == 73


def test_the_number_of_its_source_stands_behind_the_amount() -> None:
    assert entry("Hyra", Decimal(7000), 2).endswith("  7 000 [2]")


def test_a_long_text_takes_several_lines_and_the_amount_stands_on_the_last() -> None:
    first, last = entry(
        "Avgår den del av de gemensamma kostnaderna som övriga i bostaden står för", Decimal(-705)
    ).split("\n")

    assert first == "  Avgår den del av de gemensamma kostnaderna som övriga i"
    assert last.startswith("  bostaden står för ")
    assert last.endswith(" -705")


def test_a_date_that_stands_for_its_month_is_written_as_one() -> None:
    assert written(date(2026, 11, 1), Measure(Type.DATE, "månad")) == "november 2026"
