"""What forbids a robot to read on in a case: marks on its screens, words in its documents.

Protected identity of anybody in the case, a conflict of interest, a wish that no robot takes it: which of these it was
is told nowhere, and nothing of the case is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from robots.errors import CaseProblem, Reason
from robots.systems.description import MarkPart
from robots.systems.kinds import Spot, Text
from robots.systems.view import Seen


class Stopped(CaseProblem):
    """No robot may read on: the case goes to a person. `missing` tells that its pages lack a mark, not whose mark."""

    def __init__(self, *, missing: bool = False) -> None:
        super().__init__(Reason.PERSON_ONLY, "Only a person may open this case.")
        self.missing = missing


def refuse_marked(seen: Seen, marks: Iterable[MarkPart]) -> None:
    """Read marks from a screen that was looked at for them alone, each named by its place among them.

    Raises:
        Stopped: One says something else than what is fine, or does not surely say it.
    """
    for number, mark in enumerate(marks):
        there = seen.fields[str(number)]
        standing = _cells(there["table"]) if mark.column else _beside(there["spot"])
        said = tuple(standing or ())
        if not said or not all(text in mark.fine for text in said):
            raise Stopped(missing=not there["places"])


def _beside(spot: Mapping[str, Any] | None) -> Iterator[str | None]:
    """What a label's one place says; None where that is not sure."""
    if spot is not None:
        yield _sure(spot)


def _cells(table: Mapping[str, Any] | None) -> Iterator[str | None]:
    """What each row of the one table says, and each line that is no row; an empty table says nothing."""
    if table is None or table["problem"]:
        return
    yield from (_sure(row["mark"]) if row["mark"] else None for row in table["rows"])
    yield from table["notes"]
    if not table["rows"] and not table["notes"]:
        yield ""


def _sure(seen: Mapping[str, Any]) -> str | None:
    text = Text().read(Spot.of(seen))
    return "" if text is None else text if isinstance(text, str) else None
