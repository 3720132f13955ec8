"""Sheet "Testfall" of each flow holds every row of its decision tables, so that none changes unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from robots import Rules
from robots.rules.book import SHEETS, Book
from robots.rules.table import Row
from robots.rules.trials import Trial

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/rules.xlsx"))


@pytest.fixture(scope="module", params=FLOWS, ids=lambda folder: folder.name)
def book(request: pytest.FixtureRequest) -> Book:
    return Rules.load(request.param).book


def expected(book: Book, column: str) -> Iterator[tuple[Trial, str, tuple[object, ...]]]:
    """The test cases that expect something in a column, the table that they ask, and what; no table is the outcome."""
    for trial in book.trials:
        for one in trial.expected:
            if one.column == column:
                yield trial, trial.table or SHEETS["outcome"], one.values


def test_each_row_of_each_table_has_a_test_case_with_all_that_it_says(book: Book) -> None:
    held = {
        (table, row, one.column)
        for trial, table, rows in expected(book, "Rad")
        for row in rows
        for one in trial.expected
    }
    said = {
        (table.name, row.id, column)
        for table in book.tables.values()
        for row in table.rows
        for column in ("Rad", *said_of(row), *(output.name for output in table.outputs))
    }
    assert said - held == set()


def said_of(row: Row) -> list[str]:
    """The columns in which a row says something by itself."""
    columns = {"Resultat": row.verdict, "Text": row.text, "Brev": row.letter}
    return [name for name, value in columns.items() if value is not None]


def test_each_criterion_with_a_table_of_its_own_has_a_test_case_that_names_it(book: Book) -> None:
    criteria = [criterion for listed in book.overviews.values() for criterion in listed]
    alone = {(one.sheet, one.code) for one in criteria if not book.table(one.sheet).grouped}

    assert alone - {(table, code) for _, table, codes in expected(book, "Kriterium") for code in codes} == set()
