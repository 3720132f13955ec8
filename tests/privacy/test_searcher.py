"""A planted leak of each kind is found, and what only looks a little like one is not."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from html.entities import codepoint2name
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.privacy.searcher import Searcher

NAME, NUMBER, STREET = "Låtsaslund, Övia", "19900101-2385", "Påhittsallén 7"
VALUES = frozenset({NAME, NUMBER, STREET})


def named(text: str) -> str:
    """As HTML with the names of its letters."""
    return "".join(f"&{codepoint2name[ord(sign)]};" if ord(sign) in codepoint2name else sign for sign in text)


def packed(text: str) -> bytes:
    """In a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("part.txt", text)
    return file.getvalue()


def picture(kind: bytes, content: bytes) -> bytes:
    """A picture with one piece that holds text."""
    piece = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return b"\x89PNG\r\n\x1a\n" + piece


PLANTS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "ISO-8859-1": lambda text: text.encode("iso-8859-1"),
    "capitals": lambda text: text.upper().encode(),
    "small letters": lambda text: text.lower().encode(),
    "broken line": lambda text: text.replace(" ", "\r\n  ").encode(),
    "hard blanks": lambda text: text.replace(" ", "\u00a0").encode(),
    "address": lambda text: quote(text, safe="").encode(),
    "address in small letters": lambda text: quote(text, safe="").lower().encode(),
    "every letter of an address": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "old address": lambda text: quote(text, encoding="iso-8859-1").encode(),
    "address in an address": lambda text: quote(quote(text)).encode(),
    "form": lambda text: quote_plus(text).encode(),
    "old form": lambda text: quote_plus(text, encoding="iso-8859-1").encode(),
    "entities by name": lambda text: named(text).encode(),
    "entities by number": lambda text: "".join(f"&#{ord(sign)};" for sign in text).encode(),
    "entities in hexadecimal": lambda text: "".join(f"&#x{ord(sign):X};" for sign in text).encode(),
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)).encode().replace(b"\\\\", b"\\"),
    "Python": lambda text: repr(text.encode("iso-8859-1")).encode(),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-16 off by one": lambda text: b"x" + text.encode("utf-16-le"),
    "UTF-16 with its mark": lambda text: text.encode("utf-16"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 after one byte": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 after two bytes": lambda text: base64.b64encode(b"xy" + text.encode()),
    "base64 after a word": lambda text: b"a/" + base64.b64encode(text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode("\u00ff?>".encode() + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "tags": lambda text: "".join(f"<b>{escape(sign)}</b>" for sign in text).encode(),
    "tags with entities": lambda text: f"<i>{named(text[:3])}</i><b class='x'>{named(text[3:])}</b>".encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": packed,
    "zip in gzip": lambda text: gzip.compress(packed(text)),
    "text in a picture": lambda text: picture(b"tEXt", b"Comment\0" + text.encode("iso-8859-1")),
    "packed text in a picture": lambda text: picture(b"zTXt", b"Comment\0\0" + zlib.compress(text.encode())),
    "international text in a picture": lambda text: picture(b"iTXt", b"Comment\0\0\0\0\0" + text.encode()),
}


@pytest.mark.parametrize("value", sorted(VALUES))
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_leak_is_found_however_it_is_written(plant: str, value: str, tmp_path: Path) -> None:
    hidden = PLANTS[plant](f"{value}")
    around = (b"", b"") if hidden[:2] in (b"\x1f\x8b", b"PK") or hidden[:4] == b"\x89PNG" else (b"before ", b" after")
    if plant.startswith("UTF-16"):
        around = (b"before", b"after")
    (tmp_path / "file.bin").write_bytes(around[0] + hidden + around[1])
    searcher = Searcher(VALUES)
    searcher.look_into(tmp_path)
    assert {leak.value for leak in searcher.leaks} == {value}
    assert searcher.files == 1


@pytest.mark.parametrize(
    "written",
    [
        *("199001012385", "9001012385", "900101-2385", "19900101+2385", "19900101 2385", "19900101\u00a02385"),
        *("1990-01-01-2385", "1990 01 01 23 85", "900101\u20132385", "pnr199001012385x", "19900101<b>2385</b>"),
    ],
)
def test_a_personal_number_is_found_with_other_separators(written: str) -> None:
    searcher = Searcher(VALUES)
    searcher.look_at(written.encode(), "a text")
    assert {leak.value for leak in searcher.leaks} == {NUMBER}


@pytest.mark.parametrize("name", [f"{STREET}.png", "picture-199001012385.png"])
def test_a_name_of_a_file_is_searched_too(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    searcher = Searcher(VALUES)
    searcher.look_into(tmp_path)
    assert len(searcher.leaks) == 1


def test_what_is_no_leak_is_not_found() -> None:
    searcher = Searcher(VALUES)
    for text in ("Övia Låtsaslund", "1990-01-01 12:38:51", "Påhittsallén", "", base64.b64encode(bytes(300)).decode()):
        searcher.look_at(text.encode(), "a text")
    assert searcher.leaks == []
    assert searcher.texts == 5
