"""What screens and reports say: the English words stand in the code, the Swedish ones in locale/sv.po."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["sv", "en"]


class Words:
    """The words of one language: `say = Words("sv"); say("{n} cases", n=3)`."""

    def __init__(self, language: Language = "sv") -> None:
        self.language: Language = language
        self._there = _swedish() if language == "sv" else {}

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language, with its {blanks} filled; a text that nobody has translated stays English."""
        found = self._there.get(text) or text
        return found.format(**values) if values else found


@cache
def _swedish() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with files("robots").joinpath("locale", "sv.po").open("rb") as file:
        catalog = read_po(file, locale="sv", abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}
