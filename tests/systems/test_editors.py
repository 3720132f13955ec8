"""Rich-text editors: read, filled as a person types, sent as HTML that shows the draft and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import Page

from robots.errors import CaseProblem, PageProblem, ScreenChanged, WriteBlocked
from robots.systems.apart import Apart
from robots.systems.decision import Decision
from robots.systems.markup import shows
from robots.systems.naming import Naming
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo

pytestmark = pytest.mark.asyncio(loop_scope="session")

# As editors do it: what is edited is carried by a hidden control, which a script fills when the form is sent.
ELEMENT = """<table><tr><td>Outcome:<td><div id=e contenteditable=true>{began}</div><textarea name=outcome hidden>
  </textarea></table>"""
FRAME = """<label for=o>Outcome</label><div><textarea id=o name=outcome style='display:none'></textarea>
  <iframe id=e srcdoc="<body contenteditable=true>{began}</body>"></iframe></div>"""
EDITED = "(e.tagName === 'IFRAME' ? e.contentDocument.body : e).innerHTML"
SENDS = f"document.forms[0].onsubmit = () => {{ document.forms[0].outcome.value = {EDITED} }}"
FORM = """<h1>Decision</h1><form method=post action=/save>{editor}<input type=submit value=Save></form>
  <script>{script}</script>"""
WORDS = "Grant.\n\nThe way is 300 metres <long> & no more."


class Desk:
    """A decision form with an editor in it."""

    def __init__(self, walled: Walled, page: Page, loopback: Loopback, folder: Path) -> None:
        self._walled, self._page, self._loopback, self._folder = walled, page, loopback, folder

    async def saves(
        self, editor: str, *, script: str = SENDS, began: str = "", field: str = "{label: Outcome, rich: outcome}"
    ) -> str:
        """Save these words; what the system was sent for them."""
        at = echo(FORM.format(editor=editor.format(began=began), script=script))
        changes = (
            ("    draft:\n", f'    draft:\n      at: "{at}"\n'),
            ("outcome: {label: Outcome}", f"outcome: {field}"),
            ("      carries: token\n", ""),
        )
        system = described(self._folder, *changes, address=self._loopback.origin)
        self._walled.firewall.admit(system.description.policy)
        try:
            window, part = Window(self._page, system, Apart()), system.description.cases["permit"].draft
            decision = Decision(window, part, Naming("1"), "permit")
            form = await decision.form()
            assert decision.touched(form) == (("outcome",) if began else ())
            assert decision.writable(form)
            with pytest.raises(PageProblem, match='no "Saved" was shown'):
                await decision.save(form, {"outcome": WORDS}, self._walled.firewall, self._last_act)
        finally:
            self._walled.firewall.dismiss(system.description.policy)
        (sent,) = self._loopback.account("POST", "/save")
        return parse_qs(sent.body.decode())["outcome"][0]

    async def _last_act(self) -> None:
        """Nothing stands against it."""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(walled: Walled, page: Page, loopback: Loopback, tmp_path: Path) -> AsyncIterator[Desk]:
    yield Desk(walled, page, loopback, tmp_path)


@pytest.mark.parametrize("editor", [ELEMENT, FRAME], ids=["an element", "a frame"])
@pytest.mark.parametrize("began", ["", "<p>old <b>words</b></p>"], ids=["empty", "begun"])
async def test_what_is_typed_into_an_editor_is_what_is_sent(desk: Desk, editor: str, began: str) -> None:
    assert shows(await desk.saves(editor, began=began), WORDS)


async def test_a_page_is_told_that_its_editor_was_typed_in(desk: Desk) -> None:
    carries = f"document.forms[0].outcome.value += told + {EDITED}"
    at_once = f"for (const told of ['input', 'change']) e.addEventListener(told, () => {{ {carries} }})"
    with pytest.raises(WriteBlocked, match="differs from the draft in outcome"):
        await desk.saves(ELEMENT, script=at_once)
    assert (await desk._page.locator("textarea").input_value()).split("input")[-1].count("change") == 1


REFUSED = {
    "it adds words": SENDS.replace("innerHTML", "innerHTML + '<p>By a robot</p>'"),
    "it adds a picture": SENDS.replace("innerHTML", "innerHTML + '<img src=x>'"),
    "it sends nothing of it": "",
}


@pytest.mark.parametrize("script", REFUSED.values(), ids=REFUSED)
async def test_an_editor_that_would_send_something_else_sends_nothing(desk: Desk, script: str) -> None:
    with pytest.raises(WriteBlocked):
        await desk.saves(ELEMENT, script=script)
    assert desk._loopback.account("POST", "/save") == []


async def test_an_editor_that_changes_its_words_is_noticed_before_the_save(desk: Desk) -> None:
    with pytest.raises(CaseProblem, match="did not keep what was filled in: outcome"):
        await desk.saves(ELEMENT, script=f"{SENDS}; e.addEventListener('change', () => {{ e.textContent = 'Grant' }})")


async def test_an_editor_of_which_nobody_says_what_carries_it_is_not_written_in(desk: Desk) -> None:
    with pytest.raises(ScreenChanged, match='"rich" must name the form\'s field'):
        await desk.saves(ELEMENT, field="{label: Outcome}")


SHOWN = {"Grant": True, "<p>Grant</p>": True, "<b>Gra</b>nt<br>&nbsp;": True, "Gr&#97;nt": True, "Grants": False}
MORE = (
    "<a href=x>Grant</a>",
    "Grant<script></script>",
    "Grant<img src=x>",
    "Grant<style>p{}</style>",
    "Grant<!DOCTYPE x>",
)


@pytest.mark.parametrize(("html", "so"), {**SHOWN, **dict.fromkeys(MORE, False)}.items())
async def test_html_that_holds_more_than_the_words_does_not_show_just_them(html: str, so: bool) -> None:
    assert shows(html, "Grant") is so
