"""The evaluator and a naive one, written apart from it, say the same of random tables and values."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robots.errors import CaseProblem
from tests.rules.naive import NaiveAnswer, NaiveCase, NaiveRow, ask
from tests.rules.tables import TODAY, TURN, Case, drawn, naive, table, values

Drawn = tuple[str, list[str], list[NaiveRow]]
DAYS = st.sampled_from([TODAY, TURN, TURN - timedelta(days=1), date(2024, 2, 29), date(2027, 1, 31)])


def answer(drawn: Drawn, case: NaiveCase) -> NaiveAnswer:
    """What the evaluator says, as the naive one would put it."""
    policy, columns, rows = drawn
    try:
        found = table(policy, columns, rows).ask(Case(case))
    except CaseProblem as problem:
        if "ingen rad gäller" in str(problem):
            return NaiveAnswer("none")
        return NaiveAnswer("many", tuple(str(problem).split("gäller: ")[1].split(" (")[0].split(", ")))
    kind = "missing" if found.missing and policy != "C" else "rows"
    return NaiveAnswer(kind, tuple(row.id for row in found.rows), frozenset(found.missing))


def both_agree(drawn: Drawn, some: dict[str, Any], day: date, deciding: date) -> None:
    case = NaiveCase(some, day, deciding)

    assert answer(drawn, case) == ask(naive(drawn[0], drawn[2]), case)


@given(drawn(moving=True, most_columns=4, most_rows=6), values, DAYS, DAYS)
@settings(max_examples=300, deadline=None)
def test_both_evaluators_agree(drawn: Drawn, some: dict[str, Any], day: date, deciding: date) -> None:
    both_agree(drawn, some, day, deciding)


@pytest.mark.proof
@given(drawn(moving=True, most_columns=4, most_rows=6), values, DAYS, DAYS)
@settings(max_examples=5_000, deadline=None)
def test_both_evaluators_agree_on_very_many_tables(
    drawn: Drawn, some: dict[str, Any], day: date, deciding: date
) -> None:
    both_agree(drawn, some, day, deciding)
