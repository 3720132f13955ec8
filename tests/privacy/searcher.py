"""Searches files and texts for values that must not be there, however they are written.

What is searched is laid open first: unpacked, decoded, freed of tags. A value is then looked for in small letters, with
every kind of gap as one blank; a personal number also by its digits alone.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

DEPTH = 4  # layers around one another
MOST = 50_000_000  # bytes that one packed thing may unpack to

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\U([0-9a-fA-F]{8})")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[-+ \u00a0\u2010-\u2015\u2212._/]{1,2}(?=[0-9])")
_NUMBER = re.compile(r"(?:[0-9]{2})?([0-9]{6}[-+]?[0-9]{4})")


@dataclass(frozen=True)
class Leak:
    """A value that was found: where, and how it was written."""

    value: str
    where: str
    how: str


@dataclass
class Searcher:
    """Looks for values, and keeps count of what it has looked at."""

    values: frozenset[str]
    files: int = 0
    texts: int = 0
    size: int = 0
    ways: Counter[str] = field(default_factory=Counter)  # how often something was laid open in each way
    leaks: list[Leak] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._wanted = {_folded(value): value for value in self.values}
        self._digits = {
            found[1].replace("-", "").replace("+", ""): value
            for value in self.values
            if (found := _NUMBER.fullmatch(value))
        }

    def look_into(self, folder: Path) -> None:
        """Search every file under a folder, and their names."""
        for path in sorted(folder.rglob("*")):
            self.look_at(path.name.encode(), f"name of {path}")
            with suppress(OSError):  # sockets, and what has gone meanwhile
                if path.is_symlink():
                    self.look_at(str(path.readlink()).encode(), f"link {path}")
                elif path.is_file():
                    self.files += 1
                    self.look_at(path.read_bytes(), str(path))

    def look_at(self, content: bytes, where: str) -> None:
        """Search some bytes."""
        self.texts += 1
        self.size += len(content)
        for how, text in self._laid_open(content, "plain", DEPTH):
            self.ways[how.rpartition(" > ")[2]] += 1
            for value in self._found_in(text):
                leak = Leak(value, where, how)
                if leak not in self.leaks:
                    self.leaks.append(leak)

    def told(self) -> str:
        """What was searched, in numbers."""
        return (
            f"{len(self.values)} values, {self.files} files, {self.texts} texts, {self.size} bytes, "
            f"{len(self.ways)} ways of writing ({', '.join(sorted(self.ways))}): {len(self.leaks)} leaks"
        )

    def _found_in(self, text: str) -> Iterator[str]:
        folded = _folded(text)
        yield from (value for wanted, value in self._wanted.items() if wanted in folded)
        if self._digits:
            joined = _BETWEEN_DIGITS.sub("", folded)
            yield from (value for digits, value in self._digits.items() if digits in joined)

    def _laid_open(self, content: bytes, how: str, depth: int) -> Iterator[tuple[str, str]]:
        """The content as text in every way in which it can be read."""
        if not content:
            return
        for text in {content.decode("utf-8", "replace"), content.decode("iso-8859-1")}:
            yield how, text
            for way, clear in _in_the_clear(text):
                yield f"{how} > {way}", clear
        for encoding in ("utf-16-le", "utf-16-be"):
            for start in (0, 1) if b"\0" in content else ():
                yield f"{how} > {encoding}", content[start:].decode(encoding, "replace")
        if depth:
            for way, inner in _unpacked(content):
                yield from self._laid_open(inner, f"{how} > {way}", depth - 1)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _in_the_clear(text: str) -> Iterator[tuple[str, str]]:
    """The text decoded, each way alone and then all of them in turn."""
    ways = {
        "address": lambda text: unquote(text, errors="replace") if "%" in text else text,
        "old address": lambda text: unquote(text, encoding="iso-8859-1") if "%" in text else text,
        "form": lambda text: unquote(text.replace("+", " "), errors="replace") if "+" in text else text,
        "old form": lambda text: unquote(text.replace("+", " "), encoding="iso-8859-1") if "+" in text else text,
        "entities": lambda text: unescape(text) if "&" in text else text,
        "escapes": lambda text: _ESCAPED.sub(_escaped, text) if "\\" in text else text,
        "tags": lambda text: _TAG.sub("", text) if "<" in text else text,
    }
    for name, way in ways.items():
        clear = way(text)
        if clear != text:
            yield name, clear
            for other, further in ways.items():
                if further(clear) != clear:
                    yield f"{name} > {other}", further(clear)


def _escaped(found: re.Match[str]) -> str:
    with suppress(ValueError, OverflowError):
        return chr(int(next(part for part in found.groups() if part), 16))
    return found[0]


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What lies inside: packed files, pieces of a picture that hold text, base64 at each of its offsets."""
    if content[:2] == b"\x1f\x8b":
        yield "gzip", _inflated(content, 31)
    if content[:4] == b"PK\x03\x04":
        yield from _members(content)
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _picture_texts(content)
    for run in _BASE64.findall(content):
        yield from (("base64", decoded) for start in range(4) if (decoded := _from_base64(run[start:])))


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return
    yield "names in zip", "\n".join(packed.namelist()).encode()
    for part in packed.infolist():
        with suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
            if part.file_size <= MOST:
                yield "zip", packed.read(part)


def _inflated(content: bytes, window: int) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj(window).decompress(content, MOST)
    return b""


def _picture_texts(content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield "text in a picture", chunk
        if kind in (b"zTXt", b"iTXt"):
            yield from (
                ("packed text in a picture", text)
                for start in range(len(chunk))
                if chunk[start : start + 1] == b"\x78" and (text := _inflated(chunk[start:], 15))
            )
        at += 12 + length


def _from_base64(run: bytes) -> bytes:
    run = run[:-1] if len(run) % 4 == 1 else run  # one sign alone holds no byte
    with suppress(binascii.Error):
        return base64.b64decode(run.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(run) % 4))
    return b""
