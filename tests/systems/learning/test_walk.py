"""A walk through a system of the tests' own, in which links act: what is proposed, and what never was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from robots.errors import ConfigError, LoginRefused
from robots.systems.description import open_system
from robots.systems.learning import learn
from robots.systems.learning.described import Described, Learned
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.proposal import describe
from robots.systems.learning.verifying import Verified, verify
from robots.systems.learning.walk import Bounds
from robots.systems.learning.writing import written
from robots.words import Words
from tests.systems.conftest import Walled
from tests.systems.learning.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENU = """<nav><ul><li><a href=/home>Start</a><li><a href=/cases>Open cases</a>
<li><a href=/closed>Closed cases</a>

<li><a href=/people>People</a><li><a href=/logout>Log out</a><li><a href="/cases?action=mark-all">All read</a></ul>
</nav><h4>Recent</h4><table><tr><th>Case<th>Seen</tr><tr><td><a href=/cases/C-101>C-101</a><td>today</table>"""


def _row(number: str, title: str, mark: str = "") -> str:
    return (
        f"<tr><td><a href=/cases/{number}>{number}</a><td>2026-11-0{number[-1]}<td>{title}<td>{mark}"
        f"<td><a href=/cases/{number}/take>Take</a>"
    )


def _list(rows: str, more: str = "") -> str:
    head = "<tr><th><a href='/cases?order=number'>Case</a><th>Received<th>Title<th>Marking<th></tr>"
    return f"{MENU}<h1>Open cases</h1><table>{head}{rows}</table><p>8 cases</p>{more}"


def _case(number: str, walks: str) -> str:
    return f"""{MENU}<h1>Case {number}</h1><p><a href=/cases/{number}/lock>Lock</a>
    <a href=/cases/{number}/papers>Papers</a>
    <a href=/cases/{number}/delete>×</a></p>
    <h2>Applicant</h2><dl><dt>Name<dd>Test {number}<dt>Place<dd>Testby</dl>
    <h2>Agent</h2><dl><dt>Name<dd><dt>Distance<dd>{walks}</dl>
    <h2>Decision</h2><form method=post action=/cases/{number}><input type=hidden name=action value=note>
    <input type=hidden name=token value=t{number}><label>Outcome
    <select name=outcome><option>- choose -<option>Grant<option>Reject</select></label>
    <label>Reasons <textarea name=reasons></textarea></label>
    <label>Notify the customer <input type=checkbox name=notify checked></label>
    <button name=button value=save>Save draft</button><button name=button value=decide>Decide</button></form>"""


NUMBERS = [f"C-10{n}" for n in range(1, 9)]
SITE = {
    "/home": f"{MENU}<h1>Welcome</h1>",
    "/cases": _list(
        _row("C-101", "Permit", "Protected identity") + "".join(_row(n, f"Permit {n}") for n in NUMBERS[1:5]),
        "<p><a rel=next href='/cases?page=2'>Next</a>",
    ),
    "/cases?page=2": _list("".join(_row(n, f"Permit {n}") for n in NUMBERS[5:]), "<p><a href=/cases>Previous</a>"),
    "/closed": f"{MENU}<h1>Closed cases</h1><table><tr><th>Case<th>Received<th>Title</tr>"
    + "".join(f"<tr><td><a href=/cases/C-2{n}>C-2{n}</a><td>2026-01-0{n}<td>Done</tr>" for n in range(1, 9))
    + "</table>",
    "/people": f"{MENU}<h1>People</h1><table><tr><th>Login<th>Name</tr><tr><td><a href=/people/1>u1</a><td>A B</table>",
    **{f"/cases/{number}": _case(number, f"{300 + at} m") for at, number in enumerate(NUMBERS)},
    **{f"/cases/{number}/papers": f"""{MENU}<h1>Case {number}</h1><h2>Papers</h2>
       <table><tr><th>Kind<th>File<th>Size</tr>
       <tr><td>Certificate<td><a href=/file/{number}.pdf>{number}.pdf</a><td>10 kB</table>""" for number in NUMBERS},
}  # fmt: skip


async def walked(walled: Walled, site: Site, folder: Path, **about: object) -> tuple[Learned, Described, Verified]:
    """Learn a site, write what is proposed, and hold it against its cases."""

    def first(found: Sequence[Inbox]) -> Inbox:
        return found[0]

    learned = await learn(
        walled.browser,
        walled.firewall,
        site.address,
        "learned",
        "robot",
        "secret-word",
        may_press=lambda _: False,
        pick=first,
        **about,  # type: ignore[arg-type]
    )
    described = describe(learned, None, lambda _: False)
    path = folder / "learned.yaml"
    path.write_text(written(described, "Learned.", Words("en")), encoding="utf-8")
    return learned, described, await verify(walled.browser, walled.firewall, open_system(path), "secret-word")


@dataclass(frozen=True)
class Seen:
    """What one whole walk came to."""

    learned: Learned
    described: Described
    verified: Verified
    site: Site
    text: str  # the file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seen(walled: Walled, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("learned")
    with Site(SITE) as site:
        learned, described, verified = await walked(walled, site, folder)
    return Seen(learned, described, verified, site, (folder / "learned.yaml").read_text(encoding="utf-8"))


async def test_a_system_is_proposed_whole(seen: Seen) -> None:
    learned, tree, verified = seen.learned, seen.described.tree, seen.verified
    case = tree["cases"]["learned"]
    assert tree["login"]["user"] == {"label": "User"}
    assert tree["logout"] == "/logout"
    assert (tree["inbox"]["at"], tree["inbox"]["total"], tree["inbox"]["next"]) == (
        "/cases",
        "([0-9]+) cases",
        {"press": "Next"},
    )
    assert case["open"] == {"at": "/cases/{case}", "heading": "Case {case}"}
    assert case["screens"]["case"]["fields"] == {
        "name": {"label": "Name", "within": "Applicant"},
        "place": {"label": "Place"},
        "name_2": {"label": "Name", "within": "Agent"},
        "distance": {"label": "Distance", "kind": "whole number", "unit": "m"},
    }
    papers = case["screens"]["papers"]
    assert papers["at"] == "/cases/{case}/papers"
    assert papers["fields"]["papers"]["columns"]["file"] == {"label": "File", "kind": "file"}
    assert (verified.rows, verified.complete, verified.cases, verified.trouble) == (8, True, 7, "")
    assert [keys for keys, held in verified.fields.items() if held.unclear or held.absent] == []
    assert learned.pages <= Bounds().pages


async def test_nothing_is_asked_for_that_acts_and_no_protected_case_is_opened(seen: Seen) -> None:
    site = seen.site
    for part in ("take", "lock", "delete", "mark-all", "order=", ".pdf", "C-101"):
        assert site.reached(part) == [], part
    assert {address for method, address in site.arrived if method == "POST"} == {"/login"}
    assert len(site.reached("/logout")) == 1  # by the robot's own session, at its end


async def test_the_form_for_a_draft_is_proposed_and_what_decides_is_never_pressed(seen: Seen) -> None:
    tree = seen.described.tree
    draft = tree["cases"]["learned"]["draft"]
    assert draft["fields"]["outcome"]["options"] == {"grant": "Grant", "reject": "Reject"}
    assert draft["untouched"]["reasons"] == ""
    assert draft["save"] == {
        "press": "Save draft",
        "sends": "POST /cases/{case}",
        "with": {"action": "note", "button": "save"},
        "shows": "?",
    }
    assert "Decide" in tree["never"]["press"]
    assert {"to": "POST /cases/*", "with": {"action": "note", "button": "decide"}} in tree["never"]["send"]
    assert {"to": "* /cases/*/delete"} in tree["never"]["send"]


async def test_a_box_that_is_ticked_beforehand_and_mails_the_applicant_is_not_carried(seen: Seen) -> None:
    draft = seen.described.tree["cases"]["learned"]["draft"]
    assert "notify" not in draft["carries"]
    assert draft["settings"] == {"notify": {"label": "Notify the customer", "is": False}}


async def test_a_refused_password_is_sent_once(walled: Walled, tmp_path: Path) -> None:
    with Site(SITE) as site, pytest.raises(LoginRefused):
        await learn(walled.browser, walled.firewall, site.address, "x", "robot", "wrong", may_press=bool, pick=list.pop)
    assert [address for method, address in site.arrived if method == "POST"] == ["/login"]


async def test_a_page_without_a_login_is_told_and_nothing_is_sent(walled: Walled) -> None:
    with Site({}, login="<h1>Hello</h1>") as site, pytest.raises(ConfigError, match="no login form"):
        await learn(walled.browser, walled.firewall, site.address, "x", "robot", "y", may_press=bool, pick=list.pop)
    assert {method for method, _ in site.arrived} == {"GET"}


async def test_a_walk_ends_where_its_pages_end(walled: Walled, tmp_path: Path) -> None:
    with Site(SITE) as site:
        learned, _, _ = await walked(walled, site, tmp_path, bounds=Bounds(pages=8))
    assert learned.pages <= 8


async def test_a_list_that_was_given_shortens_the_walk(walled: Walled, tmp_path: Path) -> None:
    with Site(SITE) as site:
        learned, _, _ = await walked(walled, site, tmp_path, inbox="/cases")
    assert site.reached("/closed") == []
    assert learned.inbox.at == "/cases"


async def test_a_system_without_a_list_says_what_to_do(walled: Walled, tmp_path: Path) -> None:
    with Site({"/home": "<h1>Welcome</h1>"}) as site, pytest.raises(ConfigError, match="--inbox"):
        await walked(walled, site, tmp_path)


async def test_no_value_of_a_case_stands_in_the_description(seen: Seen) -> None:
    assert [value for value in ("Test C-", "Testby", "C-10", "Permit") if value in seen.text] == []


async def test_a_list_whose_address_names_its_columns_is_asked_for_the_marks(walled: Walled, tmp_path: Path) -> None:
    def listed(*marks: str) -> str:
        head = "<tr><th>Number<th>Received<th>Title" + "<th>Labels" * bool(marks) + "</tr>"
        rows = "".join(
            f"<tr><td><a href=/cases/{number}>{number}</a><td>2026-11-0{number[-1]}<td>Permit"
            + (f"<td>{mark}" if marks else "")
            for number, mark in zip(NUMBERS, marks or NUMBERS, strict=True)
        )
        return f"{MENU}<h1>Open cases</h1><table>{head}{rows}</table>"

    pages = {f"/cases/{number}": f"<dl><dt>Labels<dd></dl>{_case(number, '3 m')}" for number in NUMBERS}
    plain, more = "/cases?cols=number,received,title", "/cases?cols=number%2Creceived%2Ctitle%2Clabels"
    pages |= {plain: listed(), more: listed(*[""] * 7, "protected"), "/home": f"{MENU}<a href='{plain}'>Inbox</a>"}
    with Site(pages) as site:
        learned, described, _ = await walked(walled, site, tmp_path, inbox=plain)
    assert described.tree["inbox"]["at"] == more
    assert described.tree["inbox"]["columns"]["protected"] == {"label": "Labels", "kind": "yes/no", "no": ""}
    assert learned.shut == {NUMBERS[7]}
    assert site.reached(NUMBERS[7]) == []
