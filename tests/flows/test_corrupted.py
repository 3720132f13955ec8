"""Whatever happens to a flow's workbook is seen, or changes no decision.

Two hundred corruptions a flow, by chance but always the same: each is refused by sheet and cell or row, fails a test
case of the workbook, or leaves all decisions as they were. What a word of sheet Begrepp is in flow.py only the flow's
own examples can say: a code in another's place fails those. So do, for now, a few verdicts that no test case holds.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from robots import OpenFlow, Rules, open_flow
from robots.errors import RuleError
from robots.rules.agreement import refuse_disagreement
from robots.rules.examples import Example, read_examples
from tests.flows.corruption import CORRUPTIONS, VALUES, Corruption
from tests.flows.judging import Case, decisions, grid, naively, samples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/rules.xlsx"))
FINE = ("refused", "fails a test case", "fails an example", "changes nothing")
BY_EXAMPLES = 0.05
"""The part of all corruptions that examples.yaml alone may see: `rules check` and `accept` try those, no load does."""
TIMES, CASES, COMBINATIONS = 200, 150, 150
PLACE = re.compile(r'blad "[^"]+"(, (cell|rad|kolumn|kriteriet|texten) | den [\d-]+:|:)|bladet "[^"]+" saknas')


@dataclass(frozen=True)
class Bench:
    """A flow as it ships, a copy of its folder to spoil, and how its cases end."""

    flow: OpenFlow
    content: bytes
    folder: Path
    examples: list[Example]
    cases: list[Case]
    ends: list[object]
    values: dict[str, list[Any]]
    says: dict[str, list[object]]

    def corrupted(self, corruption: Corruption, rng: Random) -> tuple[str, Workbook] | None:
        """The workbook with this done to it, and what it was; None where there is no place for it."""
        book = load_workbook(BytesIO(self.content))
        for _ in range(20):
            if done := corruption(book, rng):
                book.save(self.folder / "rules.xlsx")
                return done, book
        return None

    def outcome(self) -> str:
        """What became of a corruption: refused, fails a test case, changes nothing; or a decision changed unseen."""
        try:
            rules = Rules.load(self.folder)
            refuse_disagreement(rules.concepts, self.flow.flow.application, self.flow.flow.figures)
        except RuleError as refused:
            if not any(PLACE.search(problem) for problem in refused.problems):
                return f"REFUSED WITHOUT A PLACE: {refused}"
            return "fails a test case" if _only_trials(refused.problems) else "refused"
        read = load_workbook(self.folder / "rules.xlsx")
        same = decisions(self.flow, rules, self.cases) == self.ends
        same = same and naively(read, self.values, most=COMBINATIONS) == self.says
        if same:
            return "changes nothing"
        rehearsed = [replace(self.flow, rules=rules).rehearse(example) for example in self.examples]
        return "fails an example" if any(rehearsed) else "CHANGED"


def _only_trials(problems: tuple[str, ...]) -> bool:
    return all(re.search(r'blad "Testfall", cell \w+: "', problem) for problem in problems)


@pytest.fixture(params=FLOWS, ids=lambda folder: folder.name)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    flow = open_flow(request.param)
    folder = tmp_path / request.param.name
    shutil.copytree(request.param, folder, ignore=shutil.ignore_patterns("__pycache__"))
    content = (request.param / "rules.xlsx").read_bytes()
    examples = read_examples(request.param / "examples.yaml")
    cases = grid(flow, examples, Random(request.param.name), most=CASES)
    book = load_workbook(BytesIO(content))
    says = naively(book, values := samples(book), most=COMBINATIONS)
    return Bench(flow, content, folder, examples, cases, decisions(flow, flow.rules, cases), values, says)


def tried(bench: Bench, corruptions: Mapping[str, Corruption], times: int) -> Iterator[tuple[str, str]]:
    """What was done and what became of it, so many times; each kind in its turn."""
    rng, done = Random(f"{bench.flow.flow.name} {sorted(corruptions)}"), 0
    while done < times:
        before = done
        for corruption in corruptions.values():
            spoilt = bench.corrupted(corruption, rng)
            if spoilt and done < times:
                done += 1
                said = f"{corruption.__name__}: {spoilt[0]}"
                yield said, bench.outcome()
        assert done > before


@pytest.mark.proof
def test_no_corruption_changes_a_decision_unseen(bench: Bench) -> None:
    results = list(tried(bench, CORRUPTIONS, TIMES))
    counted = Counter(outcome for _, outcome in results)
    print(bench.flow.flow.name, dict(counted))  # noqa: T201  # with -rP: how many of each

    assert [result for result in results if result[1] not in FINE] == []
    assert counted["fails an example"] <= BY_EXAMPLES * TIMES
    assert sum(counted.values()) == TIMES
    assert counted["refused"] > TIMES // 2
    assert counted["fails a test case"] > 0


@pytest.mark.proof
def test_a_value_that_may_stand_there_is_read_or_fails_a_test_case(bench: Bench) -> None:
    outcomes = Counter(outcome for _, outcome in tried(bench, VALUES, 40))
    print(bench.flow.flow.name, dict(outcomes))  # noqa: T201

    assert outcomes["fails a test case"] > 0
