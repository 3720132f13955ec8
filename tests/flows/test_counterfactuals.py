"""What would bring a grant: told of rejections alone, by numbers and days alone, and true to the limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from robots import OpenFlow, open_flow
from robots.errors import CaseProblem
from robots.model import Proposal, Record, lay_open
from robots.rules.concepts import Concept, Type
from robots.rules.examples import Example, read_examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/rules.xlsx"))
TOLD = re.compile(
    r"Förslaget skulle bli bifall om (?P<name>.+) vore (?P<sign>högst|minst|mer än|under|före) (?P<end>.+);.*"
)
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli")
MONTHS += ("augusti", "september", "oktober", "november", "december")
NAMED = re.compile(r"\((\S+)\)$")
STEPS = {Type.WHOLE: 1, Type.DECIMAL: Decimal("0.01"), Type.DATE: timedelta(days=1)}


def proposals(flow: OpenFlow) -> Iterator[tuple[Example, Record, Proposal]]:
    """What each example of a flow comes to, where something is proposed."""
    for example in read_examples(flow.folder / "examples.yaml"):
        application: Record = example.application(flow.flow.application, flow.rules.amounts)
        try:
            yield example, application, flow.propose(application, example.day)[1]
        except CaseProblem:
            continue


def values(sign: str, end: str, concept: Concept) -> list[int | Decimal | date]:
    """The outermost values that a sentence promises a grant for."""
    limit, step = _read(end, concept), STEPS[concept.measure.type]
    if sign == "före":
        return [limit - step]  # type: ignore[operator]
    assert concept.range is not None
    lowest, highest = (type(limit)(edge) for edge in concept.range)  # type: ignore[call-arg, arg-type]
    first = {"högst": limit, "under": limit - step, "minst": limit, "mer än": limit + step}[sign]  # type: ignore[operator]
    return [first, lowest if sign in ("högst", "under") else highest]


def _read(end: str, concept: Concept) -> int | Decimal | date:
    said = NAMED.sub("", re.sub(r" \(dagen .*\)$", "", end)).strip()
    if concept.measure.type is Type.DATE:
        day, month, year = said.split()
        return date(int(year), MONTHS.index(month) + 1, int(day))
    number = Decimal("".join(said.split()[:-1]).replace(",", "."))
    return int(number) if concept.measure.type is Type.WHOLE else number


def otherwise(flow: OpenFlow, example: Example, application: Record, concept: Concept, value: object) -> str:
    """What is proposed where one input has another value; a property of the record is supposed to have it."""
    fields = lay_open(application)
    if concept.field in fields:
        changed = type(application).of({**fields, concept.field: value})
        return flow.propose_plainly(changed, example.day)[1].outcome
    supposed = flow.rules.supposing({concept.name: value})  # type: ignore[dict-item]
    return replace(flow, rules=supposed).propose_plainly(application, example.day)[1].outcome


@pytest.mark.parametrize("folder", FLOWS, ids=lambda folder: folder.name)
def test_each_sentence_is_about_a_rejection_and_a_grant_and_true_at_both_of_its_ends(folder: Path) -> None:
    flow = open_flow(folder)
    for example, application, proposal in proposals(flow):
        assert proposal.outcome == "reject" or not proposal.counterfactual
        for sentence in proposal.counterfactual:
            told = TOLD.fullmatch(sentence)
            assert told, sentence
            concept = flow.rules.concepts[told["name"]]
            for value in values(told["sign"], told["end"], concept):
                assert otherwise(flow, example, application, concept, value) == "grant", (sentence, value)


def test_the_limit_that_is_named_is_that_of_the_pupils_own_municipality(school_transport: OpenFlow) -> None:
    told = 0
    for _, application, proposal in proposals(school_transport):
        for sentence in proposal.counterfactual:
            there = {"Trelleborg": "trelleborg", "Kävlinge": "kävlinge", "Övningskommun": "övning"}
            assert f"(avstånd.{there[lay_open(application)['home_municipality']]}." in sentence
            told += 1
    assert told > 5
