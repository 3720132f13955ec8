"""Tables on real pages: rows by the headers of their columns, and a table that has changed gives nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from robots.errors import ScreenChanged
from robots.model import Unknown
from robots.systems.description import FieldPart
from tests.systems.pages import read_one

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEADER = "<tr><th>Number<th>Valid to<th>Status</tr>"
ROWS = "<tr><td>P-1<td>2026-01-31<td>expired</tr><tr><td>P-2<td><td>active</tr>"


async def permits(page: Page, html: str, **about: Any) -> Any:
    """The rows of a table of permits."""
    columns = {"number": FieldPart(label=("Number",)), "valid_to": FieldPart(label=("Valid to",), kind="date")}
    found = await read_one(page, html, **({"label": (), "kind": "table", "columns": columns, "none": "None"} | about))
    if isinstance(found, Unknown):
        return found
    return [(row["number"], str(row["valid_to"])) for row in found]


async def test_rows_are_read_by_the_headers_of_their_columns(page: Page) -> None:
    assert await permits(page, f"<table>{HEADER}{ROWS}</table>") == [("P-1", "2026-01-31"), ("P-2", "None")]


ELSEWHERE = {
    "a moved column": "<tr><td>Valid to<td>Number</tr><tr><td>2026-01-31<td>P-1</tr>",
    "a new column": "<tr><th>Ort<th>Number<th>Kind<th>Valid to</tr><tr><td>Testby<td>P-1<td>new<td>2026-01-31</tr>",
    "headers with space and colon": "<tr><th>&nbsp;Number:<th>Valid\n to *</tr><tr><td>P-1<td>2026-01-31</tr>",
    "a title above": "<tr><th colspan=2>Permits</tr><tr><th>Number<th>Valid to</tr><tr><td>P-1<td>2026-01-31</tr>",
    "a wide column": "<tr><th colspan=2>Number<th>Valid to</tr><tr><td>P-1<td>x<td>2026-01-31</tr>",
    "head and body": "<thead><tr><th>Number<th>Valid to<tbody><tr><td>P-1<td>2026-01-31</tr>",
    "a hidden row": "<tr><th>Number<th>Valid to<tr style='display:none'><td>P-0<td>x<tr><td>P-1<td>2026-01-31",
}


@pytest.mark.parametrize("rows", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_table_laid_out_otherwise_reads_the_same(page: Page, rows: str) -> None:
    assert await permits(page, f"<table>{rows}</table>") == [("P-1", "2026-01-31")]


async def test_a_table_inside_a_layout_table_is_read(page: Page) -> None:
    html = f"<table><tr><td>Menu<td><table>{HEADER}{ROWS}</table></table>"
    assert [number for number, _ in await permits(page, html)] == ["P-1", "P-2"]


async def test_a_table_that_goes_on_in_another_without_a_header_gives_nothing(page: Page) -> None:
    with pytest.raises(ScreenChanged, match="another table follows that has as many columns and no header"):
        await permits(page, f"<table>{HEADER}</table> <table>{ROWS}</table>")


FOLLOWED = {
    "a table of its own": f"<table>{HEADER}<tr><td>P-9<td><td>active</table>".replace("Valid to", "Since"),
    "labels and values": "<table><tr><td>Unit:<td>Traffic<td>x</table>",
    "other columns": "<table><tr><td>Traffic<td>Unit</table>",
    "something in between": f"<p>Others</p><table>{ROWS}</table>",
}


@pytest.mark.parametrize("after", FOLLOWED.values(), ids=FOLLOWED)
async def test_a_table_that_is_followed_by_something_else_is_read(page: Page, after: str) -> None:
    assert [number for number, _ in await permits(page, f"<table>{HEADER}{ROWS}</table>{after}")] == ["P-1", "P-2"]


async def test_a_table_of_no_rows_is_surely_empty_where_it_says_so(page: Page) -> None:
    assert await permits(page, f"<table>{HEADER}<tr><td colspan=3>None</td></tr></table>") == []


@pytest.mark.parametrize("line", ["", "<tr><td colspan=3>You have no right to see this</td></tr>"])
async def test_a_table_of_no_rows_that_does_not_say_so_is_unknown(page: Page, line: str) -> None:
    assert await permits(page, f"<table>{HEADER}{line}</table>") == Unknown("the table holds a line that is no row")


async def test_a_table_with_a_line_that_is_no_row_is_unknown(page: Page) -> None:
    html = f"<table>{HEADER}{ROWS}<tr><td colspan=3>Showing 2 of 9</td></tr></table>"
    assert await permits(page, html) == Unknown("the table holds a line that is no row")


CHANGED = {
    "its column is gone": ("<tr><th>Number<th>Expires</tr>", "0 tables have the columns"),
    "its column is there twice": ("<tr><th>Number<th>Valid to<th>Number</tr>", "two columns for number"),
    "a row has a cell too few": (f"{HEADER}<tr><td>P-1<td>expired</tr>", "another number of cells than the header"),
    "a row has a cell too many": (f"{HEADER}<tr><td>1<td>P-1<td>x<td>expired</tr>", "another number of cells"),
    "cells reach over rows": (f"{HEADER}<tr><td rowspan=2>P-1<td>x<td>y<tr><td>z<td>w", "another number of cells"),
}


@pytest.mark.parametrize(("rows", "why"), CHANGED.values(), ids=CHANGED)
async def test_a_table_that_has_changed_gives_nothing(page: Page, rows: str, why: str) -> None:
    with pytest.raises(ScreenChanged, match=why):
        await permits(page, f"<table>{rows}</table>")


async def test_a_cell_that_two_columns_share_is_unknown(page: Page) -> None:
    html = f"<table>{HEADER}<tr><td colspan=2>P-1 until 2026<td>expired</tr></table>"
    assert await permits(page, html) == [("P-1 until 2026", str(Unknown("no such cell")))]


TWO = f"<h3>Earlier</h3><table>{HEADER}{ROWS}</table><h3>Now</h3><table>{HEADER}<tr><td>P-3<td><td>active</table>"


async def test_two_tables_of_the_same_columns_give_nothing(page: Page) -> None:
    with pytest.raises(ScreenChanged, match='2 tables have the columns "Number", "Valid to"; one was expected'):
        await permits(page, TWO)


@pytest.mark.parametrize("about", [{"within": "Now"}, {"nth": 2}], ids=["heading", "number"])
async def test_a_heading_or_a_number_settles_which_table_is_meant(page: Page, about: dict[str, Any]) -> None:
    assert await permits(page, TWO, **about) == [("P-3", "None")]
