"""Lists of cases, page by page: complete only where as many rows were read as the list says it has."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from robots.errors import ScreenChanged
from robots.model import InboxRow
from robots.systems.credentials import Credentials
from robots.systems.listing import Inbox, read_decided, read_inbox
from robots.systems.session import Session
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo
from tests.systems.practising import FLOW, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

Reads = Callable[..., Awaitable[Inbox]]

PLAIN = "  at: /inbox\n  heading: New cases\n  columns:\n    number: {label: Case}\n"
WHOLE = """  at: "ADDRESS"
  heading: New cases
  total: "([0-9 ]+) cases"
  none: Nothing new
  next: {press: Next}
  columns:
    number: {label: Case}
    received: {label: Received, kind: date}
    type: {label: Type}
    urgent: {label: Mark, kind: yes/no, yes: Urgent, no: ["", Protected]}
    protected: {label: Mark, kind: yes/no, yes: Protected, no: ["", Urgent]}
"""
ROWS = ("C-1|2026-11-02|Permit|", "C-2|2026-11-03|Permit|Urgent")


@pytest_asyncio.fixture(loop_scope="session")
async def reads(walled: Walled, context: BrowserContext, loopback: Loopback, tmp_path: Path) -> Reads:
    """Reads an inbox whose first page is this one."""

    async def read(html: str, *, wait: int = 10) -> Inbox:
        limits = ("limits: {wait: 10}", f"limits: {{wait: {wait}}}")
        inbox, rows = WHOLE.replace("ADDRESS", echo(html)), ('rows: {number: "1"}', "rows: {type: Permit}")
        system = described(tmp_path, (PLAIN, inbox), rows, limits, address=loopback.origin)
        walled.firewall.admit(system.description.policy)
        try:
            return await read_inbox(Session(context, walled.firewall, system, Credentials("unused")))
        finally:
            walled.firewall.dismiss(system.description.policy)

    return read


def page(*rows: str, total: str = "", after: str = "") -> str:
    """A page of an inbox: rows of case, day, type and mark, parted by |."""
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    header = "<tr><th>Case<th>Received<th>Type<th>Mark</tr>"
    return f"<h1>New cases</h1><p>{total}</p><table>{header}{cells}</table>{after}"


def link(html: str) -> str:
    """A link to another page."""
    return f'<a href="{quote(echo(html), safe="/?=%")}">Next</a>'.replace("%25", "%")


async def test_rows_say_what_they_are(reads: Reads) -> None:
    inbox = await reads(page(*ROWS, total="2 cases"))
    assert inbox == Inbox(
        (
            InboxRow("C-1", "permit", date(2026, 11, 2)),
            InboxRow("C-2", "permit", date(2026, 11, 3), urgent=True),
        ),
        complete=True,
    )


async def test_all_pages_are_read(reads: Reads) -> None:
    second = page("C-3|2026-11-04|Permit|", total="3 cases")
    inbox = await reads(page(*ROWS, total="3 cases", after=link(second)))
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2", "C-3"], True)


async def test_a_case_that_slid_to_the_next_page_meanwhile_counts_once(reads: Reads) -> None:
    second = page(ROWS[1], "C-3|2026-11-04|Permit|", total="3 cases")
    inbox = await reads(page(*ROWS, total="3 cases", after=link(second)))
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2", "C-3"], True)


async def test_a_case_that_an_applicant_named_like_the_link_to_the_next_page_is_none(reads: Reads) -> None:
    second = page("C-2|2026-11-04|Permit|", total="2 cases")
    inbox = await reads(page("C-1|2026-11-02|<a href=/case/1>Next</a>|", total="2 cases", after=link(second)))
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2"], True)


async def test_a_link_to_the_next_page_in_the_last_line_of_the_table_is_followed(reads: Reads) -> None:
    second = page("C-2|2026-11-04|Permit|", total="2 cases")
    first = page("C-1|2026-11-02|Permit|", total="2 cases")
    inbox = await reads(first.replace("</table>", f"<tr><td colspan=4>{link(second)}</td></tr></table>"))
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2"], True)


INCOMPLETE = {
    "it announces more": page(*ROWS, total="3 cases"),
    "it announces fewer": page(*ROWS, total="1 cases"),
    "it no longer says how many": page(*ROWS, total="two cases"),
    "its next page brings nothing new": page(*ROWS, after=link(page(*ROWS, total="2 cases", after=link("x")))),
}


@pytest.mark.parametrize("html", INCOMPLETE.values(), ids=INCOMPLETE)
async def test_a_list_is_not_complete_where(reads: Reads, html: str) -> None:
    inbox = await reads(html)
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2"], False)


async def test_spaces_in_a_total_do_not_count(reads: Reads) -> None:
    rows = [f"C-{number}|2026-11-02|Permit|" for number in range(12)]
    assert (await reads(page(*rows, total="1&nbsp;2 cases"))).complete


async def test_a_list_that_says_that_it_is_empty_is_complete(reads: Reads) -> None:
    assert await reads("<h1>New cases</h1><p>Nothing new</p>") == Inbox((), complete=True)


async def test_a_renamed_column_is_told_with_what_comes_nearest(reads: Reads) -> None:
    with pytest.raises(ScreenChanged) as changed:
        await reads(page(*ROWS).replace("Received", "Received on"))
    assert str(changed.value) == (
        'config/systems/test.yaml:22: 0 tables have the columns "Case", "Received", "Type", "Mark"; one was expected. '
        'Nearest to "Received": "Received on" (0.84). Nothing was written. If the system was upgraded: '
        "run.py heal test"
    )


async def test_a_list_that_shows_no_table_and_does_not_say_that_it_is_empty_is_changed(reads: Reads) -> None:
    with pytest.raises(ScreenChanged, match=r'test\.yaml:22: 0 tables have the columns "Case", "Received"'):
        await reads("<h1>New cases</h1>")


@pytest.mark.parametrize("mark", ["Protected", "Protected!", "protected", "Urgent, Protected", "&#x202e;"])
async def test_a_row_whose_marks_are_not_surely_read_counts_as_protected(reads: Reads, mark: str) -> None:
    inbox = await reads(page(f"C-1|2026-11-02|Permit|{mark}", total="1 cases"))
    assert [row.protected for row in inbox.rows] == [True]


@pytest.mark.parametrize("mark", ["", "Urgent"])
async def test_a_row_with_the_marks_that_are_known_is_not_protected(reads: Reads, mark: str) -> None:
    inbox = await reads(page(f"C-1|2026-11-02|Permit|{mark}", total="1 cases"))
    assert [row.protected for row in inbox.rows] == [False]


async def test_a_row_of_another_type_belongs_to_no_flow_and_a_strange_day_is_none(reads: Reads) -> None:
    inbox = await reads(page("C-1|2026-13-02|Something else|", total="1 cases"))
    assert inbox.rows == (InboxRow("C-1", None, None),)


@pytest.mark.parametrize("number", ["", "&nbsp;", "&#x202e;1-C"])
async def test_a_row_without_a_readable_number_is_a_changed_screen(reads: Reads, number: str) -> None:
    with pytest.raises(ScreenChanged, match=r"test\.yaml:\d+: a row has no readable number"):
        await reads(page(f"{number}|2026-11-02|Permit|"))


async def test_a_row_of_another_width_is_a_changed_screen(reads: Reads) -> None:
    with pytest.raises(ScreenChanged, match="a row has another number of cells than the header"):
        await reads(page(*ROWS, "C-3|2026-11-04"))


async def test_the_practice_systems_lists_are_read_through_all_their_pages(walled: Walled) -> None:
    async with practising(walled) as robot:
        inbox, decided = await read_inbox(robot.session), await read_decided(robot.session)
        there = robot.clerk.account("facit")["cases"]
        protected = robot.clerk.number_of("Sökanden har skyddade personuppgifter")
        robot.clerk.steer(remove=robot.clerk.number_of("En förare som går 500 meter"))
        fewer = await read_inbox(robot.session)
    assert {row.number for row in inbox.rows} == set(there)
    assert {row.flow for row in inbox.rows} == {FLOW}
    assert [row.number for row in inbox.rows if row.protected] == [protected]
    assert (inbox.complete, fewer.complete, len(fewer.rows)) == (True, True, 59)
    assert len(decided) > 25
    assert {row.outcome for row in decided} <= {"grant", "reject", "dismiss"}
    assert all(row.received <= row.decided for row in decided)


async def test_columns_that_an_upgrade_moved_are_found_where_they_are_now(walled: Walled) -> None:
    async with practising(walled, version=2) as robot:
        inbox = await read_inbox(robot.session)
    assert (len(inbox.rows), inbox.complete) == (60, True)
    assert {row.flow for row in inbox.rows} == {FLOW}


SCRIPTED = """<h1>New cases</h1><p id=said></p><table><thead><tr><th>Case<th>Received<th>Type<th>Mark</thead>
<tbody id=rows></tbody></table><button id=next aria-label=Next onclick="turn(page + 1)">»</button><script>
let page = 0;
const all = ["C-1", "C-2", "C-3"];
const show = (number) => {
  page = number;
  document.querySelector("#rows").innerHTML = all.slice(2 * page, 2 * page + 2)
    .map((one) => `<tr><td>${one}<td>2026-11-02<td>Permit<td></tr>`).join("");
  document.querySelector("#said").textContent = "Showing some of 3 cases";
  document.querySelector("#next").setAttribute("aria-disabled", page === 1);
};
const turn = (number) => {
  document.querySelector("#rows").innerHTML = "";
  setTimeout(show, 300, number);
};
turn(0);
</script>"""
BY_SCRIPT = WHOLE.replace("next: {press: Next}", "awaits: Showing\n  next: {press: », stays: true}")


@pytest.fixture
def by_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inbox is described as one that a script fills and turns."""
    monkeypatch.setattr(sys.modules[__name__], "WHOLE", BY_SCRIPT)


@pytest.mark.usefixtures("by_script")
async def test_a_list_that_a_script_fills_and_turns_is_read_once_its_rows_are_there(reads: Reads) -> None:
    inbox = await reads(SCRIPTED)
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2", "C-3"], True)


@pytest.mark.usefixtures("by_script")
async def test_rows_that_never_come_are_a_changed_screen(reads: Reads) -> None:
    with pytest.raises(ScreenChanged, match='"Showing" did not come'):
        await reads(SCRIPTED.replace("turn(0);", ""), wait=4)


@pytest.mark.usefixtures("by_script")
async def test_a_list_that_a_script_does_not_turn_is_not_complete(reads: Reads) -> None:
    inbox = await reads(SCRIPTED.replace("turn(page + 1)", ""), wait=4)
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2"], False)


async def test_the_same_link_above_and_below_the_list_is_one(reads: Reads) -> None:
    second = page("C-3|2026-11-04|Permit|", total="3 cases")
    first = page(*ROWS, total="3 cases", after=link(second)).replace("<table>", link(second) + "<table>")
    inbox = await reads(first)
    assert ([row.number for row in inbox.rows], inbox.complete) == (["C-1", "C-2", "C-3"], True)
