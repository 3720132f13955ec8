"""Every sentence that the reports say has Swedish words."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeGuard

import pytest

from robots import reports
from robots.errors import Reason
from robots.model import Mode, Result, State
from robots.reports import casesheet, handovers, headlines, item
from robots.words import Words

_COMPLAINING = {"own"}  # errors are put together, and said in Swedish as a whole
SAYING = tuple(
    import_module(f"{reports.__name__}.{one.name}")
    for one in iter_modules(reports.__path__)
    if one.name not in _COMPLAINING
)
SPEAKERS = ("say", "_spoken", "count")
SAME_IN_BOTH = {"Robot", "Data", "median", "{likely} ({low}–{high})", "EEEE d MMMM y"}


class TextConstant(ast.Constant):
    """A string in the source."""

    value: str


def sentences_of(module: ModuleType) -> Iterator[str]:
    """The texts that a module says: those it hands to a speaker, and all others that have the look of a sentence."""
    tree = ast.parse(inspect.getsource(module))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
            yield from (argument.value for argument in node.args if _is_text(argument))
        elif _is_text(node) and id(node) not in silent and " " in node.value.strip() and node.value[0].isupper():
            yield node.value


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_text(node: ast.AST) -> TypeGuard[TextConstant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("module", SAYING, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_sentence_has_swedish_words(module: ModuleType) -> None:
    swedish = Words("sv")
    said = set(sentences_of(module))
    assert {text for text in said if swedish(text) == text} - SAME_IN_BOTH == set()


def test_every_sentence_is_among_them() -> None:
    said = {text for module in SAYING for text in sentences_of(module)}
    said |= {one.label for one in (*headlines.CARDS, *headlines.LEGAL, *headlines.WORK, *headlines.SAVED)}
    swedish = Words("sv")
    assert len(said) > 200
    assert {text for text in said if swedish(text) == text} - SAME_IN_BOTH == set()


def test_every_sentence_of_the_case_sheet_has_swedish_words() -> None:
    source = Path(casesheet.__file__).with_name("casesheet.html").read_text("utf-8")
    said = [text.replace('\\"', '"') for text in re.findall(r'say\("((?:[^"\\]|\\.)*)"', source)]
    assert len(said) > 30
    assert [text for text in said if Words("sv")(text) == text] == []


def test_every_code_that_a_report_shows_has_swedish_words() -> None:
    swedish = Words("sv")
    codes = [*Reason, *Result, *Mode, *State, "grant", "reject", "completion", "dismiss"]
    assert [code for code in codes if swedish(code) == code] == []


def test_every_reason_has_something_to_do_and_something_that_would_remove_it() -> None:
    assert set(item._BY_REASON) == set(handovers._REMEDIES) == set(Reason)
    assert set(item.NEEDS) == set(item.Need)
