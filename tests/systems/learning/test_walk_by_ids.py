"""A walk through a system whose addresses hold ids that no list shows, and whose pages are rows and grids of parts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.systems.conftest import Walled
from tests.systems.learning.site import Site
from tests.systems.learning.test_walk import Seen, walked

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENU = "<div class=menu><a href=/start.asp>Start</a> <a href=/list.asp>Ärenden</a></div>"
OUT = "<form method=post action=/out.asp><input type=submit value='Logga ut'></form>"


@dataclass(frozen=True)
class Case:
    """One case: the number that people see, the id that addresses hold, and what it is about."""

    number: str
    id: str
    about: str


CASES = [
    Case(
        f"BN 2026-{at:03}",
        f"{at}f{at * 7919 % 997}c",
        "Carport" if at != 4 else "Altan, sökanden har Skyddad identitet",
    )
    for at in range(1, 9)
]


def _list() -> str:
    rows = "".join(
        f"<tr><td><a href='/case.asp?id={one.id}'>{one.number}</a><td>2026-11-0{one.number[-1]}<td>{one.about} vid ån"
        for one in CASES
    )
    return f"{MENU}<h1>Inkorg</h1>{OUT}<table><tr><th>Ärende<th>Inkom<th>Rubrik</tr>{rows}</table><p>Visar 8 ärenden"


def _case(one: Case) -> str:
    last = one.number[-1]
    return f"""{MENU}<h1>Ärende {one.number}</h1>
    <p><a href='/papers.asp?id={one.id}'>Handlingar</a> <a href='/case.asp?id={one.id}&amp;action=lock'>Lås</a></p>
    <div class=data><div class=pair><div class=name>Fastighet</div><div class=text>Provet 1:{last}</div></div>
    <div class=pair><div class=name>Yta</div><div class=text>{last}0 m²</div></div></div>
    <table><tr><th>Sökande<th>Ort</tr><tr><td>Test {last}<td>Testby {last}</table>
    <details><summary>Grannar</summary><dl><dt>Hörda grannar<dd>{last}</dl></details>
    <h2>Utkast</h2><form method=post action='/case.asp?id={one.id}'>
    <label>Motivering <textarea name=reasons></textarea></label>
    <label>Meddelande till sökanden <textarea name=message></textarea></label>
    <fieldset><legend>Status</legend><label><input type=radio name=state value=1 checked> Pågår</label>
    <label><input type=radio name=state value=2> Beslutat</label></fieldset>
    <button name=do value=save>Spara</button></form>"""


SITE = {
    "/start.asp": f"{MENU}<h1>Välkommen</h1>",
    "/list.asp": _list(),
    **{f"/case.asp?id={one.id}": _case(one) for one in CASES},
    **{
        f"/papers.asp?id={one.id}": f"""{MENU}<h1>Ärende {one.number}</h1><ul class=files>
        <li><a href='/file.asp/{one.id}/karta.pdf'>karta.pdf</a>
        <li><a href='/file.asp/{one.id}/plan.pdf'>plan.pdf</a></ul>"""
        for one in CASES
    },
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seen(walled: Walled, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("by_ids")
    with Site(SITE, lands="/start.asp") as site:
        learned, described, verified = await walked(walled, site, folder)
    return Seen(learned, described, verified, site, (folder / "learned.yaml").read_text(encoding="utf-8"))


async def test_a_case_is_opened_by_the_id_in_its_row_s_link(seen: Seen) -> None:
    case = seen.described.tree["cases"]["learned"]
    assert case["open"] == {"at": "/case.asp?id={case}", "follow": "number", "heading": "Ärende {case}"}
    assert (seen.verified.rows, seen.verified.cases, seen.verified.trouble) == (8, 7, "")
    assert [keys for keys, held in seen.verified.fields.items() if held.unclear or held.absent] == []


async def test_parts_and_a_table_of_one_row_and_what_is_folded_away_are_read(seen: Seen) -> None:
    screens = seen.described.tree["cases"]["learned"]["screens"]
    assert screens["case"]["fields"]["fastighet"] == {"label": "Fastighet", "place": "after"}
    assert screens["case"]["fields"]["yta"] == {
        "label": "Yta", "kind": "whole number", "unit": "m²", "place": "after",
    }  # fmt: skip
    assert screens["grannar"]["tab"] == {"press": "Grannar", "stays": True}
    assert screens["grannar"]["fields"] == {"horda_grannar": {"label": "Hörda grannar", "kind": "whole number"}}
    assert screens["handlingar"]["at"] == "/papers.asp?id={case}"
    assert screens["handlingar"]["fields"]["files"]["each"] == "ul.files > li"


async def test_a_row_that_speaks_of_protection_is_never_opened_where_no_column_is_for_marks(seen: Seen) -> None:
    assert seen.described.tree["inbox"]["columns"]["protected"]["label"] == "Rubrik"
    assert seen.site.reached(CASES[3].id) == []


async def test_a_save_keeps_the_state_and_writes_to_nobody(seen: Seen) -> None:
    tree = seen.described.tree
    save = tree["cases"]["learned"]["draft"]["save"]
    assert save["with"] == {"do": "save", "message": "", "state": "1"}
    assert {"to": "POST /case.asp", "with": {"state": "2"}} in tree["never"]["send"]


async def test_the_button_that_logs_out_is_pressed_at_the_end(seen: Seen) -> None:
    assert seen.described.tree["logout"] == {"press": "Logga ut", "sends": "POST /out.asp"}
    assert {address for method, address in seen.site.arrived if method == "POST"} == {"/login", "/out.asp"}


async def test_a_link_that_locks_is_not_followed(seen: Seen) -> None:
    assert seen.site.reached("lock") == []
