"""What is made of single pages: each heuristic on a page of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robots.systems.learning.cases import tabs_of
from robots.systems.learning.drafts import dangers, find_drafts
from robots.systems.learning.entrance import find_entrance
from robots.systems.learning.fields import fields_of
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.lists import candidate
from robots.systems.learning.pages import Page
from robots.systems.learning.screens import Screen, told_of
from robots.systems.learning.seeking import everybodys
from robots.systems.learning.wording import edits
from tests.systems.learning.conftest import AT, Sees

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def listed(sees: Sees, html: str) -> Inbox:
    """The one list of a page."""
    pane = await sees(html)
    page = Page(AT, (pane,))
    (found,) = (one for grid in pane.grids if (one := candidate(page, pane, grid)))
    return found


async def screen(sees: Sees, **cases: str) -> Screen:
    """One screen as it stands in several cases."""
    made = Screen(None, None, None, "")
    for number, html in cases.items():
        made.panes[number] = await sees(html)
    return made


def rows(*rows: str, head: str = "Case,Received,Title") -> str:
    headers = "".join(f"<th><a href=?order={title}>{title}</a>" for title in head.split(","))
    return f"<table><tr>{headers}</tr>{''.join(rows)}</table>"


# ---- the way in


async def test_the_user_is_the_visible_field_before_the_password(sees: Sees) -> None:
    found = find_entrance(
        await sees(
            "<form action=/find><input name=q></form><form method=post action=/in><input name=old style='display:none'>"
            "<table><tr><td>Användare:<td><input name=u><tr><td>Lösenord:<td><input name=p type=password></table>"
            "<input type=submit value='Logga in'></form>"
        )
    )
    assert found is not None
    assert found.described["user"] == {"label": "Användare"}
    assert (found.described["press"], found.described["sends"]) == ("Logga in", "POST /in")


async def test_a_field_without_a_label_is_found_by_its_name(sees: Sees) -> None:
    found = find_entrance(
        await sees("<form method=post action=/><input name=u><input name=p type=password><button>In</button>")
    )
    assert found is not None
    assert found.described["user"] == {"at": 'input[name="u"]'}


async def test_a_form_with_two_passwords_is_no_login(sees: Sees) -> None:
    html = "<form method=post><input name=u><input type=password><input type=password><button>Register</button></form>"
    assert find_entrance(await sees(html)) is None


# ---- the inbox


async def test_the_case_number_is_told_from_days_and_amounts(sees: Sees) -> None:
    found = await listed(
        sees,
        rows(*(f"<tr><td>2026-11-0{n}<td><a href=/case/{n}0>{n}0</a><td>x" for n in (1, 2, 3)), head="Came,Id,Title"),
    )
    assert (found.key, found.case_at) == (1, "/case/{case}")


async def test_a_number_in_a_sign_is_a_part_of_its_cell(sees: Sees) -> None:
    found = await listed(sees, rows(*(f"<tr><td><a href=/ticket/{n}>#{n}</a><td>2026-11-0{n}<td>x" for n in (1, 2, 3))))
    assert [row.number for row in found.rows] == ["1", "2", "3"]
    assert found.number == {"label": "Case", "part": {"pattern": r"^\#(.+)$"}}


async def test_an_address_that_holds_an_id_in_place_of_the_number_follows_the_row_s_link(sees: Sees) -> None:
    found = await listed(
        sees, rows(*(f"<tr><td>K-{n}<td>2026-11-0{n}<td><a href=/open/a{n}f9c>Open</a>" for n in (1, 2, 3)))
    )
    assert (found.follows, found.case_at, found.grid.titles[found.linked]) == (True, "/open/{case}", "Title")
    assert [row.handle for row in found.rows] == ["a1f9c", "a2f9c", "a3f9c"]


@pytest.mark.parametrize("where", ["/open/a{n}?key=k{n}", "/open/{word}"])
async def test_an_address_with_two_ids_or_with_words_is_not_made_up(where: str, sees: Sees) -> None:
    words = ("first", "second", "third")
    links = [where.format(n=n, word=words[n - 1]) for n in (1, 2, 3)]
    found = await listed(
        sees, rows(*(f"<tr><td>K-{n}<td>x<td><a href='{link}'>Open</a>" for n, link in enumerate(links)))
    )
    assert found.case_at is None


async def test_a_row_whose_link_acts_leads_nowhere(sees: Sees) -> None:
    html = rows(*(f"<tr><td>K-{n}<td>2026-11-0{n}<td><a href=/case/{n}/take>Take</a>" for n in (1, 2, 3)))
    pane = await sees(html)
    assert candidate(Page("http://127.0.0.1:9/", (pane,)), pane, pane.grids[0]) is None


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ("3 ärenden", "([0-9]+) ärenden"),
        ("1-3 of 3", "of ([0-9]+)"),
        ("Totalt: 3", "Totalt: ([0-9]+)"),
        ("3 open cases", "([0-9]+) open cases"),
    ],
)
async def test_the_total_is_found_in_what_the_page_says(sees: Sees, said: str, pattern: str) -> None:
    list_ = rows(*(f"<tr><td><a href=/case/{n}>{n}</a><td>2026-11-0{n}<td>x" for n in (1, 2, 3)))
    assert (await listed(sees, f"{list_}<p>{said}</p>")).total == pattern


async def test_a_number_that_is_not_the_total_is_none(sees: Sees) -> None:
    list_ = rows(*(f"<tr><td><a href=/case/{n}>{n}</a><td>2026-11-0{n}<td>x" for n in (1, 2, 3)))
    assert (await listed(sees, f"{list_}<p>You have 7 cases waiting elsewhere</p>")).total is None


@pytest.mark.parametrize(
    "link", ["<a href=?p=2>Nästa</a>", "<a href=?p=2>next >></a>", "<a href=?p=2>»</a>", "<a rel=next href=?p=2>2</a>"]
)
async def test_what_turns_the_page_is_found_by_its_word_or_sign(sees: Sees, link: str) -> None:
    list_ = rows(*(f"<tr><td><a href=/case/{n}>{n}</a><td>2026-11-0{n}<td>x" for n in (1, 2, 3)))
    found = (await listed(sees, f"{link}{list_}{link}")).next  # above and below the list
    assert found is not None
    assert found.sends is None


async def test_a_postback_that_turns_the_page_tells_what_it_sends(sees: Sees) -> None:
    list_ = rows(*(f"<tr><td><a href=/case/{n}>{n}</a><td>2026-11-0{n}<td>x" for n in (1, 2, 3)))
    link = "<a href=\"javascript:__doPostBack('ctl00$pager','2')\">Nästa</a>"
    found = (await listed(sees, f"<form method=post action=/page.aspx>{list_}{link}</form>")).next
    assert found is not None
    assert (found.sends, found.with_) == ("POST /page.aspx", {"__EVENTTARGET": "ctl00$pager"})


@pytest.mark.parametrize("mark", ["Protected identity", "Skyddade personuppgifter", "Sekretess"])
async def test_a_row_that_speaks_of_protection_is_marked_in_whatever_column(sees: Sees, mark: str) -> None:
    found = await listed(
        sees, rows(f"<tr><td><a href=/case/1>1</a><td>x<td>{mark}", "<tr><td><a href=/case/2>2</a><td>x<td>y")
    )
    assert [row.marked for row in found.rows] == [True, False]


# ---- fields


async def test_labels_stay_and_values_change(sees: Sees) -> None:
    html = "<h2>Application</h2><table><tr><td>Kind<td>{}<tr><td>{}<td>{}<tr><td>Due:<td></table>"
    made = await screen(sees, a=html.format("new", "Anna", "Berg"), b=html.format("lost", "Olle", "Dal"))
    assert [one.label for one in fields_of(0, made)] == ["Kind", "Due"]


async def test_an_empty_value_is_empty_and_not_the_next_label(sees: Sees) -> None:
    html = "<dl><dt>Due date<dd></dd><dt>% Done<dd>{}</dl>"
    made = await screen(sees, a=html.format("0"), b=html.format("50"))
    due, done = fields_of(0, made)
    assert {spot.text for spot in due.spots.values()} == {""}
    assert (done.label, {spot.text for spot in done.spots.values()}) == ("% Done", {"0", "50"})


async def test_a_label_that_not_every_case_shows_may_be_absent(sees: Sees) -> None:
    html = "<dl><dt>Kind<dd>new{}</dl>"
    made = await screen(sees, a=html.format("<dt>Agent<dd>x"), b=html.format(""))
    kind, agent = fields_of(0, made)
    assert agent.described == {"label": "Agent", "optional": True}
    assert kind.described == {"label": "Kind"}


async def test_a_table_that_is_the_same_in_every_case_is_part_of_the_frame(sees: Sees) -> None:
    menu = "<table><tr><th>Seen<th>Who</tr><tr><td>K-1<td>me</table>"
    own = "<h3>Papers</h3><table><tr><th>Kind<th>Pages</tr><tr><td>letter<td>{}</table>"
    made = await screen(sees, a=menu + own.format(1), b=menu + own.format(2))
    assert [one.label for one in fields_of(0, made) if one.columns] == ["Papers"]


async def test_a_table_of_one_row_in_every_case_shows_fields(sees: Sees) -> None:
    own = "<table><tr><th>Applicant<th>Place</tr><tr><td>Test {0}<td>Testby {0}</table>"
    more = "<table><tr><th>Kind<th>Pages</tr><tr><td>letter<td>1<tr><td>map<td>2</table>"
    made = await screen(sees, a=own.format(1), b=own.format(2) + more)
    under = [one.described for one in fields_of(0, made) if one.place == "under"]
    assert under == [{"label": "Applicant", "place": "under"}, {"label": "Place", "place": "under"}]


async def test_a_column_of_one_and_the_same_link_is_no_field(sees: Sees) -> None:
    html = (
        "<table><tr><th>File<th>Do</tr><tr><td>{0}<td><a href=/x1>show</a><tr><td>{0}2<td><a href=/x2>show</a></table>"
    )
    made = await screen(sees, a=html.format("a"), b=html.format("b"))
    (table,) = fields_of(0, made)
    assert list(table.columns or {}) == ["file"]


async def test_two_links_side_by_side_are_a_menu(sees: Sees) -> None:
    html = "<table><tr><td><a href=/a>Start</a><td><a href=/b>Cases</a></table><dl><dt>Name<dd>{}</dl>"
    made = await screen(sees, a=html.format("x"), b=html.format("y"))
    assert [one.label for one in fields_of(0, made)] == ["Name"]


async def test_bold_words_with_a_colon_are_labels_of_what_follows_them(sees: Sees) -> None:
    html = "<p><b>Name:</b> {}<br><b>Kind:</b> {}</p><p>So <b>important</b> it is</p>"
    made = await screen(sees, a=html.format("Anna", "new"), b=html.format("Olle", "lost"))
    found = fields_of(0, made)
    assert [(one.label, one.described["place"]) for one in found] == [("Name", "inline"), ("Kind", "inline")]
    assert {spot.text for spot in found[0].spots.values()} == {"Anna", "Olle"}


async def test_words_before_a_control_are_its_label(sees: Sees) -> None:
    made = await screen(sees, a="<p>Reasons: <input name=r></p>", b="<p>Reasons: <input name=r value=x></p>")
    assert [one.label for one in fields_of(0, made)] == ["Reasons"]


# ---- tabs, forms, dangers


async def test_tabs_that_post_back_are_known_by_standing_side_by_side(sees: Sees) -> None:
    tabs = "".join(
        f"<td><a href=\"javascript:__doPostBack('tab','{n}')\">{name}</a>"
        for n, name in enumerate(("Basis", "Decide", "Papers"))
    )
    pane = await sees(
        f"<form method=post action=/page><input type=hidden name=case value=K-100><table><tr>{tabs}</table></form>"
    )
    found = {link.text: send.with_ for link, send in tabs_of(pane, "K-100")}
    assert found == {name: {"__EVENTTARGET": "tab", "case": "{case}"} for name in ("Basis", "Papers")}


FORMS = """<form action=/find><input name=q><button>Search</button></form>
<form method=post action=/comment><label>Chat <textarea name=chat></textarea></label><button>Send</button></form>
<form method=post action=/decision><label>Proposal <select name=o><option>Grant<option>Reject</select></label>
<label>Reasons <textarea name=r></textarea></label><button name=do value=save>Save draft</button>
<button name=do value=approve>Approve</button></form>"""


async def test_the_form_of_a_draft_is_the_one_that_saves_reasons(sees: Sees) -> None:
    first, *_ = find_drafts([await screen(sees, a=FORMS)])
    assert (first.save.press, first.save.with_) == ("Save draft", {"do": "save"})


async def test_a_form_whose_only_button_sends_is_no_draft(sees: Sees) -> None:
    assert [draft.save.press for draft in find_drafts([await screen(sees, a=FORMS)])] == ["Save draft"]


async def test_what_decides_is_told_from_what_saves_by_what_it_sends(sees: Sees) -> None:
    made = await screen(sees, a=FORMS)
    found = dangers([made], ["Save draft"], find_drafts([made])[0].save)
    assert set(found.press) == {"Send", "Approve"}
    assert {"to": "POST /decision", "with": {"do": "approve"}} in found.send


async def test_a_danger_that_sends_the_same_as_the_save_does_not_forbid_the_save(sees: Sees) -> None:
    html = """<form method=post action=/d><textarea name=r></textarea><input type=hidden name=action value=edit>
              <button>Save</button><button>Decide</button></form>"""
    made = await screen(sees, a=html)
    found = dangers([made], ["Save"], find_drafts([made])[0].save)
    assert (found.press, found.send) == (("Decide",), ())


# ---- what stands in titles, texts and lists, and what is folded away or comes late


async def test_a_number_that_begins_a_title_and_stands_in_its_address_is_the_case_s(sees: Sees) -> None:
    html = rows(*(f"<tr><td><a href=/c/{n}/>{n}. Permit</a><td>x<td>a0{n}@b.example" for n in (1, 2)), head="A,B,C")
    found = await listed(sees, html)
    assert found.number == {"label": "A", "part": {"pattern": r"^([0-9]+)\. "}}
    assert found.case_at == "/c/{case}/"


async def test_an_empty_list_of_one_s_own_leads_to_everybody_s(sees: Sees) -> None:
    sort = "<a href='/list?status=new&owner=robot&order=id'>Case</a>"
    pane = await sees(f"<table><tr><th>{sort}<th>Title</tr><tr><td colspan=2>None</table>")
    assert list(everybodys([Page(AT, (pane,))], "robot")) == ["http://127.0.0.1:9/list?status=new&order=id"]


async def test_a_list_that_names_nobody_is_no_one_s_own(sees: Sees) -> None:
    pane = await sees("<table><tr><th><a href='/list?order=id'>Case</a><th>Title</tr></table>")
    assert list(everybodys([Page(AT, (pane,))], "robot")) == []


async def test_rows_that_a_script_brought_are_waited_for_by_the_words_that_came_with_them(sees: Sees) -> None:
    html = rows(*(f"<tr><td><a href=/c/{n}>{n}</a><td>x<td>T{n}" for n in (1, 2))) + "<p>Showing 1 to 2 of 4 entries"
    found = await listed(sees, f"{html}<button type=button>›</button>")
    assert (found.late, found.awaits) == (False, None)
    late = replace(found, pane=replace(found.pane, early="Loading"))
    assert (late.late, late.awaits) == (True, "Showing")
    assert late.next is not None
    assert late.next.described == {"press": "›", "stays": True}


MESSAGE = "<h2>Text</h2><div class=msg><p>I apply.</p><p>Mobility: {}<br>Distance (m): {}</p><p>Bye</p></div>"


async def test_lines_of_a_text_are_fields_whose_values_end_at_all_its_labels(sees: Sees) -> None:
    made = await screen(sees, a=MESSAGE.format("Walks", 200), b=MESSAGE.format("Wheelchair", ""))
    found = {one.label: one for one in fields_of(0, made)}
    assert list(found) == ["Mobility", "Distance (m)"]
    assert found["Distance (m)"].described["line"] == {"at": "div.msg", "stops": ["Mobility", "Distance (m)"]}
    assert found["Distance (m)"].spots["b"].text == ""


async def test_words_before_a_colon_that_one_case_alone_has_are_no_label(sees: Sees) -> None:
    made = await screen(sees, a="<p>He said: no<br>She said: yes</p>", b="<p>Nothing</p>")
    assert fields_of(0, made) == []


FILES = "<ul class=files>{}</ul>"


async def test_a_list_of_files_is_read_by_its_links(sees: Sees) -> None:
    entry = "<li><a href=/file/{0}>{0}</a> <a href=/raw/{0}>get</a> 7 kB"
    shown = FILES.format(entry.format("photo.png") + entry.format("form.pdf"))
    (found,) = fields_of(0, await screen(sees, a=shown, b=FILES.format(entry.format("photo.png"))))
    assert found.described["each"] == "ul.files > li"
    assert found.described["columns"]["file"] == {"part": {"link": 2}, "kind": "file"}
    assert found.described["optional"] is True


FOLDED = """<button type=button aria-controls=more>Answer</button><button type=button aria-controls=help>Help</button>
<div id=help style='display:none'>How</div>
<form method=post><div id=more style='display:none'><label>Reasons <textarea name=r></textarea></label></div></form>"""


async def test_a_button_that_only_unfolds_places_to_write_in_is_known_by_what_it_controls(sees: Sees) -> None:
    assert (await sees(FOLDED)).unfolds == ("Answer",)


async def test_what_a_closed_menu_holds_is_seen(sees: Sees) -> None:
    menu = "<ul style='display:none'><li><a href=/list/delete>Delete</a></ul>"
    pane = await sees(
        f"<button aria-expanded=false>Actions</button>{menu}<ul style='display:none'><a href=/x>X</a></ul>"
    )
    assert [link.text for link in pane.links] == ["Delete"]


async def test_of_a_heading_that_somebody_wrote_only_the_number_counts() -> None:
    assert told_of("An application for a permit #12", "12") == "* #{case}"
    assert told_of("Case 12", "12") == "Case {case}"
    assert told_of("12 applications for 12 permits of all", "7") == "12 applications for 12 permits of all"


async def test_a_link_to_a_form_for_changes_only_shows_it() -> None:
    assert edits("Edit", "http://a.example/cases/1/edit/")
    assert not edits("Edit", "http://a.example/cases/1/edit?lock=1")
    assert not edits("Delete", "http://a.example/cases/1/edit/")
    assert not edits("Take", "http://a.example/cases/1/take")


async def test_a_box_ticked_beforehand_that_tells_somebody_is_never_sent(sees: Sees) -> None:
    html = """<form method=post action=/d><label>Reasons <textarea name=r></textarea></label>
              <label>Public <input type=checkbox name=public checked></label><button>Save</button></form>"""
    first, *_ = find_drafts([await screen(sees, a=html)])
    assert first.tells == [{"to": "POST /d", "with": {"public": "*"}}]
