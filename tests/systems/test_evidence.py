"""Evidence of a failure: a picture and a structure in which nothing that a page tells of anybody can be read."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from robots.errors import PageProblem, ScreenChanged
from robots.practice.users import ROBOT
from robots.redaction import case_at_hand, keep_out
from robots.systems import evidence
from robots.systems.apart import Apart
from robots.systems.casework import Casework
from robots.systems.drawing import Rectangle, drawing
from robots.systems.evidence import EvidenceFolder, make_room, take
from robots.systems.vocabulary import Vocabulary, shape
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo
from tests.systems.practising import FLOW, opened, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE, YOURS = "Testa Provsson", "Prova Tesström"  # as long as each other
PLACES = {
    "text": "<p>{}</p>",
    "heading": "<h1>{}</h1>",
    "an emphatic colour": '<p style="color: red !important; -webkit-text-fill-color: red !important">{}</p>',
    "table": "<table><tr><th>Capacity<td>{}</table>",
    "label": "<label>{}: <input></label>",
    "input": '<input value="{}">',
    "placeholder": '<input placeholder="{}">',
    "text area": "<textarea>{}</textarea>",
    "select": "<select><option>{}</select>",
    "list box": "<select multiple size=3><option>{}</select>",
    "button": "<button>{}</button>",
    "input button": '<input type=submit value="{}">',
    "legend": "<fieldset><legend>{}</legend></fieldset>",
    "link": '<a href="/person/{}">{}</a>',
    "alternative text": '<img alt="{}" src="/none">',
    "SVG": '<svg width=300 height=40><text y=20 style="font-family: monospace">{}</text></svg>',
    "canvas": "<canvas id=c width=300 height=40></canvas><script>c.getContext('2d').fillText('{}', 5, 20)</script>",
    "open shadow": "<div id=d></div><script>d.attachShadow({{mode: 'open'}}).innerHTML = '<p>{}</p>'</script>",
    "closed shadow": "<div id=d></div><script>d.attachShadow({{mode: 'closed'}}).innerHTML = '<p>{}</p>'</script>",
    "frame": '<iframe srcdoc="<p>{}</p>"></iframe>',
    "frame in a frame": "<iframe srcdoc='<iframe srcdoc=&quot;<p>{}</p>&quot;></iframe>'></iframe>",
    "before": "<style>i::before {{content: '{}'}}</style><i></i>",
    "after": "<style>i::after {{content: '{}'}}</style><i></i>",
    "list marker": "<style>li {{list-style-type: '{}'; margin-left: 200px}}</style><ul><li></ul>",
    "background": """<style>p {{height: 40px; background: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg">"""
    """<text y="20">{}</text></svg>')}}</style><p></p>""",
    "overflow": "<div style='width: 30px; overflow: visible; white-space: nowrap'>{}</div>",
    "shadow of a text": "<p style='color: transparent; text-shadow: 0 0 black'>{}</p>",
    "pieces": "<p id=p></p><script>for (const sign of '{}') p.append(sign)</script>",
    "pop-up over the page": "<dialog open>{}</dialog>",
    "summary": "<details open><summary>{}</summary>{}</details>",
    "caption": "<table><caption>{}</caption><tr><td>-</table>",
    "after a known word": "<h2>Application {}</h2><label>Capacity {}: <input></label>",
    "meter": "<p style='word-spacing: 9px'>{}</p>",
}
UNSEEN = {
    "title of the page": "<title>{}</title>",
    "title of an element": '<p title="{}">-</p>',
    "hidden field": '<input type=hidden value="{}">',
    "comment": "<!-- {} --><p>-</p>",
    "hidden text": "<p hidden>{}</p>",
    "data": '<p data-name="{}">-</p>',
}
MONOSPACED = "<style>* {{font-family: monospace; font-size: 13px}}</style>".format()


@pytest_asyncio.fixture(loop_scope="session")
async def window(walled: Walled, page: Page, loopback: Loopback, apart: Apart, tmp_path: Path) -> AsyncIterator[Window]:
    """A window at the loopback server."""
    system = described(tmp_path, ("{wait: 10}", "{wait: 3}"), address=loopback.origin)
    walled.firewall.admit(system.description.policy)
    yield Window(page, system, apart)
    walled.firewall.dismiss(system.description.policy)


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    """Where evidence goes."""
    return EvidenceFolder(tmp_path / "logs" / "evidence", "parking", days=14, megabytes=200)


async def taken(window: Window, folder: EvidenceFolder, html: str) -> tuple[bytes, dict[str, Any], bytes]:
    """Of a page: the picture that is kept, the structure, and what a person would have seen."""
    await window.go(echo(MONOSPACED + html))
    noted = await take(window, folder, PageProblem("it failed."), "2026-1")
    assert noted is not None
    kept = folder.path.parent.parent / noted
    about = json.loads((kept / "page.json").read_text("utf-8"))
    return (kept / "picture.png").read_bytes(), about["frames"], await window.page.screenshot()


@pytest.mark.parametrize("place", PLACES)
async def test_no_value_can_be_read_wherever_it_stands(window: Window, folder: EvidenceFolder, place: str) -> None:
    html = PLACES[place]
    mine, yours = [await taken(window, folder, html.format(value, value)) for value in (MINE, YOURS)]
    assert mine[2] != yours[2], "the page itself does not show it"
    assert mine[0] == yours[0]
    assert mine[1] == yours[1]
    assert "Testa" not in json.dumps(mine[1])


@pytest.mark.parametrize("place", UNSEEN)
async def test_what_a_person_does_not_see_is_not_kept_either(
    window: Window, folder: EvidenceFolder, place: str
) -> None:
    mine, yours = [await taken(window, folder, UNSEEN[place].format(value)) for value in (MINE, YOURS)]
    assert mine[:2] == yours[:2]
    assert "Testa" not in json.dumps(mine[1])


async def test_words_of_the_description_are_shown_and_tell_one_page_from_another(
    window: Window, folder: EvidenceFolder
) -> None:
    one, other = [await taken(window, folder, f"<h1>{word}</h1>") for word in ("Application", "Xpplication")]
    assert one[0] != other[0]
    assert (one[1][0]["headings"], other[1][0]["headings"]) == (["Application"], ["Xpplication"])
    far, away = [await taken(window, folder, f"<h1>{word}</h1>") for word in ("Something else", "Anything about")]
    assert far[0] == away[0]
    assert far[1][0]["headings"] == ["Xxxxxxxxx xxxx"]


async def test_the_structure_tells_how_a_page_is_made(window: Window, folder: EvidenceFolder) -> None:
    _, (page, inner), _ = await taken(
        window,
        folder,
        "<form method=post action='/case/2026-1/anna'><label>Capacity <input></label><button>Save</button></form>"
        "<table><tr><th>Case<th>Person</table><iframe name=anna src='/echo?html=<p>x'></iframe>",
    )
    assert page.pop("elements") > 10
    assert page == {
        "name": None,
        "path": "/xxxx",
        "status": 200,
        "headings": [],
        "labels": ["Capacity"],
        "headers": ["Case", "Xxxxxx"],
        "buttons": ["Save"],
        "forms": ["POST /case/2026-1/xxxx"],
    }
    assert (inner["name"], inner["status"]) == ("xxxx", 200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(("Beslut (utkast)", "Beslut (utkast)"), ("Gångförmåga (m)", "Gångförmåga (m)")),
        *(("Giltigt till", "Giltigt till"), ("Varaktighet i månader", "Varaktighet i månader")),
        *(("Ansökan Anna Ek", "Xxxxxxx Xxxx Xx"), ("Sökande 12", "Xxxxxxx 00"), ("Rullstol", "Xxxxxxxx")),
        *(("Ärende 2026-PRK-00001", "Ärende 2026-PRK-00001"), ("Ärende 2026-PRK-00002", "Xxxxxx 0000-XXX-00000")),
        *(("Skyddade personuppgifter", "Xxxxxxxx xxxxxxxxxxxxxxx"), ("", "")),
    ],
)
async def test_a_renamed_label_is_shown_and_a_value_near_a_word_is_not(text: str, shown: str) -> None:
    vocabulary = Vocabulary(opened("http://127.0.0.1:9").description, "2026-PRK-00001")
    assert vocabulary.shown(text) == shown


async def test_a_value_of_the_case_at_hand_is_never_taken_for_a_renamed_label() -> None:
    vocabulary = Vocabulary(opened("http://127.0.0.1:9").description)
    assert vocabulary.shown("Motiveringar") == "Motiveringar"
    with case_at_hand():
        keep_out(["Motiveringar"])
        assert vocabulary.shown("Motiveringar") == "Xxxxxxxxxxxx"


@pytest.mark.parametrize(("text", "shown"), [("Åsa 12-3 ß", "Xxx 00-0 x"), ("\u0663", "0"), ("", "")])
async def test_a_shape_keeps_no_letter_and_no_digit(text: str, shown: str) -> None:
    assert shape(text) == shown


async def test_what_a_script_of_the_page_forged_is_not_drawn() -> None:
    box = [10, 10, 100, 20]
    forged = [["word", box, MINE, 12, False], ["<b>", box], ["line", box, "<script>"]]
    assert (
        drawing(forged, Rectangle(0, 0, 9, 9), {"Save"})
        == '<svg x="0" y="0" width="9" height="9" overflow="hidden"></svg>'
    )
    assert ">Save</text>" in drawing([["word", box, "Save", 12, '"><script>']], Rectangle(0, 0, 9, 9), {"Save"})


async def test_what_failed_is_told_without_the_values_at_hand(window: Window, folder: EvidenceFolder) -> None:
    await window.go(echo("<p>x</p>"))
    with case_at_hand():
        keep_out([MINE])
        noted = await take(window, folder, ScreenChanged(f'no heading "Case"; there is "{MINE}"'), "a/b 1")
    assert noted
    about = json.loads((folder.path.parent.parent / noted / "page.json").read_text("utf-8"))
    assert (about["problem"], about["case"]) == ("ScreenChanged", "a/b 1")
    assert about["says"] == 'no heading "Case"; there is "[value]"'
    assert noted.endswith("-parking-a_b_1")


async def test_only_this_account_may_look_at_it(window: Window, folder: EvidenceFolder) -> None:
    await taken(window, folder, "<p>x</p>")
    (kept,) = folder.path.iterdir()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder.path, kept, *kept.iterdir())}
    assert modes == {"evidence": 0o700, kept.name: 0o700, "picture.png": 0o600, "page.json": 0o600}


async def test_a_page_that_never_answers_costs_a_few_seconds_and_no_more(
    window: Window, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "SECONDS", 1.0)
    await window.go(echo("<script>setTimeout(() => { for (;;); }, 100)</script>"))
    began = time.monotonic()
    noted = await take(window, folder, PageProblem("it hangs."))
    assert time.monotonic() - began < 5
    assert noted
    assert json.loads((folder.path.parent.parent / noted / "page.json").read_text("utf-8"))["says"] == "it hangs."


async def test_a_folder_that_takes_nothing_is_only_logged(window: Window, tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", encoding="utf-8")
    taken_there = EvidenceFolder(tmp_path / "logs" / "evidence", "parking", days=14, megabytes=200)
    assert await take(window, taken_there, PageProblem("it failed.")) is None


async def test_a_window_that_is_closed_leaves_what_is_known(window: Window, folder: EvidenceFolder) -> None:
    await window.close()
    assert await take(window, folder, PageProblem("it closed.")) is not None


async def test_old_evidence_goes_and_the_oldest_where_room_is_short(tmp_path: Path) -> None:
    for number, age in enumerate((20, 10, 5, 1)):
        made = tmp_path / f"2026-11-{number:02}"
        made.mkdir()
        (made / "picture.png").write_bytes(b"x" * 400_000)
        then = time.time() - age * 86400
        os.utime(made / "picture.png", (then, then))
    make_room(tmp_path, days=14, megabytes=100)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-01", "2026-11-02", "2026-11-03"]
    make_room(tmp_path, days=14, megabytes=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-02", "2026-11-03"]


async def test_after_evidence_a_draft_is_saved_and_the_case_is_left_as_ever(
    walled: Walled, folder: EvidenceFolder
) -> None:
    async with practising(walled) as robot:
        number = robot.clerk.number_of("En förare som går 499 meter")
        work = await Casework.open(robot.session, robot.window, number, FLOW)
        form = await work.form()
        before = await robot.window.page.content()
        assert await take(robot.window, folder, PageProblem("it failed."), number)
        assert await robot.window.page.content() == before
        values = {**form.values, "outcome": "grant", "reasons": "Prövat.", "note": "Prövat."}
        answer = await work.save(form, values, _allowed)
        assert answer is not None
        assert work.differing(values, await work.form()) == ()
        await work.leave()
        assert robot.locks.get(number) != ROBOT.login


async def _allowed() -> None:
    """Nothing speaks against the save."""
