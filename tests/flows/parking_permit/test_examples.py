"""Each example of parking permits ends as it says."""

from collections import Counter
from pathlib import Path

import pytest

from robots import OpenFlow
from robots.errors import RuleError
from robots.rules.examples import Example, read_examples

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
            application = example.application(parking_permit.flow.application)
            shown.update(finding.row for finding in rules.on(example.day).findings("criteria", application))
    criteria = {criterion.sheet for criterion in rules.book.criteria("criteria")}
    excluded = {"V6"}  # by the record itself, which calls no new application a renewal; a row of Testfall shows it

    assert {row.id for name in criteria for row in rules.book.tables[name].rows} - set(shown) == excluded
