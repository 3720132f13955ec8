"""The flow's examples, and small changes of them."""

from pathlib import Path
from typing import Any

from robots import Finding, OpenFlow, Proposal, Record
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "financial_aid"
EXAMPLES = read_examples(FOLDER / "examples.yaml")
SETTLED = [example for example in EXAMPLES if not example.expected.hand_over]


def example(words: str) -> Example:
    """The one example whose sentence holds these words."""
    (found,) = (one for one in EXAMPLES if words in one.sentence)
    return found


def application(flow: OpenFlow, one: Example, **given: Any) -> Record:
    """What an example's case shows, with some of it changed."""
    changed = Example(one.sentence, one.day, {**one.given, **given}, one.expected)
    return changed.application(flow.flow.application)


def proposed(flow: OpenFlow, one: Example, **given: Any) -> tuple[list[Finding], Proposal]:
    """What comes of an example, with some of it changed."""
    return flow.propose(application(flow, one, **given), one.day)
