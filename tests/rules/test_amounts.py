"""Dated amounts, asked by the day that decides."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from robots import Rules
from robots.errors import NoAmount, Reason, RuleError
from tests.rules.books import AMOUNTS, with_rows, write_flow

RATES = list(AMOUNTS[1:3])


def test_the_day_decides_which_amount_applies(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path))

    assert rules.amount("längd.högst", on=date(2024, 12, 31)) == Decimal(10)
    assert rules.amount("längd.högst", on=date(2025, 1, 1)) == Decimal(12)


def test_without_a_day_the_day_of_the_rules_decides(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path))

    assert rules.on(date(2023, 5, 1)).amount("längd.högst") == Decimal(10)
    assert rules.on(date(2026, 5, 1)).amount("längd.högst") == Decimal(12)


def test_a_day_before_every_amount_is_left_to_a_person(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path))

    with pytest.raises(NoAmount, match=r"längd\.högst.*2019-12-31") as problem:
        rules.amount("längd.högst", on=date(2019, 12, 31))

    assert problem.value.reason is Reason.JUDGEMENT


def test_an_amount_that_no_row_names_stops_the_robot(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"bredd\.högst"):
        Rules.load(write_flow(tmp_path)).amount("bredd.högst")


def test_a_name_is_no_amount(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"ort\.egen.*inget tal"):
        Rules.load(write_flow(tmp_path)).amount("ort.egen")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["längd.högst", "2024-12-31", None, 11, "m", "prov"], "cell B4: läste"),
        (["längd.högst", "2019-01-01", "2020-01-01", 11, "m", "prov"], "cell B2: läste"),
        (["längd.högst", "2019-01-01", "2019-12-31", 11, "kr", "prov"], "samma enhet"),
        (
            ["längd.högst", "2018-01-01", "2018-12-31", 11, "m", "prov"],
            'cell B2: läste "2020-01-01". Tillåtet: 2019-01-01',
        ),
        (["längd.minst", "2020-01-01", None, -1, "m", "prov"], "inte är mindre än noll"),
        (["längd.minst", "2020-01-01", None, 1.5, "mån", "prov"], "ett helt tal mån"),
        (["längd.minst", "2020-01-01", None, "500", "m", "prov"], "text som ser ut som ett tal"),
        (["längd.minst", "2020-01-01", None, 1, "m", "-"], 'cell F4: läste "-". Tillåtet: var regeln står'),
        (["längd.minst", "2020-01-01", "2019-12-31", 1, "m", "prov"], "inte ligger före Från"),
        (["längd.minst", None, None, 1, "m", "prov"], "cell B4: läste ingenting. Tillåtet: ett datum"),
        (["längd.minst", "1 jan 2020", None, 1, "m", "prov"], "till exempel 2026-01-31"),
        (["längd.minst", "2020-01-01", None, "1 m", "m", "prov"], 'cell D4: läste "1 m". Tillåtet: ett tal; cellen'),
        (["längd.minst", "2020-01-01", None, 1, "fot", "prov"], 'cell E4: läste "fot". Tillåtet: namn, m, km'),
        (["längd.minst", "2020-01-01", None, 1, "m", None], "cell F4: läste ingenting"),
    ],
)
def test_an_amount_that_cannot_stand_is_refused_by_its_cell(tmp_path: Path, row: list[object], says: str) -> None:
    folder = write_flow(tmp_path, with_rows("Belopp", *RATES, row))

    with pytest.raises(RuleError) as refused:
        Rules.load(folder)

    assert 'blad "Belopp"' in str(refused.value)
    assert says in str(refused.value)
