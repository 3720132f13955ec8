"""The small edit that a person makes to a learned description, and how many lines of it that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

EDITS = Path(__file__).parent / "edits"


@dataclass(frozen=True)
class Edited:
    """A description after the edit, and the lines of it that were added or changed."""

    text: str
    reading: int
    draft: int

    def __str__(self) -> str:
        return f"{self.reading} lines added or changed for reading, {self.draft} for the draft"


def edited(text: str, system: str) -> Edited:
    """The learned description with the edit in edits/<system>.yaml."""
    said = YAML(typ="safe", pure=True).load((EDITS / f"{system}.yaml").read_text(encoding="utf-8"))
    read = _changed(text, said["reading"])
    whole = _changed(read, said["draft"])
    return Edited(whole, _count(text, read), _count(read, whole))


def _changed(text: str, changes: list[dict[str, Any]]) -> str:
    lines = text.splitlines()
    for change in changes:
        wanted = change.get("instead") or change.get("behind") or change["before"]
        at = [place for place, line in enumerate(lines) if line.strip().startswith(wanted)]
        assert len(at) == 1, f"{len(at)} lines begin with {wanted}"
        indent = " " * (len(lines[at[0]]) - len(lines[at[0]].lstrip()))
        written = [indent + line for line in change["write"]]
        above = [lines[at[0]]] if "behind" in change else []
        below = [lines[at[0]]] if "before" in change else []
        lines[at[0] : at[0] + 1] = above + written + below
    return "\n".join(lines) + "\n"


def _count(before: str, after: str) -> int:
    return sum(1 for _ in _added(before, after))


def _added(before: str, after: str) -> Iterator[str]:
    """Lines that stand only in the later text: added ones, and changed ones."""
    return (line for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith("+ "))
