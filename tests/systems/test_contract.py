"""The contract: what may change on a page without a word, what is noted, and what stops a robot before it reads on."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from robots.systems.contract import Change, Contract
from robots.systems.description import FieldPart
from robots.systems.description.portion import LinePart, PortionPart
from robots.systems.layout import Layout, common
from robots.systems.window import Window
from robots.words import Words
from tests.systems.pages import screen

swedish = Words("sv")
pytestmark = pytest.mark.asyncio(loop_scope="session")

FIELDS = {
    "applicant": FieldPart(label=("Personal number",), within="Applicant"),
    "income": FieldPart(label=("Income",), kind="money"),
    "rent": FieldPart(label=("Rent",), kind="money"),
    "outcome": FieldPart(label=("Outcome",), kind="choice", options={"grant": ("Granted",), "reject": ("Refused",)}),
    "until": FieldPart(label=("Valid until",), kind="date"),
    "permits": FieldPart(
        kind="table", columns={"number": FieldPart(label=("Permit",)), "to": FieldPart(label=("Ends",), kind="date")}
    ),
    "files": FieldPart(kind="table", each="ul.files > li", columns={"name": FieldPart(part=PortionPart(link=1))}),
}
WRITTEN = """
<h2>Decision</h2><form id=form method=post action="/case/17/save">
<p><label>Outcome <select name=outcome><option>Granted</option><option>Refused</option></select></label></p>
<p><label for=until>Valid until</label> <input id=until name=until maxlength=10 placeholder="YYYY-MM-DD"></p>
<p><label for=secret>Remark</label> <input id=secret name=remark></p></form>"""
PAGE = f"""<html lang=en><div id=menu><a href=/inbox>Inbox</a></div>
<div id=applicant><h2>Applicant</h2><table>
<tr><td>Personal number:</td><td>19121212-1212</td></tr><tr><td>Telephone:</td><td>040-12 34 56</td></tr>
<tr><td>Language:</td><td>Swedish</td></tr></table></div>
<div id=partner><h2>Partner</h2><table>
<tr><td>Personal number:</td><td>19121212-1212</td></tr><tr><td>Telephone:</td><td>040-12 34 56</td></tr></table></div>
<div id=economy><h2>Economy</h2><table id=sums>
<tr><td>Income:</td><td>100 kr</td></tr><tr><td>Rent:</td><td>200 kr</td></tr>
<tr><td>Debts:</td><td>0 kr</td></tr></table></div>
<div id=permits><h2>Permits</h2><table><tr><th>Permit</th><th>Begins</th><th>Ends</th></tr>
<tr><td>1</td><td>2020-01-01</td><td>2025-01-01</td></tr></table></div>
<div id=history><h2>History</h2><dl><dt>Received by</dt><dd>Anna Ek</dd><dt>Moved to</dt><dd>Unit 2</dd></dl></div>
<div id=files><h2>Files</h2><ul class=files><li><a href=/1>Photo</a></li></ul></div>
<div id=links><h2>Links</h2><dl><dt>Old case</dt><dd>none</dd></dl></div>{WRITTEN}</html>"""


async def looked_at(page: Page, html: str, fields: dict[str, FieldPart] = FIELDS) -> Layout:
    """How a page is laid out, as a robot sees it."""
    await page.set_content(html)
    shown = screen(page, fields)
    window: Window = shown.window
    request = {"read": {name: part.spec for name, part in fields.items()}, "layout": True}
    return Layout.of((await window.ask(window.frame(None), request))["layout"])


def another_case(html: str) -> str:
    """The same screen of another case: other values, other people, more rows, one label that only some cases have."""
    other = html.replace("19121212-1212", "20010101-1234").replace("Anna Ek", "Bo Ask").replace("100 kr", "7 kr")
    row = "<tr><td>2</td><td>2021-01-01</td><td>2026-01-01</td></tr></table></div>\n<div id=history>"
    return other.replace("</table></div>\n<div id=history>", row).replace(
        "<dt>Moved", "<dt>Since</dt><dd>May</dd><dt>Moved"
    )


async def changes(page: Page, *swaps: tuple[str, str]) -> list[Change]:
    """What is otherwise than accepted once these texts of the page are replaced."""
    accepted = common([await looked_at(page, html) for html in (PAGE, another_case(PAGE))])
    html = another_case(PAGE)
    for number, (old, _) in enumerate(swaps):
        assert html.count(old) == 1, f"{old!r} stands there {html.count(old)} times"
        html = html.replace(old, f"@{number}@")
    for number, (_, new) in enumerate(swaps):
        html = html.replace(f"@{number}@", new)
    return Contract(screens={"s": accepted}).changes("s", await looked_at(page, html))


async def test_another_case_is_no_change(page: Page) -> None:
    assert await changes(page) == []


SECTION = re.compile(r"<div id=(history|links)>.*?</div>", re.S)
HARMLESS = {
    "style": ("<div id=economy>", "<style>td {color: red}</style><div id=economy class=new style='padding: 9px'>"),
    "a help text": ("<table id=sums>", "<p>Write all sums in kronor. More: help desk.</p><table id=sums>"),
    "another menu": ("<a href=/inbox>Inbox</a>", "<a href=/start>Start</a> <a href=/inbox>Inbox</a> Bo Ask"),
    "more rows": ("<tr><td>2</td>", "<tr><td>3</td><td>2021-01-01</td><td>2026-01-01</td></tr><tr><td>2</td>"),
    "a wrapper": ("<table id=sums>", "<table id=sums><tbody>"),
    "a new section at the end": (
        "<div id=links>",
        "<div><h2>News</h2><dl><dt>Opened</dt><dd>x</dd></dl></div><div id=links>",
    ),
}


@pytest.mark.parametrize("swap", HARMLESS.values(), ids=HARMLESS)
async def test_what_a_person_would_call_harmless_is_no_change(page: Page, swap: tuple[str, str]) -> None:
    assert await changes(page, swap) == []


async def test_the_order_of_parts_that_are_not_ours_is_no_change(page: Page) -> None:
    history, links = (found[0] for found in SECTION.finditer(another_case(PAGE)))
    assert await changes(page, (history, links), (links, history)) == []
    assert await changes(page, (links, ""), ("<div id=applicant>", f"{links}<div id=applicant>")) == []


NOTED = {
    "a label that is not ours has another name": (
        "Telephone:</td><td>040-12 34 56</td></tr>\n",
        "Phone:</td><td>1</td></tr>\n",
    ),
    "a heading over nothing of ours": ("<h2>Links</h2>", "<h2>Related</h2>"),
    "a column that is not ours has another name": ("<th>Begins</th>", "<th>From</th>"),
    "the language that the page says": ("<html lang=en>", "<html lang=fr>"),
}


@pytest.mark.parametrize("swap", NOTED.values(), ids=NOTED)
async def test_a_change_that_touches_no_field_of_ours_is_noted(page: Page, swap: tuple[str, str]) -> None:
    found = await changes(page, swap)
    assert found
    assert all(not change.field for change in found)
    assert [change.says for change in found if swedish.again(change.says) == change.says] == []


TOUCHED: dict[str, tuple[set[str], tuple[tuple[str, str], ...]]] = {
    "labels of ours swapped": ({"income", "rent"}, (("Income:", "Rent:"), ("Rent:", "Income:"))),
    "a label of ours swapped with another": ({"income", "rent"}, (("Income:", "Debts:"), ("Debts:", "Income:"))),
    "rows of ours swapped": (
        {"income", "rent"},
        (("Income:</td><td>7 kr", "Rent:</td><td>200 kr"), ("Rent:</td><td>200 kr", "Income:</td><td>7 kr")),
    ),
    "swapped into another section": ({"income"}, (("Income:", "Language:"), ("Language:", "Income:"))),
    "moved to another section": (
        {"rent"},
        (("<tr><td>Rent:</td><td>200 kr</td></tr>", ""), ("<dt>Old case", "<dt>Rent</dt><dd>200 kr</dd><dt>Old case")),
    ),
    "labels shifted by one": (
        {"income", "rent"},
        (("Income:", "Wealth:"), ("Rent:", "Income:"), ("Debts:", "Rent:")),
    ),
    "headings of twins swapped": ({"applicant"}, (("<h2>Applicant", "<h2>Partner"), ("<h2>Partner", "<h2>Applicant"))),
    "the heading above has another name": ({"income", "rent"}, (("<h2>Economy</h2>", "<h2>Finances</h2>"),)),
    "the table split": (
        {"income", "rent"},
        (("<tr><td>Rent:", "</table><table><tr><td>Rent:"),),
    ),
    "a list that is no table stands there twice": ({"files"}, (("</ul>", "</ul><ul class=files><li>Map</li></ul>"),)),
    "columns swapped": ({"permits"}, (("<th>Permit</th>", "<th>Ends</th>"), ("<th>Ends</th>", "<th>Permit</th>"))),
    "a column swapped with another": (
        {"permits"},
        (("<th>Begins</th>", "<th>Ends</th>"), ("<th>Ends</th>", "<th>Begins</th>")),
    ),
    "a column inserted": ({"permits"}, (("<th>Begins</th>", "<th>Begins</th><th>Kind</th>"),)),
    "a table under another heading": ({"permits"}, (("<h2>Permits</h2>", "<h2>Earlier permits</h2>"),)),
    "a decoy with the same label": (
        {"until"},
        (
            (
                "<p><label for=secret>",
                "<p><label for=x>Valid until</label> <input id=x name=x></p><p><label for=secret>",
            ),
        ),
    ),
    "a control hidden": ({"until"}, (("<input id=until", "<input style='opacity: 0' id=until"),)),
    "a cell hidden": ({"rent"}, (("<td>200 kr", "<td style='display: none'>200 kr"),)),
    "an option with another text": ({"outcome"}, (("<option>Refused", "<option>Rejected"),)),
    "options in another order": (
        {"outcome"},
        (
            ("<option>Granted</option>", "<option>Refused</option>"),
            ("<option>Refused</option>", "<option>Granted</option>"),
        ),
    ),
    "read-only": ({"until"}, (("<input id=until", "<input readonly id=until"),)),
    "another control": ({"until"}, (("<input id=until", "<textarea id=until></textarea><input id=old"),)),
    "another length": ({"until"}, (("maxlength=10", "maxlength=8"),)),
    "another way to write a date": ({"until"}, (("YYYY-MM-DD", "DD/MM/YYYY"),)),
    "a date picker": ({"until"}, (("<input id=until", "<input type=date id=until"),)),
}


@pytest.mark.parametrize(("fields", "swaps"), TOUCHED.values(), ids=TOUCHED)
async def test_a_change_that_touches_a_field_of_ours_is_told(
    page: Page, fields: set[str], swaps: tuple[tuple[str, str], ...]
) -> None:
    found = await changes(page, *swaps)
    assert {change.field for change in found if change.field} == fields
    assert [change.says for change in found if swedish.again(change.says) == change.says] == []


async def test_a_form_in_which_nobody_can_write_is_the_case_and_no_change(page: Page) -> None:
    shut = (("<select name", "<select disabled name"), ("<input id=until", "<input disabled id=until"))
    assert await changes(page, *shut) == []


async def test_a_contract_holds_no_value_and_nothing_that_only_some_cases_show(page: Page) -> None:
    accepted = common([await looked_at(page, html) for html in (PAGE, another_case(PAGE))])
    told = Contract(screens={"s": accepted.vouched(frozenset())}).model_dump_json()
    assert all(part not in told for part in ("1212", "Anna", "kr", "2020", "Since", "Granted", "040"))
    assert all(part in told for part in ("Personal number", "Economy", "Begins"))


async def test_a_text_that_may_be_a_name_is_kept_as_a_mark_and_known_again(page: Page) -> None:
    names = PAGE.replace("<dt>Received by</dt>", "<dt>Anna Maria Ek</dt>")
    accepted = common([await looked_at(page, names), await looked_at(page, another_case(names))]).vouched(frozenset())
    contract = Contract.model_validate_json(Contract(screens={"s": accepted}).model_dump_json(exclude_unset=True))
    assert "Maria" not in contract.model_dump_json()
    assert contract.changes("s", await looked_at(page, names)) == []
    gone = contract.changes("s", await looked_at(page, PAGE))
    assert [change.field for change in gone] == [""]
    assert "Maria" not in gone[0].says


TEXT = LinePart(at="#text", stops=("Mobility", "Distance (m)", "Duration (months)"))
LINES = {
    "distance": FieldPart(label=("Distance (m)",), line=TEXT, kind="whole number"),
    "duration": FieldPart(label=("Duration (months)",), line=TEXT, kind="whole number"),
}
MESSAGE = "<h2>Message</h2><pre id=text>Mobility: Walks\nDistance (m): 300\nDuration (months): 12\n\nBo Ask</pre>"
TYPED = (("Bo Ask", "Duration (months): 7"), ("Bo Ask", "My wish: Distance (m) 7"), ("Walks", "Wheelchair"))


async def message_changes(page: Page, *swaps: tuple[str, str]) -> set[str]:
    """The fields that a change of a message touches, of which two were accepted."""
    accepted = common([await looked_at(page, html, LINES) for html in (MESSAGE, MESSAGE.replace("300", "80"))])
    html = MESSAGE
    for old, new in swaps:
        html = html.replace(old, new)
    found = Contract(screens={"s": accepted}).changes("s", await looked_at(page, html, LINES))
    return {change.field for change in found}


@pytest.mark.parametrize("typed", TYPED)
async def test_what_an_applicant_types_into_a_message_is_no_change(page: Page, typed: tuple[str, str]) -> None:
    assert await message_changes(page, typed) == set()


async def test_labels_within_a_text_that_changed_places_touch_their_fields(page: Page) -> None:
    swaps = (("Distance (m)", "@"), ("Duration (months)", "Distance (m)"), ("@", "Duration (months)"))
    assert await message_changes(page, *swaps) == {"distance", "duration"}
