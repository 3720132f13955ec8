"""The criteria that a sheet lists: each a question that one table answers."""

from __future__ import annotations

from dataclasses import dataclass

from robots.rules.workbook import Sheet

SORTS = ("handling", "villkor", "varning")


@dataclass(frozen=True)
class Criterion:
    """One criterion: its code, its Swedish name, and the sheet with its rows."""

    code: str
    name: str
    sort: str  # handling (a document or signature), villkor (a condition of the law), varning (something to look at)
    sheet: str
    question: str
    source: str


def is_overview(sheet: Sheet) -> bool:
    """Whether a sheet lists criteria, as "Kriterier" does."""
    return sheet.columns[0] == "Kriterium" and "Blad" in sheet.columns


def read_criteria(sheet: Sheet) -> tuple[Criterion, ...]:
    """The criteria in the order in which they are checked and shown.

    Raises:
        RuleError: A code twice, or a cell left empty.
    """
    sheet.require("Kriterium", "Namn", "Slag", "Blad", "Fråga", "Källa")
    criteria: dict[str, Criterion] = {}
    for line in sheet.lines:
        code = line["Kriterium"].text
        if code in criteria:
            raise line["Kriterium"].refusal("ett kriterium som inte redan står i bladet")
        criteria[code] = Criterion(
            code=code,
            name=line["Namn"].text,
            sort=line["Slag"].one_of(*SORTS),
            sheet=line["Blad"].text,
            question=line["Fråga"].text,
            source=line["Källa"].text,
        )
    return tuple(criteria.values())
