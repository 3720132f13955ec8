"""Each example of home adaptation grants ends as it says, and what people read is plain and complete."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from robots import Finding, OpenFlow, Proposal, open_flow
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "home_adaptation"
EXAMPLES = read_examples(FOLDER / "examples.yaml")
READABLE = [example for example in EXAMPLES if example.expected.hand_over != "unreadable"]


@pytest.fixture(scope="module")
def flow() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FOLDER)


def proposed(flow: OpenFlow, example: Example) -> tuple[list[Finding], Proposal]:
    return flow.propose(example.application(flow.flow.application), example.day)


def example(words: str) -> Example:
    (found,) = (one for one in EXAMPLES if words in one.sentence)
    return found


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in EXAMPLES])
def test_example(flow: OpenFlow, one: Example) -> None:
    assert flow.rehearse(one) == []


def test_the_examples_show_every_row_of_every_table(flow: OpenFlow) -> None:
    shown = Counter(finding.row for one in READABLE for finding in proposed(flow, one)[0])
    tables = {criterion.sheet for criterion in flow.rules.book.criteria("criteria")}
    rows = {row.id for name in tables for row in flow.rules.book.tables[name].rows}
    assert rows <= set(shown)


def test_a_complete_application_goes_to_a_person_with_everything_listed_and_what_is_left_to_judge(
    flow: OpenFlow,
) -> None:
    findings, proposal = proposed(flow, example("a complete application of a tenant"))
    first, left, *listed = proposal.reasons.splitlines()
    assert first == "Redo för bedömning. Ansökan är komplett."
    assert len(listed) == len(findings) == 10
    assert "- Åtgärder: Ansökan gäller: Byta badkaret mot en dusch och ta bort trösklarna." in proposal.reasons
    assert left.startswith("Kvar att bedöma: om åtgärderna är nödvändiga (5 §) och kostnaden skälig (16 §).")


def test_the_certificate_is_said_to_be_local_practice_and_not_the_law(flow: OpenFlow) -> None:
    findings, _ = proposed(flow, example("a complete application of a tenant"))
    source = next(finding.source for finding in findings if finding.criterion == "certificate")
    assert source == "lokal rutin, inte ett krav i lagen"


def test_a_completion_says_what_why_by_when_and_what_happens_otherwise(flow: OpenFlow) -> None:
    _, proposal = proposed(flow, example("everything that is missing"))
    assert len(re.findall(r"^- ", proposal.reasons, re.MULTILINE)) == len(proposal.missing) == 10
    assert "kom in den 12 november 2026" in proposal.reasons
    assert "senast den 11 december 2026" in proposal.reasons
    assert "Då kan ansökan avslås, eller avvisas" in proposal.reasons
    assert max(len(proposed(flow, one)[1].reasons) for one in READABLE) < 2000, "old systems keep no more"


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in READABLE])
def test_texts_are_clean_and_never_tell_the_applicant_of_a_robot(flow: OpenFlow, one: Example) -> None:
    _, proposal = proposed(flow, one)
    assert "robot" not in proposal.reasons.lower()
    assert proposal.note.startswith("Förberett av robot 2026-11-20 efter regler ")
    assert not re.search(r"[{}]|None|True|False|Decimal", proposal.reasons + proposal.note)
    (proposal.reasons + proposal.note).encode("iso-8859-1")


def test_nothing_is_ever_granted_or_rejected(flow: OpenFlow) -> None:
    assert {proposed(flow, one)[1].outcome for one in READABLE} == {"completion", "hand_over"}
