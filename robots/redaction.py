"""The net below the rule that no log and no message holds a citizen's data: what slipped through is blotted out.

By pattern: a personal or coordination number, where its check digit is right. By value: what was read in the case that
is at hand in this task, and secrets. Text that is encoded, or split by tags, is looked at in the clear as well.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import unescape
from pathlib import Path
from urllib.parse import unquote

NUMBER, VALUE, SECRET = "[personal number]", "[value]", "[secret]"
_SHOWN = f"{NUMBER} {VALUE} {SECRET}"
SHORTEST = 4  # characters; shorter words stand in every second line
LAYERS = 3  # how often one encoding may be wrapped into another

_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6}[-+\s\u2010-\u2015\u2212]?[0-9]{4}(?![0-9])")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{24,}")  # a hash may hold anything
_WORD = re.compile(r"[0-9A-Za-z]*")
_NO_DIGIT = re.compile(r"[^0-9]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_TAG = re.compile(r"<[^<>]*>")

_secrets: set[str] = set()
_at_hand: ContextVar[AtHand | None] = ContextVar("at_hand", default=None)


class AtHand:
    """What was read in one case: texts, each whole and line by line, and the digits of numbers."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self._texts: dict[str, set[str]] = {}  # by their first letters

    def add(self, value: str) -> None:
        """Blot this out from now on; a short word is let be."""
        if _NUMBER.fullmatch(value.strip()):
            self.numbers.add(_NO_DIGIT.sub("", value)[-10:])
        for part in map(_folded, (value, *value.splitlines())):
            if len(part) >= SHORTEST and part not in _SHOWN:
                self._texts.setdefault(part[:SHORTEST], set()).add(part)

    def found_in(self, folded: str) -> list[str]:
        """The texts that stand in a line, the longest first."""
        heads = {folded[at : at + SHORTEST] for at in range(len(folded) - SHORTEST + 1)} & self._texts.keys()
        return sorted((text for head in heads for text in self._texts[head] if text in folded), key=len, reverse=True)


@contextmanager
def case_at_hand() -> Iterator[None]:
    """From here on, in this task, what is read is blotted out of every line: see `keep_out`."""
    token = _at_hand.set(AtHand())
    try:
        yield
    finally:
        _at_hand.reset(token)


def keep_out(values: Collection[str]) -> None:
    """Blot these out while the case is at hand; where none is, nothing is remembered."""
    if at_hand := _at_hand.get():
        for value in values:
            at_hand.add(value)


def keep_secret(value: str) -> None:
    """Blot a secret out for as long as this process lives."""
    if len(value) >= SHORTEST:
        _secrets.add(value)


def redacted(text: str) -> str:
    """The text without personal numbers, values of the case at hand, and secrets."""
    at_hand = _at_hand.get()
    text = _blotted(text, at_hand)
    for clear in _in_the_clear(text):
        if (blotted := _blotted(clear, at_hand)) != clear:
            return redacted(blotted)
    return text


def cleaned(error: Exception) -> None:
    """Redact an error's own text, before it leaves the case that its values belong to."""
    error.args = tuple(redacted(part) if isinstance(part, str) else part for part in error.args)


def unforeseen(fault: BaseException) -> str:
    """A fault that nobody thought of. Its own text may carry a citizen's data, so only its kind and place are told."""
    return f"An unforeseen {type(fault).__name__} at {next(iter(places(fault)), 'no place')}."


def places(fault: BaseException) -> list[str]:
    """Where a fault came by, the innermost first: files and lines, nothing that they held."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]


def _blotted(text: str, at_hand: AtHand | None) -> str:
    text = _NUMBER.sub(_judged(at_hand.numbers if at_hand else ()), text)
    for secret in _secrets:
        text = text.replace(secret, SECRET)
    if at_hand and (there := at_hand.found_in(_folded(text))):
        for value in there:
            text = re.sub(r"\s+".join(map(re.escape, value.split())), VALUE, text, flags=re.IGNORECASE)
        if at_hand.found_in(_folded(text)):
            return VALUE  # letters whose small form is longer: better nothing than a part
    return text


def _judged(at_hand: Collection[str]) -> Callable[[re.Match[str]], str]:
    """How one thing that looks like a personal number is shown."""

    def shown(found: re.Match[str]) -> str:
        return NUMBER if _is_number(found, at_hand) else found[0]

    return shown


def _is_number(found: re.Match[str], at_hand: Collection[str]) -> bool:
    from personnummer import personnummer

    digits = _NO_DIGIT.sub("", found[0])
    if digits[-10:] in at_hand:
        return True
    before = re.search(r"[0-9A-Za-z]*$", found.string[max(0, found.start() - 64) : found.start()])
    after = _WORD.match(found.string, found.end())
    word = (before[0] if before else "") + digits + (after[0] if after else "")
    return not _HEXADECIMAL.fullmatch(word) and bool(personnummer.valid(digits))


def _in_the_clear(text: str) -> Iterator[str]:
    """What the text says where it is encoded for addresses, pages or scripts, or split by tags."""
    for _ in range(LAYERS):
        plainer = _plainer(text, "utf-8")
        if plainer == text:
            break
        if "\ufffd" in plainer:  # no UTF-8: an older system's addresses
            plainer = _plainer(text, "iso-8859-1")
        yield plainer
        if "+" in plainer:
            yield plainer.replace("+", " ")
        text = plainer
    if "+" in text:
        yield text.replace("+", " ")
    if "<" in text:
        yield _TAG.sub("", text)


def _plainer(text: str, encoding: str) -> str:
    if "%" in text:
        text = unquote(text, encoding=encoding)
    if "&" in text:
        text = unescape(text)
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    return text


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
