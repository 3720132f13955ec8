"""Whatever happens to a flow's workbook is seen, or changes no decision.

Eighty corruptions a flow, by chance but always the same: each is refused by sheet and cell or row, fails a test
case of the workbook, or leaves all decisions as they were. What a word of sheet Begrepp is in flow.py nothing else in
the workbook says, so no load can see it: a code or field in another's place fails the flow's own examples instead.
"""

from __future__ import annotations

import gc
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from robots import OpenFlow, Rules, open_flow
from robots.errors import RuleError
from robots.rules.agreement import refuse_disagreement
from robots.rules.examples import Example, read_examples
from tests.flows.corruption import CORRUPTIONS, VALUES, Corruption, Plain
from tests.flows.judging import Case, Naive, alike, decisions, grid, samples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/rules.xlsx"))
TIMES, CASES, COMBINATIONS = 80, 150, 150
PLACE = re.compile(r'blad "[^"]+"(, (cell|rad|kolumn|kriteriet|texten) | den [\d-]+:|:)|bladet "[^"]+" saknas')
REFUSED, TRIED, NOTHING, BY_EXAMPLES = "refused", "fails a test case", "changes nothing", "fails an example"


@dataclass(frozen=True)
class Bench:
    """A flow as it ships, a copy of its folder to spoil, and how its cases end."""

    flow: OpenFlow
    plain: Plain
    folder: Path
    examples: list[Example]
    cases: list[Case]
    ends: list[object]
    naive: Naive
    says: dict[str, list[object]]

    def corrupted(self, corruption: Corruption, rng: Random) -> str | None:
        """Do this to the workbook, and say what it was; None where there is no place for it."""
        book = self.plain.typed()
        for _ in range(20):
            if done := corruption(book, rng):
                book.save(self.folder / "rules.xlsx")
                return done
        return None

    def read(self) -> Rules | str:
        """The rules as spoilt; or that they were refused, or fail a test case."""
        try:
            rules = Rules.load(self.folder)
            refuse_disagreement(rules.concepts, self.flow.flow.application, self.flow.flow.figures)
        except RuleError as refused:
            if not any(PLACE.search(problem) for problem in refused.problems):
                return f"REFUSED WITHOUT A PLACE: {refused}"
            return TRIED if _only_trials(refused.problems) else REFUSED
        return rules

    def outcome(self) -> str:
        """What became of a corruption: refused, fails a test case, changes nothing; or a decision changed unseen."""
        rules = self.read()
        if isinstance(rules, str):
            return rules
        if self.naive.says(load_workbook(self.folder / "rules.xlsx")) == self.says and self._decides_alike(rules):
            return NOTHING
        rehearsed = [replace(self.flow, rules=rules).rehearse(example) for example in self.examples]
        return BY_EXAMPLES if any(rehearsed) else "CHANGED"

    def _decides_alike(self, rules: Rules) -> bool:
        return alike(rules, self.flow.rules) or decisions(self.flow, rules, self.cases) == self.ends


def _only_trials(problems: tuple[str, ...]) -> bool:
    return all(re.search(r'blad "Testfall", cell \w+: "', problem) for problem in problems)


@pytest.fixture(params=FLOWS, ids=lambda folder: folder.name)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """A flow's bench, with garbage collected seldom: workbooks are a hundred thousand small objects each."""
    folder = tmp_path / request.param.name
    shutil.copytree(request.param, folder, ignore=shutil.ignore_patterns("__pycache__"))
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    yield bench_of(request.param, folder)
    gc.set_threshold(*usual)
    gc.unfreeze()


def bench_of(shipped: Path, folder: Path) -> Bench:
    flow = open_flow(shipped)
    plain = Plain(load_workbook(shipped / "rules.xlsx"))
    examples = read_examples(shipped / "examples.yaml")
    cases = grid(flow, examples, Random(shipped.name), most=CASES)
    naive = Naive(samples(plain.typed()), most=COMBINATIONS)
    ends = decisions(flow, flow.rules, cases)
    return Bench(flow, plain, folder, examples, cases, ends, naive, naive.says(plain.typed()))


def spoilt(bench: Bench, corruptions: Mapping[str, Corruption], times: int) -> Iterator[str]:
    """Spoil the workbook so many times, each kind in its turn, and say what was done, beginning with the sheet."""
    rng, done = Random(f"{bench.flow.flow.name} {sorted(corruptions)}"), 0
    while done < times:
        before = done
        for corruption in corruptions.values():
            said = bench.corrupted(corruption, rng) if done < times else None
            if said:
                done += 1
                yield f"{said} ({corruption.__name__})"
        assert done > before


@pytest.mark.proof
def test_no_corruption_changes_a_decision_unseen(bench: Bench) -> None:
    results = [(done, bench.outcome()) for done in spoilt(bench, CORRUPTIONS, TIMES)]
    counted = Counter(outcome for _, outcome in results)
    print(bench.flow.flow.name, dict(counted))  # noqa: T201  # with -rP: how many of each

    unseen = [(done, outcome) for done, outcome in results if outcome not in (REFUSED, TRIED, NOTHING)]
    assert [(done, outcome) for done, outcome in unseen if not is_of_a_meaning(done, outcome)] == []
    assert sum(counted.values()) == TIMES
    assert counted[REFUSED] > TIMES // 2
    assert counted[TRIED] > 0


def is_of_a_meaning(done: str, outcome: str) -> bool:
    """Whether an example told that a word of Begrepp means something else in flow.py."""
    return outcome == BY_EXAMPLES and done.startswith("Begrepp")


@pytest.mark.proof
def test_a_value_that_may_stand_there_is_read_or_fails_a_test_case(bench: Bench) -> None:
    came = [bench.read() for _ in spoilt(bench, VALUES, 40)]
    outcomes = Counter("read" if isinstance(rules, Rules) else rules for rules in came)
    print(bench.flow.flow.name, dict(outcomes))  # noqa: T201

    assert {*outcomes} <= {"read", REFUSED, TRIED}
    assert outcomes[TRIED] > 0
