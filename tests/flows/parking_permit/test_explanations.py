"""What would have to be otherwise: a single input that decides, tried the whole way from application to outcome."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robots import OpenFlow, Record
from robots.errors import CaseProblem
from robots.model import Proposal, lay_open
from robots.rules.examples import Example, read_examples
from tests.flows.conftest import FLOWS

DAY = date(2026, 11, 20)
EXAMPLES = {one.sentence: one for one in read_examples(FLOWS / "parking_permit" / "examples.yaml")}
WALKS_500 = "a driver who walks 500 metres is within the limit"


def proposed(flow: OpenFlow, example: Example, **otherwise: object) -> Proposal:
    application = example.application(flow.flow.application, flow.rules.amounts)
    return flow.propose(type(application).of({**lay_open(application), **otherwise}), example.day)[1]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "a driver who walks 501 metres is beyond the limit",
            ["Gångsträcka vore högst 500 meter (gångsträcka.förare); ansökan anger 501 meter."],
        ),
        (
            "a passenger who can be left alone gets no permit",
            [],
        ),
        (
            "a wheelchair and a walking distance of one metre contradict each other",
            [],
        ),
        (
            "a renewal when exactly two months are left comes too early",
            [
                "Aktivt tillstånd till vore före 20 januari 2027 (dagen + förnyelse.före_utgång); "
                "ansökan anger 20 januari 2027."
            ],
        ),
        (
            "a police report with a digit too few is asked for again",
            [],
        ),
        (
            "without a medical certificate the applicant is asked for it",
            [],
        ),
        ("a driver who walks too far for too short a time fails both criteria", []),
        ("without any document the applicant is asked for both", []),
        (WALKS_500, []),
    ],
    ids=lambda part: part[:40] if isinstance(part, str) else "",
)
def test_a_single_input_that_decides_is_told_and_none_where_it_takes_two(
    sentence: str, told: list[str], parking_permit: OpenFlow
) -> None:
    proposal = proposed(parking_permit, EXAMPLES[sentence])
    assert list(proposal.counterfactual) == [f"Förslaget skulle bli bifall om {one}" for one in told]


@settings(deadline=None, max_examples=40)
@given(distance=st.integers(0, 20_000), capacity=st.sampled_from(["driver", "passenger"]))
def test_where_the_distance_decides_the_limit_that_is_told_is_the_one_at_which_it_turns(
    distance: int, capacity: str, parking_permit: OpenFlow
) -> None:
    limit = {"driver": 500, "passenger": 100}[capacity]
    given_ = {"walking_distance": distance, "capacity": capacity, "left_alone": False}
    proposal = proposed(parking_permit, EXAMPLES[WALKS_500], **given_)
    told = any(f"Gångsträcka vore högst {limit} meter" in one for one in proposal.counterfactual)
    assert told == (distance > limit) == (proposal.outcome == "reject")


@pytest.mark.parametrize("sentence", EXAMPLES)
def test_what_explains_changes_nothing_of_what_is_proposed(sentence: str, parking_permit: OpenFlow) -> None:
    example = EXAMPLES[sentence]
    application: Record = example.application(parking_permit.flow.application, parking_permit.rules.amounts)
    try:
        findings, proposal = parking_permit.propose(application, example.day)
    except CaseProblem:
        with pytest.raises(CaseProblem):
            parking_permit.propose_plainly(application, example.day)
        return
    bare_findings, bare = parking_permit.propose_plainly(application, example.day)
    assert [(one.result, one.row, one.reason) for one in findings] == [
        (one.result, one.row, one.reason) for one in bare_findings
    ]
    assert (bare.outcome, bare.values, bare.reasons, bare.note) == (
        *(proposal.outcome, proposal.values),
        *(proposal.reasons, proposal.note),
    )
    assert all(finding.sheet and len(finding.values) == len(finding.inputs) for finding in findings)


def test_an_explanation_holds_no_name_and_no_personal_number(parking_permit: OpenFlow) -> None:
    for example in EXAMPLES.values():
        application = example.application(parking_permit.flow.application, parking_permit.rules.amounts)
        try:
            findings, proposal = parking_permit.propose(application, example.day)
        except CaseProblem:
            continue
        said = [*proposal.counterfactual, *(line for one in findings for line in one.nearest)]
        assert example.given["applicant"] not in " ".join(said)
