"""Each example of parking permits ends as it says."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from robots import OpenFlow
from robots.errors import RuleError
from robots.flow import open_flow
from robots.rules.examples import Example, read_examples
from tests.rules.books import change

FOLDER = Path(__file__).parents[3] / "flows" / "parking_permit"
EXAMPLES = read_examples(FOLDER / "examples.yaml")


@pytest.mark.parametrize("example", [pytest.param(example, id=example.sentence) for example in EXAMPLES])
def test_example(parking_permit: OpenFlow, example: Example) -> None:
    assert parking_permit.rehearse(example) == []


def test_an_example_that_says_otherwise_is_told_apart(parking_permit: OpenFlow, tmp_path: Path) -> None:
    told = (FOLDER / "examples.yaml").read_text(encoding="utf-8")
    (tmp_path / "examples.yaml").write_text(
        told.replace(
            "outcome: grant, valid_from: 2026-11-20, valid_to: 2031-11-19", "outcome: reject, fails: [alone]", 1
        ),
        encoding="utf-8",
    )

    assert list(map(str, parking_permit.rehearse(read_examples(tmp_path / "examples.yaml")[0]))) == [
        "outcome: expected reject, got grant",
        "fails: expected alone, got nothing",
    ]


def test_a_sentence_stands_once(tmp_path: Path) -> None:
    told = (FOLDER / "examples.yaml").read_text(encoding="utf-8")
    (tmp_path / "examples.yaml").write_text(told.replace("walks 499 metres", "walks 500 metres"), encoding="utf-8")

    with pytest.raises(RuleError, match='"a driver who walks 500 metres is within the limit"'):
        read_examples(tmp_path / "examples.yaml")


def test_the_examples_show_every_row_of_every_table(parking_permit: OpenFlow) -> None:
    rules = parking_permit.rules
    shown: Counter[str | None] = Counter()
    for example in EXAMPLES:
        if example.expected.hand_over != "unreadable":
            application = example.application(parking_permit.flow.application, parking_permit.rules.amounts)
            shown.update(finding.row for finding in rules.on(example.day).findings("criteria", application))
    criteria = {criterion.sheet for criterion in rules.book.criteria("criteria")}
    excluded = {"V6"}  # by the record itself, which calls no new application a renewal; a row of Testfall shows it

    assert {row.id for name in criteria for row in rules.book.tables[name].rows} - set(shown) == excluded


def test_another_municipality_writes_its_own_name_and_all_examples_are_right(tmp_path: Path) -> None:
    own = tmp_path / "parking_permit"
    copytree(FOLDER, own, ignore=ignore_patterns("__pycache__"))
    change(own, "Belopp", "D9", "Provköpings kommun")
    flow = open_flow(own)

    assert {one.sentence: flow.rehearse(one) for one in EXAMPLES if flow.rehearse(one)} == {}


def test_an_amount_that_belopp_does_not_have_is_told(parking_permit: OpenFlow) -> None:
    wrong = replace(EXAMPLES[0], given={**EXAMPLES[0].given, "registered_in": {"amount": "kommun.eget"}})

    with pytest.raises(RuleError, match=r'"kommun\.eget" finns inte'):
        parking_permit.rehearse(wrong)
