"""A cell's text cut into signs, numbers, days and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["day", "number", "text", "name", "word", "sign", "end"]

_PIECE = re.compile(
    r"""
    (?P<day>\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<number>\d{1,3}(?:\ \d{3})+(?![\d])|\d+(?:,\d+)?)
  | "(?P<text>[^"]*)"
  | \{(?P<name>[^{}]+)\}
  | (?P<word>[^\W\d_]\w*(?:[./]\w+)*(?:\ [^\W\d_]\w*(?:[./]\w+)*)*)
  | (?P<sign><=|>=|\.\.|[<>=;()\[\]+-])
    """,
    re.VERBOSE,
)


class Unreadable(ValueError):
    """What a cell may hold instead; the caller knows the cell."""


@dataclass(frozen=True)
class Piece:
    """One piece of a cell's text."""

    kind: Kind
    text: str


class Pieces:
    """The pieces of one cell, read from left to right."""

    def __init__(self, text: str) -> None:
        self._left = list(_cut(text))

    @property
    def next(self) -> Piece:
        return self._left[0]

    def take(self) -> Piece:
        """The next piece; the end stays."""
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]

    def take_if(self, *signs: str) -> str | None:
        """The next piece where it is one of these signs or words."""
        return self.take().text if self.next.kind in ("sign", "word") and self.next.text in signs else None

    def expect(self, *signs: str) -> str:
        """The next piece, which must be one of these."""
        taken = self.take_if(*signs)
        if taken is None:
            raise Unreadable(f'{" eller ".join(signs)} vid "{self.next.text or "slutet"}"')
        return taken


def _cut(text: str) -> Iterator[Piece]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _PIECE.match(text, place)
        if found is None:
            raise Unreadable(f'tecken som regler har, inte "{text[place]}" (decimaler skrivs med komma)')
        kind: Kind = found.lastgroup  # type: ignore[assignment]  # one of the pattern's groups, which are the kinds
        yield Piece(kind, found[kind])
        place = found.end()
    yield Piece("end", "")
