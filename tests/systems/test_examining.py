"""What is looked for in a file of a stranger's; every answer is a word of ours and holds nothing of the file."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from robots.practice import attachments, hostile
from robots.practice.chance import chance
from robots.systems.examining import examine
from robots.words import Words

PDF = attachments.pdf(["Ett intyg (övning)"])
PNG = attachments.photo(chance(1))
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda"
BOMB, SCRIPT = "it unpacks to far more than its size", "it holds a script"


def archive(**files: bytes) -> bytes:
    """An archive of these files; an underscore in a name stands for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "/"), content)
    return out.getvalue()


def named(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, b"text")
    return out.getvalue()


def compressed(content: bytes) -> bytes:
    """The same PDF with its objects packed into streams."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


def acting(action: bytes) -> bytes:
    """A PDF that does something when it is opened."""
    return PDF.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << " + action + b" >>", 1)


def picture(width: int, height: int) -> bytes:
    return PNG[:16] + struct.pack(">II", width, height) + PNG[24:]


FINE = {
    "a pdf": ("application/pdf", PDF),
    "a pdf that was written anew": ("application/pdf", compressed(PDF)),
    "a drawing of 20 MB": ("application/pdf", hostile.made("drawing of 20 MB")),
    "a png": ("image/png", PNG),
    "a jpeg": ("image/jpeg", JPEG),
    "a gif": ("image/gif", b"GIF89a\x10\x00\x10\x00\x00"),
    "an xml": ("application/xml", b"<?xml version='1.0'?><faktura><rad>1</rad></faktura>"),
    "an archive": ("application/zip", archive(intyg=b"text" * 100, mapp_bild=PNG)),
    "a text": ("text/plain", "Hej, åäö =1+1".encode()),
}
AMISS = {
    "an encrypted pdf": ("application/pdf", hostile.made("encrypted pdf"), "it is encrypted"),
    "a script": ("application/pdf", hostile.made("pdf with script"), SCRIPT),
    "a script hidden in a stream": ("application/pdf", hostile.made("pdf with hidden script"), SCRIPT),
    "a script spelled with codes": ("application/pdf", acting(b"/S /J#61v#61Script /JS (x)"), SCRIPT),
    "a script by its short name": ("application/pdf", acting(b"/S /Rendition /#4a#53 (x)"), SCRIPT),
    "a script that no table leads to": ("application/pdf", PDF + b"9 0 obj\n<< /S /JavaScript >>\nendobj\n", SCRIPT),
    "a form with a program": ("application/pdf", acting(b"/XFA (x)"), SCRIPT),
    "a launch": ("application/pdf", hostile.made("pdf that starts a program"), "it would start or send something"),
    "a form that sends itself": ("application/pdf", acting(b"/S /SubmitForm"), "it would start or send something"),
    "a file in it": ("application/pdf", hostile.made("pdf with a file in it"), "it holds other files"),
    "a pdf bomb": ("application/pdf", hostile.made("pdf bomb"), BOMB),
    "a broken pdf": ("application/pdf", hostile.made("broken pdf"), "it cannot be read"),
    "a pdf without pages": ("application/pdf", b"%PDF-1.4\n%%EOF\n", "it cannot be read"),
    "a huge png": ("image/png", picture(60_000, 60_000), BOMB),
    "a png of nothing": ("image/png", picture(0, 10), "it cannot be read"),
    "a png cut off": ("image/png", PNG[:-20], "it cannot be read"),
    "a jpeg of nothing else": ("image/jpeg", b"\xff\xd8\xff\xe0", "it cannot be read"),
    "a huge jpeg": ("image/jpeg", JPEG.replace(b"\x00\x10\x00\x10", b"\xff\xff\xff\xff"), BOMB),
    "a huge gif": ("image/gif", b"GIF89a\xff\xff\xff\xff", BOMB),
    "external entities": (
        "application/xml",
        hostile.made("xml with external entities"),
        "it holds a document type definition",
    ),
    "xml that is none": ("application/xml", b"<?xml version='1.0'?><a><b></a>", "it cannot be read"),
    "xml without a bottom": ("application/xml", b"<a>" * 10_000, "it cannot be read"),
    "a picture with a script": (
        "application/xml",
        b"<svg:svg xmlns:svg='s'><svg:script>x</svg:script></svg:svg>",
        SCRIPT,
    ),
    "a zip bomb": ("application/zip", hostile.made("zip bomb"), BOMB),
    "an archive in an archive": ("application/zip", archive(mer=archive(mer=b"x")), "it holds another archive"),
    "a packed archive": ("application/zip", archive(mer=b"\x1f\x8b\x08"), "it holds another archive"),
    "a way out": ("application/zip", named("../../etc/passwd"), "it holds names that lead out of it"),
    "a root": ("application/zip", named("/etc/passwd"), "it holds names that lead out of it"),
    "a drive": ("application/zip", named("C:\\Windows\\x"), "it holds names that lead out of it"),
    "a macro": ("application/zip", named("word/vbaProject.bin"), SCRIPT),
    "too many files": ("application/zip", archive(**{f"f{n}": b"" for n in range(2001)}), BOMB),
    "an archive cut off": ("application/zip", archive(intyg=b"text")[:-30], "it cannot be read"),
}


@pytest.mark.parametrize(("media_type", "content"), FINE.values(), ids=FINE)
def test_nothing_is_wrong_with(media_type: str, content: bytes) -> None:
    assert examine(content, media_type) is None


@pytest.mark.parametrize(("media_type", "content", "why"), AMISS.values(), ids=AMISS)
def test_what_is_wrong_is_said_of(media_type: str, content: bytes, why: str) -> None:
    assert examine(content, media_type) == why
    assert Words("sv").again(why) != why, "it has Swedish words"


def test_a_stream_in_a_stream_is_a_bomb_before_it_is_unpacked() -> None:
    packed = zlib.compress(zlib.compress(b" " * 10))
    stream = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    head, tail = PDF.split(b"5 0 obj\n", 1)
    assert (
        examine(head + b"5 0 obj\n" + stream + b"\nendobj\n" + tail[tail.index(b"xref") :], "application/pdf") == BOMB
    )


KNOWN = {why for _, _, why in AMISS.values()} | {None}


@given(st.sampled_from([*FINE.values()][:2] + [*FINE.values()][3:]), st.data())
def test_a_damaged_file_is_told_in_the_same_words(file: tuple[str, bytes], data: st.DataObject) -> None:
    media_type, content = file
    place = data.draw(st.integers(0, len(content)))
    damaged = content[:place] + data.draw(st.binary(max_size=30)) + content[place + data.draw(st.integers(0, 30)) :]
    assert examine(damaged, media_type) in KNOWN
