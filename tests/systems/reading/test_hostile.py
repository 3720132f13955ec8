"""What applicants write into their applications stays a value: it names no field, moves no heading, runs nothing."""

from __future__ import annotations

import html

import pytest
from playwright.async_api import Page

from robots.model import Unknown
from robots.systems.description import FieldPart
from tests.systems.pages import read, read_one

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROW = "<h3>Walking</h3><table><tr><td>Note:</td><td>{}</td><td>Distance:</td><td>900</td></tr></table>"
DISTANCE = FieldPart(label=("Distance",), kind="whole number", within="Walking")
NOTE = FieldPart(label=("Note",))
MARKUP = "</td></table><h3>Walking</h3><table><tr><td>Distance:</td><td>300</td></table><script>bad()</script>"


@pytest.mark.parametrize("written", ["Distance", "Distance:", " distance : ", "Distance: 300", "Note:", MARKUP])
async def test_words_of_an_applicant_that_look_like_a_field_are_none(page: Page, written: str) -> None:
    found = await read(page, ROW.format(html.escape(written)), note=NOTE, distance=DISTANCE)
    assert found == {"note": written.strip().replace("\n", " "), "distance": 900}


async def test_words_of_an_applicant_give_no_value_where_the_label_is_renamed(page: Page) -> None:
    page_html = ROW.format("Distance").replace("Distance:", "Metres:")
    optional = DISTANCE.model_copy(update={"optional": True})
    assert (await read(page, page_html, distance=optional))["distance"] == Unknown("not on the page")


async def test_a_label_without_colon_copied_by_an_applicant_makes_the_field_unknown(page: Page) -> None:
    page_html = ROW.format("Distance").replace(":", "")
    found = (await read(page, page_html, distance=DISTANCE))["distance"]
    assert found == Unknown('its label stands 2 times: "Walking" and "Walking"')


async def test_a_value_in_a_row_under_a_header_cannot_pose_as_one(page: Page) -> None:
    page_html = "<table><tr><th>Note<td>Distance<th>Distance<td>900</table>"
    found = await read(page, page_html, note=NOTE, distance=FieldPart(label=("Distance",), kind="whole number"))
    assert found == {"note": "Distance", "distance": 900}


async def test_a_table_cannot_be_given_another_header_by_its_rows(page: Page) -> None:
    column = {"note": FieldPart(label=("Note",)), "distance": FieldPart(label=("Distance",))}
    rows = "<tr><th>Note<th>Distance<tr><td>Distance<td>Note<tr><td>Note<td>Distance"
    found = await read_one(page, f"<table>{rows}</table>", label=(), kind="table", columns=column)
    assert found == ({"note": "Distance", "distance": "Note"}, {"note": "Note", "distance": "Distance"})


async def test_markup_in_a_control_stays_text(page: Page) -> None:
    assert await read_one(page, f'<label>Note <input value="{html.escape(MARKUP)}"></label>', label=("Note",)) == MARKUP


@pytest.mark.parametrize("sign", ["\x07", "\x1b[31m", "\x7f", "\u0085", "\u202e", "\u2066"])
async def test_signs_that_steer_a_screen_or_turn_the_text_around_are_unknown(page: Page, sign: str) -> None:
    found = await read_one(page, f"<label>Note <input value='300{sign}1'></label>", label=("Note",))
    assert found == Unknown("it holds control characters or invisible ones")


@pytest.mark.parametrize("words", ["שלום עולם", "مرحبا", "Åsa Ö. Łukasz", "👩\u200d🦽 300 m"])
async def test_other_scripts_are_read_as_they_stand(page: Page, words: str) -> None:
    assert await read_one(page, f"<dl><dt>Note<dd>{words}</dl>", label=("Note",)) == words


async def test_digits_of_other_scripts_are_no_number(page: Page) -> None:
    found = await read_one(page, "<dl><dt>Distance<dd>٣٠٠</dl>", label=("Distance",), kind="whole number")
    assert found == Unknown("not a whole number")


async def test_a_number_of_a_hundred_thousand_digits_breaks_nothing(page: Page) -> None:
    page_html = f"<dl><dt>Distance<dd>{'9' * 100_000}</dl>"
    assert await read_one(page, page_html, label=("Distance",), kind="whole number") == Unknown("not a whole number")
