"""What a misspelt name may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names most like one that is unknown, as the end of an error's text."""
    names = list(known)
    return ", ".join(get_close_matches(name, names, n=3, cutoff=0.5) or sorted(names)[:8])
