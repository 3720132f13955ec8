"""A window of a session: it waits for what a person would see, presses what a person would press, and no more."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from robots.errors import PageProblem, ScreenChanged, SystemDown
from robots.systems.apart import Apart
from robots.systems.description import FieldPart, Press
from robots.systems.view import KEEP, LoggedOut, PageMissing, SeveralButtons
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMPATIENT = ("{wait: 10}", "{wait: 1}")
LATE = """<p>Application</p><div id=d></div><script>
  setTimeout(() => d.innerHTML = '<h2>Application</h2><dl><dt>Capacity<dd>driver</dl>', 300)</script>"""
LOGIN = "<h1>Log in</h1><label>User <input></label><label>Password <input type=password></label>"


@pytest_asyncio.fixture(loop_scope="session")
async def window(walled: Walled, page: Page, loopback: Loopback, tmp_path: Path) -> AsyncIterator[Window]:
    """A window at the loopback server."""
    system = described(tmp_path, address=loopback.origin)
    walled.firewall.admit(system.description.policy)
    yield Window(page, system, Apart())
    walled.firewall.dismiss(system.description.policy)


@pytest_asyncio.fixture(loop_scope="session")
async def impatient(walled: Walled, page: Page, loopback: Loopback, tmp_path: Path) -> AsyncIterator[Window]:
    """A window that soon gives up, for what never comes."""
    system = described(tmp_path, IMPATIENT, address=loopback.origin)
    walled.firewall.admit(system.description.policy)
    yield Window(page, system, Apart())
    walled.firewall.dismiss(system.description.policy)


async def test_a_heading_that_a_script_brings_late_is_waited_for(window: Window) -> None:
    await window.go(echo(LATE))
    fields = {"capacity": FieldPart(label=("Capacity",))}
    seen = await window.see(window.frame(None), heading="Application", read=fields)
    assert seen.spot("capacity") is not None


@pytest.mark.parametrize(
    "script",
    [
        "Array.prototype.toJSON = function () { return this.join() }",
        "Object.prototype.toJSON = () => 'nothing'",
        "JSON.parse = () => ({}); JSON.stringify = () => '[{}]'",
    ],
    ids=["lists", "all that there is", "its own reading and writing"],
)
async def test_a_page_that_has_its_own_way_to_write_what_it_holds_is_read_as_ever(
    window: Window, page: Page, script: str
) -> None:
    await page.add_init_script(KEEP)
    await window.go(echo(f"<script>{script}</script><h1>Application</h1><dl><dt>Capacity<dd>driver</dl>"))
    seen = await window.see(
        window.frame(None), heading="Application", read={"capacity": FieldPart(label=("Capacity",))}
    )
    spot = seen.spot("capacity")
    assert spot is not None
    assert spot.text == "driver"


async def test_a_heading_that_never_comes_is_told_with_those_that_stand_there(impatient: Window) -> None:
    await impatient.go(echo("<h1>Log</h1><h2>Applications</h2><p>Application</p>"))
    with pytest.raises(ScreenChanged, match=r'no heading "Application"\. Headings on the page: "Applications"'):
        await impatient.see(impatient.frame(None), heading="Application")


async def test_headings_that_may_tell_of_somebody_are_told_by_their_shape(impatient: Window) -> None:
    await impatient.go(echo("<h1>Applicant Anna Ek</h1>"))
    with pytest.raises(ScreenChanged, match=r'Headings on the page: "Xxxxxxxxx Xxxx Xx"'):
        await impatient.see(impatient.frame(None), heading="Applicant")
    await impatient.go(echo("<h1>Ek, Anna 19900101-2385</h1>"))
    with pytest.raises(ScreenChanged, match=r'Headings on the page: "Xx, Xxxx 00000000-0000"'):
        await impatient.see(impatient.frame(None), heading="Application")


@pytest.mark.parametrize("heading", ["Application", None])
async def test_the_login_page_where_a_screen_should_be_means_logged_out(window: Window, heading: str | None) -> None:
    await window.go(echo(LOGIN))
    with pytest.raises(LoggedOut):
        await window.see(window.frame(None), heading=heading)


async def test_a_password_field_on_a_screen_of_its_own_does_not_mean_logged_out(window: Window) -> None:
    await window.go(echo("<h1>Application</h1><input type=password>"))
    assert (await window.see(window.frame(None), heading="Application")).headings == ("Application",)


async def test_the_login_page_in_a_frame_means_logged_out_there(window: Window) -> None:
    await window.go(echo(f'<h1>Case</h1><iframe name=work src="{echo(LOGIN)}"></iframe>'))
    assert (await window.see(window.frame(None))).headings == ("Case",)
    with pytest.raises(LoggedOut):
        await window.see(window.frame("work"))


async def test_a_frame_that_is_not_there_is_a_changed_screen(window: Window) -> None:
    await window.go(echo("<iframe name=work></iframe>"))
    assert window.frame("work").name == "work"
    with pytest.raises(ScreenChanged, match=r'config/systems/test\.yaml: there is no frame "desk"'):
        window.frame("desk")


@pytest.mark.parametrize(("status", "error"), [(500, PageProblem), (503, PageProblem), (404, PageMissing)])
async def test_an_answer_that_is_an_error_is_a_technical_fault(
    window: Window, status: int, error: type[PageProblem]
) -> None:
    with pytest.raises(error):
        await window.go(f"/go/{status}?to=/")
    await window.go(echo("<p>well again"))


async def test_an_error_inside_a_frame_is_noticed_when_the_frame_is_used(window: Window) -> None:
    await window.go(echo("<iframe name=work src='/go/500?to=/'></iframe>"))
    with pytest.raises(PageProblem, match="the system answered 500"):
        await window.see(window.frame("work"))


async def test_nothing_that_listens_means_that_the_system_is_down(page: Page, walled: Walled, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    system = described(tmp_path, address=address)
    walled.firewall.admit(system.description.policy)
    with pytest.raises(SystemDown, match="test does not answer at its address"):
        await Window(page, system, Apart()).go("/")
    walled.firewall.dismiss(system.description.policy)


async def test_an_answer_that_does_not_come_in_time_is_a_technical_fault(
    page: Page, walled: Walled, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        system = described(tmp_path, IMPATIENT, address=f"http://127.0.0.1:{silent.getsockname()[1]}")
        walled.firewall.admit(system.description.policy)
        with pytest.raises(PageProblem, match="/ did not load in 1 s"):
            await Window(page, system, Apart()).go("/")
        walled.firewall.dismiss(system.description.policy)


BUTTONS = {
    "a button": "<button onclick=\"location='/next'\">Go on</button>",
    "an input": "<input type=button value='Go  on' onclick=\"location='/next'\">",
    "a form's button": "<form action=/next><input type=submit value='Go on'></form>",
    "a link": "<a href=/next><b>Go</b> on</a>",
    "a link by script": "<a href=\"javascript:location='/next'\">Go on</a>",
    "an image": "<form action=/next><input type=image alt='Go on'></form>",
    "beside a hidden one": "<button style='display:none'>Go on</button><a href=/next>Go on</a>",
    "beside one that is switched off": "<button disabled>Go on</button><a href=/next>Go on</a>",
    "beside a longer one": "<a href=/other>Go on and on</a><a href=/next>Go on</a>",
}


@pytest.mark.parametrize("html", BUTTONS.values(), ids=BUTTONS)
async def test_a_button_is_pressed_by_what_stands_on_it(window: Window, loopback: Loopback, html: str) -> None:
    await window.go(echo(html))
    assert await window.offers(window.frame(None), "Go on")
    await window.press(window.frame(None), Press(press="Go on"))
    assert loopback.account("GET", "/next")


@pytest.mark.parametrize(
    ("html", "error", "times"),
    [("<a href=/next>Go</a>", ScreenChanged, 0), (2 * "<a href=/next>Go on</a>", SeveralButtons, 2)],
)
async def test_a_button_that_does_not_stand_there_once_is_not_pressed(
    window: Window, loopback: Loopback, html: str, error: type[ScreenChanged], times: int
) -> None:
    await window.go(echo(html))
    with pytest.raises(error, match=f'"Go on" stands on the page {times} times; once was expected. Nothing was press'):
        await window.press(window.frame(None), Press(press="Go on"))
    assert not loopback.account("GET", "/next")


async def test_a_button_that_leads_nowhere_is_a_technical_fault(impatient: Window) -> None:
    await impatient.go(echo("<button>Go on</button>"))
    with pytest.raises(PageProblem, match='no answer came after "Go on"'):
        await impatient.press(impatient.frame(None), Press(press="Go on"))


ASKING = "<button onclick=\"if ({asks}) location='/saved'; else document.title='not saved'\">Save</button>"


async def test_the_expected_question_is_answered_with_yes(window: Window, loopback: Loopback) -> None:
    await window.go(echo(ASKING.format(asks="confirm('Save the draft?')")))
    await window.press(window.frame(None), Press(press="Save", confirm="Save the draft?"))
    assert loopback.account("GET", "/saved")


OTHER_QUESTIONS = {
    "another": ("confirm('Decide the case?')", "Save the draft?"),
    "one more behind it": ("confirm('Save the draft?') && confirm('And decide?')", "Save the draft?"),
    "one that says more": ("confirm('Save the draft? And decide?')", "Save the draft?"),
    "none expected": ("confirm('Save the draft?')", None),
    "a text to type": ("prompt('Save the draft?', 'yes')", "Save the draft?"),
}


@pytest.mark.parametrize(("asks", "expected"), OTHER_QUESTIONS.values(), ids=OTHER_QUESTIONS)
async def test_any_other_question_is_answered_with_no(
    impatient: Window, loopback: Loopback, asks: str, expected: str | None
) -> None:
    await impatient.go(echo(ASKING.format(asks=asks)))
    with pytest.raises(ScreenChanged, match=r'"Save" asked a question .*\. It was answered with no\.'):
        await impatient.press(impatient.frame(None), Press(press="Save", confirm=expected))
    assert await impatient.page.title() == "not saved"
    assert not loopback.account("GET", "/saved")


async def test_a_question_that_was_expected_once_is_not_expected_later(impatient: Window, loopback: Loopback) -> None:
    await impatient.go(echo(ASKING.format(asks="confirm('Save the draft?')")))
    async with impatient.expecting("Save the draft?"):
        pass
    with pytest.raises(ScreenChanged):
        await impatient.press(impatient.frame(None), Press(press="Save"))
    assert not loopback.account("GET", "/saved")


async def test_a_message_box_holds_nothing_up(window: Window, loopback: Loopback) -> None:
    await window.go(echo("<script>alert('Welcome')</script><a href=/next>Go on</a>"))
    await window.press(window.frame(None), Press(press="Go on"))
    assert loopback.account("GET", "/next")


async def test_a_page_that_asks_whether_to_leave_a_half_filled_form_is_left(window: Window, loopback: Loopback) -> None:
    await window.go(echo("<input id=i><a href=/next>Leave</a><script>onbeforeunload = () => 'Sure?'</script>"))
    await window.page.locator("#i").fill("half")
    await window.press(window.frame(None), Press(press="Leave"))
    assert loopback.account("GET", "/next")
