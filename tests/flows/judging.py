"""Whether two workbooks decide alike: by whole proposals for applications, and table by table by a naive evaluator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, product
from random import Random
from typing import Any, Literal, get_args, get_origin

from openpyxl import Workbook

from robots import OpenFlow, Record, Rules
from robots.errors import CaseProblem
from robots.model import lay_open
from robots.rules.examples import Example
from tests.flows.corruption import FIXED, tables
from tests.rules.naive import NaiveCase, NaiveRow, NaiveTable, ask

DAY = date(2026, 11, 20)
Case = tuple[Record, date]


def grid(flow: OpenFlow, examples: Sequence[Example], rng: Random, *, most: int) -> list[Case]:
    """The applications of the examples, and neighbours of theirs that differ in one field."""
    cases = [(example.application(flow.flow.application, flow.rules.amounts), example.day) for example in examples]
    near = [(other, day) for record, day in cases for other in _neighbours(record)]
    return cases + rng.sample(near, max(0, min(len(near), most - len(cases))))


def _neighbours(record: Record) -> Iterator[Record]:
    values = lay_open(record)
    for name, field in type(record).model_fields.items():
        for other in _others(values[name], field.annotation):
            yield type(record).of({**values, name: other})


def _others(value: Any, kind: Any) -> Iterator[Any]:
    choices = [one for part in (kind, *get_args(kind)) if get_origin(part) is Literal for one in get_args(part)]
    if type(None) in get_args(kind) and value is not None:
        yield None
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield from (value + step for step in (-1, 1, 10) if value + step >= 0)
    yield from (one for one in choices if one != value)


def decisions(flow: OpenFlow, rules: Rules, cases: Sequence[Case]) -> list[object]:
    """How each case ends under these rules."""
    changed = replace(flow, rules=rules)
    return [_decision(changed, *case) for case in cases]


def _decision(flow: OpenFlow, application: Record, day: date) -> object:
    try:
        findings, proposal = flow.propose_plainly(application, day)
    except CaseProblem as problem:
        return problem.reason
    results = {finding.criterion: finding.result for finding in findings}
    return proposal.outcome, proposal.hand_over, dict(proposal.values), set(proposal.missing), results


def alike(rules: Rules, others: Rules) -> bool:
    """Whether the same was read of all that decisions depend on, so that none can be another."""
    parts = ("vocabulary", "overviews", "tables", "sentences")
    return all(getattr(rules.book, part) == getattr(others.book, part) for part in parts)


class Naive:
    """What each table says for a grid of values, by an evaluator that shares nothing with the one under test.

    A table that stands as it stood before, with the same names, is not asked again.
    """

    def __init__(self, samples: Mapping[str, Sequence[Any]], *, most: int) -> None:
        self._samples, self._most = samples, most
        self._known: dict[object, dict[str, list[object]]] = {}

    def says(self, book: Workbook) -> dict[str, list[object]]:
        """The answers by sheet and criterion."""
        names = repr((_amounts(book), _words(book)))
        said: dict[str, list[object]] = {}
        for sheet in tables(book):
            lines = [[_text(value) for value in values] for values in sheet.iter_rows(values_only=True)]
            key = repr((names, sheet.title, lines))
            if key not in self._known:
                self._known[key] = dict(self._of_table(sheet.title, lines, _amounts(book), _words(book)))
            said |= self._known[key]
        return said

    def _of_table(
        self, title: str, lines: list[list[str]], amounts: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]
    ) -> Iterator[tuple[str, list[object]]]:
        columns = [name for name in lines[0] if name]
        rows = [dict(zip(columns, line, strict=False)) for line in lines[1:] if line[0]]
        asked = [name for name in columns if name in self._samples]
        named = {name for row in rows for column in asked for name in re.findall(r"\{([^{}]+)\}", row[column])}
        drawn = sorted({*asked, *named & self._samples.keys()})  # what cells compare with has a value too
        policy = columns[0].removeprefix("Rad").strip(" ()") or "U"
        combined = _combined(title, drawn, self._samples, self._most)
        cases = [NaiveCase(dict(zip(drawn, values, strict=True)), DAY, DAY) for values in combined]
        periods = {name: periods for name, (periods, _) in amounts.items()}
        for group in sorted({row.get("Kriterium", "") for row in rows}):
            naive = [_row(row, columns, asked, amounts) for row in rows if row.get("Kriterium", "") == group]
            table = NaiveTable(policy, naive, words, periods)
            yield f"{title}/{group}", [_said(table, case) for case in cases]


def samples(book: Workbook) -> dict[str, list[Any]]:
    """Values of each concept that tables ask about: on the limits that any cell or amount names, and around them."""
    amounts, words = _amounts(book), _words(book)
    found: dict[str, list[Any]] = {}
    cells = [
        str(cell.value) for sheet in tables(book) for row in sheet.iter_rows(min_row=2) for cell in row if cell.value
    ]
    quoted = sorted({text for cell in cells for text in re.findall(r'"([^"]*)"', cell)})
    numbers = {Decimal(digits) for cell in cells for digits in re.findall(r"(?<![\d-])\d{1,6}(?![\d-])", cell)}
    for row in book["Begrepp"].iter_rows(min_row=2, values_only=True):
        name, kind, unit, between, origin = (str(value) for value in row[:5])
        limits = {
            value
            for _, (periods, of) in amounts.items()
            for *_, value in periods
            if of == unit and not isinstance(value, str)
        }
        names = [value for _, (periods, of) in amounts.items() for *_, value in periods if of == "namn"]
        match kind:
            case "ja/nej":
                found[name] = [True, False]
            case "val":
                found[name] = list(words[name].values())
            case "heltal" | "decimaltal":
                steps = {limit + step for limit in limits | numbers for step in (-1, 0, 1) if limit + step >= 0}
                found[name] = sorted(step for step in steps if _within(step, between))
            case "datum":
                moved = [DAY.replace(year=DAY.year + years) for years in (-1, 0, 1)]
                found[name] = [*moved, date(2026, 11, 19), date(2026, 11, 21), date(2027, 1, 19), date(2027, 1, 20)]
            case "text":
                found[name] = [*quoted, *names, "5000-K1234567-26", "annat"]
        if origin == "förslaget" or kind == "tabell":
            found.pop(name, None)
        elif origin != "kontrollerna":
            found[name].append(None)
    return found


def _within(value: Decimal, between: str) -> bool:
    """Whether a concept may have this value: no rule is asked about one outside its range."""
    ends = [Decimal(end.replace(" ", "").replace(",", ".")) for end in re.findall(r"-?\d[\d ]*(?:,\d+)?", between)]
    return len(ends) != 2 or ends[0] <= value <= ends[1]


def _combined(seed: str, asked: Sequence[str], values: Mapping[str, Sequence[Any]], most: int) -> list[tuple[Any, ...]]:
    """All combinations where they are few, else some by chance, always the same."""
    ordered = [values[name] for name in sorted(asked)]
    if len(all_of_them := list(islice(product(*ordered), most + 1))) <= most:
        return all_of_them
    rng = Random(seed)
    return [tuple(rng.choice(list(one)) for one in ordered) for _ in range(most)]


def _said(table: NaiveTable, case: NaiveCase) -> object:
    answer = ask(table, case)
    if answer.missing and all(row.says.startswith(" ") for row in table.rows):
        return "missing"  # a calculation or an outcome that lacks something is a person's, whatever else applies
    says = {row.id: row.says for row in table.rows}
    return answer.kind, tuple(sorted(says[row] for row in answer.rows)) if answer.kind == "rows" else (), answer.missing


def _row(row: Mapping[str, str], columns: Sequence[str], asked: Sequence[str], amounts: Mapping[str, Any]) -> NaiveRow:
    cells = {name: _with_lengths(row[name], amounts) for name in asked}
    says = [f"{name}={' '.join(row[name].split())}" for name in sorted(columns[1:]) if name not in (*asked, *FIXED)]
    end = date.fromisoformat(row["I kraft till"]) if row.get("I kraft till") else None
    verdict = row.get("Resultat", "")
    return NaiveRow(row[columns[0]], cells, f"{verdict} {says}", date.fromisoformat(row["I kraft från"]), end)


def _with_lengths(cell: str, amounts: Mapping[str, Any]) -> str:
    """A length by name as the number and unit that it stands for."""

    def written(found: re.Match[str]) -> str:
        periods, unit = amounts[found[2]]
        return f"{found[1]} {periods[-1][2]} {unit}"

    names = "|".join(sorted(map(re.escape, amounts), key=len, reverse=True))
    return re.sub(rf"([+-]) ({names})(?!\w|\.\w)", written, cell) if names else cell


def _amounts(book: Workbook) -> dict[str, tuple[list[tuple[date, date | None, Any]], str]]:
    columns = [cell.value for cell in book["Belopp"][1]]
    amounts: dict[str, tuple[list[tuple[date, date | None, Any]], str]] = {}
    for values in book["Belopp"].iter_rows(min_row=2, values_only=True):
        row = dict(zip(columns, values, strict=True))
        if row["Namn"]:
            period = (date.fromisoformat(_text(row["Från"])), _day(row["Till"]), _worth(row["Värde"]))
            amounts.setdefault(str(row["Namn"]), ([], str(row["Enhet"])))[0].append(period)
    return amounts


def _worth(value: Any) -> Any:
    """An amount's value: a text, a day or a number."""
    if isinstance(value, str):
        return value
    return value.date() if isinstance(value, datetime) else Decimal(str(value))


def _day(value: Any) -> date | None:
    return date.fromisoformat(_text(value)) if value else None


def _words(book: Workbook) -> dict[str, dict[str, str]]:
    columns = [cell.value for cell in book["Begrepp"][1]]
    rows = [
        dict(zip(columns, values, strict=True)) for values in book["Begrepp"].iter_rows(min_row=2, values_only=True)
    ]
    return {
        str(row["Begrepp"]): dict(tuple(part.strip() for part in pair.split("=")) for pair in row["Värden"].split(";"))
        for row in rows
        if row["Typ"] == "val"
    }


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case _:
            return str(value).replace("\u00a0", " ").strip()
