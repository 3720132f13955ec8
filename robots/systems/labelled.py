"""The value beside a label in a document: a printed line "Label: value", a field of a PDF's form, an element of XML.

What is not sure is no value. Imported by the process apart, see apart.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from robots.systems.printed import Line, Unclear, joined, near, pages, plain

if TYPE_CHECKING:
    from pypdf import PageObject

LARGEST = 5_000_000  # bytes of XML

_ANOTHER = re.compile(r"\w:(\s|$)")  # of a label that follows on the line of ours
_CLOSE = 1.8  # of the size of the letters: a line that stands further below is another paragraph
_FULL = 0.9  # of the widest line: a line that goes so far may go on in the next one
_EDGE = 2.0  # points: within these two lines begin at the same place
_PRESSED, _SIGNS = "/Btn", ("/Tx", "/Ch")  # the kinds of a form's fields: boxes and buttons; texts and lists


def read(content: bytes, media_type: str, labels: Sequence[str]) -> str:
    """What stands beside the one label of these in a document; an empty text where surely nothing does.

    Raises:
        Unclear: The label is not there, or anything about its value is not sure.
    """
    wanted = {plain(label) for label in labels}
    if media_type == "application/xml":
        return _one(list(_elements(content, wanted)))
    lines = list(pages(content, filled=True))
    fields = list(_fields(content, lines, wanted))
    return _one(fields, list(_printed(lines, wanted)))


def where(content: bytes, groups: Sequence[Sequence[str]]) -> list[int]:
    """The pages of a PDF, counted from 1, on which one line has a label of each group, or a form a field of that name.

    Raises:
        Unclear: It cannot be read.
    """
    wanted = [{plain(label) for label in labels} for labels in groups]
    found = set[int]()
    for number, lines in enumerate(pages(content, filled=True), start=1):
        there = ([_begins(piece) for piece in near(line)] for line in lines)
        if any(all(any(labels & begins for begins in line) for labels in wanted) for line in there):
            found.add(number)
    return sorted(found | (_in_form(content, wanted[0]) if len(wanted) == 1 else set()))


def _begins(piece: Line) -> set[str]:
    """Every text that a piece of a line begins with, as labels are compared."""
    return {plain(joined(piece[:many], " ").text) for many in range(1, len(piece) + 1)}


def _in_form(content: bytes, wanted: set[str]) -> set[int]:
    from pypdf import PdfReader

    sheets = enumerate(PdfReader(BytesIO(content)).pages, start=1)
    return {number for number, sheet in sheets if any(True for _ in _named(sheet, wanted))}


def _one(*ways: list[str]) -> str:
    """The one value, also where it is found in two ways; found twice in one way, nobody knows which is meant."""
    if most := max(len(found) for found in ways if len(found) > 1) if any(len(found) > 1 for found in ways) else 0:
        raise Unclear(f"its label stands {most} times")
    values = {" ".join(found[0].split()): found[0] for found in ways if found}
    if len(values) > 1:
        raise Unclear("its form holds something else than stands beside the label")
    if not values:
        raise Unclear("its label is not there")
    return values.popitem()[1]


# ---- XML


def _elements(content: bytes, wanted: set[str]) -> Iterator[str]:
    """The texts of the elements of that name, or at the end of that path: "Applicant/Capacity".

    The file was looked into before: it has no document type, so that nothing in it stands for something else.
    """
    if len(content) > LARGEST:
        raise Unclear(f"it is larger than {LARGEST} bytes")
    path: list[str] = []
    for event, element in ElementTree.iterparse(BytesIO(content), events=("start", "end")):  # noqa: S314  see above
        if event == "start":
            path.append(element.tag.rpartition("}")[2])
            continue
        if any(path[-len(steps) :] == steps for steps in (one.split("/") for one in wanted)):
            if len(element):
                raise Unclear("other elements stand in its element")
            yield element.text or ""
        path.pop()


# ---- PDF: its form


@dataclass(frozen=True)
class _Field:
    """A field of a form: its kind, what it holds, and where it stands."""

    kind: str
    holds: str
    left: float
    bottom: float
    right: float
    top: float

    def shows(self, lines: Sequence[Line]) -> str:
        """The words that a person sees in it."""
        inside = [[word for word in line if self._around(word.left, word.right, word.base)] for line in lines]
        if not all(word.clear for words in inside for word in words):
            raise Unclear("words of its form cannot be seen, or lie on each other")
        return "\n".join(" ".join(word.text for word in words) for words in inside if words)

    def _around(self, left: float, right: float, base: float) -> bool:
        return self.left <= (left + right) / 2 <= self.right and self.bottom <= base <= self.top


def _fields(content: bytes, lines: Sequence[Sequence[Line]], wanted: set[str]) -> Iterator[str]:
    """What the fields of that name hold, where they show the same."""
    from pypdf import PdfReader

    for page, there in zip(PdfReader(BytesIO(content)).pages, lines, strict=True):
        for field in _named(page, wanted):
            if field.kind == _PRESSED:
                yield field.holds
                continue
            shown = field.shows(there)
            if field.kind not in _SIGNS or " ".join(shown.split()) != " ".join(field.holds.split()):
                raise Unclear("a field of its form shows something else than it holds")
            yield shown


def _named(page: PageObject, wanted: set[str]) -> Iterator[_Field]:
    """The fields of a page whose name, or whose words for a person, are these."""
    for reference in page.get("/Annots", ()):
        widget = reference.get_object()
        if widget.get("/Subtype") != "/Widget":
            continue
        names = {plain(str(name)) for name in (_inherited(widget, "/T"), _inherited(widget, "/TU")) if name}
        if names & wanted:
            left, bottom, right, top = map(float, widget["/Rect"])
            kind = str(_inherited(widget, "/FT"))
            holds = _inherited(widget, "/V")
            if kind == _PRESSED:
                holds = _ticked(widget, holds)
            yield _Field(kind, "" if holds is None else str(holds), left, bottom, right, top)


def _ticked(widget: Any, holds: object) -> str:
    """Whether a box is ticked, where what it holds is what it shows."""
    shows, held = str(widget.get("/AS", "/Off")), "/Off" if holds is None else str(holds)
    states = set(widget.get("/AP", {}).get("/N", {})) - {"/Off"}
    if shows != held or len(states) != 1 or "/Kids" in widget.get("/Parent", {}):
        raise Unclear("a field of its form shows something else than it holds")
    return "false" if shows == "/Off" else "true"


def _inherited(widget: Any, key: str) -> Any:
    parent = widget.get("/Parent")
    return widget[key] if key in widget else parent.get_object().get(key) if parent is not None else None


# ---- PDF: what is printed


def _printed(lines: Sequence[Sequence[Line]], wanted: set[str]) -> Iterator[str]:
    """What stands behind "Label:" in a piece of a line, or in the next piece of it."""
    for page in lines:
        widest = max((line[-1].right for line in page), default=0.0)
        for line, below in pairwise([*page, None]):
            pieces = list(near(line)) if line else []
            for at, piece in enumerate(pieces):
                if (value := _behind(piece, pieces[at + 1 : at + 2], wanted)) is not None:
                    _refuse_more(line or (), value, below, widest)
                    yield joined(value, " ").text if value else ""


def _behind(piece: Line, others: Sequence[Line], wanted: set[str]) -> Line | None:
    """The words behind the label that a piece begins with; None where it begins with none."""
    for many in range(1, len(piece) + 1):
        label, rest = joined(piece[:many], " "), piece[many:]
        if plain(label.text) in wanted and (label.text.endswith(":") or not rest):
            value = rest or (others[0] if others else ())
            said = " ".join(word.text for word in value)
            if not rest and said.endswith(":"):  # the next label: nothing stands behind ours
                value, said = (), ""
            if _ANOTHER.search(said):
                raise Unclear("another label stands on its line")
            if not (label.clear and all(word.clear for word in value)):
                raise Unclear("words of it cannot be seen, or lie on each other")
            return value
    return None


def _refuse_more(line: Line, value: Line, below: Line | None, widest: float) -> None:
    """Refuse a value that may go on in the next line: its first line alone would be another value."""
    if not value or not below or line[0].base - below[0].base > _CLOSE * line[0].size:
        return
    text = " ".join(word.text for word in below)
    if _ANOTHER.search(text):
        return
    if below[0].left >= value[0].left - _EDGE or value[-1].right >= _FULL * widest:
        raise Unclear("its value may go on in the next line")
