"""The bytes of attachments: small real PDF and PNG files, written by hand so that no library is needed for them."""

import re
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from random import Random
from unicodedata import normalize

WIDTH, HEIGHT = 35, 45  # of a photo, in points
LEFT, RIGHT = 60, 535  # of a page's text, in points
ACCOUNT = "Kontonummer: 0000-00 000 00 (ingens)"
ON_PAGE = 42  # lines of a table
SIZE = 10  # of its letters

Row = Sequence[str]

_AMOUNT = re.compile(r"[-+]?[\d\s]+,\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WIDTHS = (  # of Helvetica's letters from the blank to the tilde, in thousandths of their size
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 278, 278, 584),
    *(584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722),
    *(667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556),
    *(222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)


def pdf(lines: Sequence[str], *, apart: int = 0) -> bytes:
    """A one-page A4 document with a heading and lines of text, its letters so many thousandths of their size apart."""
    text = "\n".join(f"{_drawn(line, apart)} T*" for line in lines)
    return _document([f"BT /F1 11 Tf 60 780 Td 18 TL\n{text}\nET"])


def statement(heading: Sequence[str], columns: Sequence[str], rows: Sequence[Row], closing: str = "") -> bytes:
    """An account statement: a heading, then a table over as many pages as it takes, its header on each.

    Amounts stand to the right of their column. A text that is too long for its column goes on in the next line.

    Args:
        heading: Lines above the table, on the first page.
        columns: The table's header.
        rows: Its cells, row by row.
        closing: What the line after the last row begins with; the last row's last cell stands in it again.
    """
    table = _Table.of(columns, rows)
    lines = [line for row in rows for line in table.lines(row)]
    if closing:
        lines.append(table.drawn([closing, *[""] * (len(columns) - 2), rows[-1][-1] if rows else ""]))
    pages = [lines[at : at + ON_PAGE] for at in range(0, len(lines), ON_PAGE)] or [[]]
    return _document([_page(heading, table, page, f"Sida {n} ({len(pages)})") for n, page in enumerate(pages, start=1)])


def _page(heading: Sequence[str], table: "_Table", lines: Sequence[str], foot: str) -> str:
    shown = heading if foot.startswith("Sida 1 ") else heading[:1]
    top = [_put(LEFT, 780 - 16 * at, line, 14 if at == 0 else 10) for at, line in enumerate(shown)]
    head = 765 - 16 * len(shown)
    rule = f"{LEFT} {head - 4} m {RIGHT} {head - 4} l S"
    body = [f"1 0 0 1 0 {head - 15 * at} cm\n{line}" for at, line in enumerate([table.drawn(table.columns), *lines])]
    return "\n".join([*top, rule, *(f"q {line}\nQ" for line in body), _put(LEFT, 40, foot, 8)])


class _Table:
    """Where the columns of a statement stand, and how a row is drawn in them."""

    def __init__(self, columns: Sequence[str], rights: Sequence[bool], widths: Sequence[float]) -> None:
        self.columns = columns
        self._rights = rights
        self._widths = widths
        self._lefts = [LEFT + sum(widths[:at]) for at in range(len(columns))]

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Row]) -> "_Table":
        """Amounts and days take the room that they need; texts share what is left."""
        cells = [[*filter(None, cells)] for cells in zip(*rows, strict=True)] or [[] for _ in columns]
        rights = [bool(held) and all(_AMOUNT.fullmatch(cell) for cell in held) for held in cells]
        narrow = [
            right or all(_DAY.fullmatch(cell) for cell in held) for right, held in zip(rights, cells, strict=True)
        ]
        widest = [max(map(_width, [title, *held])) + 14 for title, held in zip(columns, cells, strict=True)]
        room = RIGHT - LEFT - sum(width for width, need in zip(widest, narrow, strict=True) if need)
        share = room / max(1, narrow.count(False))
        return cls(columns, rights, [wide if need else share for wide, need in zip(widest, narrow, strict=True)])

    def lines(self, row: Sequence[str]) -> list[str]:
        """A row, over as many lines as its longest text takes."""
        wrapped = [_wrapped(cell, width - 13) for cell, width in zip(row, self._widths, strict=True)]
        return [self.drawn(line) for line in zip_longest(*wrapped, fillvalue="")]

    def drawn(self, cells: Sequence[str]) -> str:
        """One line of cells."""
        places = zip(cells, self._lefts, self._widths, self._rights, strict=True)
        return "\n".join(
            _put(left + (width - 14 - _width(cell) if right else 0), 0, cell)
            for cell, left, width, right in places
            if cell
        )


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(text: str) -> float:
    """How wide a line is, in points."""
    plain = normalize("NFKD", text).encode("ascii", "ignore")
    return SIZE / 1000 * sum(_WIDTHS[code - 32] for code in plain if code >= 32)


def _put(x: float, y: float, text: str, size: int = 10) -> str:
    return f"BT /F1 {size} Tf {x:.2f} {y:.2f} Td ({_escaped(text)}) Tj ET"


def _document(pages: Sequence[str]) -> bytes:
    """A PDF of A4 pages, each drawn by its own content."""
    kids = [4 + 2 * at for at in range(len(pages))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for kid, page in zip(kids, pages, strict=True):
        content = page.encode("cp1252", "replace")
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R" % (kid + 1)
            + b" /Resources << /Font << /F1 3 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


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
