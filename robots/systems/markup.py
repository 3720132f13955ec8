"""What a piece of HTML shows, as a rich-text editor sends it: its words, line by line.

It must be known before a save is let out; nothing of it is rendered.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINES = frozenset({"p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol"})
_PLAIN = _LINES | {"b", "strong", "i", "em", "u", "s", "span", "font", "sub", "sup", "code"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.plain = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.plain &= tag in _PLAIN
        if tag in _LINES:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES:
            self.said.append("\n")

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self.plain = False

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", " "))


def shows(html: str, text: str) -> bool:
    """Whether a piece of HTML shows just these words, line by line; blanks and empty lines do not count.

    Never where it holds anything beside words and their plain looks, such as a link, a picture or a script.
    """
    words = _Words()
    words.feed(html)
    words.close()
    return words.plain and _lines("".join(words.said)) == _lines(text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for one in text.splitlines() if (line := re.sub(r"[\s\u00a0]+", " ", one).strip()))
