"""A page drawn anew from where things stand in it, as SVG: boxes, bars for lines of text, and known words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import Any, NamedTuple

_LOOKS = {
    "cell": 'fill="none" stroke="#ccc"',
    "frame": 'fill="none" stroke="#888" stroke-dasharray="6 3"',
    "control": 'fill="#f4f4f4" stroke="#888"',
    "button": 'fill="#ddd" stroke="#666"',
    "picture": 'fill="#eee" stroke="#aaa" stroke-dasharray="2 2"',
    "line": 'fill="#bbb" stroke="none"',
}


class Rectangle(NamedTuple):
    """A place in the window, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corner(self) -> str:
        return f'x="{self.x:.0f}" y="{self.y:.0f}"'

    @property
    def sides(self) -> str:
        return f'width="{self.width:.0f}" height="{self.height:.0f}"'


def drawing(boxes: Sequence[Sequence[Any]], at: Rectangle, words: Collection[str]) -> str:
    """One frame.

    Args:
        boxes: What evidence.js found. It ran in the page, whose scripts may have had a hand in it.
        at: Where the frame stands in the window.
        words: Those that may be drawn.
    """
    boxed = (_box(kind, Rectangle(*place)) for kind, place, *text in boxes if not text and kind in _LOOKS)
    said = (_word(Rectangle(*place), *text) for _, place, *text in boxes if text and text[0] in words)
    return f'<svg {at.corner} {at.sides} overflow="hidden">{"".join(boxed)}{"".join(said)}</svg>'


def _box(kind: str, at: Rectangle) -> str:
    if kind == "line":
        at = Rectangle(at.x, at.y + at.height / 4, at.width, max(at.height / 2, 2))
    return f"<rect {at.corner} {at.sides} {_LOOKS[kind]}/>"


def _word(at: Rectangle, word: str, size: float, bold: bool) -> str:
    baseline = at.y + at.height / 2 + size * 0.35
    font = f'font-family="sans-serif" font-size="{size:.0f}" font-weight="{"bold" if bold else "normal"}"'
    return f'<text x="{at.x:.0f}" y="{baseline:.0f}" {font}>{escape(word)}</text>'
