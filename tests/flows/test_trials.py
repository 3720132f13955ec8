"""Sheet "Testfall" of each flow holds every row of its decision tables, so that none changes unseen."""

from pathlib import Path

import pytest

from robots import Rules
from robots.rules.book import SHEETS, Book

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/rules.xlsx"))


@pytest.fixture(scope="module", params=FLOWS, ids=lambda folder: folder.name)
def book(request: pytest.FixtureRequest) -> Book:
    return Rules.load(request.param).book


def told(book: Book, column: str) -> set[tuple[str, object]]:
    """What test cases expect in a column, with the table that they ask; without one it is the outcome."""
    return {
        (trial.table or SHEETS["outcome"], value)
        for trial in book.trials
        for expected in trial.expected
        if expected.column == column
        for value in expected.values
    }


def test_each_row_of_each_table_has_a_test_case_that_names_it(book: Book) -> None:
    rows = {(table.name, row.id) for table in book.tables.values() for row in table.rows}

    assert rows - told(book, "Rad") == set()


def test_each_verdict_of_each_table_stands_in_a_test_case(book: Book) -> None:
    verdicts = {(table.name, row.verdict) for table in book.tables.values() for row in table.rows if row.verdict}

    assert verdicts - told(book, "Resultat") == set()


def test_each_criterion_with_a_table_of_its_own_has_a_test_case_that_names_it(book: Book) -> None:
    criteria = [criterion for listed in book.overviews.values() for criterion in listed]
    alone = {(one.sheet, one.code) for one in criteria if not book.table(one.sheet).grouped}

    assert alone - told(book, "Kriterium") == set()
