"""The bytes of attachments: small real PDF and PNG files, written by hand so that no library is needed for them."""

import struct
import zlib
from collections.abc import Sequence
from functools import cache
from random import Random

WIDTH, HEIGHT = 35, 45  # of a photo, in points


def pdf(lines: Sequence[str], *, apart: int = 0) -> bytes:
    """A one-page A4 document with a heading and lines of text, its letters so many thousandths of their size apart."""
    text = "\n".join(f"{_drawn(line, apart)} T*" for line in lines)
    content = f"BT /F1 11 Tf 60 780 Td 18 TL\n{text}\nET".encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def _drawn(line: str, apart: int) -> str:
    if not apart:
        return f"({_escaped(line)}) Tj"
    return "[" + f" -{apart} ".join(f"({_escaped(letter)})" for letter in line) + "] TJ"


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def photo(rng: Random) -> bytes:
    """A passport photo of nobody: an oval on a plain ground, as a greyscale PNG."""
    shades = bytes((0, rng.randint(190, 235), rng.randint(90, 160)))
    rows = _oval().translate(shades.ljust(256))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


@cache
def _oval() -> bytes:
    """The photo's rows as a PNG has them: 0 for "no filter", then 1 for each point of the ground and 2 for the face."""

    def point(x: int, y: int) -> int:
        return 2 if ((x - WIDTH / 2) / (WIDTH / 4)) ** 2 + ((y - HEIGHT / 2) / (HEIGHT / 3)) ** 2 < 1 else 1

    return b"".join(b"\0" + bytes(point(x, y) for x in range(WIDTH)) for y in range(HEIGHT))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
