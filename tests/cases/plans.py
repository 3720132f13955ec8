"""How a database means to answer each statement that a store gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from robots.cases import Store

LARGE = (
    *("cases", "attempts", "readings", "proposals", "drafts", "hand_overs", "persons", "audit"),
    *("runs", "releases", "alterations", "follow_ups"),
)
"""Tables that grow with the cases or with the runs."""

_WHOLE = re.compile(rf"^SCAN ({'|'.join(LARGE)})\b(?! USING COVERING INDEX)")


@contextmanager
def planned(store: Store) -> Iterator[dict[str, list[str]]]:
    """The plan of each statement that SQLite is given in the block, filled in when it ends."""
    given: dict[str, Any] = {}
    plans: dict[str, list[str]] = {}

    def note(
        _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            given.setdefault(statement, parameters[0] if many else parameters)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(store._engine, "before_cursor_execute", note)
    with store._engine.connect() as connection:
        for statement, parameters in given.items():
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans[statement] = [row[3] for row in rows]


def whole(plans: dict[str, list[str]]) -> dict[str, list[str]]:
    """The statements that go through the whole of a table that grows, and how.

    Counting along an index that holds all that is counted does not count as such, nor does going along rows in the
    order that was asked for until enough are found.
    """
    found: dict[str, list[str]] = {}
    for statement, plan in plans.items():
        ordered = "ORDER BY" in statement and not any("TEMP B-TREE" in line for line in plan)
        stops = ordered and "LIMIT" in statement
        for line in plan:
            if _WHOLE.match(_named(line, statement)) and not stops:
                found.setdefault(statement, []).append(line)
    return found


def _named(line: str, statement: str) -> str:
    """A line of a plan, with the table's name in the place of the one that the statement gave it."""
    scanned = re.match(r"SCAN (\w+)", line)
    if scanned and (table := re.search(rf"(?:FROM|JOIN|,) (\w+) AS {scanned[1]}\b", statement)):
        return line.replace(scanned[1], table[1], 1)
    return line
