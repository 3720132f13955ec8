"""Each example of financial aid ends as it says."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from robots import OpenFlow, Result, open_flow
from robots.errors import CaseProblem, RuleError
from robots.rules.examples import Example
from tests.flows.financial_aid.examples import EXAMPLES, FOLDER, application, proposed
from tests.flows.financial_aid.examples import example as example_of

TABLES = {"Personliga kostnader": "persons", "Gemensamma kostnader": None, "Delad bostad": None}
AMOUNTS = [
    ("Personliga kostnader", "Normbelopp"),
    ("Gemensamma kostnader", "Normbelopp"),
    ("Gemensamma kostnader", "Belopp för en färre"),
    ("Delad bostad", "Normbelopp"),
    ("Skäliga kostnader", "Godtas"),
    ("Inkomster", "Räknas"),
]
COMPARED = {"new_income", "income_gone", "rent", "household_size"}


@pytest.mark.parametrize("example", [pytest.param(example, id=example.sentence) for example in EXAMPLES])
def test_example(financial_aid: OpenFlow, example: Example) -> None:
    assert financial_aid.rehearse(example) == []


def test_the_examples_show_every_row_but_the_caps_of_each_size(financial_aid: OpenFlow) -> None:
    shown: Counter[str] = Counter()
    for example in EXAMPLES:
        try:
            findings, _ = financial_aid.propose(application(financial_aid, example), example.day)
        except CaseProblem:
            continue
        shown.update(finding.row for finding in findings if finding.row)
        seen = application(financial_aid, example)
        rules = financial_aid.rules.on(example.day, deciding=seen.month)
        figures = {"part_of_others": -1}
        for table, each in TABLES.items():
            shown.update(line.row for line in rules.lines(table, seen, each=each, figures=figures))
    book = financial_aid.rules.book
    listed = {criterion.sheet for criterion in book.criteria("criteria")} | TABLES.keys()
    caps = {row.id for row in book.tables["Skäliga kostnader"].rows}  # each size below

    assert {row.id for name in listed for row in book.tables[name].rows} - caps <= set(shown)


@pytest.mark.parametrize("words", ["rent and wage is compared with nothing", "says nothing of an earlier grant"])
def test_nothing_is_compared_with_an_application_that_does_not_exist(financial_aid: OpenFlow, words: str) -> None:
    findings, _ = proposed(financial_aid, example_of(words))

    compared = {one.result for one in findings if one.criterion in COMPARED}
    assert compared == {Result.NOT_APPLICABLE}


@pytest.mark.parametrize("size", range(1, 8))
@pytest.mark.parametrize(("kind", "name"), [("rent", "hyra.högst"), ("electricity", "hushållsel.högst")])
def test_a_cost_is_counted_up_to_the_cap_of_the_household(
    financial_aid: OpenFlow, size: int, kind: str, name: str
) -> None:
    usual = EXAMPLES[0]
    cap = financial_aid.rules.amount(f"{name}.{min(size, 5)}", on=usual.given["month"])
    child = {"role": "child", "born": usual.given["month"].replace(year=2014), "lives": "always"}
    household = [*usual.given["household"], *[{**child, "free_lunch": None, "in_school": True}] * (size - 1)]
    for beyond, counted in ((0, cap), (-1, cap - 1), (1, cap)):
        seen = application(
            financial_aid, usual, household=household, costs=[{"kind": kind, "amount": int(cap) + beyond}]
        )
        rules = financial_aid.rules.on(usual.day, deciding=seen.month)
        (line,) = rules.lines("Skäliga kostnader", seen, each="expenses")

        assert line.values["accepted"] == counted


def test_each_amount_of_the_calculation_is_held_by_a_test_case_of_its_sheet(tmp_path: Path) -> None:
    """Where another amount takes its place, or the cap that of what is applied for."""
    shutil.copytree(FOLDER, tmp_path / "financial_aid", ignore=shutil.ignore_patterns("__pycache__"))
    book = load_workbook(tmp_path / "financial_aid" / "rules.xlsx")
    book["Belopp"].append(["annat.belopp", datetime(2025, 1, 1), None, 77, "kr", "lokal rutin"])  # noqa: DTZ001
    changed = {change for name, column in AMOUNTS for change in _put_another_amount(book[name], column)}
    book.save(tmp_path / "financial_aid" / "rules.xlsx")

    with pytest.raises(RuleError) as refused:
        open_flow(tmp_path / "financial_aid")
    told = [one for one in refused.value.problems if 'blad "Testfall"' in one]
    assert {
        (row, column) for row, column in changed if any(column in one and re.search(rf"\b{row}\b", one) for one in told)
    } == changed


def _put_another_amount(sheet: Worksheet, column: str) -> Iterator[tuple[str, str]]:
    """In each cell of a column that names one; each row that was changed, and the column."""
    place = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, place[column])
        if isinstance(cell.value, str) and cell.value != "-":
            limit = str(sheet.cell(row, place["Sökt belopp"]).value) if "Sökt belopp" in place else ""
            cell.value = limit.removeprefix("<= ") if limit.startswith("<=") else "annat.belopp"
            yield str(sheet.cell(row, 1).value), column


def test_a_criterion_that_asks_about_rows_of_two_tables_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "financial_aid", ignore=shutil.ignore_patterns("__pycache__"))
    book = load_workbook(tmp_path / "financial_aid" / "rules.xlsx")
    sheet = book["Insättningar"]
    sheet["B1"], sheet["C1"] = "Insättningen förklarad", "Styrkt"
    for place, words in enumerate(("Resultat", "Text", "Källa", "I kraft från", "I kraft till"), start=4):
        sheet.cell(1, place).value = words
    for place, words in enumerate(("nej", "ja", "varning", "insättning.okänd", "lokal rutin", "2025-01-01"), start=2):
        sheet.cell(2, place).value = words
    book.save(tmp_path / "financial_aid" / "rules.xlsx")

    with pytest.raises(RuleError, match='"deposit" frågar om rader i flera tabeller: deposits, expenses'):
        open_flow(tmp_path / "financial_aid")
