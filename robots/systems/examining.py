"""Looking into a file of a stranger's: what is wrong with it, in a few words that hold nothing of what it says.

Runs as a program of its own, see apart.py, and therefore imports the standard library, pypdf and pypdfium2 alone. A
file that breaks it breaks nothing else: memory, time and everything it might write are bounded here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import struct
import sys
import threading
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING, Any, BinaryIO
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

if TYPE_CHECKING:
    from pypdf import PdfReader

SECONDS = 20  # that one file may take
MEMORY = 1 << 30  # bytes that the process may take, where the operating system can bound it
UNPACKED = 200_000_000  # bytes that a file may unpack to, all its parts together
PARTS = 200_000  # objects of a PDF
NAMES = 2000  # files in an archive
RATIO = 100  # how much more an archive may hold than it weighs
POINTS = 200_000_000  # of a picture
DEPTH = 200  # elements of XML inside each other
TEXT = 5_000_000  # characters of a file's text
LONG = 8  # letters from which a word is looked for anywhere, not only at the beginning of one
READY, BROKEN = "ready", "it could not be looked into safely"
FORBIDDEN = "it says that no robot may read on"

_CHUNK = 1 << 16
_SCRIPTS = frozenset({"/JS", "/JavaScript", "/XFA"})
_ACTIONS = frozenset({"/Launch", "/SubmitForm", "/ImportData"})
_FILES = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/RichMedia"})
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # markers of a JPEG that tell its size


class Refused(Exception):
    """The file is not taken; the text says why."""


def examine(content: bytes, media_type: str, forbidding: Sequence[str] = ()) -> str | None:
    """What is wrong with a file of that type, and whether a word that forbids reading on stands in its text."""
    try:
        _LOOKS.get(media_type, _nothing)(content)
        if says(_TEXTS.get(media_type, _no_text)(content), forbidding):
            return FORBIDDEN
    except Refused as why:
        return str(why)
    except MemoryError:
        raise
    except Exception:  # whatever a parser stumbles over; its words may hold the content
        return "it cannot be read"
    return None


def _nothing(_content: bytes) -> None:
    """A plain text has nothing to look into."""


# ---- PDF


def _pdf(content: bytes) -> None:
    from pypdf import PdfReader

    if found := _HIDDEN.search(content):  # also where no table of contents leads
        _refuse_names({_plain_name(found[0])})
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Refused("it is encrypted")
    numbers = _numbers(reader)
    if len(numbers) > PARTS:
        raise Refused("it unpacks to far more than its size")
    room = UNPACKED
    for number in numbers:
        for part in _parts(reader.get_object(number)):
            room -= _look_into(part, room)
    if not len(reader.pages):
        raise Refused("it cannot be read")


def _numbers(reader: PdfReader) -> set[int]:
    """The numbers of all its objects, also of those that are packed into others."""
    return {number for entries in reader.xref.values() for number in entries} | set(reader.xref_objStm)


def _parts(value: object) -> Iterator[object]:
    """A value with all that it holds; what it only refers to is an object of its own."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting += [*dict.keys(part), *dict.values(part)]
        elif isinstance(part, list):
            waiting += list.__iter__(part)


def _look_into(part: object, room: int) -> int:
    """Refuse what acts by itself or unpacks beyond the room; the bytes that a part unpacks to."""
    from pypdf.generic import NameObject, StreamObject

    if isinstance(part, NameObject):
        _refuse_names({str(part)})
    if not isinstance(part, StreamObject):
        return 0
    filters = part.get("/Filter")
    named = [str(one) for one in (filters if isinstance(filters, list) else [filters])]
    packed = [one for one in named if one in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW")]
    if len(packed) > 1:
        raise Refused("it unpacks to far more than its size")
    return _inflated(part._data, room) if packed and named[0] in ("/FlateDecode", "/Fl") else len(part._data)


def _inflated(packed: bytes, room: int) -> int:
    """How many bytes it unpacks to, counted without keeping them."""
    unpacking, size = zlib.decompressobj(), 0
    with suppress(zlib.error):  # a damaged end harms nobody
        while packed and not unpacking.eof:
            size += len(unpacking.decompress(packed, _CHUNK))
            packed = unpacking.unconsumed_tail
            if size > room:
                raise Refused("it unpacks to far more than its size")
    return size


def _refuse_names(names: Iterable[str]) -> None:
    there = set(names)
    if there & _SCRIPTS:
        raise Refused("it holds a script")
    if there & _ACTIONS:
        raise Refused("it would start or send something")
    if there & _FILES:
        raise Refused("it holds other files")


def _spelled(name: str) -> bytes:
    """A pattern for a name of a PDF, any letter of which may be written #xx."""
    letters = (f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name.removeprefix("/"))
    return f"/{''.join(letters)}(?![A-Za-z0-9])".encode("ascii")


def _plain_name(spelled: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes((int(code[1], 16),)), spelled).decode("ascii")


# Short names would be found by chance in packed bytes; pypdf meets them where they stand as names.
_HIDDEN = re.compile(
    b"|".join(_spelled(name) for name in sorted(_SCRIPTS | _ACTIONS | _FILES) if len(name) >= len("/Launch"))
)


# ---- pictures


def _png(content: bytes) -> None:
    length, kind, width, height = struct.unpack(">I4sII", content[8:24])
    if kind != b"IHDR" or length != 13:
        raise Refused("it cannot be read")
    _refuse_size(width, height)
    at, kinds = 8, list[bytes]()
    while at < len(content) and kinds[-1:] != [b"IEND"]:
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        at += length + 12
        kinds.append(kind)
    if kinds[-1:] != [b"IEND"] or at > len(content) or b"IDAT" not in kinds:
        raise Refused("it cannot be read")


def _jpeg(content: bytes) -> None:
    at = 2
    while True:
        mark, kind = content[at], content[at + 1]
        if mark != 0xFF:
            raise Refused("it cannot be read")
        if kind == 0xFF:  # padding
            at += 1
            continue
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            _refuse_size(width, height)
            return
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]


def _gif(content: bytes) -> None:
    _refuse_size(*struct.unpack("<HH", content[6:10]))


def _refuse_size(width: int, height: int) -> None:
    if not width * height:
        raise Refused("it cannot be read")
    if width * height > POINTS:
        raise Refused("it unpacks to far more than its size")


# ---- XML


def _xml(content: bytes) -> None:
    parser, depth = expat.ParserCreate(), 0

    def doctype(*_: object) -> None:
        raise Refused("it holds a document type definition")

    def begins(name: str, _attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise Refused("it cannot be read")
        if name.rpartition(":")[2].casefold() == "script":
            raise Refused("it holds a script")

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begins
    parser.EndElementHandler = ends
    parser.Parse(content, True)


# ---- archives


def _zip(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        inside = archive.infolist()
        total = sum(one.file_size for one in inside)
        if len(inside) > NAMES or total > min(UNPACKED, RATIO * len(content)):
            raise Refused("it unpacks to far more than its size")
        for one in inside:
            _refuse_inside(one)
        room = UNPACKED
        for one in inside:
            with archive.open(one) as file:
                room -= _counted(file, room)


def _refuse_inside(one: ZipInfo) -> None:
    if one.flag_bits & 1:
        raise Refused("it is encrypted")
    name = one.filename.replace("\\", "/")
    if ".." in name.split("/") or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive:
        raise Refused("it holds names that lead out of it")
    if name.casefold().endswith("vbaproject.bin"):
        raise Refused("it holds a script")


def _counted(file: IO[bytes], room: int) -> int:
    """How many bytes a file in an archive really has; its first ones tell another archive."""
    chunk, size = file.read(_CHUNK), 0
    if chunk.startswith(_ARCHIVES):
        raise Refused("it holds another archive")
    while chunk:
        size += len(chunk)
        if size > room:
            raise Refused("it unpacks to far more than its size")
        chunk = file.read(_CHUNK)
    return size


# ---- words


def says(texts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether one of the words stands in a text, however it is written and wherever it is broken.

    Capitals, spaces, hyphens and line breaks do not count, also within a word: a PDF places letters, not words. A word
    of few letters is looked for at the beginning of a word only: "i maj även" is no "jäv".
    """
    if not words:
        return False
    wanted = re.compile("|".join(map(_scattered, words)))
    room = TEXT
    for text in texts:
        room -= len(text)
        if room < 0:
            raise Refused("it unpacks to far more than its size")
        if wanted.search(_folded(text)):
            return True
    return False


def _scattered(word: str) -> str:
    letters = [letter for letter in _folded(word) if not _BETWEEN.fullmatch(letter)]
    anywhere = "" if len(letters) >= LONG else r"(?<!\w)"
    return anywhere + f"(?:{_BETWEEN.pattern})*".join(map(re.escape, letters))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pdf_texts(content: bytes) -> Iterator[str]:
    """The text of each page, then what else is written in it: notes, a form's values, its title."""
    from pypdf import PdfReader
    from pypdf.generic import TextStringObject

    reader = PdfReader(BytesIO(content))
    for page in reader.pages:
        yield page.extract_text()
    for held in (reader.trailer, *map(reader.get_object, _numbers(reader))):
        for part in _parts(held):
            if isinstance(part, TextStringObject):
                yield str(part)


def _plain_texts(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    yield content.decode("cp1252", "replace")


def _no_text(_content: bytes) -> Iterator[str]:
    """A picture or an archive has no text that can be looked into."""
    return iter(())


_BETWEEN = re.compile(r"[\s\-\u00ad\u200b-\u200d\u2010-\u2015\u2212\ufeff]")
_TEXTS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "application/pdf": _pdf_texts,
    "application/xml": _plain_texts,
    "text/plain": _plain_texts,
}
_LOOKS: Mapping[str, Callable[[bytes], None]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "application/xml": _xml,
    "application/zip": _zip,
}


# ---- the program


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each question with a line, until nobody asks any more.

    A question is a line of JSON, {"type", "size", "forbidding", "table", "labels"}, then the file's bytes;
    `forbidding` holds words that must not stand in its text, `table` what tabulated.Wanted holds, or null, `labels`
    those of the one value that is asked for. The answer is {"wrong": why}, {"rows": [...]} or {"value": text}, or {}
    where nothing is wrong and that was all.
    """
    sys.path.append(str(Path(__file__).resolve().parents[2]))  # -I has left out the toolkit itself
    _bound()
    import pypdf  # noqa: F401  the first file is not to wait for it

    _say(answers, READY)
    while line := asked.readline():
        question = json.loads(line)
        content = asked.read(question["size"])
        limit = threading.Timer(1.5 * SECONDS, os._exit, (1,))  # nobody may be left to end it
        limit.daemon = True
        limit.start()
        _say(answers, json.dumps(_answer(content, question)))
        limit.cancel()


def _answer(content: bytes, question: Mapping[str, Any]) -> dict[str, Any]:
    if wrong := examine(content, question["type"], question["forbidding"]):
        return {"wrong": wrong}
    if not (question["table"] or question["labels"] or question.get("where")):
        return {}
    return take(content, question)


def take(content: bytes, question: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of a table in a PDF, the value beside a label, or on which pages labels stand; or why it is not sure."""
    from robots.systems import labelled, tabulated
    from robots.systems.printed import Unclear

    try:
        if question.get("where"):
            return {"pages": labelled.where(content, question["where"])}
        if question["table"]:
            return {"rows": tabulated.read(content, tabulated.Wanted(**question["table"]))}
        return {"value": labelled.read(content, question["type"], question["labels"])}
    except Unclear as why:
        return {"wrong": str(why)}
    except MemoryError:
        raise
    except Exception:  # its words may hold the content
        return {"wrong": "it cannot be read"}


def _say(answers: BinaryIO, line: str) -> None:
    answers.write(line.encode("ascii") + b"\n")
    answers.flush()


def _bound() -> None:
    """Take from the process what it does not need."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a person's Ctrl-C is for the robot, which then ends this one
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
