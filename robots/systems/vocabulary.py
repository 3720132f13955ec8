"""What may be shown of a page: the words that its description names, and what comes near one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import unquote

from pydantic import BaseModel

from robots.redaction import redacted
from robots.systems.description import Description

NEAR = 0.55  # how alike a text must be to a word of the description, to be shown as what that was renamed to
_NAMING = (
    "label",
    "heading",
    "press",
    "confirm",
    "shows",
    "awaits",
    "locked",
    "refused",
    "ended",
    "none",
    "within",
    "popup",
    "title",
)
_ADDRESSING = ("at", "sends", "to", "lands", "logout")


class Vocabulary:
    """The words of one description. Options are none of them: which one is chosen is a value.

    Args:
        description: The case system's.
        case: The number of the case that is open, if one is: where the description expects it, it may be shown.
    """

    def __init__(self, description: Description, case: str = "") -> None:
        self._case = case
        named = set(_said(description, _NAMING))
        self.words = frozenset(text.replace("{case}", case) for text in named if case or "{case}" not in text)
        self.frames = frozenset(_said(description, ("frame",)))
        self._steps = {step for text in _said(description, _ADDRESSING) for step in re.split(r"[ /]", text)}

    def shown(self, text: str) -> str:
        """A text of the page as evidence may hold it."""
        if text in self.words or self._is_near(text):
            return text
        return shape(text)

    def frame(self, name: str) -> str:
        """A frame's name."""
        return name if name in self.frames else shape(name)

    def path(self, path: str) -> str:
        """An address without what only its author could vouch for."""
        return "/".join(self._step(unquote(step)) for step in path.split("/"))

    def _step(self, step: str) -> str:
        return step if step in self._steps or (step and step == self._case) else shape(step)

    def _is_near(self, text: str) -> bool:
        """Whether a text may be what a word was renamed to."""
        return is_label(text, self._single) and bool(get_close_matches(text, self.words, n=1, cutoff=NEAR))

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(word for text in self.words for word in text.split())


def is_label(text: str, known: Collection[str] = ()) -> bool:
    """Whether a text reads as a label does and tells of nobody: a capital within it may begin a name, a digit a number.

    Args:
        text: What stands on a page.
        known: Words that may stand in it all the same.
    """
    first, *others = text.split() or [""]
    named = any(word not in known and not word.islower() and word[:1].isalnum() for word in others)
    return not named and not re.search(r"\d", text) and first == first.capitalize() and redacted(text) == text


def shape(text: str) -> str:
    """A text's shape: how many letters and digits, and what stands between them."""
    letters = (("X" if sign.isupper() else "x") if sign.isalpha() else "0" if sign.isdigit() else sign for sign in text)
    return "".join(letters)


def as_label(text: str) -> str:
    """A text of the page, or its shape where it may tell of somebody."""
    return text if is_label(text) else shape(text)


def _said(part: object, wanted: Collection[str], name: str = "") -> Iterator[str]:
    """Every text that a description gives under one of the wanted names."""
    if isinstance(part, BaseModel):
        for inner in type(part).model_fields:
            yield from _said(getattr(part, inner), wanted, inner)
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _said(value, wanted)
    elif isinstance(part, tuple):
        for value in part:
            yield from _said(value, wanted, name)
    elif isinstance(part, str) and name in wanted:
        yield part
