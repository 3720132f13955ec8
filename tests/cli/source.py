"""What the toolkit says, read from its source: the texts it asks words for, and the complaints it raises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import robots

PACKAGE = Path(robots.__file__).parent
COMPLAINTS = re.compile(
    r".*(Error|Problem|Missing|Mismatch|NotKnown|NoAmount|SystemDown|Refused|Changed|Leaks|Lost|Asked|Blocked|LoggedOut"
    r"|NoBrowser|Unknown)$"
)

PLACE = "config/systems/any.yaml:7"
_WORDS = re.compile(r"[a-z]{2}")


def sources(*parts: str) -> list[Path]:
    """The modules of these parts of the package: folders, or single files."""
    found = [PACKAGE / part for part in parts]
    return sorted(file for path in found for file in (path.rglob("*.py") if path.is_dir() else [path]))


def said(path: Path) -> Iterator[str]:
    """Every text that a module hands to `say(...)`, branches of a condition included."""
    for node in _calls(path):
        if _named(node) == "say" and node.args:
            yield from _texts(node.args[0])


def complaints(path: Path) -> Iterator[str]:
    """Every text of an error that a module raises, and of every Unknown, as it reads once its blanks are filled.

    One that has no words of its own is left out: it passes on what another module said.
    """
    for node in _calls(path):
        if COMPLAINTS.fullmatch(_named(node)) and _named(node) not in ("ValueError", "TypeError"):
            for argument in node.args:
                yield from (text for text in _texts(argument) if _WORDS.search(text.replace(PLACE, "")))


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else _filling(part) for part in node.values)


def _filling(blank: ast.expr) -> str:
    said = ast.unparse(blank)
    if "meant(" in said:  # a line of its own, or nothing
        return ""
    return PLACE if "place" in said else "X7"
