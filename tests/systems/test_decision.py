"""The decision form, on pages that play tricks: what it would not keep is never sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from robots.errors import CaseProblem, PageProblem, Reason, ScreenChanged, WriteBlocked
from robots.systems.apart import Apart
from robots.systems.decision import Decision
from robots.systems.naming import Naming
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = """<h1>Decision</h1><form method=post action=/save><input type=hidden name=token value=t>
  <label>Outcome <input name=outcome {control}></label> <input type=submit value=Save></form>{script}"""


class Desk:
    """A decision form as a test orders it."""

    def __init__(self, walled: Walled, page: Page, loopback: Loopback, folder: Path) -> None:
        self.loopback = loopback
        self._walled, self._page, self._folder = walled, page, folder

    async def saves(
        self, outcome: str, *, control: str = "", script: str = "", form: str = FORM, settings: str = "{}"
    ) -> None:
        """Save a draft of this outcome."""
        at = echo(form.format(control=control, script=script))
        draft = ("    draft:\n", f'    draft:\n      at: "{at}"\n      settings: {settings}\n')
        system = described(self._folder, draft, address=self.loopback.origin)
        self._walled.firewall.admit(system.description.policy)
        try:
            window, part = Window(self._page, system, Apart()), system.description.cases["permit"].draft
            decision = Decision(window, part, Naming("1"), "permit")
            await decision.save(await decision.form(), {"outcome": outcome}, self._walled.firewall, self._last_act)
        finally:
            self._walled.firewall.dismiss(system.description.policy)

    async def _last_act(self) -> None:
        """Nothing stands against it."""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(walled: Walled, page: Page, loopback: Loopback, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk where nothing has been saved."""
    yield Desk(walled, page, loopback, tmp_path)


async def test_a_draft_is_sent_once_with_what_the_form_carries(desk: Desk) -> None:
    with pytest.raises(PageProblem, match='no "Saved" was shown after the save'):
        await desk.saves("grant")
    assert [arrival.body for arrival in desk.loopback.account("POST", "/save")] == [b"token=t&outcome=grant"]


REVERTS = "<script>document.forms[0].outcome.onchange = (e) => { e.target.value = 'reject' }</script>"
SOON = "<script>document.forms[0].outcome.onchange = (e) => setTimeout(() => { e.target.value = 'reject' })</script>"
LATE = "<script>document.forms[0].onsubmit = (e) => { e.target.outcome.value = 'reject' }</script>"
SENDS_MORE = "<script>document.forms[0].onsubmit = (e) => { e.target.token.name = 'decide' }</script>"
TWO = FORM.replace("Outcome <input", "Outcome <input form=x") + "<form id=x></form>"
OPTIONS = FORM.replace("<input name=outcome {control}>", "<select name=outcome><option>reject</select>")

MAILS = FORM.replace("<label>", "<input type=checkbox name=mail value=1 checked><label>", 1)

REFUSED: dict[str, tuple[dict[str, str], Any, str]] = {
    "a script that changes it back": ({"script": REVERTS}, CaseProblem, "did not keep what was filled in: outcome"),
    "a script that changes it a moment later": ({"script": SOON}, (CaseProblem, WriteBlocked), "outcome"),
    "a script that changes it at the end": ({"script": LATE}, WriteBlocked, "differs from the draft in outcome"),
    "a script that sends another field": ({"script": SENDS_MORE}, WriteBlocked, "has the undeclared decide"),
    "a box of the vendor's, ticked beforehand": ({"form": MAILS}, ScreenChanged, "would also send mail, which nobody"),
    "a control too short": ({"control": "maxlength=3"}, CaseProblem, '"outcome" takes 3 characters'),
    "a control that is switched off": ({"control": "disabled"}, CaseProblem, '"outcome" of the decision form cannot'),
    "a button of another form": ({"form": TWO}, WriteBlocked, "has the undeclared token"),
}  # fmt: skip


@pytest.mark.parametrize(("order", "error", "says"), REFUSED.values(), ids=REFUSED)
async def test_a_form_that_would_not_keep_or_send_the_draft_is_not_sent(
    desk: Desk, order: dict[str, str], error: Any, says: str
) -> None:
    with pytest.raises(error, match=says):
        await desk.saves("grant", **order)
    assert desk.loopback.account("POST", "/save") == []


async def test_an_option_that_the_form_does_not_offer_is_a_changed_screen(desk: Desk) -> None:
    said = r'test\.yaml:\d+: the form does not offer the option "grant"\. It offers: reject'
    with pytest.raises(ScreenChanged, match=said):
        await desk.saves("grant", form=OPTIONS)
    assert desk.loopback.account("POST", "/save") == []


async def test_a_control_that_cannot_be_changed_is_a_case_for_a_person(desk: Desk) -> None:
    with pytest.raises(CaseProblem) as problem:
        await desk.saves("grant", control="readonly")
    assert problem.value.reason == Reason.LOCKED


PUBLIC = FORM.replace("<label>", "<label>Public <input type=checkbox name=mail value=1 checked></label><label>", 1)
OFF, ON = "{mail: {label: Public, is: false}}", "{mail: {label: Public, is: true}}"
LIST = "<label>Status <select name=status><option>open<option>shut</select></label><label>"
STATUS, SHUT = FORM.replace("<label>", LIST, 1), "{status: {label: Status, is: shut}}"
TICKS = "<script>const it = document.forms[0]; it.outcome.onchange = () => setTimeout(() => it.mail.click())</script>"
TICKS_LATE = "<script>document.forms[0].onsubmit = (e) => { e.target.mail.checked = true }</script>"
STUBBORN = "<script>document.forms[0].mail.onchange = (e) => { e.target.checked = true }</script>"
HELD: dict[str, tuple[dict[str, str], bytes]] = {
    "a box that comes ticked, off": ({"form": PUBLIC, "settings": OFF}, b"token=t&outcome=grant"),
    "a box, on": ({"form": PUBLIC, "settings": ON}, b"token=t&mail=1&outcome=grant"),
    "a list": ({"form": STATUS, "settings": SHUT}, b"token=t&status=shut&outcome=grant"),
}  # fmt: skip
NOT_HELD: dict[str, tuple[dict[str, str], type[Exception], str]] = {
    "a script ticks it": ({"script": TICKS}, CaseProblem, 'did not keep the setting "Public"'),
    "a script ticks it at the end": ({"script": TICKS_LATE}, WriteBlocked, "has the forbidden mail"),
    "it cannot be unticked": ({"script": STUBBORN}, CaseProblem, 'did not keep the setting "Public"'),
    "it is not there": ({"form": FORM}, ScreenChanged, 'the form has no setting "Public"'),
}  # fmt: skip


@pytest.mark.parametrize(("order", "body"), HELD.values(), ids=HELD)
async def test_a_setting_is_made_and_goes_out_with_the_save(desk: Desk, order: dict[str, str], body: bytes) -> None:
    with pytest.raises(PageProblem, match='no "Saved" was shown'):
        await desk.saves("grant", **order)
    assert [arrival.body for arrival in desk.loopback.account("POST", "/save")] == [body]


@pytest.mark.parametrize(("order", "error", "says"), NOT_HELD.values(), ids=NOT_HELD)
async def test_a_form_in_which_a_setting_does_not_hold_is_not_sent(
    desk: Desk, order: dict[str, str], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        await desk.saves("grant", **{"form": PUBLIC, "settings": OFF, **order})
    assert desk.loopback.account("POST", "/save") == []
