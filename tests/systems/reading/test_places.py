"""Fields whose label stands elsewhere than to the left: above, in front of the words, over a group of buttons."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from robots.model import Unknown
from robots.systems.description import FieldPart
from tests.systems.pages import read, read_one, screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

DRIVES = {"kind": "choice", "options": {"driver": ("Driver",), "passenger": ("Passenger",)}}
GROUPS = {
    "a fieldset's legend": "<fieldset><legend>Capacity</legend><label><input type=radio name=c checked>Driver</label>"
    "<label><input type=radio name=c>Passenger</label></fieldset>",
    "a group's name for screen readers": "<div role=radiogroup aria-label=Capacity><label><input type=radio name=c "
    "checked>Driver</label><label><input type=radio name=c>Passenger</label></div>",
    "words behind each button": "<table><tr><td>Capacity:<td><input type=radio name=c checked> Driver <br>"
    "<input type=radio name=c> Passenger</table>",
    "a legend over a list": "<fieldset><legend>Capacity</legend><select><option>Driver</select></fieldset>",
}


@pytest.mark.parametrize("html", GROUPS.values(), ids=GROUPS)
async def test_a_group_is_found_by_the_words_over_it(page: Page, html: str) -> None:
    assert await read_one(page, html, **DRIVES) == "driver"


async def test_a_button_of_a_group_is_ticked_by_its_own_words(page: Page) -> None:
    for html in (GROUPS["a fieldset's legend"], GROUPS["words behind each button"]):
        await page.set_content(html)
        shown = screen(page, {"value": FieldPart.model_validate({"label": "Capacity"} | DRIVES)})
        spec = shown.part.fields["value"].spec
        filled = {"fill": {"value": {"spec": spec, "value": "Passenger"}}}
        assert (await shown.window.ask(shown.window.frame(None), filled))["problems"] == {"value": None}
        assert shown.values(await shown.look()) == {"value": "passenger"}


async def test_a_legend_over_several_fields_is_a_heading_and_no_label(page: Page) -> None:
    html = (
        "<fieldset><legend>Agent</legend><label>Name <input value=Prov></label><label>Town <input></label></fieldset>"
    )
    name, town = FieldPart(label=("Name",), within="Agent"), FieldPart(label=("Town",), within="Agent")
    assert await read(page, html, name=name, town=town) == {"name": "Prov", "town": None}
    assert await read_one(page, html, label=("Agent",), optional=True) == Unknown("not on the page")


WORDS = {
    "words before it": "<p>Capacity: <input value=driver></p>",
    "a bold word before it": "<p><b>Capacity:</b> <input value=driver></p>",
    "a line above it": "<p>Capacity:<br><input value=driver></p>",
    "behind another one": "<p>Kind: <input value=new> Capacity: <input value=driver></p>",
    "in a cell": "<table><tr><td>Capacity: <select><option>driver</select></table>",
}


@pytest.mark.parametrize("html", WORDS.values(), ids=WORDS)
async def test_a_control_is_found_by_the_words_in_front_of_it(page: Page, html: str) -> None:
    assert await read_one(page, html) == "driver"


async def test_words_in_a_paragraph_of_their_own_name_no_control(page: Page) -> None:
    html = "<p>Capacity:</p><input value=driver>"
    assert await read_one(page, html, optional=True) == Unknown("not on the page")


INLINE = {
    "bold": "<p><b>Kind:</b> new<br><b>Capacity:</b> driver<br><b>Walks:</b> yes</p>",
    "strong, without lines": "<p><strong>Capacity</strong> driver <strong>Walks</strong> yes</p>",
    "a class of labels": "<span class=l>Capacity</span><span class=v>driver</span><span class=l>Walks</span>",
    "bold in a span": "<div><span class=l><b>Capacity:</b></span> driver</div>",
    "a label without a control": "<div><label>Capacity:</label> <em>driver</em></div>",
}


@pytest.mark.parametrize("html", INLINE.values(), ids=INLINE)
async def test_words_behind_a_marked_label_are_read_where_the_description_says_so(page: Page, html: str) -> None:
    assert await read_one(page, html, place="inline") == "driver"
    assert await read_one(page, html, optional=True) == Unknown("not on the page")


async def test_an_empty_line_behind_a_marked_label_is_empty_and_never_the_next_one(page: Page) -> None:
    html = "<p><b>Capacity:</b> <br><b>Walks:</b> yes</p>"
    assert await read_one(page, html, place="inline") is None


@pytest.mark.parametrize("html", ["<b>Capacity:</b><br>driver", "<p><b>Capacity:</b></p><p>driver</p>"])
async def test_words_below_a_marked_label_are_not_surely_its_value(page: Page, html: str) -> None:
    found = await read_one(page, html, place="inline")
    assert found == Unknown("nothing stands behind its label on the same line")


UNDER = {
    "a header": "<table><tr><th>Kind<th>Capacity<tr><td>new<td>driver</table>",
    "cells as headers": "<table><tr><td>Kind<td>Capacity<tr><td>new<td>driver</table>",
    "head and body": "<table><thead><tr><th>Kind<th>Capacity<tbody><tr><td>new<td>driver</table>",
    "headers again below": "<table><tr><th>Kind<th>Capacity<tr><td>new<td>driver<tr><th>Walks<th>Alone<tr><td>y<td>n"
    "</table>",
    "a control": "<table><tr><th>Capacity<th>Kind<tr><td><input value=driver><td><input value=new></table>",
}


@pytest.mark.parametrize("html", UNDER.values(), ids=UNDER)
async def test_a_value_under_its_header_is_read_where_the_description_says_so(page: Page, html: str) -> None:
    assert await read_one(page, html, place="under") == "driver"


async def test_an_empty_cell_under_a_header_is_empty(page: Page) -> None:
    assert await read_one(page, UNDER["a header"].replace("driver", ""), place="under") is None


async def test_two_rows_under_a_header_are_unknown(page: Page) -> None:
    html = UNDER["a header"].replace("</table>", "<tr><td>old<td>passenger</table>")
    assert "its label stands 2 times" in str(await read_one(page, html, place="under"))


async def test_a_frame_beside_a_label_is_not_taken_for_an_empty_value(page: Page) -> None:
    html = "<table><tr><td>Capacity:<td><iframe srcdoc='driver'></iframe></table>"
    assert await read_one(page, html) == Unknown("it stands in a frame of its own")


async def test_a_date_picker_says_its_day_whatever_a_person_sees_in_it(page: Page) -> None:
    html = "<label>Capacity <input type=date value=2026-09-22></label>"
    assert str(await read_one(page, html, kind="date")) == "2026-09-22"
    assert await read_one(page, html, kind="date", formats="%d/%m/%Y") == Unknown("not a date of the agreed form")


async def test_a_date_in_a_text_field_is_read_and_written_as_its_format_says(page: Page) -> None:
    await page.set_content("<label>Capacity <input value=22.09.2026></label>")
    part = FieldPart(label=("Capacity",), kind="date", formats=("%d.%m.%Y",))
    shown = screen(page, {"value": part})
    day = shown.values(await shown.look())["value"]
    assert (str(day), part.reads.write(day)) == ("2026-09-22", "22.09.2026")
