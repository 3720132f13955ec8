"""Errors: the class says what happens next, so every class stands in the tree that its docstring draws."""

from __future__ import annotations

import inspect
import re

import pytest

from robots import errors
from robots.errors import CaseProblem, NoAmount, NotKnown, Reason, RobotError

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, RobotError)]


def drawn() -> dict[str, str]:
    """Each class of the drawn tree and the one that it hangs from."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"(?P<lead>[ │├└─]*)(?P<name>[A-Z]\w+)(?:\s{2,}\S|$)", line)
        if found and line.startswith("    "):
            depth = (len(found["lead"]) - 4) // 4
            above[depth:] = [found["name"]]
            parents[found["name"]] = above[depth - 1] if depth else "Exception"
    return parents


def test_the_tree_is_drawn_as_it_is() -> None:
    assert drawn() == {kind.__name__: kind.__bases__[0].__name__ for kind in CLASSES}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_says_what_it_means(kind: type[RobotError]) -> None:
    assert inspect.getdoc(kind) != inspect.getdoc(kind.__bases__[0])


def test_a_case_for_a_person_carries_the_code_that_the_worklist_shows() -> None:
    assert CaseProblem(Reason.LOCKED, "A colleague has the case open.").reason == "locked"
    assert NotKnown("distance", "not a whole number").reason == Reason.UNREADABLE
    assert NoAmount("no amount in force").reason == Reason.JUDGEMENT


def test_no_reason_tells_that_a_person_is_protected() -> None:
    assert not [reason for reason in Reason if "protect" in reason or "identity" in reason]
