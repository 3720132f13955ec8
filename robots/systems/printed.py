"""The words printed in a PDF: where each stands, and whether a person would see it.

Imported by the process apart, see apart.py: the standard library and pypdfium2 alone.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

PAGES = 100  # that one document may have
SIGNS = 20_000  # that one page may hold

_SCALE = 2.0  # points of the picture in which one looks whether a sign is to be seen, to a point of the page
_LARGEST = 2500  # points of that picture, each way
_CONTRAST = 40  # of 255, between a sign and its ground
_CELL = 0.6  # of the size of the letters: words of one cell stand no further from each other
_SAME_LINE = 0.3  # of the size of the letters: how far words of one line stand above each other
_NEXT_LINE = 0.6  # and from where on lines no longer lie on each other
_BLANK = 0.15  # the narrowest blank between two words
_OVERLAP = 0.4  # of a sign's width: from where on two signs lie on each other
_INVISIBLE = 3  # how a text is drawn that is only there to be searched, as over a scanned page
_LINK, _FIELD = 2, 20


class Unclear(Exception):
    """The document does not say surely what is asked; the text says why and holds nothing of it."""


@dataclass(frozen=True)
class Word:
    """A word, or several with ordinary blanks between them; lengths in points, from the lower left corner."""

    text: str
    left: float
    right: float
    base: float  # the line that it stands on
    size: float
    clear: bool  # a person would see it: nothing covers it, nothing lies over it


Line = tuple[Word, ...]
"""The words of one line, from left to right."""


@dataclass(frozen=True)
class _Page:
    """A page, its text, and a picture of it."""

    page: PdfPage
    text: PdfTextPage
    grey: bytes
    width: int
    height: int
    stride: int


def pages(content: bytes, *, filled: bool = False) -> Iterator[list[Line]]:
    """The lines of each page, from top to bottom; text that stands askew, or beside the page, is none of them.

    Args:
        content: The document.
        filled: Count what is seen in the fields of its form as printed; else a form makes it unclear.

    Raises:
        Unclear: It is too long, or a page shows something and holds no text, as a scanned one does.
    """
    from pypdfium2 import PdfDocument

    with PdfDocument(content) as document:
        if len(document) > PAGES:
            raise Unclear(f"it has more than {PAGES} pages")
        if filled:
            _print_fields(document)
        yield from map(_lines, map(_looked_at, _each(document)))


def _each(document: PdfDocument) -> Iterator[PdfPage]:
    for page in document:
        yield page
        page.close()


def _print_fields(document: PdfDocument) -> None:
    """Make what its form shows a part of its pages, where nothing but links and fields lies over them."""
    import pypdfium2.raw as pdfium

    for page in _each(document):
        over = _over(page)
        if over - {_LINK, _FIELD}:
            raise Unclear("notes lie over its text")
        if _FIELD in over and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == 0:
            raise Unclear("what its form shows cannot be seen")


def _over(page: PdfPage) -> set[int]:
    """The kinds of what lies over a page's text."""
    import pypdfium2.raw as pdfium

    notes = (pdfium.FPDFPage_GetAnnot(page.raw, at) for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw)))
    return {pdfium.FPDFAnnot_GetSubtype(note) for note in notes}


def _looked_at(page: PdfPage) -> _Page:
    if _over(page) - {_LINK}:
        raise Unclear("notes or a form lie over its text")
    scale = min(_SCALE, _LARGEST / max(*page.get_size(), 1))
    picture = page.render(scale=scale, grayscale=True)
    return _Page(page, page.get_textpage(), bytes(picture.buffer), picture.width, picture.height, picture.stride)


def _lines(page: _Page) -> list[Line]:
    signs = sorted(_signs(page), key=lambda sign: -sign.base)
    if not signs:
        if min(page.grey, default=0) != max(page.grey, default=0):
            raise Unclear("a page of it holds no text, as where it was scanned")
        return []
    together: list[list[Word]] = []
    for sign in signs:
        if not together or together[-1][0].base - sign.base > _SAME_LINE * sign.size:
            together.append([])
        together[-1].append(sign)
    lines = [tuple(_words(sorted(line, key=lambda sign: sign.left))) for line in together]
    return _apart(lines)


def _signs(page: _Page) -> Iterator[Word]:
    """Each sign that is printed on the page and stands upright."""
    import pypdfium2.raw as pdfium

    text = page.text.raw
    count = pdfium.FPDFText_CountChars(text)
    if count > SIGNS:
        raise Unclear("a page of it holds far more text than a person could read")
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for at in range(count):
        sign = chr(pdfium.FPDFText_GetUnicode(text, at))
        if sign.isspace() or pdfium.FPDFText_IsGenerated(text, at) or pdfium.FPDFText_GetCharAngle(text, at):
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        if place := _place(page, box):
            drawn = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, at))
            sure = drawn != _INVISIBLE and not pdfium.FPDFText_HasUnicodeMapError(text, at)
            yield Word(sign, box.left, box.right, y.value, max(box.top - box.bottom, 1), sure and _seen(page, place))


def _place(page: _Page, box: Any) -> tuple[int, int, int, int] | None:
    """Where in the picture a sign stands: left, top, right, bottom; None where that is beside it."""
    import pypdfium2.raw as pdfium

    inset, corners = 0.15 * (box.right - box.left), []
    for x, y in ((box.left + inset, box.top), (box.right - inset, box.bottom)):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.page.raw, 0, 0, page.width, page.height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
    if right < 0 or bottom < 0 or left >= page.width or top >= page.height:
        return None
    return max(left, 0), max(top, 0), min(right, page.width - 1), min(bottom, page.height - 1)


def _seen(page: _Page, place: tuple[int, int, int, int]) -> bool:
    """Whether something stands out from its ground there."""
    left, top, right, bottom = place
    rows = (page.grey[down * page.stride + left : down * page.stride + right + 1] for down in range(top, bottom + 1))
    shades = [(min(row), max(row)) for row in rows]
    return max(high for _, high in shades) - min(low for low, _ in shades) >= _CONTRAST


def _words(signs: Sequence[Word]) -> Iterator[Word]:
    """The words that the signs of a line make; signs that lie on each other are not clear."""
    word: list[Word] = []
    for sign in signs:
        if word and sign.left - max(one.right for one in word) > _BLANK * sign.size:
            yield joined(word, "")
            word = []
        if word and _lie_over(word[-1], sign):
            sign = replace(sign, clear=False)
        word.append(sign)
    if word:
        yield joined(word, "")


def _lie_over(left: Word, right: Word) -> bool:
    """Whether two signs lie on each other. Letters at the very same place are one ligature."""
    ligature = (left.left, left.right) == (right.left, right.right) and (left.text + right.text).isalpha()
    narrower = min(sign.right - sign.left for sign in (left, right))
    return not ligature and left.right - right.left > _OVERLAP * narrower


def joined(parts: Sequence[Word], between: str) -> Word:
    """Several words as one."""
    first = parts[0]
    return Word(
        between.join(part.text for part in parts),
        first.left,
        max(part.right for part in parts),
        first.base,
        max(part.size for part in parts),
        all(part.clear for part in parts),
    )


def _apart(lines: list[Line]) -> list[Line]:
    """The lines, with no word clear of two that lie over each other."""
    blurred: set[Word] = set()
    for upper, lower in pairwise(lines):
        if upper[0].base - lower[0].base < _NEXT_LINE * min(upper[0].size, lower[0].size):
            blurred |= {word for a in upper for b in lower if a.left < b.right and b.left < a.right for word in (a, b)}
    if not blurred:
        return lines
    return [tuple(replace(word, clear=False) if word in blurred else word for word in line) for line in lines]


def near(line: Line) -> Iterator[Line]:
    """A line in pieces: words with no more than ordinary blanks between them."""
    near: list[Word] = []
    for word in line:
        if near and word.left - near[-1].right > _CELL * word.size:
            yield tuple(near)
            near = []
        near.append(word)
    if near:
        yield tuple(near)


def plain(text: str) -> str:
    """A text as labels are compared: one blank between words, no colon at its end."""
    return " ".join(unicodedata.normalize("NFC", text).split()).removesuffix(":")
