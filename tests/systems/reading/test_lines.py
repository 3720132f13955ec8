"""Fields that stand as "Label: value" in a text: an empty one is empty and never takes the next line's value."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page
from pydantic import ValidationError

from robots.model import Unknown
from robots.systems.description import FieldPart
from robots.systems.description.portion import LinePart
from tests.systems.pages import read, read_one

pytestmark = pytest.mark.asyncio(loop_scope="session")

LABELS = ("Mobility", "Distance", "Distance home", "Alone", "Note")
MESSAGE = LinePart(at="#message", stops=LABELS)


def line(label: str, **about: Any) -> FieldPart:
    """A field of the message text."""
    return FieldPart(label=(label,), line=MESSAGE, **about)


async def said(page: Page, text: str, label: str = "Distance", **about: Any) -> Any:
    """What the message says for one of its labels."""
    return (await read(page, f"<div id=message>{text}</div>", value=line(label, **about)))["value"]


WRITTEN = {
    "line breaks": "<p>Mobility: walks<br>Distance: 200<br>Alone: yes</p>",
    "paragraphs": "<p>Mobility: walks</p><p>Distance: 200</p><p>Kind regards</p>",
    "blocks": "<div>Mobility: walks</div><div>Distance: 200</div><div>Alone: yes</div>",
    "a list": "<ul><li>Mobility: walks<li>Distance: 200<li>Alone: yes</ul>",
    "plain text": "<pre>Mobility: walks\nDistance: 200\n\nKind regards</pre>",
    "no line breaks": "Mobility: walks Distance: 200 Alone: yes",
    "line breaks that only the source has": "<p>Mobility: walks\nDistance: 200\nAlone: yes</p>",
    "a space before the colon": "<p>Distance : 200</p>",
    "no space behind the colon": "<p>Distance:200<br>Alone: yes</p>",
    "a sentence before it": "<p>I apply. Mobility: walks Distance: 200</p>",
    "a bold label": "<p><b>Mobility:</b> walks<br><b>Distance:</b> 200</p>",
    "a line that nobody described, behind it": "<p>Distance: 200<br>Weather: fine</p>",
    "the greeting in a paragraph of its own": "<p>Distance: 200</p><p>Kind regards<br>Testperson</p>",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
async def test_a_line_is_read_however_the_text_is_broken(page: Page, text: str) -> None:
    assert await said(page, text, kind="whole number") == 200


EMPTY = {
    "before another line": "<p>Distance:<br>Alone: yes</p>",
    "without line breaks": "Mobility: walks Distance: Alone: yes",
    "at the end": "<p>Mobility: walks<br>Distance:</p><p>Kind regards</p>",
    "before a line that nobody described": "<p>Distance:<br>Weather: fine</p>",
    "before a longer label that begins like it": "<p>Distance:<br>Distance home: 40</p>",
}


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
async def test_an_empty_line_is_empty(page: Page, text: str) -> None:
    assert await said(page, text) is None


UNSURE = {
    "it stands there twice": ("<p>Distance: 200</p><p>Distance: 20</p>", "its label stands 2 times"),
    "it goes on": ("<p>Distance: 200<br>or so<br>Alone: yes</p>", "the text goes on in the next line"),
    "it is empty and a loose line follows": ("<p>Distance:<br>200</p>", "the text goes on in the next line"),
    "its label ends another one": ("<p>Total Distance: 200</p>", "its label may be part of a longer one"),
    "a label that nobody described stands in it": ("Distance: 200 Weather: fine", "another label may stand in it"),
}


@pytest.mark.parametrize(("text", "why"), UNSURE.values(), ids=UNSURE)
async def test_a_line_is_unknown_where(page: Page, text: str, why: str) -> None:
    found = await said(page, text)
    assert isinstance(found, Unknown)
    assert why in found.why


async def test_a_label_that_ends_like_another_is_not_taken_for_it(page: Page) -> None:
    text = "<div id=message><p>Distance home: 40<br>Distance: 200</p></div>"
    assert await read(page, text, near=line("Distance home"), far=line("Distance")) == {"near": "40", "far": "200"}


async def test_a_text_in_a_text_area_is_read_as_it_was_typed(page: Page) -> None:
    where = LinePart(label=("Description",), stops=LABELS)
    html = "<label for=d>Description</label><textarea id=d>Mobility: walks\nDistance: 200\n\nKind regards</textarea>"
    part = FieldPart(label=("Distance",), line=where, kind="whole number")
    assert (await read(page, html, value=part))["value"] == 200


PARTS: dict[str, tuple[str, dict[str, Any], object]] = {
    "the text of a link": ("<a href=/7>C-7</a> <a href=/manage>Manage</a>", {"link": 1}, "C-7"),
    "what stands before some words": ("Test School (1) (Manage)", {"before": " ("}, "Test School"),
    "all, where those words do not stand": ("Test School", {"before": " ("}, "Test School"),
    "a pattern's group": ("12. A permit, new, driver", {"pattern": r"^([0-9]+)\."}, "12"),
    "nothing, where nothing stands": ("", {"pattern": r"^([0-9]+)\."}, None),
    "nothing, where the word for that stands": ("(none)", {"pattern": r"^([0-9]+)\."}, None),
}


@pytest.mark.parametrize(("cell", "part", "value"), PARTS.values(), ids=PARTS)
async def test_of_what_is_shown_only_a_part_is_read(page: Page, cell: str, part: Any, value: object) -> None:
    html = f"<table><tr><th>Capacity<td>{cell}</table>"
    assert await read_one(page, html, part=part, empty=("(none)",)) == value


@pytest.mark.parametrize("part", [{"pattern": r"^([0-9]+)\."}, {"link": 2}])
async def test_a_part_that_is_not_there_makes_the_field_unknown(page: Page, part: Any) -> None:
    html = "<table><tr><th>Capacity<td>A <a href=/x>permit</a></table>"
    assert isinstance(await read_one(page, html, part=part), Unknown)


async def test_a_part_is_said_in_one_way() -> None:
    with pytest.raises(ValidationError, match="name one of them"):
        FieldPart.model_validate({"label": "Capacity", "part": {"link": 1, "before": " ("}})


BOTH = """<table><tr><th>Capacity:<td>Driver</table>
<form><table><tr><th><label for=c>Capacity:</label><td><input id=c value=Passenger></table></form>"""


@pytest.mark.parametrize(("which", "value"), [("text", "Driver"), ("control", "Passenger")])
async def test_where_a_label_is_shown_and_asked_for_the_description_says_which(
    page: Page, which: str, value: str
) -> None:
    assert await read_one(page, BOTH, as_=which) == value
    assert isinstance(await read_one(page, BOTH), Unknown)


FILES = "<ul id=files><li><a href=/1>photo.png</a> (70 kB)<li><a href=/2>form.pdf</a> (1 MB)</ul>"
LIST: dict[str, Any] = {
    "label": (),
    "kind": "table",
    "each": "#files > li",
    "none": "No files",
    "columns": {"name": FieldPart(part={"link": 1}), "size": FieldPart(part={"pattern": r"\((.*)\)"})},  # type: ignore[arg-type]
}


async def test_a_list_that_is_no_table_is_read_row_by_row(page: Page) -> None:
    rows = await read_one(page, FILES, **LIST)
    assert rows == ({"name": "photo.png", "size": "70 kB"}, {"name": "form.pdf", "size": "1 MB"})


async def test_a_list_is_empty_only_where_it_says_so(page: Page) -> None:
    assert await read_one(page, "<ul id=files><li>No files</ul>", **LIST) == ()
    assert isinstance(await read_one(page, "<ul id=files></ul>", **LIST, optional=True), Unknown)


async def test_an_icon_is_a_link_without_a_text_and_so_no_empty_value(page: Page) -> None:
    icon = "<table><tr><th>Capacity<td><a href=/7>C-7</a><a href=/raw/7>&#8203;</a></table>"
    assert await read_one(page, icon, part={"link": 1}) == "C-7"
    assert isinstance(await read_one(page, icon, part={"link": 2}), Unknown)
