"""Why the rows beside the one that applied do not apply: each by what it asks and what the case says instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from robots.errors import CaseProblem
from robots.model import Finding
from robots.rules.book import Book
from robots.rules.deciding import absent
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.phrasing import clause, stated
from robots.rules.table import Row, Table
from robots.rules.writing import written

MOST = 3  # rows that are told


@dataclass(frozen=True)
class _Near:
    """A row that does not apply: how many of its tests say no, and which keep it open as something is absent."""

    row: Row
    against: tuple[str, ...]
    open: tuple[str, ...]


def explained(book: Book, finding: Finding, facts: CaseFacts) -> Finding:
    """A finding with the sheet, the values that were held against its row, and the rows that came near."""
    criterion = book.criterion(finding.criterion)
    table = book.tables[criterion.sheet]
    return replace(
        finding,
        sheet=table.name,
        values=tuple(_value(book, name, facts) for name in finding.inputs),
        nearest=nearest(book, table, facts, applied=finding.row, group=criterion.code if table.grouped else None),
    )


def nearest(
    book: Book, table: Table, facts: CaseFacts, *, applied: str | None, group: str | None = None
) -> tuple[str, ...]:
    """The rows in force that fail by the fewest tests, at most three, and what stands in the way of each.

    Of rows that come equally near, those that say what the applicant hopes for come first, and last those that say the
    same as the one that applied.

    Args:
        book: The rules.
        table: The table that was asked.
        facts: The case.
        applied: The id of the row that applied; None where none could be told.
        group: The criterion, in a sheet whose rows belong to several.
    """
    rows = [row for row in table.rows if row.criterion == group and row.in_force(facts.deciding)]
    others = list(_near(rows, facts))
    fewest = min((len(near.against) for near in others), default=0)
    said = next((row.verdict for row in rows if row.id == applied), None)
    places = {Verdict.MET: 0, said: 2}
    others = [near for near in others if len(near.against) == fewest]
    others.sort(key=lambda near: places.get(near.row.verdict, 1))
    return tuple(_told(book, near, facts) for near in others[:MOST])


def _near(rows: Iterable[Row], facts: CaseFacts) -> Iterator[_Near]:
    """The rows that do not apply. One that asks for something that cannot be told in this case is left out."""
    for row in rows:
        try:
            answers = {name: test.holds(facts.value(name), facts) for name, test in row.tests.items()}
        except CaseProblem:
            continue
        against = tuple(name for name, answer in answers.items() if answer is False)
        waiting = tuple(name for name, answer in answers.items() if answer is None)
        if against or waiting:
            yield _Near(row, against, waiting)


def _told(book: Book, near: _Near, facts: CaseFacts) -> str:
    """`rad G5: kräver att Gångsträcka är högst 100 meter (gångsträcka.passagerare), ansökan anger 250 meter`."""
    asked = [f"{_clause(book, near.row, name, facts)}, {_stated(book, name, facts)}" for name in near.against]
    if asked:
        return f"rad {near.row.id}: kräver {'; och '.join(asked)}"
    wanted = " och ".join(_clause(book, near.row, name, facts) for name in near.open)
    return f"rad {near.row.id}: kan inte prövas, underlag saknas: {', '.join(absent(near.row, facts))}; kräver {wanted}"


def _clause(book: Book, row: Row, name: str, facts: CaseFacts) -> str:
    return f"att {name} {clause(row.tests[name], book.vocabulary.concepts[name].measure, facts)}"


def _stated(book: Book, name: str, facts: CaseFacts) -> str:
    return stated(book.vocabulary.concepts[name], facts.value(name))


def _value(book: Book, name: str, facts: CaseFacts) -> str:
    value = facts.value(name)
    return "saknas" if value is None else written(value, book.vocabulary.concepts[name].measure)
