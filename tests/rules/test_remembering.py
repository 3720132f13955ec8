"""Rules that were found in order are remembered beside their workbook: the same rules, and never others."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from robots import OpenFlow, Rules, open_flow
from robots.errors import CaseProblem, RuleError
from robots.model import Finding, Proposal
from robots.remembered import _as_bytes
from robots.rules import loading, reading
from robots.rules.examples import Example, read_examples
from tests.rules.books import change, thing, write_flow

FLOWS = Path(__file__).resolve().parents[2] / "flows"


@pytest.fixture(autouse=True)
def keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Rules]:
    """Loads rules as a process does that has just started."""

    def load(folder: Path) -> Rules:
        loading._tried.cache_clear()
        return Rules.load(folder)

    return load


def test_rules_in_order_are_read_and_tried_once(
    tmp_path: Path, load: Callable[[Path], Rules], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load(write_flow(tmp_path))
    monkeypatch.setattr(reading, "tried", None)  # whoever asks it now fails
    after = load(tmp_path)
    assert after.book is not before.book
    assert (after.sha256, after.texts_sha256) == (before.sha256, before.texts_sha256)
    assert after.findings("criteria", thing(5)) == before.findings("criteria", thing(5))


def test_a_change_of_a_rule_is_in_force_at_once(tmp_path: Path, load: Callable[[Path], Rules]) -> None:
    before = load(write_flow(tmp_path)).findings("criteria", thing(length=12))
    change(tmp_path, "Belopp", "D3", 11)
    after = load(tmp_path).findings("criteria", thing(length=12))
    assert [one.result for one in before] == ["pass"]
    assert [one.result for one in after] == ["fail"]


def test_a_wrong_rule_is_refused_though_a_right_one_was_remembered(
    tmp_path: Path, load: Callable[[Path], Rules]
) -> None:
    load(write_flow(tmp_path))
    change(tmp_path, "Kort", "B3", "> 13")
    for _ in range(2):
        with pytest.raises(RuleError, match="Kort"):
            load(tmp_path)


def test_a_letter_that_names_nothing_is_refused_though_the_workbook_was_remembered(
    tmp_path: Path, load: Callable[[Path], Rules]
) -> None:
    load(write_flow(tmp_path))
    (tmp_path / "texts" / "no.j2").write_text("{{ nothing }}\n", encoding="utf-8")
    with pytest.raises(RuleError, match="nothing"):
        load(tmp_path)


def test_remembered_rules_are_had_without_what_reads_workbooks_and_prints_letters(
    tmp_path: Path, load: Callable[[Path], Rules]
) -> None:
    load(write_flow(tmp_path))
    code = f"import sys; from pathlib import Path; from robots import Rules; Rules.load(Path({str(tmp_path)!r})); "
    code += "print(*{'openpyxl', 'numpy', 'jinja2', 'babel'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def proposed(flow: OpenFlow, example: Example) -> tuple[list[Finding], Proposal] | str:
    application = example.application(flow.flow.application, flow.rules.amounts)
    try:
        return flow.propose(application, example.day)
    except CaseProblem as problem:
        return str(problem)


@pytest.mark.parametrize("name", sorted(folder.name for folder in FLOWS.iterdir() if (folder / "flow.py").is_file()))
def test_every_example_comes_out_by_remembered_rules_as_by_those_just_read(name: str) -> None:
    flow = open_flow(FLOWS / name)
    book = pickle.loads(_as_bytes(reading.tried(loading.written(FLOWS / name))))
    again = replace(flow, rules=replace(flow.rules, book=book))
    for example in read_examples(FLOWS / name / "examples.yaml"):
        assert proposed(again, example) == proposed(flow, example), example.sentence
