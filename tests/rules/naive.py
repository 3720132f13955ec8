"""A second evaluator of decision tables, written from the notation alone: its own reading, plain loops, no haste.

It knows nothing of robots.rules. What both evaluators say must be the same.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Value = Any  # a number, a day, a text, a yes or no; None: absent


@dataclass(frozen=True)
class NaiveRow:
    """One row as it stands in the sheet."""

    id: str
    cells: Mapping[str, str]  # by concept
    says: str
    start: date = date(2020, 1, 1)
    end: date | None = None


@dataclass(frozen=True)
class NaiveTable:
    """A sheet, and what its cells may name."""

    policy: str
    rows: Sequence[NaiveRow]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of choices: concept, word, code
    amounts: Mapping[str, Sequence[tuple[date, date | None, Value]]] = field(default_factory=dict)


@dataclass(frozen=True)
class NaiveCase:
    """The values of a case, the day of the proposal, and the day that decides."""

    values: Mapping[str, Value]
    today: date
    deciding: date


@dataclass(frozen=True)
class NaiveAnswer:
    """What a table says: rows, or what is missing, or that none or too many apply."""

    kind: str  # rows, missing, none, many
    rows: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


def ask(table: NaiveTable, case: NaiveCase) -> NaiveAnswer:
    """Go through the rows from above."""
    applying: list[NaiveRow] = []
    waiting: list[tuple[NaiveRow, list[str]]] = []
    for row in table.rows:
        if not (row.start <= case.deciding and (row.end is None or case.deciding <= row.end)):
            continue
        answers = {name: fits(cell, name, table, case) for name, cell in row.cells.items()}
        if False in answers.values():
            continue
        if None not in answers.values():
            applying.append(row)
            if table.policy == "F":
                break
            continue
        absent: list[str] = []
        for name, answer in answers.items():
            if answer is None:
                absent += [name] if case.values[name] is None else _absent_names(row.cells[name], case)
        waiting.append((row, absent))
    missing = set()
    for row, absent in waiting:
        excused = False
        for other in applying:
            asked_by_name = [name for name in absent if other.cells.get(name, "-") != "-"]
            if asked_by_name or (table.policy == "A" and other.says == row.says):
                excused = True
        if not excused:
            missing.add(absent[0])
    names = tuple(row.id for row in applying)
    if table.policy == "C":
        return NaiveAnswer("rows", names, frozenset(missing))
    if len(applying) > 1 and not (table.policy == "A" and len({row.says for row in applying}) == 1):
        return NaiveAnswer("many", names)
    if missing:
        return NaiveAnswer("missing", (), frozenset(missing))
    return NaiveAnswer("rows", names[:1]) if applying else NaiveAnswer("none")


def _absent_names(cell: str, case: NaiveCase) -> list[str]:
    return [name for name in re.findall(r"\{([^}]*)\}", cell) if case.values[name] is None]


def fits(cell: str, name: str, table: NaiveTable, case: NaiveCase) -> bool | None:
    """Whether a cell fits a concept's value; None where it cannot be said."""
    value, cell = case.values[name], cell.strip()
    if cell == "-":
        return True
    alternatives = _split(cell)
    if len(alternatives) > 1:
        answers = [fits(one, name, table, case) for one in alternatives]
        return True if True in answers else None if None in answers else False
    if cell == "saknas":
        return value is None
    if cell == "finns":
        return value is not None
    if cell.startswith("not("):
        inner = fits(cell[4:-1], name, table, case)
        return None if inner is None else not inner
    if value is None:
        return None
    if cell.startswith("form("):
        form = cell[len('form("') : -len('")')]
        if len(form) != len(value):
            return False
        return all(
            have.isalnum() if want == "?" else have.lower() == want.lower()
            for want, have in zip(form, value, strict=True)
        )
    if ".." in cell:
        low, high = (limit_of(end, name, table, case) for end in cell[1:-1].split(".."))
        below = None if low is None else low <= value if cell[0] == "[" else low < value
        above = None if high is None else value <= high if cell[-1] == "]" else value < high
        return False if below is False or above is False else None if below is None or above is None else True
    for sign in ("<=", ">=", "<", ">", "="):
        if cell.startswith(sign):
            limit = limit_of(cell.removeprefix(sign), name, table, case)
            if limit is None:
                return None
            smaller, same = value < limit if sign != "=" else False, value == limit
            return {"<=": smaller or same, ">=": not smaller, "<": smaller, ">": not (smaller or same), "=": same}[sign]
    limit = limit_of(cell, name, table, case)
    return None if limit is None else bool(value == limit)


def _split(cell: str) -> list[str]:
    """A list's parts: semicolons within not(...), a range or a quoted text part nothing."""
    parts, begin, depth, place = [], 0, 0, 0
    in_range = quoted = False
    while place < len(cell):
        sign = cell[place]
        if sign == '"':
            quoted = not quoted
        elif not quoted and cell.startswith(("not(", "form("), place):
            depth += 1
            place = cell.index("(", place)
        elif not quoted and cell.startswith("..", place):
            in_range = True
            place += 1
        elif not quoted and in_range and sign in "])[":
            in_range = False
        elif not quoted and depth and sign == ")":
            depth -= 1
        elif not quoted and depth == 0 and sign == ";":
            parts.append(cell[begin:place])
            begin = place + 1
        place += 1
    return [*parts, cell[begin:]]


def limit_of(text: str, name: str, table: NaiveTable, case: NaiveCase) -> Value:
    """What a comparison has on its right; None where it is a concept that is absent."""
    text = text.strip()
    moved = re.fullmatch(r"(.+) ([+-]) (.+)", text)
    if moved:
        start, length = limit_of(moved[1], name, table, case), _length(moved[3], name, table, case)
        return None if start is None else _moved(start, moved[2], *length)
    if text.startswith('"'):
        return text[1:-1]
    if text.startswith("{"):
        return case.values[text[1:-1]]
    if text in table.words.get(name, {}):
        return table.words[name][text]
    if text in ("ja", "nej"):
        return text == "ja"
    if text == "dagen":
        return case.today
    if text in table.amounts:
        return next(
            value
            for start, end, value in table.amounts[text]
            if start <= case.deciding and (end is None or case.deciding <= end)
        )
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date(*map(int, text.split("-")))
    return Decimal(re.sub(r"[a-zåäö ]", "", text).replace(",", "."))


def _length(text: str, name: str, table: NaiveTable, case: NaiveCase) -> tuple[int, str]:
    count, _, unit = text.partition(" ")
    return int(count), unit


def _moved(start: date, sign: str, count: int, unit: str) -> date:
    step = count if sign == "+" else -count
    if unit in ("dag", "dagar"):
        return start + timedelta(days=step)
    month = start.month - 1 + step * (12 if unit == "år" else 1)
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
