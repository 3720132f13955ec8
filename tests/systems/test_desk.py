"""A desk sends what a window sends, byte for byte, and reads what was fetched; nothing of a fetched page runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from robots.errors import PageProblem, ScreenChanged
from robots.systems.apart import Apart
from robots.systems.description import FieldPart, Press
from robots.systems.desk import Desk, Unseen, Unshown
from robots.systems.habits import Habits
from robots.systems.naming import Naming
from robots.systems.view import KEEP, LoggedOut, SeveralButtons, at_once
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Arrival, Loopback
from tests.systems.pages import described, echo

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEND = Press(press="Send", sends="POST /find")
SIGNS = "å&amp;b=c+d%20;~*-._ &quot;½&quot; € ☃ 𝄞"  # beyond latin-1, and beyond 16 bits


@dataclass
class Both:
    """A window and a desk at one page after the other, and the server that keeps account."""

    window: Window
    desk: Desk
    habits: Habits
    server: Loopback

    async def send(self, html: str, frame: str | None = None) -> list[Arrival]:
        """Press "Send" in the window and then at the desk; what arrived."""
        at = echo(latin(html))
        await self.window.press(await self.window.enter(at, frame), SEND)
        with self.desk.proving():
            await self.desk.enter(at, frame)
        await self.desk.press(self.desk.frame(frame), SEND, waits=False)
        return [one for method in ("GET", "POST") for one in self.server.account(method, "/find")]


@pytest_asyncio.fixture(loop_scope="session")
async def both(walled: Walled, context: BrowserContext, loopback: Loopback, tmp_path: Path) -> AsyncIterator[Both]:
    changes = (
        (
            "limits: {wait: 10}",
            "limits: {wait: 10}\ncharset: iso-8859-1\nreads: [{to: POST /find}, {to: POST /app/find}]",
        ),
        ("send: [{to: POST /decide}]", "send: [{to: POST /decide}, {to: GET /decide}]"),
    )
    system, apart, habits = described(tmp_path, *changes, address=loopback.origin), Apart(), Habits()
    walled.firewall.admit(system.description.policy)
    await context.add_init_script(KEEP)
    window = Window(await context.new_page(), system, apart)
    window.noted = habits, Naming("2026-1")
    desk = await Desk.open(context, walled.firewall, system, apart, turn=at_once)
    desk.turn_to(Naming("2026-1"), habits)
    loopback.forget()
    yield Both(window, desk, habits, loopback)
    walled.firewall.dismiss(system.description.policy)


def latin(html: str) -> str:
    """A page as a server of latin-1 writes it."""
    return html.encode("iso-8859-1", "xmlcharrefreplace").decode("iso-8859-1")


def form(inside: str, about: str = "method=post action=/find", button: str = "<button>Send</button>") -> str:
    return f"<h1>Form</h1><form {about}>{inside}{button}</form>"


ALIKE = {
    "signs outside the page's charset": form(f"<input name=a value='{SIGNS}'>"),
    "names with such signs": form("<input name='mål [1]&amp;€' value=1>"),
    "line ends": form("<textarea name=a>\n\none\r\ntwo\n\nthree\n</textarea><input type=hidden name=b value='1\n2'>"),
    "boxes that are ticked and not": form("<input type=checkbox name=a value=1><input type=checkbox name=b checked>"),
    "choices": form(
        "<select name=a><option>1<option selected value=två>2</select><input type=radio name=b value=1>"
        "<input type=radio name=b value=2 checked><select name=c multiple><option selected>1<option selected>2</select>"
    ),
    "what cannot be changed": form("<input name=a value=1 disabled><input name=b value=2 readonly>"),
    "the pressed button's name, and not the other's": form(
        "<input type=submit name=other value=Other>", button="<input type=submit name=pressed value=Send>"
    ),
    "a button beside its form": form("<input name=a value=1>", "id=f method=post action=/find", "")
    + "<button form=f name=b value=2>Send</button>",
    "a field that a script sets as it is pressed": form(
        "<input type=hidden name=target><input name=a value=å>",
        button="<a href='javascript:document.forms[0].target.value=\"spara\";document.forms[0].submit()'>Send</a>",
    ),
    "the second form of a page": form("<input name=q>", "action=/search", "") + form("<input name=a value=1>"),
    "fields that are called as a form's own words": form("<input name=action value=1><input name=submit value=2>"),
    "a relative address": form("<input name=a value=1>", "method=post action=find?x=1"),
    "an address by a base": "<base href='/app/../'>" + form("<input name=a value=1>", "method=post action=find"),
    "fields that come twice": form("<input name=a value=1><input name=a value=2>"),
}


@pytest.mark.parametrize("html", ALIKE.values(), ids=ALIKE.keys())
async def test_a_form_is_sent_as_its_window_sends_it(both: Both, html: str) -> None:
    shown, replayed = await both.send(html)
    assert shown.body
    assert replayed == shown


async def test_a_search_by_its_address_is_sent_as_its_window_sends_it(both: Both) -> None:
    shown, replayed = await both.send(form(f"<input name=a value='{SIGNS}'>", "action=/find"))
    assert (shown.method, replayed) == ("GET", shown)
    assert "a=%E5%26b" in shown.query


async def test_a_form_in_a_frame_is_sent_to_where_its_frame_says(both: Both) -> None:
    inside = echo(form("<input name=a value=1>").replace("'", "&apos;"))
    shown, replayed = await both.send(f'<h1>Page</h1><iframe name=work src="{inside}"></iframe>', "work")
    assert shown.body == b"a=1"
    assert replayed == shown


async def test_a_form_that_may_carry_files_is_sent_with_none_chosen(both: Both) -> None:
    about = "method=post action=/find enctype=multipart/form-data accept-charset=''"
    html = "<meta charset=utf-8>" + form("<input type=file name=f><textarea name=t>1\n2</textarea>", about)
    at = f"{echo(html)}"
    await both.window.press(await both.window.enter(at, None), SEND)
    await both.desk.enter(at, None)
    with pytest.raises(ScreenChanged, match="written in an unusual way"):  # the server says latin-1
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert len(both.server.account("POST", "/find")) == 1


OTHERWISE = {
    "to another address": '<button formaction="/app/find">Send</button>',
    "by another method": '<button formmethod="post">Send</button>',
    "in another shape": '<button formenctype="multipart/form-data">Send</button>',
}


@pytest.mark.parametrize("button", OTHERWISE.values(), ids=OTHERWISE.keys())
async def test_a_button_that_sends_its_form_otherwise_is_left_to_its_window(both: Both, button: str) -> None:
    at = echo(form("<input name=a value=1>", button=button))
    await both.window.press(await both.window.enter(at, None), SEND)
    await both.desk.enter(at, None)
    with pytest.raises(ScreenChanged):
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert sum(len(both.server.account("POST", path)) for path in ("/find", "/app/find")) == 1


async def test_what_a_window_has_not_shown_is_not_sent(both: Both) -> None:
    await both.desk.enter(echo(form("<input name=a value=1>")), None)
    with pytest.raises(Unseen):
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert both.server.account("POST", "/find") == []


async def test_what_is_sent_otherwise_each_time_is_left_to_its_window(both: Both) -> None:
    page = form(
        "<input type=hidden name=n>", button="<button onclick='this.form.n.value=performance.now()'>Send</button>"
    )
    for _ in range(2):
        await both.window.press(await both.window.enter(echo(page), None), SEND)
    await both.desk.enter(echo(page), None)
    with pytest.raises(ScreenChanged, match="not the same each time"):
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert len(both.server.account("POST", "/find")) == 2


async def test_several_buttons_of_one_text_are_pressed_by_nobody(both: Both) -> None:
    await both.window.press(await both.window.enter(echo(form("")), None), SEND)
    await both.desk.enter(echo(form("") + form("")), None)
    with pytest.raises(SeveralButtons):
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert len(both.server.account("POST", "/find")) == 1


async def test_nothing_of_a_fetched_page_runs_or_is_loaded(both: Both) -> None:
    hostile = (
        "<h1>Application</h1><script>fetch('/evil')</script><img src=/evil onerror=fetch('/evil')>"
        "<iframe src=/evil></iframe><link rel=stylesheet href=/evil><meta http-equiv=refresh content='0;/evil'>"
        "<svg onload=fetch('/evil')></svg><video src=/evil autoplay></video><object data=/evil></object>"
        "<dl><dt>Capacity<dd><b onmouseover=fetch('/evil')>driver</b></dl>"
    )
    await both.desk.enter(echo(hostile), None)
    fields = {"capacity": FieldPart(label=("Capacity",))}
    with both.desk.proving():
        seen = await both.desk.see(both.desk.frame(None), heading="Application", read=fields)
    assert (spot := seen.spot("capacity"))
    assert spot.text.strip() == "driver"
    await both.desk.enter("/inbox", None)
    await both.desk.see(both.desk.frame(None))
    assert both.server.account("GET", "/evil") == []


ACTING = {
    "a script": "<script>fetch('/leak')</script>",
    "a handler": "<img src=x onerror=\"__doPostBack('fatta','')\">",
    "a frame": "<iframe srcdoc='&lt;script&gt;fetch(1)&lt;/script&gt;'></iframe>",
    "a link": "<a href='java&#9;script:fetch(2)'>Visa</a>",
    "a refresh": "<meta http-equiv=refresh content='0;/arende'>",
    "a hidden root": "<div><template shadowrootmode=open><img onerror=x></template></div>",
}


@pytest.mark.parametrize("act", ACTING.values(), ids=ACTING.keys())
async def test_what_could_act_by_itself_is_left_to_a_window_until_one_has_shown_it(both: Both, act: str) -> None:
    page = "<h1>Application</h1><a href='javascript:visa(17)'>Bilaga</a>"
    with both.desk.proving():
        await both.desk.see(await both.desk.enter(echo(page), None))
    both.habits.acts |= both.desk.unshown
    await both.desk.see(await both.desk.enter(echo(page.replace("17", "18")), None))
    with pytest.raises(Unshown):
        await both.desk.see(await both.desk.enter(echo(page + act), None))
    both.habits.acts |= both.desk.unshown
    await both.desk.see(await both.desk.enter(echo(page + act), None))


async def test_a_redirect_leads_to_no_address_that_decides(both: Both) -> None:
    await both.desk.enter("/go/302?to=/decide", None)
    with pytest.raises(PageProblem):
        await both.desk.see(both.desk.frame(None))
    assert both.server.account("GET", "/decide") == []


async def test_nothing_is_fetched_from_elsewhere(both: Both) -> None:
    await both.desk.enter(f"/go/302?to={both.server.other_origin}/there", None)
    with pytest.raises(PageProblem):
        await both.desk.see(both.desk.frame(None))
    await both.window.press(await both.window.enter(echo(form("<input name=a>")), None), SEND)
    await both.desk.enter(echo(f"<base href='{both.server.other_origin}/'>" + form("<input name=a>")), None)
    with pytest.raises(PageProblem):
        await both.desk.press(both.desk.frame(None), SEND, waits=False)
    assert both.server.account("GET", "/there") == []
    assert len(both.server.account("POST", "/find")) == 1


async def test_the_login_page_where_a_screen_should_be_means_logged_out(both: Both) -> None:
    await both.desk.enter(echo("<h1>Log in</h1><label>User <input></label><input type=password>"), None)
    with pytest.raises(LoggedOut):
        await both.desk.see(both.desk.frame(None))


async def test_a_page_that_is_not_there_and_one_that_is_broken_are_told_apart_from_a_screen(both: Both) -> None:
    await both.desk.enter("/go/500?to=/x", None)
    with pytest.raises(PageProblem, match="answered 500"):
        await both.desk.see(both.desk.frame(None))


async def test_how_long_a_page_takes_alone_and_together_is_asked_so_often_and_no_more(both: Both) -> None:
    alone, together = await both.desk.times("/inbox", 3)
    assert min(alone, together) > 0
    assert len(both.server.account("GET", "/inbox")) == 4
