"""Each example of school transport ends as it says."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from robots import OpenFlow, Proposal
from robots.errors import CaseProblem
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "school_transport"
EXAMPLES = read_examples(FOLDER / "examples.yaml")
READABLE = [example for example in EXAMPLES if example.expected.hand_over != "unreadable"]


def example(words: str) -> Example:
    (found,) = (example for example in EXAMPLES if words in example.sentence)
    return found


def proposed(flow: OpenFlow, example: Example, **given: Any) -> Proposal:
    changed = replace(example, given={**example.given, **given})
    return flow.propose(changed.application(flow.flow.application), changed.day)[1]


@pytest.mark.parametrize("example", [pytest.param(example, id=example.sentence) for example in EXAMPLES])
def test_example(school_transport: OpenFlow, example: Example) -> None:
    assert school_transport.rehearse(example) == []


def test_the_examples_show_every_row_of_every_criterion(school_transport: OpenFlow) -> None:
    flow, shown = school_transport, set()
    for example in READABLE:
        findings, _ = flow.propose(example.application(flow.flow.application), example.day)
        shown |= {finding.row for finding in findings}
    criteria = {criterion.sheet for criterion in flow.rules.book.criteria("criteria")}

    assert {row.id for name in criteria for row in flow.rules.book.tables[name].rows} <= shown


def test_a_grant_states_the_days_the_way_and_the_limit(school_transport: OpenFlow) -> None:
    letter = proposed(school_transport, example("year two in Kävlinge with ten metres more")).reasons

    assert "från och med 20 november 2026 till och med 15 juni 2027" in letter
    assert "är 2,01 kilometer. Vägen ska vara mer än 2 kilometer i förskoleklass till årskurs 3 i Kävlinge" in letter
    assert "(10 kap. 32 § skollagen; Kävlinge kommuns skolskjutsreglemente)" in letter


def test_a_preschool_class_has_a_section_of_its_own(school_transport: OpenFlow) -> None:
    letter = proposed(school_transport, example("a preschool class in Trelleborg has")).reasons

    assert "(9 kap. 15 b § skollagen; Trelleborgs kommuns regler om färdvägens längd)" in letter


def test_a_rejection_states_what_failed_and_what_was_not_claimed(school_transport: OpenFlow) -> None:
    letter = proposed(school_transport, example("year two in Trelleborg with ten metres less")).reasons

    assert "Vägen ska vara minst 2 kilometer" in letter
    assert "Det räcker inte för skolskjuts." in letter
    assert "åberopar varken trafiken, en funktionsnedsättning" in letter


def test_what_is_asked_for_is_more_than_its_name_and_says_why(school_transport: OpenFlow) -> None:
    letter = proposed(school_transport, example("school, grade and address are asked for")).reasons

    assert (
        "- Vilken årskurs eleven går i under läsåret, eller att det är förskoleklass. Vi behöver det för att" in letter
    )


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in READABLE])
def test_no_text_to_the_applicant_speaks_of_a_robot_or_shows_a_code(school_transport: OpenFlow, one: Example) -> None:
    try:
        proposal = proposed(school_transport, one)
    except CaseProblem:
        return

    assert "robot" not in proposal.reasons.lower()
    assert not re.search(r"[{}]|None|True|False|Decimal|kontrollera före bruk", proposal.reasons)
    (proposal.reasons + proposal.note).encode("iso-8859-1")
