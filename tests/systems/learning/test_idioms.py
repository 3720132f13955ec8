"""The ways in which pages show labels and values to people: each is found, and read exactly by what is made of it.

Each way is shown with three cases of one system; the value of one field is empty in the second of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.async_api import Page

from robots.systems.apart import Apart
from robots.systems.description import FieldPart
from robots.systems.learning.entrance import sketch
from robots.systems.learning.fields import fields_of
from robots.systems.learning.screens import Screen
from robots.systems.window import Window
from tests.systems.learning.conftest import Sees

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASES = {
    "101": {"Sökande": "Test Ett", "Fastighet": "Provet 1:1", "Inkom": "2026-11-01"},
    "102": {"Sökande": "Test Två", "Fastighet": "", "Inkom": "2026-11-02"},
    "103": {"Sökande": "Test Tre", "Fastighet": "Provet 3:7", "Inkom": "2026-11-03"},
}

ROW = {
    "terms and definitions": "<dl>{pairs}</dl>|<dt>{label}</dt><dd>{value}</dd>",
    "terms and definitions in parts": "<dl>{pairs}</dl>|<div><dt>{label}</dt><dd>{value}</dd></div>",
    "a header cell and a cell": "<table>{pairs}</table>|<tr><th scope=row>{label}</th><td>{value}</td></tr>",
    "bold words in a cell": (
        "<table>{pairs}</table>|<tr><td><font size=2><b>{label}</b></font></td><td>{value}&nbsp;</td></tr>"
    ),
    "a table in a cell": (
        "<table><tr><td><table>{pairs}</table></td></tr></table>"
        "|<tr><td class=l>{label}:</td><td><table><tr><td><span>{value}</span></td></tr></table></td></tr>"
    ),
    "rows of two parts": (
        "<div>{pairs}</div>|<div class=row><div class='col-4 label'>{label}</div><div class=col-8>{value}</div></div>"
    ),
    "rows of two parts built alike": (
        "<div>{pairs}</div>|<div class=row><div class=col>{label}</div><div class=col>{value}</div></div>"
    ),
    "parts that take turns": (
        "<div class=grid>{pairs}</div>|<div class=key>{label}</div><div class=value>{value}</div>"
    ),
    "a label without a control": (
        "<form>{pairs}</form>|<div class=form-group><label>{label}</label>"
        "<p class=form-control-static>{value}</p><small class=help>Hjälp</small></div>"
    ),
    "a small word above its value": (
        "<div class=card>{pairs}</div>|<div><small class=text-muted>{label}</small><div>{value}</div></div>"
    ),
    "a heading above its value": "<div class=card><h5>Ärende</h5>{pairs}</div>|<h6>{label}</h6><p>{value}</p>",
    "roles": (
        "<div role=list>{pairs}</div>"
        "|<div role=listitem><span role=term>{label}</span><span role=definition>{value}</span></div>"
    ),
    "bold words with a colon": "<div>{pairs}</div>|<p><strong>{label}:</strong> {value}</p>",
    "a marked word that leads its line": "<ul>{pairs}</ul>|<li><span class=label>{label}</span> {value}</li>",
    "a floating label": (
        "<form>{pairs}</form>|<div class=form-floating><input id='{label}' value='{value}' readonly>"
        "<label for='{label}'>{label}</label></div>"
    ),
    "a name for screen readers": "<form>{pairs}</form>|<p><input aria-label='{label}' value='{value}'></p>",
    "words before a control": "<form>{pairs}</form>|{label}: <input name='{label}' value='{value}'><br>",
    "a cell to the left of a control": (
        "<form><table>{pairs}</table></form>|<tr><td>{label}</td><td><input name='{label}' value='{value}'></td></tr>"
    ),
}


def page_of(way: str, case: Mapping[str, str]) -> str:
    """One case's page, as this way shows it, with a menu and a text beside."""
    whole, _, pair = way.partition("|")
    pairs = "".join(pair.format(label=label, value=value) for label, value in case.items())
    menu = "<nav><ul><li><a href=/a>Start</a><li><a href=/b>Ärenden</a></ul></nav>"
    return f"{menu}<h1>Ärende</h1>{whole.format(pairs=pairs)}"


@pytest.mark.parametrize("way", ROW.values(), ids=ROW)
async def test_what_a_page_shows_is_read_exactly(way: str, sees: Sees, page: Page, apart: Apart) -> None:
    screen = Screen(None, None, None, "")
    for number, case in CASES.items():
        screen.panes[number] = await sees(page_of(way, case))
    found = {one.label: FieldPart.model_validate(one.described) for one in fields_of(0, screen) if one.columns is None}
    assert set(found) == {"Sökande", "Fastighet", "Inkom"}
    assert found["Inkom"].kind == "date"
    window = Window(page, sketch("test", "http://127.0.0.1:9"), apart)
    for case in CASES.values():
        await page.set_content(page_of(way, case))
        seen = await window.see(page.main_frame, read=found)
        read = {label: (spot.text, spot.problem) if (spot := seen.spot(label)) else None for label in found}
        assert read == {label: (value, None) for label, value in case.items()}
