"""Gaps, overlaps, conflicts and rows that never apply: found when they are there, and only then."""

import pytest
from hypothesis import assume, given, settings

from robots.rules.coverage import Complaint, Flaw, flaws
from robots.rules.expressions import DAY
from tests.rules.brute import search
from tests.rules.naive import NaiveCase, NaiveRow, ask, fits
from tests.rules.tables import KNOWN, drawn, naive, table

Drawn = tuple[str, list[str], list[NaiveRow]]


def same_as_by_trying(drawn: Drawn) -> None:
    policy, columns, rows = drawn
    found = list(flaws(table(policy, columns, rows), KNOWN))
    assume(Flaw.UNCHECKED not in [one.flaw for one in found])

    tried = search(naive(policy, rows), columns)

    by_flaw = {flaw: [one for one in found if one.flaw is flaw] for flaw in Flaw}
    pairs = {tuple(row.id for row in one.rows) for one in by_flaw[Flaw.OVERLAP] + by_flaw[Flaw.CONFLICT]}
    assert bool(by_flaw[Flaw.GAP]) == (tried.gap and policy != "C")
    assert pairs == tried.pairs
    assert {one.rows[0].id for one in by_flaw[Flaw.NEVER]} == {row.id for row in rows} - tried.applied
    for one in by_flaw[Flaw.GAP] + by_flaw[Flaw.OVERLAP] + by_flaw[Flaw.CONFLICT]:
        confirm(one, drawn)


def confirm(complaint: Complaint, drawn: Drawn) -> None:
    """The case that a complaint names is one."""
    policy, columns, rows = drawn
    assert complaint.day is not None
    case = NaiveCase({**dict.fromkeys(columns), **complaint.case}, complaint.case[DAY], complaint.day)
    if complaint.flaw is Flaw.GAP:
        assert ask(naive(policy, rows), case).kind == "none"
        return
    assert ask(naive(policy, rows), case).kind == "many"
    for row in rows:
        if row.id in {named.id for named in complaint.rows}:
            assert all(fits(cell, name, naive(policy, rows), case) for name, cell in row.cells.items())


@given(drawn(moving=False, most_columns=3, most_rows=5))
@settings(max_examples=150, deadline=None)
def test_what_is_wrong_is_what_trying_every_case_finds(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@given(drawn(moving=True, most_columns=2, most_rows=4))
@settings(max_examples=60, deadline=None)
def test_so_it_is_where_columns_are_compared_with_days_and_concepts(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@pytest.mark.proof
@given(drawn(moving=False, most_columns=4, most_rows=6))
@settings(max_examples=2_000, deadline=None)
def test_so_it_is_for_very_many_tables(drawn: Drawn) -> None:
    same_as_by_trying(drawn)


@pytest.mark.proof
@given(drawn(moving=True, most_columns=2, most_rows=5))
@settings(max_examples=1_000, deadline=None)
def test_so_it_is_for_very_many_that_compare_columns(drawn: Drawn) -> None:
    same_as_by_trying(drawn)
