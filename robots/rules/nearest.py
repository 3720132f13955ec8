"""What a misspelt name may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def alike(name: str, known: Iterable[str]) -> list[str]:
    """The known names that a misspelt one resembles, the most alike first; none where it resembles none."""
    return get_close_matches(name, list(known), n=3, cutoff=0.5)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names most like one that is unknown, as the end of an error's text."""
    names = list(known)
    return ", ".join(alike(name, names) or sorted(names)[:8])
