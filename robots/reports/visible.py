"""Texts of strangers on a page: what is not seen in them is named."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text, with signs named that are not seen or turn the direction of what follows them."""
    return "".join(_named(sign) for sign in text)


def _named(sign: str) -> str:
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and sign not in "\n\t\u00ad"
    return f"[U+{ord(sign):04X}]" if hidden else sign
