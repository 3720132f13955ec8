"""What is wrong with a decision table, found by trying every case with the naive evaluator."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from tests.rules.naive import NaiveCase, NaiveRow, NaiveTable, ask, fits, limit_of
from tests.rules.tables import TODAY, TURN, WORDS

DECIDING = (TURN - timedelta(days=1), TURN, date(2027, 1, 1))
"""Days on each side of all that changes in random tables."""
SPRING = [date(2024, 1, 26) + timedelta(days=count) for count in range(40)]
SPRING += [date(2025, 3, 26) + timedelta(days=count) for count in range(10)]
SPRING += [date(2026, 1, 26) + timedelta(days=count) for count in range(110)]
"""Two ends of February, and all that lies within two months of the days that cells name or a year before them."""
_FIXED: dict[str, Sequence[Any]] = {
    "Ålder": range(7),
    "Syskons ålder": range(7),
    "Avstånd F-3": [Decimal(quarter) / 4 for quarter in range(25)],
    "Årskurs 7-9": [True, False],
    "Typ": list(WORDS.values()),
    "Ort": ["A1", "B", "AB", "a1", "11", "XY", "X1", "annan"],
}


@dataclass
class Found:
    """What trying came to."""

    gap: bool = False
    pairs: set[tuple[str, str]] = field(default_factory=set)  # that apply together, and under A say different things
    applied: set[str] = field(default_factory=set)  # rows that some case comes to


def search(table: NaiveTable, columns: Sequence[str]) -> Found:
    """Try every case, at every time."""
    found = Found()
    for deciding in DECIDING:
        rows = [row for row in table.rows if row.start <= deciding and (row.end is None or deciding <= row.end)]
        for today, given in _suppositions(rows, deciding, table) if rows else ():
            _try(table, rows, columns, NaiveCase(given, today, deciding), found)
    return found


def _suppositions(rows: Sequence[NaiveRow], deciding: date, table: NaiveTable) -> Iterator[tuple[date, dict[str, Any]]]:
    """Days of the proposal, and values of concepts that cells compare with."""
    told = " ".join(cell for row in rows for cell in row.cells.values())
    inkom: list[date | None] = [*SPRING, None]
    siblings: list[int | None] = [*range(7), None]
    for today, day, age in product(
        SPRING if "dagen" in told else [TODAY],
        inkom if "{Inkom}" in told else [None],
        siblings if "{Syskons ålder}" in told else [None],
    ):
        given = {"Inkom": day} if "{Inkom}" in told else {}
        yield today, given | ({"Syskons ålder": age} if "{Syskons ålder}" in told else {})


def _try(table: NaiveTable, rows: Sequence[NaiveRow], columns: Sequence[str], case: NaiveCase, found: Found) -> None:
    """All cases under one supposition; those that no cell can tell apart are tried once."""
    different: list[dict[tuple[object, ...], Any]] = []
    for name in columns:
        answers: dict[tuple[object, ...], Any] = {}
        for value in _values(name, rows, table, case):
            one = NaiveCase({**case.values, name: value}, case.today, case.deciding)
            sign = (value is None, *(fits(row.cells[name], name, table, one) for row in rows))
            answers.setdefault(sign, value)
        different.append(answers)
    for signs in product(*different):
        some = {name: answers[sign] for name, answers, sign in zip(columns, different, signs, strict=True)}
        holding = [row for place, row in enumerate(rows, start=1) if all(sign[place] is True for sign in signs)]
        answer = ask(table, NaiveCase({**case.values, **some}, case.today, case.deciding))
        found.gap |= answer.kind == "none"
        found.applied |= set(answer.rows) if table.policy == "F" else {row.id for row in holding}
        if table.policy in "UA":
            found.pairs |= {
                (one.id, two.id) for one, two in combinations(holding, 2) if table.policy == "U" or one.says != two.says
            }


def _values(name: str, rows: Sequence[NaiveRow], table: NaiveTable, case: NaiveCase) -> list[Any]:
    if name in case.values:
        return [case.values[name]]
    if name in _FIXED:
        return [*_FIXED[name], None]
    limits = {limit_of(text, name, table, case) for row in rows for text in _limits(row.cells[name])} - {None}
    days = {limit + timedelta(days=step) for limit in limits for step in (-1, 0, 1)}
    return [*(sorted(days) or [TODAY]), None]


def _limits(cell: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"not\(|<=|>=|\.\.|[<>=;()\[\]]", cell)]
    return [part for part in parts if part not in ("", "-", "saknas", "finns")]
