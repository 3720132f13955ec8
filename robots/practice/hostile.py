"""Attachments that nobody should open unawares, made by the means that those have who send them."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from robots.practice import attachments
from robots.practice.chance import chance

MEGABYTE = 1_000_000
_PLAIN = ("LÄKARINTYG (ÖVNING)", "", "Ingen verklig person")


@cache
def made(how: str) -> bytes:
    """The content of an attachment that is made in this way."""
    return _MADE[how]()


def _plain() -> bytes:
    return attachments.pdf(_PLAIN)


def _photo() -> bytes:
    return attachments.photo(chance(1, "hostile"))


def _drawing() -> bytes:
    return attachments.pdf(("RITNING (ÖVNING)", "x" * 20 * MEGABYTE))


def _for_people_only() -> bytes:
    """A letter that says it in passing, broken over two lines."""
    return attachments.pdf(("ÖVRIG HANDLING (ÖVNING)", "Min dotter har skyddade person-", "uppgifter sedan i våras."))


def _spread() -> bytes:
    """The same, each letter set at a place of its own, so that some programs read spaces between them."""
    return attachments.pdf(("ÖVRIG HANDLING (ÖVNING)", "Skyddade Personuppgifter"), apart=420)


def _scanned() -> bytes:
    """A page that is a picture: whatever it shows, it has no text."""
    return attachments.pdf(())


def _written(change: Callable[[Any], None]) -> bytes:
    """A PDF to which something was done."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_plain())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _encrypted() -> bytes:
    return _written(lambda writer: writer.encrypt("ingen-vet", algorithm="RC4-128"))


def _with_script() -> bytes:
    from pypdf.actions import JavaScript

    return _written(lambda writer: writer.add_open_action(JavaScript("app.alert('x')")))


def _with_hidden_script() -> bytes:
    """The script's object is packed into a stream of objects, and its names are spelled with #xx."""
    inner = b"<< /S /J#61vaScript /#4aS (app.alert\\('x'\\)) >>"
    packed = zlib.compress(b"6 0 " + inner)
    stream = b"7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    }
    out, places = b"%PDF-1.5\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[7] = len(out)
    out += stream + packed + b"\nendstream\nendobj\n"
    places[8] = len(out)
    entries = b"".join(
        struct.pack(">BIH", 2, 7, 0) if number == 6 else struct.pack(">BIH", number in places, places.get(number, 0), 0)
        for number in range(9)
    )
    out += b"8 0 obj\n<< /Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(entries)
    return out + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[8]


def _that_starts() -> bytes:
    """It would start a program when it is opened."""
    return _plain().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /Launch /F (kommando.exe) >>", 1)


def _with_file() -> bytes:
    return _written(lambda writer: writer.add_attachment("program.exe", b"MZ"))


def _unpacking() -> bytes:
    """A PDF of which one page unpacks to 300 MB."""
    packing = zlib.compressobj(1)
    packed = b"".join(packing.compress(b" " * MEGABYTE) for _ in range(300)) + packing.flush()
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    head, tail = _plain().split(b"5 0 obj\n", 1)
    return head + b"5 0 obj\n" + content + b"\nendobj\n" + tail[tail.index(b"xref") :]


def _broken() -> bytes:
    return b"%PDF-1.7\n" + bytes(range(256)) * 8


def _zip_bomb() -> bytes:
    """An archive of some hundred kilobytes that holds 100 MB."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive, archive.open("intyg.txt", "w") as file:
        for _ in range(100):
            file.write(b"0" * MEGABYTE)
    return out.getvalue()


def _entities() -> bytes:
    """An XML that asks its reader for a file of the reader's own machine, and for itself many times over."""
    return (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "&b;&b;&b;&b;">'
        b"]><a>&c;&c;&c;</a>"
    )


def _page() -> bytes:
    return b"<!doctype html><script>fetch('/handlaggning', {method: 'POST', body: '__EVENTTARGET=fatta'})</script>"


def _huge_picture() -> bytes:
    """A picture of 60 000 times 60 000 points in a few hundred bytes."""
    return _photo()[:16] + struct.pack(">II", 60_000, 60_000) + _photo()[24:]


_MADE: Mapping[str, Callable[[], bytes]] = {
    "pdf": _plain,
    "png": _photo,
    "pdf for people only": _for_people_only,
    "pdf for people only, its letters spread": _spread,
    "scanned pdf": _scanned,
    "drawing of 20 MB": _drawing,
    "encrypted pdf": _encrypted,
    "pdf with script": _with_script,
    "pdf with hidden script": _with_hidden_script,
    "pdf that starts a program": _that_starts,
    "pdf with a file in it": _with_file,
    "pdf bomb": _unpacking,
    "broken pdf": _broken,
    "zip bomb": _zip_bomb,
    "xml with external entities": _entities,
    "web page": _page,
    "huge picture": _huge_picture,
}
