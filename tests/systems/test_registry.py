"""What old case systems do: menus, accepting a case, windows and frames that hold screens, saves that are refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from robots.errors import CaseProblem, ClaimLost, DescriptionError, Reason, ScreenChanged
from robots.model import Unknown, Value
from robots.systems.casework import Casework
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.systems.window import Window
from tests.systems.conftest import Walled
from tests.systems.registry import NUMBERS, PASSWORD, Registry, registry

pytestmark = pytest.mark.asyncio(loop_scope="session")

REGISTRY = Path(__file__).with_name("registry.yaml")
CASE = NUMBERS[0]


@dataclass(frozen=True)
class Clerk:
    """A robot logged in to a registry of its own."""

    session: Session
    window: Window
    registry: Registry

    async def opens(self, number: str = CASE) -> Casework:
        return await Casework.open(self.session, self.window, number, "permit")


@asynccontextmanager
async def at_registry(walled: Walled, folder: Path, *changes: tuple[str, str]) -> AsyncIterator[Clerk]:
    """Log in to a registry, by a description of which some lines were changed."""
    text = REGISTRY.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    path = folder / "registry.yaml"
    path.write_text(text, encoding="utf-8")
    with registry() as (made, address):
        system = open_system(path, address=address)
        async with (
            Session.open(walled.browser, walled.firewall, system, Credentials(PASSWORD)) as session,
            session.window() as window,
        ):
            yield Clerk(session, window, made)


MENU = """  at: /start
  path:
    - {press: Registry, frame: menu, opens: content}
    - {press: New cases, frame: content}
  frame: content
"""
TURNED = {
    "an address with a page": (MENU, '  at: /inbox\n  pages: "/inbox?page={page}"\n'),
    "a link": (MENU, "  at: /inbox/link\n  next: {press: Next}\n"),
    "a button": (MENU, "  at: /inbox/button\n  next: {press: Next}\n"),
    "a postback": (MENU, "  at: /inbox/postback\n  next: {press: Next, sends: POST /inbox}\n"),
}


@pytest.mark.parametrize("change", TURNED.values(), ids=TURNED)
async def test_an_inbox_is_read_whole_however_its_pages_are_turned(
    walled: Walled, tmp_path: Path, change: tuple[str, str]
) -> None:
    async with at_registry(walled, tmp_path, change) as clerk:
        inbox = await read_inbox(clerk.session)
    assert [(row.number, row.flow) for row in inbox.rows] == [(n, "permit" if n < "A-5" else None) for n in NUMBERS]
    assert inbox.complete


async def test_an_inbox_that_no_address_leads_to_is_reached_by_its_menu(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        await clerk.window.see_inbox()
        inbox = await read_inbox(clerk.session)
    assert [row.number for row in inbox.rows] == list(NUMBERS[:2])
    assert not inbox.complete  # nobody said how it turns its pages


async def test_a_case_is_accepted_once_read_in_its_windows_and_frames_and_given_back(
    walled: Walled, tmp_path: Path
) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        work = await clerk.opens()
        values = (await work.read()).values
        assert {**values, "received": str(values["received"])} == {
            "applicant": "191212121204",
            "received": "2026-11-02",
            "signed": True,
            "earlier": 0,
        }
        assert len(clerk.window.page.context.pages) == 1, "the window of the details is still open"
        await work.leave()
        assert clerk.registry.accepts == [CASE, f"-{CASE}"]


async def test_a_case_that_the_robot_has_already_is_not_accepted_again(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        clerk.registry.cases[CASE].holder = "robot"
        await (await clerk.opens()).leave()
        assert clerk.registry.accepts == [f"-{CASE}"]


async def test_a_case_that_a_colleague_has_is_not_accepted(walled: Walled, tmp_path: Path) -> None:
    for locked in ((), (("      locked: A colleague has it\n", ""),)):
        async with at_registry(walled, tmp_path, *locked) as clerk:
            clerk.registry.cases[CASE].holder = "colleague"
            with pytest.raises(CaseProblem) as problem:
                await clerk.opens()
            assert problem.value.reason == Reason.LOCKED
            assert clerk.registry.accepts == []


async def test_a_case_that_does_not_say_that_it_was_accepted_is_given_back(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path, ("shows: You have the case", "shows: The case is yours")) as clerk:
        with pytest.raises(ScreenChanged, match=r'registry\.yaml:\d+: "Accept the case" was pressed'):
            await clerk.opens()
        assert clerk.registry.accepts == [CASE, f"-{CASE}"]


async def test_a_screen_without_its_anchors_is_not_read(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path, ("anchors: [Received, Signed]", "anchors: [Receipt, Signed]")) as clerk:
        work = await clerk.opens()
        with pytest.raises(ScreenChanged, match=r'the screen lacks "Receipt" \(nearest: "Received"'):
            await work.read()
        await work.leave()


async def test_a_button_that_opens_no_window_is_told_as_such(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path, ("popup: {press: Details}", "popup: {press: Particulars}")) as clerk:
        work = await clerk.opens()
        with pytest.raises(ScreenChanged, match='"Particulars" stands on the page 0 times'):
            await work.read()
        await work.leave()


async def nothing_to_say() -> None:
    """A last act that lets the save go."""


DRAFT: dict[str, Value] = {"outcome": "grant", "reasons": "By a robot", "note": "Prepared"}
EMPTY = {"decision": {"outcome": "", "reasons": ""}, "remark": {"note": ""}}


async def test_a_draft_on_two_pages_is_one_draft(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        work = await clerk.opens()
        form = await work.form()
        assert (work.touched(form), work.writable(form)) == ((), True)
        answer = await work.save(form, DRAFT, nothing_to_say)
        assert answer is not None
        assert answer.values == DRAFT
        back = await work.form()
        await work.leave()
        assert work.differing(DRAFT, back) == ()
        assert clerk.registry.cases[CASE].saves == ["decision", "remark"]


async def test_of_a_draft_that_is_half_saved_only_the_other_half_is_saved(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        work = await clerk.opens()
        before = dict((await work.form()).values)
        clerk.registry.colleague_saves(CASE, "decision", outcome="Grant", reasons="By a robot")
        half = await work.form()
        assert work.between(before, DRAFT, half)
        assert work.touched(half) == ("outcome", "reasons")
        await work.save(half, DRAFT, nothing_to_say)
        whole = await work.form()
        await work.leave()
        assert not work.between(before, DRAFT, whole)
        assert work.holds(DRAFT, whole)
        assert clerk.registry.cases[CASE].saves == ["remark"]


@pytest.mark.parametrize(("page", "saves"), [("decision", []), ("remark", ["decision"])])
async def test_a_save_that_a_colleague_came_before_is_for_a_person_and_overwrites_nothing(
    walled: Walled, tmp_path: Path, page: str, saves: list[str]
) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        clerk.registry.hastens = page
        work = await clerk.opens()
        with pytest.raises(CaseProblem, match="A colleague saved the case meanwhile") as problem:
            await work.save(await work.form(), DRAFT, nothing_to_say)
        await work.leave()
        assert problem.value.reason == Reason.BEGUN
        assert work.half is bool(saves)
        assert clerk.registry.cases[CASE].saves == saves
        assert clerk.registry.cases[CASE].pages[page] == EMPTY[page]


async def test_a_page_that_a_colleague_wrote_in_since_the_look_is_not_saved(walled: Walled, tmp_path: Path) -> None:
    async with at_registry(walled, tmp_path) as clerk:
        work = await clerk.opens()
        form = await work.form()
        clerk.registry.colleague_saves(CASE, "decision", reasons="By a colleague")
        with pytest.raises(CaseProblem, match="A colleague saved the case meanwhile"):
            await work.save(form, DRAFT, nothing_to_say)
        await work.leave()
        assert clerk.registry.cases[CASE].saves == []


async def test_each_page_has_a_permit_of_its_own_and_the_last_look_is_asked_before_each(
    walled: Walled, tmp_path: Path
) -> None:
    asked: list[int] = []

    async def once() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise ClaimLost("another robot took the case over")

    async with at_registry(walled, tmp_path) as clerk:
        work = await clerk.opens()
        with pytest.raises(ClaimLost):
            await work.save(await work.form(), DRAFT, once)
        await work.leave()
        assert work.half
        assert clerk.registry.cases[CASE].saves == ["decision"]


COMMENT = """        - at: /case/{case}/comment
          heading: Comment
          fields:
            note: {label: Comment, kept: {by: Author, text: Said, own: robot, none: No comments}}
          untouched: {note: ""}
          carries: version
          save: {press: Save comment, sends: "POST /case/{case}/comment", shows: The draft is saved}
"""


@asynccontextmanager
async def commenting(walled: Walled, folder: Path) -> AsyncIterator[Clerk]:
    """At a registry whose second page takes a comment: once saved it stands in a table, and its box is empty."""
    text = REGISTRY.read_text(encoding="utf-8")
    remark = text[text.index("        - at: /case/{case}/remark") : text.index("never:")]
    async with at_registry(walled, folder, (remark, COMMENT)) as clerk:
        yield clerk


async def test_a_comment_is_read_back_where_it_stands_once_it_was_saved(walled: Walled, tmp_path: Path) -> None:
    async with commenting(walled, tmp_path) as clerk:
        clerk.registry.cases[CASE].comments.append(("colleague", "I will look at it"))
        work, draft = await clerk.opens(), DRAFT | {"note": "Prepared.\n\nLook at it."}
        form = await work.form()
        assert work.touched(form) == ()
        await work.save(form, draft, nothing_to_say)
        back = await work.form()
        assert work.differing(draft, back) == ()
        await work.save(back, draft, nothing_to_say)
        await work.leave()
        assert clerk.registry.cases[CASE].saves == ["decision", "comment"]
        assert clerk.registry.cases[CASE].comments[1:] == [("robot", "Prepared.\n\nLook at it.")]


async def test_a_comment_of_the_robot_s_own_is_no_form_that_nobody_began_and_two_are_not_sure(
    walled: Walled, tmp_path: Path
) -> None:
    async with commenting(walled, tmp_path) as clerk:
        work = await clerk.opens()
        for expected in ("Done", Unknown("the robot has several comments there")):
            clerk.registry.cases[CASE].comments.append(("robot", "Done"))
            form = await work.form()
            assert form.values["note"] == expected
            assert work.touched(form) == ("note",)
        await work.leave()


async def test_a_comment_is_not_taken_back_by_an_empty_one(walled: Walled, tmp_path: Path) -> None:
    async with commenting(walled, tmp_path) as clerk:
        clerk.registry.cases[CASE].comments.append(("robot", "Done"))
        clerk.registry.colleague_saves(CASE, "decision", outcome="Grant", reasons="By a robot")
        work = await clerk.opens()
        with pytest.raises(CaseProblem, match="what was said in one stays said"):
            await work.save(await work.form(), {"outcome": None, "reasons": None, "note": None}, nothing_to_say)
        await work.leave()
        assert clerk.registry.cases[CASE].saves == []


REFUSED = {
    "no sign that a case was accepted": (", shows: You have the case", "", "it must name what shows that the case is"),
    "two ways to turn pages": (MENU, "  at: /\n  pages: /{page}\n  next: {press: N}\n", "no next and no frame"),
    "pages without a number": (MENU, "  at: /inbox\n  pages: /inbox\n", "it must name {page} or {start}"),
    "a button that decides on the way": ("press: New cases", "press: Decide", 'it presses "Decide", which stands'),
    "a field on two pages": ("note: {label: Note}", "reasons: {label: Note}", "it must name each field of the form"),
    "a field on two whole pages": (
        '            note: {label: Note}\n          untouched: {note: ""}\n',
        '            reasons: {label: Note}\n          untouched: {reasons: ""}\n',
        "a field stands on several pages",
    ),
    "a page without an address": (
        "        - at: /case/{case}/remark\n          heading",
        "        - heading",
        "an address",
    ),
    "a form in a window": ("    draft:\n", "    draft:\n      popup: {press: x}\n", "case's own window"),
}


@pytest.mark.parametrize(("old", "new", "said"), REFUSED.values(), ids=REFUSED)
async def test_a_description_is_refused_that_has(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = REGISTRY.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "registry.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DescriptionError) as refusal:
        open_system(tmp_path / "registry.yaml")
    assert said in str(refusal.value)
