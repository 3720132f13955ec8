"""Amounts and limits stand in rules.xlsx, with a day, a unit and a source: no flow and no letter holds one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.flows.conftest import FLOWS

ARITHMETIC = {0, 1, 2}  # nothing, one, a pair; -1 is 1 with a sign
ALLOWED = {
    "building_notification/clock.py": {"0.01"},  # an öre, to which a part of a fee is rounded
    "*.j2": {12, 72},  # digits of a version's mark that people read, letters of a line in the note
}
_AMOUNT = re.compile(r"(?<![\w.])-?\d[\d ]*(?:[.,]\d+)*(?![\w.])")
_SECTION = re.compile(r"\d{4}:\d+|\b\d+(?:-\d+)?(?: [a-z])? (?:kap\.|§+)")


def numbers_in(source: str, allowed: set[int | str]) -> list[str]:
    """What looks like an amount or a limit in Python, each with its line; what a docstring says is for people."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return [f"{one.lineno}: {found}" for one in constants for found in _numbers(one.value, allowed)]


def numbers_in_letter(source: str, allowed: set[int | str]) -> list[str]:
    """The same in a template, in what it shows and in what it works out."""
    tree = Environment(autoescape=False).parse(source)
    held = [(one.lineno, one.value) for one in tree.find_all(nodes.Const)]
    shown = [(one.lineno, one.data) for one in tree.find_all(nodes.TemplateData)]
    return [f"{line}: {found}" for line, value in [*held, *shown] for found in _numbers(value, allowed)]


def _numbers(value: object, allowed: set[int | str]) -> Iterator[str]:
    match value:
        case bool():
            return
        case int() | float() | complex():
            if value not in ARITHMETIC | allowed:
                yield str(value)
        case str():
            found = (amount[0].strip() for amount in _AMOUNT.finditer(_SECTION.sub("", value)))
            yield from (amount for amount in found if amount not in allowed)


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_flow_holds_a_number_of_the_law_or_a_local_limit(path: Path) -> None:
    allowed = ALLOWED.get(f"{path.parent.name}/{path.name}", set())

    assert numbers_in(path.read_text(encoding="utf-8"), allowed) == []


@pytest.mark.parametrize("path", sorted(FLOWS.glob("*/texts/*.j2")), ids=lambda path: str(path.relative_to(FLOWS)))
def test_no_letter_holds_a_number_of_the_law_or_a_local_limit(path: Path) -> None:
    assert numbers_in_letter(path.read_text(encoding="utf-8"), ALLOWED["*.j2"]) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("if application.distance > 500: ...", "500"),
        ("norm = Decimal('4 250,50')", "4 250,50"),
        ("cap = Decimal('1280')", "1280"),
        ("share = fee * 0.2", "0.2"),
        ("due = received + timedelta(weeks=10)", "10"),
        ("least = -3", "3"),
        ("told = f'högst {name} eller 500 meter'", "500"),
        ("begins = date(2026, 1, 1)", "2026"),
    ],
)
def test_a_number_in_a_flow_is_found(line: str, found: str) -> None:
    source = f'"""Within 500 metres (12 kap. 8 a §)."""\n{line}\n'

    assert numbers_in(source, set()) == [f"2: {found}"]


@pytest.mark.parametrize("line", ["Högst 500 meter.", "{% if figures.days > 21 %}{% endif %}", '{{ "1 280 kr" }}'])
def test_a_number_in_a_letter_is_found(line: str) -> None:
    assert len(numbers_in_letter(f"{{{{ text('skäl') }}}}\n{line}", ALLOWED["*.j2"])) == 1


@pytest.mark.parametrize(
    "line",
    [
        "source = '12 kap. 8 a § plan- och bygglagen (2010:900)'",
        "source = '1-2 §§ lagen (1930:173)'",
        "days = (end - start).days // timedelta(weeks=1).days",
        "last = rows[-1] if len(rows) == 2 else rows[0]",
        "name = 'K1'",
    ],
)
def test_sections_and_plain_arithmetic_are_no_amounts(line: str) -> None:
    assert numbers_in(line, set()) == []
