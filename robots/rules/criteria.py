"""The criteria that a sheet lists: each a question that one table answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from robots.rules.cells import Cell, Sheet
from robots.rules.problems import Problems

WARNING = "varning"
SORTS = ("handling", "villkor", WARNING)


@dataclass(frozen=True)
class Criterion:
    """One criterion: its code, its Swedish name, and the sheet with its rows."""

    code: str
    name: str
    sort: str  # handling (a document or signature), villkor (a condition of the law), varning (something to look at)
    sheet: str
    question: str
    source: str
    cells: Mapping[str, Cell] = field(default_factory=dict, compare=False)  # as they stand in the sheet, by column


def is_overview(sheet: Sheet) -> bool:
    """Whether a sheet lists criteria, as "Kriterier" does."""
    return sheet.columns[0] == "Kriterium" and "Blad" in sheet.columns


def read_criteria(sheet: Sheet, problems: Problems) -> tuple[Criterion, ...]:
    """The criteria in the order in which they are checked and shown.

    Args:
        sheet: A sheet that lists criteria.
        problems: Takes up a code or name twice, and a cell left empty.

    Raises:
        RuleError: A column is missing.
    """
    sheet.require("Kriterium", "Namn", "Slag", "Blad", "Fråga", "Källa", optional=())
    criteria: dict[str, Criterion] = {}
    for line in sheet.lines:
        with problems.gathered():
            criterion = Criterion(
                code=line["Kriterium"].text,
                name=line["Namn"].text,
                sort=line["Slag"].one_of(*SORTS),
                sheet=line["Blad"].text,
                question=line["Fråga"].text,
                source=line["Källa"].source,
                cells=line.cells,
            )
            if not re.fullmatch(r"\w+", criterion.code):
                raise line["Kriterium"].refusal("ett ord som flödets exempel kan nämna, utan blanksteg")
            if criterion.code in criteria:
                raise line["Kriterium"].refusal("ett kriterium som inte redan står i bladet")
            if criterion.name in (known.name for known in criteria.values()):
                raise line["Namn"].refusal("ett namn som inte redan står i bladet")
            criteria[criterion.code] = criterion
    return tuple(criteria.values())
