"""What a sentence may say: blanks that only a person fills, and nothing of who prepared it."""

from __future__ import annotations

import re

BLANK = "[[Handläggaren: ...]]"
"""How a sentence leaves something to the caseworker: the robot copies it as it stands, and the letter shows it."""
_BLANK = re.compile(r"\[\[Handläggaren: ([^\[\]{}\n]*[^\W\d_][^\[\]{}\n]*)\]\]")
_MACHINE = re.compile(r"robot|automat", re.IGNORECASE)


def blanks(text: str) -> tuple[str, ...]:
    """What a caseworker has still to fill in before a text may be used, each once."""
    return tuple(dict.fromkeys(found[1] for found in _BLANK.finditer(text)))


def has_stray_brackets(text: str) -> bool:
    """Whether something looks like a blank that is none, so that nobody would find it in a letter."""
    rest = _BLANK.sub("", text)
    return "[[" in rest or "]]" in rest


def speaks_of_machines(text: str) -> bool:
    """Whether a text says that a robot prepared it. That stands in the internal note, never in what citizens read."""
    return _MACHINE.search(text) is not None
