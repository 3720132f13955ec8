"""What each flow may know of a person: no more than its rules ask for, and nothing that tells who it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from robots import OpenFlow, open_flow
from robots.errors import CaseProblem, RuleError
from robots.model import File, PersonalNumber, Record, lay_open, row_of
from robots.rules.agreement import refuse_disagreement
from robots.rules.concepts import Concept, Measure, Origin, Type
from robots.rules.examples import Example, read_examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/flow.py"))
OTHERS = ("199001019810", "199001019893", "195512242383")  # of the same day with other sexes, and of another day
NAMES = re.compile("(first_|last_|sur|full_)?name|sex|gender|address|phone|mail")

each_flow = pytest.mark.parametrize("folder", [pytest.param(folder, id=folder.name) for folder in FLOWS])


@dataclass(frozen=True)
class Fact:
    """A field of a record, or of a row of one of its tables."""

    place: str  # as sheet "Begrepp" writes it
    name: str
    kind: Any

    def is_a(self, kind: Any) -> bool:
        return kind in (self.kind, *get_args(self.kind))


def facts(record: type[Record], table: str = "") -> Iterator[Fact]:
    """All that a flow is given of an application."""
    hints = get_type_hints(record, include_extras=True)
    for name in record.model_fields:
        yield Fact(table + name, name, hints[name])
        if row := row_of(record, name):
            yield from facts(row, f"{name}.")


def read_by(flow: OpenFlow) -> set[str]:
    """What the flow's code and its letters read by name."""
    code = [ast.parse(path.read_text(encoding="utf-8")) for path in flow.folder.glob("*.py")]
    letters = " ".join(path.read_text(encoding="utf-8") for path in (flow.folder / "texts").glob("*.j2"))
    attributes = {node.attr for tree in code for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes | set(re.findall(r"\.([a-z_]+)", letters))


@each_flow
def test_nothing_is_read_that_neither_rules_nor_letters_ask_for(folder: Path) -> None:
    flow = open_flow(folder)
    asked = {concept.field for concept in flow.rules.concepts.values() if concept.origin is Origin.APPLICATION}
    used = read_by(flow)
    idle = [
        fact.place
        for fact in facts(flow.flow.application)
        if fact.place not in asked and fact.name not in used and not fact.is_a(File) and not fact.is_a(PersonalNumber)
    ]
    assert idle == []


@each_flow
def test_no_fact_is_a_name_a_sex_or_a_way_to_reach_somebody(folder: Path) -> None:
    assert [fact.place for fact in facts(open_flow(folder).flow.application) if NAMES.fullmatch(fact.name)] == []


@each_flow
def test_a_personal_number_says_whose_case_it_is_and_nothing_else(folder: Path) -> None:
    flow = open_flow(folder)
    numbers = {fact.place for fact in facts(flow.flow.application) if fact.is_a(PersonalNumber)}
    assert numbers == {"applicant"}
    assert "applicant" not in read_by(flow)
    assert numbers.isdisjoint(concept.field for concept in flow.rules.concepts.values())


class Household(Record):
    """A row with a number of somebody's."""

    number: PersonalNumber | None


class Application(Record):
    """A record with numbers in it."""

    applicant: PersonalNumber
    household: tuple[Household, ...]


@pytest.mark.parametrize("field", ["applicant", "household.number"])
def test_rules_that_name_a_personal_number_are_refused(field: str) -> None:
    concept = Concept("Sökande", Measure(Type.TEXT), Origin.APPLICATION, field)
    with pytest.raises(RuleError, match=r'"Sökande": .* är ett personnummer\. Reglerna får aldrig något sådant'):
        refuse_disagreement({"Sökande": concept}, Application)


def outcome(flow: OpenFlow, example: Example, applicant: Any) -> object:
    """What an example comes to for another person: findings and proposal, or why it goes to a person."""
    values = lay_open(example.application(flow.flow.application, flow.rules.amounts))
    application = flow.flow.application.of({**values, "applicant": applicant})
    try:
        return flow.propose(application, example.day)
    except CaseProblem as problem:
        return problem.reason, str(problem)


@each_flow
def test_another_person_with_the_same_facts_gets_the_same_proposal(folder: Path) -> None:
    flow = open_flow(folder)
    tried = 0
    for example in read_examples(folder / "examples.yaml"):
        if isinstance(example.given["applicant"], str):
            own = outcome(flow, example, example.given["applicant"])
            assert [outcome(flow, example, other) for other in OTHERS] == [own] * len(OTHERS), example.sentence
            tried += 1
    assert tried >= 25
