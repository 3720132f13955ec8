"""A page as the walk saw it: each frame with what the reader can read there, its links, buttons and forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from robots.systems.kinds import Spot
from robots.systems.learning.wording import acts

_FILES = (
    ".pdf",
    ".zip",
    ".csv",
    ".xls",
    ".xlsx",
    ".doc",
    ".docx",
    ".ics",
    ".rss",
    ".xml",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
    ".gif",
    ".txt",
    ".eml",
    ".msg",
)


def is_file(address: str) -> bool:
    """Whether an address is that of a file, by its ending."""
    return urlsplit(address).path.casefold().endswith(_FILES)


@dataclass(frozen=True)
class Link:
    """A link that a person sees."""

    text: str
    title: str
    address: str  # whole
    raw: str
    act: str  # the script behind it, if any
    method: str  # anything that says that it is more than a link
    rel: str
    target: str
    header: bool  # it stands in a table's header
    current: bool  # it is shown as the one that is chosen
    group: int  # of links side by side; -1: none

    @property
    def plain(self) -> bool:
        """Whether following it is one GET and nothing else."""
        return (
            not self.act
            and not self.method
            and self.address.startswith(("http://", "https://"))
            and not self.raw.startswith("#")
        )

    @property
    def is_file(self) -> bool:
        return is_file(self.address)

    @property
    def safe(self) -> bool:
        """Whether it may be followed in a system where links act: by its words and its address it only shows."""
        return self.plain and not self.is_file and not acts(f"{self.text} {self.title}", self.address)


@dataclass(frozen=True)
class Button:
    """A button that a person sees."""

    text: str
    name: str
    value: str
    submits: bool
    act: str
    form: int  # which form of the page; -1: none
    disabled: bool


@dataclass(frozen=True)
class FormControl:
    """A control of a form, seen or not."""

    name: str
    kind: str
    seen: bool
    value: str
    checked: bool
    fixed: bool
    id: str
    many: bool
    beside: str  # its label or hint
    options: tuple[tuple[str, str], ...] = ()  # of a list: what it sends, and what a person sees


@dataclass(frozen=True)
class Form:
    """A form and where it would be sent."""

    method: str
    address: str
    id: str
    seen: bool
    controls: tuple[FormControl, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(control.name for control in self.controls if control.name))


@dataclass(frozen=True)
class Place:
    """One label with what stands beside it, as the reader finds it."""

    label: str
    section: str
    how: str
    place: str  # where the value stands, as a description says it; empty: beside the label
    marked: bool  # by a header cell, a colon or a control: more than two cells side by side
    linked: bool  # the label is a link
    times: int  # how often the reader finds the label on the page
    here: int  # and under the same heading
    nth: int  # which of them it is, from 1; 0 where the reader cannot tell
    spot: Spot


@dataclass(frozen=True)
class Grid:
    """A table with a row of headers."""

    titles: tuple[str, ...]
    section: str
    rows: tuple[tuple[Spot | None, ...], ...]
    notes: tuple[str, ...]
    odd: int  # rows with another number of cells

    def column(self, at: int) -> list[Spot]:
        return [cell for row in self.rows if (cell := row[at])]


@dataclass(frozen=True)
class Written:
    """A text in which lines "Label: value" stand."""

    at: str  # a selector that finds it
    lines: tuple[tuple[str, str], ...]  # label, value


@dataclass(frozen=True)
class Files:
    """A list whose entries each lead to a file."""

    each: str  # a selector that finds its entries
    entries: tuple[tuple[tuple[str, str], ...], ...]  # the links of each: text, address


@dataclass(frozen=True)
class Pane:
    """One frame of a page, or the page itself."""

    url: str
    frame: str  # its name; empty for the page itself
    title: str
    language: str
    charset: str
    text: str
    early: str  # what of it stood there before any script had brought more
    headings: tuple[str, ...]
    password: bool
    places: tuple[Place, ...]
    grids: tuple[Grid, ...]
    links: tuple[Link, ...]
    buttons: tuple[Button, ...]
    forms: tuple[Form, ...]
    texts: tuple[Written, ...]
    files: tuple[Files, ...]
    unfolds: tuple[str, ...]  # buttons that only unfold a part of the page with places to write in
    reveals: tuple[str, ...] = ()  # and those that unfold labels or files, and nothing to write in

    @classmethod
    def of(cls, url: str, frame: str, facts: Mapping[str, Any], survey: Mapping[str, Any]) -> Pane:
        """From what learn.js and the reader returned."""
        return cls(
            url=url,
            frame=frame,
            title=facts["title"],
            language=facts["language"],
            charset=facts["charset"].lower(),
            text=facts["text"],
            early=facts["early"],
            headings=tuple(survey["headings"]),
            password=survey["password"],
            places=tuple(
                Place(
                    one["label"],
                    one["section"],
                    one["how"],
                    one["place"],
                    one["marked"],
                    one["linked"],
                    one["times"],
                    one["here"],
                    one["nth"],
                    Spot.of(one),
                )
                for one in survey["spots"]
            ),
            grids=tuple(map(_grid, survey["grids"])),
            links=tuple(Link(**one) for one in facts["links"]),
            buttons=tuple(Button(**one) for one in facts["buttons"]),
            forms=tuple(Form(**{**one, "controls": tuple(map(_control, one["controls"]))}) for one in facts["forms"]),
            texts=tuple(
                Written(one["at"], tuple((label, value) for label, value in one["lines"])) for one in facts["texts"]
            ),
            files=tuple(
                Files(one["each"], tuple(tuple((text, where) for text, where in links) for links in one["entries"]))
                for one in facts["files"]
            ),
            unfolds=tuple(facts["unfolds"]),
            reveals=tuple(facts["reveals"]),
        )

    @property
    def path(self) -> str:
        """Its address from the system's root."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def whole(self, address: str) -> str:
        """The whole address of one that stands on the page, without its fragment."""
        return urljoin(self.url, address).partition("#")[0]


@dataclass(frozen=True)
class Page:
    """Everything that one address showed."""

    url: str
    panes: tuple[Pane, ...]
    picture: bytes | None = field(default=None, repr=False)

    @property
    def path(self) -> str:
        return self.panes[0].path

    def grids(self) -> Iterator[tuple[Pane, Grid]]:
        yield from ((pane, grid) for pane in self.panes for grid in pane.grids)


def _control(one: Mapping[str, Any]) -> FormControl:
    return FormControl(**{**one, "options": tuple((value, text) for value, text in one["options"])})


def _grid(one: Mapping[str, Any]) -> Grid:
    rows: Sequence[Sequence[Any]] = one["rows"]
    return Grid(
        titles=tuple(one["titles"]),
        section=one["section"],
        rows=tuple(tuple(cell and Spot.of(cell, number) for cell in row) for number, row in enumerate(rows)),
        notes=tuple(one["notes"]),
        odd=one["odd"],
    )
