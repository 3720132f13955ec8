"""What screens and reports say: the English words stand in the code, the Swedish ones in locale/sv.po."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal

Language = Literal["sv", "en"]

_ENTRY = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)^msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')
_PLACE = re.compile(r"(\S+\.(?:yaml|xlsx|py)(?::\d+)?: )(.+)", re.DOTALL)  # where a complaint begins
_TELLING = 6  # fixed letters that a text with blanks needs to be known by them
_SENTENCES = ("why", "advice", "state")  # blanks that hold a text of ours in their turn
_ADVICE = " Nothing was written. "  # where advice follows a complaint
_LIST = "changed"  # a blank that holds words of ours, with commas between


class Words:
    """The words of one language: `say = Words("sv"); say("{n} cases", n=3)`."""

    def __init__(self, language: Language = "sv") -> None:
        self.language: Language = language
        self._there = _swedish() if language == "sv" else {}

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language, with its {blanks} filled; a text that nobody has translated stays English."""
        found = self._there.get(text) or text
        return found.format(**values) if values else found

    def again(self, said: str) -> str:
        """A finished English text, such as an error's, in this language: each line is known by its fixed words."""
        return "\n".join(map(self._line, said.split("\n"))) if self._there else said

    def _line(self, said: str) -> str:
        if said in self._there:
            return self._there[said]
        for shape, there in _shapes():
            if found := shape.fullmatch(said):
                return there.format(**{name: self._filling(name, text) for name, text in found.groupdict().items()})
        if place := _PLACE.fullmatch(said):
            return place[1] + self._line(place[2])
        said, advised, advice = said.partition(_ADVICE)
        if advised:
            return f"{self._line(said)} {self._line(advised.lstrip() + advice)}"
        return self._line(said[:-1]) + "." if said.endswith(".") else said

    def _filling(self, blank: str, text: str) -> str:
        if blank == _LIST:
            return ", ".join(self._there.get(word, word) for word in text.split(", "))
        return self.again(text) if blank in _SENTENCES else text


def meant(word: str, known: Iterable[str]) -> str:
    """A line to end a complaint with: which of the known words comes near to a wrong one; empty where none does."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=2)
    return f"\nDid you mean {' / '.join(near)}?" if near else ""


@cache
def _swedish() -> Mapping[str, str]:
    text = files("robots").joinpath("locale", "sv.po").read_text(encoding="utf-8")
    pairs = ((_joined(english), _joined(swedish)) for english, swedish in _ENTRY.findall(text))
    return {english: swedish for english, swedish in pairs if english and swedish}


def _joined(pieces: str) -> str:
    return "".join(json.loads(piece) if "\\" in piece else piece[1:-1] for piece in _PIECE.findall(pieces))


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each text with blanks as the pattern of what it becomes, and its Swedish; those with most fixed words first."""
    texts = [text for text in _swedish() if "{" in text and _fixed(text) >= _TELLING]
    texts.sort(key=_fixed, reverse=True)
    return tuple((re.compile("".join(_pattern(text)), re.DOTALL), _swedish()[text]) for text in texts)


def _fixed(text: str) -> int:
    return len(re.sub(r"\{\w+\}", "", text))


def _pattern(english: str) -> Iterator[str]:
    seen: set[str] = set()
    for fixed, name, _, _ in Formatter().parse(english):
        yield re.escape(fixed)
        if name:
            yield f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
