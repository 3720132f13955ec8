"""Kinds: what a text says, wholly or not at all; and what was written is what is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from robots.model import Unknown, Value
from robots.systems.description import FieldPart
from robots.systems.kinds import Control, Link, Spot

NUMBER = FieldPart(label=("x",), kind="whole number", unit="m")
DECIMAL = FieldPart(label=("x",), kind="decimal")
POINT = FieldPart(label=("x",), kind="decimal", point=".")
MONEY = FieldPart(label=("x",), kind="money")
DAY = FieldPart(label=("x",), kind="date")
OLD_DAY = FieldPart(label=("x",), kind="date", formats=("%d.%m.%Y", "%y%m%d"))
PERSON = FieldPart(label=("x",), kind="personal number")
YES_NO = FieldPart(label=("x",), kind="yes/no")
MARK = FieldPart(label=("x",), kind="yes/no", yes=("Brådskande",), no=("", "Vanlig"))
CHOICE = FieldPart(label=("x",), kind="choice", options={"grant": ("Bifall", "Beviljas"), "reject": ("Avslag",)})
TEXT = FieldPart(label=("x",))
FILE = FieldPart(label=("x",), kind="file")


def read(part: FieldPart, text: str) -> Any:
    """What a text in a cell says."""
    return part.reads.read(Spot("here", text))


def written(part: FieldPart, value: Value) -> Any:
    """A value, written into a control and read back from it."""
    text = part.reads.write(value)
    return part.reads.read(Spot("here", text, control=Control("text", "x", text, None, None, False)))


VALUES: list[tuple[FieldPart, dict[str, Value]]] = [
    (NUMBER, {"300": 300, " 300 m ": 300, "300\u00a0m": 300, "300m": 300, "-5": -5, "007": 7, "9" * 18: int("9" * 18)}),
    (NUMBER, {"1 200": 1200, "1\u00a0200\u00a0000": 1_200_000, "1\u202f200 m": 1200}),
    (DECIMAL, {"2,5": Decimal("2.5"), "1 200,50": Decimal("1200.5"), "-0,5": Decimal("-0.5"), "3": Decimal(3)}),
    (POINT, {"2.5": Decimal("2.5")}),
    (MONEY, {"1\u00a0200,50 kr": Decimal("1200.50"), "1 200 kr": Decimal(1200), "0,00": Decimal(0)}),
    (MONEY, {"\u2212450,00": Decimal(-450), "-1 450,00 kr": Decimal(-1450), "+12 000,00": Decimal(12000)}),
    (DAY, {"2026-11-23": date(2026, 11, 23), "\u00a02026-11-23\n": date(2026, 11, 23)}),
    (OLD_DAY, {"23.11.2026": date(2026, 11, 23), "261123": date(2026, 11, 23)}),
    (PERSON, dict.fromkeys(["19900101-2385", "199001012385", "19900101 2385", "900101-2385"], "199001012385")),
    (PERSON, {"19701063-2391": "197010632391"}),
    (YES_NO, {"Ja": True, "Nej": False, "true": True, "": None}),
    (MARK, {"Brådskande": True, "Vanlig": False, "": False, "\u00a0": False}),
    (CHOICE, {"Bifall": "grant", " Beviljas\n": "grant", "Avslag": "reject"}),
    (TEXT, {" one \r\ntwo\rthree ": "one \ntwo\nthree", "A\u030ar": "År"}),
]
NO_VALUES: list[tuple[FieldPart, str, list[str]]] = [
    (NUMBER, "not a whole number", ["ca 300", "300?", "ca 300?", "300-400", "300,0", "1.200", "12 00", "1 2000"]),
    (NUMBER, "not a whole number", ["300 kr", "1e3", "٣٠٠", "²", "m", "9" * 5000, "−5", "+5"]),
    (DECIMAL, "not a number", ["2.5", ",5", "2,", "1,2,3", "1.200,50", "cirka 2,5", "NaN"]),
    (POINT, "not a number", ["2,5"]),
    (
        MONEY,
        "not a number",
        ["1.200,50", "1200:-", "kr", "1200 SEK", "450,00-", "+-1,00", "+ 1,00", "+"],
    ),
    (MONEY, "not 2 decimals", ["1 200,5", "1,005"]),
    (DAY, "not a date of the agreed form", ["2026-13-02", "2026-02-29", "2026-1-5", "23/11 2026", "20261123"]),
    (DAY, "not a date of the agreed form", ["0206-11-23", "2926-11-23", "2026-11-23 10:00", "２０２６-11-23"]),
    (OLD_DAY, "not a date of the agreed form", ["2026-11-23"]),
    (PERSON, "not a personal number with its century", ["9001012385", "19900101", "19900101-238X", "n: 199001012385"]),
    (PERSON, "its check digit or date is wrong", ["19900101-2384", "19900231-2380", "19900191-2385"]),
    (YES_NO, "neither yes nor no", ["Kanske", "ja", "JaNej"]),
    (MARK, "neither yes nor no", ["Nej", "Ja"]),
    (CHOICE, "not one of the options", ["bifall", "grant", "Bifall, delvis"]),
    (TEXT, "it holds control characters or invisible ones", ["a\u0000b", "\u202e003"]),
    (FILE, "no link to a file", ["certificate.pdf"]),
]


@pytest.mark.parametrize(("part", "texts"), VALUES, ids=[part.kind for part, _ in VALUES])
def test_a_text_that_is_wholly_of_its_kind_is_that_value(part: FieldPart, texts: dict[str, Value]) -> None:
    found = {text: read(part, text) for text in texts}
    assert found == texts
    assert [type(value) for value in found.values()] == [type(value) for value in texts.values()]


@pytest.mark.parametrize(("part", "why", "texts"), NO_VALUES, ids=[f"{part.kind}: {why}" for part, why, _ in NO_VALUES])
def test_any_other_text_is_unknown_and_never_guessed(part: FieldPart, why: str, texts: list[str]) -> None:
    assert {text: read(part, text) for text in texts} == dict.fromkeys(texts, Unknown(why))


@pytest.mark.parametrize("part", [NUMBER, DECIMAL, MONEY, DAY, PERSON, YES_NO, CHOICE, TEXT, FILE])
@pytest.mark.parametrize("text", ["", " \u00a0\n", "(no value)"])
def test_nothing_and_the_words_that_mean_nothing_are_empty(part: FieldPart, text: str) -> None:
    assert read(FieldPart(**(part.model_dump() | {"empty": ("(no value)",)})), text) is None


@pytest.mark.parametrize("part", [NUMBER, TEXT, YES_NO, CHOICE])
def test_what_the_reader_could_not_tell_is_unknown_whatever_the_text_says(part: FieldPart) -> None:
    assert part.reads.read(Spot("here", "Ja", problem="2 controls stand here")) == Unknown("2 controls stand here")
    assert part.reads.read(Spot("here", "300", cut=True)) == Unknown("the page shows only the beginning")


def test_a_file_is_the_one_link_that_stands_there() -> None:
    links = (Link("a.pdf", "/a"), Link("b.pdf", "/b"))
    assert FILE.reads.read(Spot("here", "a.pdf", links=links[:1])) == links[0]
    assert FILE.reads.read(Spot("here", "a.pdf b.pdf", links=links)) == Unknown("several links")


def test_a_person_who_is_not_yet_born_is_unknown() -> None:
    today = datetime.now(UTC).date()
    for born in (today + timedelta(days=1), today + timedelta(days=9 * 365)):
        for coordination in (False, True):
            number = personal_number(born, 238, coordination=coordination)
            assert read(PERSON, number) == Unknown("its date of birth is yet to come")
    newborn = personal_number(today, 238)
    assert read(PERSON, newborn) == newborn


def personal_number(born: date, serial: int, *, coordination: bool = False) -> str:
    """A valid number: date of birth, three digits, check digit by Luhn. A test's own arithmetic, not the library's."""
    digits = f"{born:%Y%m}{born.day + 60 * coordination:02}{serial:03}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits[2:])]
    return f"{digits}{-sum(number // 10 + number % 10 for number in doubled) % 10}"


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]) | st.sampled_from("\n\t"), max_size=60)


@given(st.integers(-(10**17), 10**17))
def test_whole_numbers_come_back(value: int) -> None:
    assert written(NUMBER, value) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_decimals_come_back(value: Decimal) -> None:
    assert written(DECIMAL, value) == value
    assert written(POINT, value) == value


@given(st.decimals(places=2, min_value=-(10**12), max_value=10**12))
def test_money_comes_back(value: Decimal) -> None:
    assert written(MONEY, value) == value


@given(DAYS)
def test_days_come_back(value: date) -> None:
    assert written(DAY, value) == value
    assert written(OLD_DAY, value) == value


@given(st.dates(date(1910, 1, 1), date(2025, 12, 31)), st.integers(1, 999), st.booleans())
def test_personal_and_coordination_numbers_come_back(born: date, serial: int, coordination: bool) -> None:
    value = personal_number(born, serial, coordination=coordination)
    assert written(PERSON, value) == value


@given(st.dates(date(1910, 1, 1), date(2025, 12, 31)), st.integers(1, 999), st.integers(1, 9))
def test_a_wrong_check_digit_is_never_read(born: date, serial: int, off: int) -> None:
    right = personal_number(born, serial)
    assert read(PERSON, right[:-1] + str((int(right[-1]) + off) % 10)) == Unknown("its check digit or date is wrong")


@given(st.booleans())
def test_yes_and_no_come_back(value: bool) -> None:
    assert written(YES_NO, value) is value


@given(st.sampled_from(["grant", "reject", None]))
def test_choices_come_back(value: str | None) -> None:
    assert written(CHOICE, value) == value


@given(LINES)
def test_texts_come_back_whatever_a_browser_does_to_their_line_ends(value: str) -> None:
    kind = TEXT.reads
    sent = kind.write(value).replace("\n", "\r\n")
    assert kind.same(value, read(TEXT, sent))


@given(LINES, LINES)
def test_a_text_that_was_changed_is_not_the_same(value: str, other: str) -> None:
    assume(TEXT.reads.write(value) != TEXT.reads.write(other))
    assert not TEXT.reads.same(value, read(TEXT, other))


@pytest.mark.parametrize("part", [TEXT, NUMBER, DAY, CHOICE, YES_NO])
def test_an_unknown_is_never_what_was_to_be_written(part: FieldPart) -> None:
    assert not part.reads.same(None, Unknown("unreadable"))
