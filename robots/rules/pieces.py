"""A cell's text cut into signs, numbers, days and names.

A name begins with a letter and goes on with letters, digits and _, parted by a space, a full stop, a slash or a
hyphen: `Årskurs 7-9`, `avstånd.F-3`, `riksnorm.barn.4-6`. So a hyphen inside a name belongs to it, and minus has a
space before it: `dagen - 1 dag`. What a cell means never depends on which other names there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["day", "number", "text", "name", "word", "sign", "end"]

_PART = r"\w+(?:[./-]\w+)*"
_WORD = rf"(?=[^\W\d_]){_PART}(?:\ {_PART})*"
_REST = rf"""
    (?P<day>\d{{4}}-\d{{2}}-\d{{2}}(?!\d))
  | (?P<number>(?:\d{{1,3}}(?:\ \d{{3}})+|\d+)(?:,\d+)?(?!\d))
  | "(?P<text>[^"]*)"
  | \{{(?P<name>[^{{}}]+)\}}
  | (?P<word>{_WORD})
  | (?P<sign><=|>=|\.\.|[<>=;()\[\]+-])
"""
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")
_INSTEAD = {
    **dict.fromkeys("–—−", "ett vanligt bindestreck (-)"),
    **dict.fromkeys("”“„’'", 'raka citattecken, "så här"'),
    **dict.fromkeys("≤≥", "<= eller >="),
    **dict.fromkeys("≠!", "not(...)"),
    **dict.fromkeys(",.", "decimaler skrivs med komma (2,5), flera värden med semikolon (1; 3)"),
    "…": "två punkter (..)",
    "/": "ett datum skrivs 2026-01-31",
    "%": "ordet procent",
}


class Unreadable(ValueError):
    """What a cell may hold instead; the caller knows the cell."""


@dataclass(frozen=True)
class Piece:
    """One piece of a cell's text."""

    kind: Kind
    text: str


class Pieces:
    """The pieces of one cell, read from left to right.

    Args:
        text: The cell.
        words: What the values of a choice are called; one that is no name, such as 7-9, is a word here all the same.
    """

    def __init__(self, text: str, words: Iterable[str] = ()) -> None:
        self._left = list(_cut(text.translate(_SPACES), _pattern(tuple(words))))

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

    def expect_end(self) -> None:
        """Nothing may be left."""
        if self.next.kind != "end":
            raise Unreadable(f'ingenting mer vid "{self.next.text}"')


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """The pieces; words that are no names come first, the longest before the others."""
    odd = sorted((word for word in words if not re.fullmatch(_WORD, word)), key=len, reverse=True)
    first = f"(?P<choice>{'|'.join(map(re.escape, odd))})(?![\\w-]) |" if odd else ""
    return re.compile(first + _REST, re.VERBOSE)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = pattern.match(text, place)
        if found is None:
            instead = _INSTEAD.get(text[place], "tecken som regler har")
            raise Unreadable(f'{instead}, inte "{text[place]}"')
        kind = str(found.lastgroup)  # one of the pattern's groups, which are the kinds
        yield Piece("word" if kind == "choice" else kind, found[kind])  # type: ignore[arg-type]
        place = found.end()
    yield Piece("end", "")
