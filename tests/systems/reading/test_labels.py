"""The reader on real pages: a field is found by what a person sees, and nothing is ever taken from its neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from robots.errors import ScreenChanged
from robots.model import Unknown
from robots.systems.description import FieldPart
from tests.systems.pages import described, read, read_one, screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

LABELLED = {
    "the cell to the left": "<table><tr><td>Capacity</td><td>driver</td></tr></table>",
    "the cell to the left, with a colon": "<table><tr><td>Capacity:</td><td>driver</td></tr></table>",
    "the cell to the left, with hard spaces": "<table><tr><td>&nbsp;Capacity&nbsp;:&nbsp;</td><td>driver</td></table>",
    "the first of two pairs in a row": "<table><tr><td>Capacity:<td>driver<td>Kind:<td>new</tr></table>",
    "the second of two pairs in a row": "<table><tr><td>Kind:<td>new<td>Capacity:<td>driver</tr></table>",
    "the second pair after an empty value": "<table><tr><td>Kind:<td><td>Capacity:<td>driver</tr></table>",
    "a cell of a table in a table": "<table><tr><td><table><tr><td>Capacity<td>driver</table><td>menu</tr></table>",
    "a row's header": "<table><tr><th>Capacity</th><td>driver</td></tr></table>",
    "a header in the same row as another": "<table><tr><th>Kind<td>new<th>Capacity<td>driver</tr></table>",
    "a list of terms": "<dl><dt>Capacity</dt><dd>driver</dd></dl>",
    "a label for a control": "<label for=c>Capacity *</label> <p><input id=c value=driver></p>",
    "a label around a control": "<label>Capacity: <input value=driver></label>",
    "a label in the cell to the left": "<table><tr><td><label for=c>Capacity<td><input id=c value=driver></table>",
    "a name for screen readers": "<input aria-label=Capacity value=driver>",
    "a name for screen readers elsewhere": "<b id=n>Capacity</b><input aria-labelledby=n value=driver>",
    "a cell in markup": "<table><tr><td><b><font>Capa<i>city</i></font></b></td><td><span>driver</span></td></table>",
    "a cell that decomposes its letters": "<table><tr><td>Förare<td>driver</table>",
}


@pytest.mark.parametrize("html", LABELLED.values(), ids=LABELLED)
async def test_a_field_is_found_by_its_label(page: Page, html: str) -> None:
    assert await read_one(page, html, label=("Capacity", "Förare")) == "driver"


async def test_an_empty_value_is_empty_and_never_the_next_label(page: Page) -> None:
    html = """<table>
      <tr><td>Capacity:</td><td></td><td>Kind:</td><td>new</td></tr>
      <tr><td>Distance:</td><td>&nbsp;</td></tr>
      <tr><td>Walks:</td></tr>
      <tr><td>Alone:</td><td>yes</td></tr>
    </table><dl><dt>Reason</dt><dt>Place</dt><dd>Testby</dd></dl>"""
    labels = {name: FieldPart(label=(name.title(),)) for name in ("capacity", "distance", "kind", "alone", "place")}
    found = await read(page, html, **labels)
    assert found == {"capacity": None, "distance": None, "kind": "new", "alone": "yes", "place": "Testby"}


@pytest.mark.parametrize("label", ["Walks", "Reason"])
async def test_a_label_beside_which_nothing_stands_is_no_field(page: Page, label: str) -> None:
    html = "<table><tr><td>Walks:<tr><td>Alone:<td>yes</table><dl><dt>Reason<dt>Place<dd>Testby</dl>"
    with pytest.raises(ScreenChanged, match=f'no field labelled "{label}"'):
        await read_one(page, html, label=(label,))


TWICE = """<h3>Applicant</h3><table><tr><td>Name:</td><td>Test Testsson</td></tr></table>
           <h3>Agent</h3><table><tr><td>Name:</td><td>Prov Provsson</td></tr></table>"""


async def test_a_label_that_stands_twice_is_unknown_and_both_places_are_named(page: Page) -> None:
    found = await read_one(page, TWICE, label="Name")
    assert found == Unknown('its label stands 2 times: "Applicant" and "Agent"')


async def test_a_heading_settles_which_of_two_labels_is_meant(page: Page) -> None:
    assert await read_one(page, TWICE, label="Name", within="Agent") == "Prov Provsson"


async def test_a_number_settles_which_of_two_labels_is_meant(page: Page) -> None:
    assert await read_one(page, TWICE, label="Name", nth=1) == "Test Testsson"


async def test_a_third_of_two_labels_is_not_there(page: Page) -> None:
    with pytest.raises(ScreenChanged):
        await read_one(page, TWICE, label="Name", nth=3)


async def test_a_missing_label_is_told_with_file_line_and_what_comes_nearest(page: Page, tmp_path: Path) -> None:
    await page.set_content("<h1>Application</h1><table><tr><td>Capacities:<td>x<tr><td>Kind:<td>new</table>")
    system = described(tmp_path)
    shown = screen(page, {"capacity": FieldPart(label=("Capacity",))}, system)
    with pytest.raises(ScreenChanged) as changed:
        shown.values(await shown.look())
    line = 1 + system.path.read_text(encoding="utf-8").splitlines().index("          capacity: {label: Capacity}")
    assert str(changed.value) == (
        f'config/systems/test.yaml:{line}: screen "application" has no field labelled "Capacity". Nearest on the page: '
        '"Capacities" (0.78). Nothing was written. If the system was upgraded: run.py heal test'
    )


async def test_a_field_that_a_page_may_leave_out_is_unknown_there(page: Page) -> None:
    assert await read_one(page, "<p>Nothing.</p>", optional=True) == Unknown("not on the page")


HIDDEN = {
    "by style": "<table style='display: none'><tr><td>Capacity:<td>passenger</table>",
    "by visibility": "<div style='visibility:hidden'><table><tr><td>Capacity:<td>passenger</table></div>",
    "by the attribute": "<dl hidden><dt>Capacity<dd>passenger</dl>",
    "as a hidden control": "<table><tr><td style='display:none'>Capacity:<td><input type=hidden value=x></table>",
}


@pytest.mark.parametrize("copy", HIDDEN.values(), ids=HIDDEN)
async def test_a_hidden_copy_does_not_count(page: Page, copy: str) -> None:
    assert await read_one(page, f"{copy}<table><tr><td>Capacity:</td><td>driver</td></tr></table>") == "driver"


async def test_a_copy_that_a_style_sheet_hides_does_not_count_on_the_live_page(page: Page) -> None:
    await page.set_content(
        "<style>.print {display: none}</style><dl class=print><dt>Capacity<dd>passenger</dl>"
        "<details><summary>More</summary><dl><dt>Capacity<dd>passenger</dl></details><dl><dt>Capacity<dd>driver</dl>"
    )
    shown = screen(page, {"value": FieldPart(label=("Capacity",))})
    assert shown.values(await shown.look()) == {"value": "driver"}


async def test_hidden_words_inside_a_value_are_no_part_of_it(page: Page) -> None:
    html = "<dl><dt>Capacity<dd>driver<span style='display:none'> or passenger</span><script>1</script></dl>"
    assert await read_one(page, html) == "driver"


async def test_a_selector_is_the_way_out_where_no_label_stands(page: Page) -> None:
    assert await read_one(page, "<p>Capacity</p><p class=c>driver</p>", label=(), at="p.c") == "driver"


async def test_lines_of_a_value_stay_apart(page: Page) -> None:
    html = "<dl><dt>Capacity<dd><p>first\n line</p><p>second</p>third<br>fourth</dl>"
    assert await read_one(page, html) == "first line\nsecond\nthird\nfourth"


CUT = "<table><tr><td>Capacity:</td><td{title}>a driver who …</td></tr></table>"


async def test_a_cut_text_is_whole_in_its_title(page: Page) -> None:
    html = CUT.format(title=' title="a driver who   walks far"')
    assert await read_one(page, html) == "a driver who walks far"


@pytest.mark.parametrize("title", ["", ' title="something else"', ' title="a driver who"'])
async def test_a_cut_text_without_the_whole_is_unknown(page: Page, title: str) -> None:
    assert await read_one(page, CUT.format(title=title)) == Unknown("the page shows only the beginning")
