"""Controls on real pages: what a reader takes their state for, and what they can be given."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from robots.model import Unknown
from robots.systems.description import FieldPart
from tests.systems.pages import read_one, screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

SELECT = """<table><tr><td>Capacity:</td><td><select name=c{more}>
  <option value=0>- choose -</option><option value=7{d}>Driver</option><option value=9 label="Passenger">P</option>
</select></td></tr></table>"""
RADIOS = """<table><tr><td>Capacity:</td><td>
  <label><input type=radio name=c value=7{d}>Driver</label> <input type=radio name=c id=p><label for=p>Passenger</label>
</td></tr></table>"""
LONE_RADIO = "<table><tr><td>Capacity:</td><td><label><input type=radio name=c value=7{d}>Driver</label></td></table>"
BOX = "<table><tr><td>Capacity:</td><td><input type=checkbox name=c value=1{d}></td></tr></table>"
AREA = "<table><tr><td>Capacity:</td><td><textarea name=c>\n{d}</textarea></td></tr></table>"
DRIVES = {"kind": "choice", "options": {"driver": ("Driver",), "passenger": ("Passenger",)}, "empty": ("- choose -",)}


async def test_a_select_is_what_its_chosen_option_shows_not_what_it_sends(page: Page) -> None:
    assert await read_one(page, SELECT.format(more="", d=" selected"), **DRIVES) == "driver"


async def test_a_select_that_asks_to_choose_is_empty(page: Page) -> None:
    assert await read_one(page, SELECT.format(more="", d=""), **DRIVES) is None


async def test_a_select_that_shows_what_nobody_described_is_unknown(page: Page) -> None:
    found = await read_one(page, SELECT.format(more="", d=""), **(DRIVES | {"empty": ()}))
    assert found == Unknown("not one of the options")


async def test_a_list_of_which_several_may_be_chosen_is_unknown(page: Page) -> None:
    found = await read_one(page, SELECT.format(more=" multiple", d=" selected"), **DRIVES)
    assert found == Unknown("several options are chosen")


@pytest.mark.parametrize("html", [RADIOS, LONE_RADIO])
async def test_radio_buttons_are_what_stands_beside_the_ticked_one(page: Page, html: str) -> None:
    assert await read_one(page, html.format(d=" checked"), **DRIVES) == "driver"


@pytest.mark.parametrize("html", [RADIOS, LONE_RADIO])
async def test_radio_buttons_of_which_none_is_ticked_are_empty(page: Page, html: str) -> None:
    assert await read_one(page, html.format(d=""), **DRIVES) is None


@pytest.mark.parametrize(("d", "expected"), [(" checked", True), ("", False)])
async def test_a_check_box_is_yes_or_no(page: Page, d: str, expected: bool) -> None:
    assert await read_one(page, BOX.format(d=d), kind="yes/no") is expected


async def test_a_text_area_keeps_its_lines(page: Page) -> None:
    assert await read_one(page, AREA.format(d="first\r\n\r\n  second\r\n")) == "first\n\n  second"


async def test_an_empty_text_area_is_empty(page: Page) -> None:
    assert await read_one(page, AREA.format(d="")) is None


async def test_what_was_typed_counts_not_what_the_page_came_with(page: Page) -> None:
    await page.set_content("<label>Capacity <input value=driver></label>")
    await page.locator("input").fill("passenger")
    shown = screen(page, {"value": FieldPart(label=("Capacity",))})
    assert shown.values(await shown.look()) == {"value": "passenger"}


async def test_two_controls_beside_one_label_are_unknown(page: Page) -> None:
    html = "<table><tr><td>Capacity:</td><td><input value=1> to <input value=2></td></tr></table>"
    assert await read_one(page, html) == Unknown("2 controls stand beside the label")


async def test_a_hidden_control_beside_a_visible_one_does_not_count(page: Page) -> None:
    html = "<table><tr><td>Capacity:<td><input type=hidden value=0><input value=driver><input type=submit></table>"
    assert await read_one(page, html) == "driver"


async def fill(page: Page, html: str, value: str, **about: object) -> str | None:
    """Give a control a value; what it would not take."""
    await page.set_content(html)
    part = FieldPart.model_validate({"label": "Capacity"} | about)
    window = screen(page, {}).window
    filled = await window.ask(window.frame(None), {"fill": {"value": {"spec": part.spec, "value": value}}})
    problem: str | None = filled["problems"]["value"]
    return problem


FILLED = {
    "a select": (SELECT.format(more="", d=""), "Passenger", "document.querySelector('select').value", "9"),
    "radio buttons": (RADIOS.format(d=" checked"), "Passenger", "document.querySelector('#p').checked", True),
    "a ticked box": (BOX.format(d=" checked"), "false", "document.querySelector('input').checked", False),
    "an empty box": (BOX.format(d=""), "true", "document.querySelector('input').checked", True),
    "a text area": (AREA.format(d="old"), "one\ntwo", "document.querySelector('textarea').value", "one\ntwo"),
    "a text": ("<label>Capacity <input value=old></label>", "new", "document.querySelector('input').value", "new"),
}


@pytest.mark.parametrize(("html", "value", "state", "expected"), FILLED.values(), ids=FILLED)
async def test_a_control_holds_what_it_was_given(
    page: Page, html: str, value: str, state: str, expected: object
) -> None:
    assert await fill(page, html, value) is None
    assert await page.evaluate(state) == expected


async def test_a_page_is_told_that_its_control_changed(page: Page) -> None:
    await fill(page, "<label>Capacity <input oninput='a = 1' onchange='b = a + 1'></label>", "new")
    assert await page.evaluate("b") == 2


REFUSED = {
    "an option that is not there": (SELECT.format(more="", d=""), "Pilot", "the wanted option is not there"),
    "a button that is not there": (RADIOS.format(d=""), "Pilot", "the wanted option is not there"),
    "too long a text": ("<label>Capacity <input maxlength=3></label>", "long", "it takes 3 characters"),
    "a control that is switched off": ("<label>Capacity <input disabled></label>", "x", "it cannot be changed"),
    "a control that is only read": ("<label>Capacity <input readonly></label>", "x", "it cannot be changed"),
    "no control": ("<dl><dt>Capacity<dd>driver</dl>", "x", "it has no control"),
    "two labels": (2 * "<label>Capacity <input></label>", "x", "it stands there 2 times"),
}


@pytest.mark.parametrize(("html", "value", "why"), REFUSED.values(), ids=REFUSED)
async def test_a_control_says_what_it_does_not_take(page: Page, html: str, value: str, why: str) -> None:
    assert await fill(page, html, value) == why
    assert await page.locator("input:not([type])").evaluate_all("inputs => inputs.every((input) => !input.value)")
