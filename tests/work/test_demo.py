"""The demo: what it says of itself is what the practice system's own account and its hand-written key say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, BrowserType, FrameLocator, Page, async_playwright

from robots import browser as installed
from robots.errors import ConfigError, Reason
from robots.model import State
from robots.practice.scenarios import scenarios
from robots.settings import Home
from robots.systems.chromium import warm_browser
from robots.systems.description import open_system
from robots.systems.session import Session
from robots.systems.window import Window
from robots.work.demo import MARK, PAUSE, SYSTEM, Practice, Story, Summary, demo, flows_on, practice, shared_out
from robots.work.judging import Difference, Ending, came_in, decided_by_robot
from robots.work.office import open_store, today
from tests.logbook import logged
from tests.work.municipality import one_robot

TOOLKIT = Path(__file__).resolve().parents[2]
ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
REASONS = {"altered", "begun", "contradiction", "judgement", "locked", "person_only", "unreadable"}
FLOWS = flows_on(Home(TOOLKIT), SYSTEM)
STORIES = {flow: len(scenarios(flow).stories) for flow in FLOWS.values()}
ALL = sum(STORIES.values())


class Heard(Story):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.chapters: list[str] = []
        self.endings: list[Ending] = []
        self.differences: Sequence[Difference] | None = None

    def begins(self, cases: Mapping[str, int]) -> None:
        self.chapters.append(f"begins with {sum(cases.values())} of {len(cases)} types")

    def logs_in(self) -> None:
        self.chapters.append("logs in")

    def reads(self, title: str, cases: int) -> None:
        self.chapters.append(f"reads {cases} of {title}")

    def works(self, ending: Ending) -> None:
        self.endings.append(ending)

    def goes_again(self) -> None:
        self.chapters.append(f"goes again after {len(self.endings)}")

    def judged(self, summary: Summary, differences: Sequence[Difference]) -> None:
        self.chapters.append("judged")
        self.differences = differences


@dataclass(frozen=True)
class Played:
    """A whole demo: what it summed up, and what was told while it went on."""

    home: Path
    summary: Summary
    told: Heard


pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The demo, played where an older demo lies."""
    home = tmp_path_factory.mktemp("played")
    for name in (MARK, "left-over.txt"):
        (home / name).touch()
    told = Heard()
    return Played(home, demo(TOOLKIT, home, seed=1, story=told), told)


def test_every_case_of_every_type_ends_as_the_hand_written_key_says(played: Played) -> None:
    summary = played.summary
    assert summary.wrong == []
    assert (summary.found, summary.failed) == (ALL, 0)
    of_flows = {flow: many for flow, many in summary.flows.items() if flow != "-"}
    assert of_flows.keys() == STORIES.keys()
    assert all(many <= STORIES[flow] for flow, many in of_flows.items()), "of cases for people only no flow is kept"
    assert summary.found == summary.verified + summary.proposed + sum(summary.handed_over.values())
    assert set(summary.handed_over) >= REASONS


def test_each_draft_was_saved_once_and_nothing_was_decided_or_left_locked(played: Played) -> None:
    summary = played.summary
    assert summary.draft_saves == summary.drafted + summary.restored, "one save a case, and one to put values back"
    assert summary.restored == 1
    assert (summary.decided_by_robot, summary.locks_left, summary.second_run_saves) == (0, 0, 0)


def test_a_case_with_a_clock_of_its_own_is_due_on_the_last_day_that_its_proposal_tells(played: Played) -> None:
    with open_store(Home(played.home)) as store:
        cases = [case for case in came_in(store).values() if case.reason != Reason.PERSON_ONLY]
        proposals = [(case.due, store.content(case).proposal) for case in cases]
    told = [(due, day) for due, proposal in proposals if proposal and (day := proposal.values.get("last_day"))]
    assert told
    assert [due for due, _ in told] == [day for _, day in told]


def test_its_summary_stands_beside_it_and_names_files_that_are_there(played: Played) -> None:
    home = played.home
    written = json.loads((home / "summary.json").read_text("utf-8"))
    assert written.keys() >= {
        *("found", "drafted", "verified", "withdrawn", "failed", "handed_over", "flows", "draft_saves"),
        *("decided_by_robot", "wrong", "worklist", "weekly", "logs", "seconds"),
    }
    assert sum(written["flows"].values()) == written["found"]
    for name in ("worklist", "weekly", "logs"):
        assert Path(written[name]).exists()
        assert Path(written[name]).is_relative_to(home), "all of it lies in the demo's folder"


def test_its_logs_say_which_robot_run_and_case_and_hold_no_personal_number(played: Played) -> None:
    demo = played
    lines = logged(demo.home / "logs")
    of_cases = [line for line in lines if "case" in line]
    assert {line["robot"] for line in of_cases} == FLOWS.keys()
    assert {int(line["run"]) for line in of_cases} == set(range(1, len(FLOWS) + 1)), "the second runs touched no case"
    with open_store(Home(demo.home)) as store:
        read = [store.content(case).application for case in store.cases()]
    numbers = {number for application in read if application and isinstance(number := application["applicant"], str)}
    said = " ".join(line["says"] for line in lines)
    assert numbers
    assert not any(number in said or f"{number[:8]}-{number[8:]}" in said for number in numbers)


def test_what_happens_is_told_as_it_happens(played: Played) -> None:
    first, second, *read = played.told.chapters[:-2]
    assert [first, second] == [f"begins with {ALL} of {len(FLOWS)} types", "logs in"]
    assert [chapter.split()[1] for chapter in read] == [str(STORIES[flow]) for flow in FLOWS.values()]
    assert played.told.chapters[-2:] == [f"goes again after {ALL}", "judged"]
    assert played.told.differences == ()


def test_each_case_is_told_once_with_what_came_of_it(played: Played) -> None:
    summary, endings = played.summary, played.told.endings
    assert len({ending.number for ending in endings}) == len(endings) == summary.found
    assert sum(ending.state is State.VERIFIED for ending in endings) == summary.verified
    assert {ending.outcome for ending in endings if ending.state is State.VERIFIED} >= {"grant", "completion"}


def test_each_hand_over_is_told_with_its_reason_in_words_except_where_only_people_may_open_the_case(
    played: Played,
) -> None:
    handed = [ending for ending in played.told.endings if ending.state is State.HANDED_OVER]
    assert {ending.reason for ending in handed} >= REASONS
    assert {ending.reason for ending in handed if not ending.why} == {"person_only"}
    assert next(ending.why for ending in handed if ending.reason == "locked") == "En kollega har ärendet öppet."


@pytest.mark.parametrize("cases", [1, 5, 30, 500])
def test_cases_are_shared_out_by_how_many_stories_a_type_has_and_none_is_left_without(cases: int) -> None:
    shares = shared_out(cases, STORIES)
    assert list(shares) == list(STORIES)
    assert sum(shares.values()) == max(cases, len(STORIES))
    for flow, many in shares.items():
        assert many >= 1
        assert many == 1 or abs(many - cases * STORIES[flow] / ALL) <= len(STORIES)


def test_without_a_number_each_story_is_told_once() -> None:
    assert shared_out(None, STORIES) == STORIES
    assert STORIES["parking_permit"] == 60


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """The toolkit's config and flow, with the walking distance of drivers lowered in rules.xlsx as README.md says."""
    starter = one_robot(tmp_path / "strict")
    path = starter / "flows" / "parking_permit" / "rules.xlsx"
    book = load_workbook(path)
    row = next(row for row in book["Belopp"] if row[0].value == "gångsträcka.förare")
    row[3].value = 100
    trials = book["Testfall"]
    distance = next(cell.column for cell in trials[1] if cell.value == "Gångsträcka")
    trials.cell(2, distance).value = 100  # the case at the limit, which the others take their values from
    book.save(path)
    return starter


@pytest.mark.proof
def test_a_changed_limit_shows_as_cases_that_end_otherwise_than_the_key_says(strict: Path, tmp_path: Path) -> None:
    told = Heard()
    summary = demo(strict, tmp_path / "demo", cases=12, story=told)
    assert told.differences
    assert [one.number for one in told.differences] == summary.wrong
    assert ("grant", "reject") in {(one.expected.outcome, one.came.outcome) for one in told.differences}
    assert all(one.story for one in told.differences)
    assert (summary.draft_saves, summary.decided_by_robot) == (summary.drafted, 0)


def test_without_a_screen_nothing_is_watched_and_an_older_demo_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(installed.sys, "platform", "linux")
    (tmp_path / MARK).touch()
    with pytest.raises(installed.NoBrowser, match=r"no screen here .* or without --watch"):
        demo(TOOLKIT, tmp_path, watched=True)
    assert [file.name for file in tmp_path.iterdir()] == [MARK]


@pytest.mark.proof
def test_watching_shows_the_first_run_slowly_in_one_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[dict[str, Any]] = []
    launch, made, opens = BrowserType.launch, Window.__init__, Session.window
    standing: list[Window] = []
    most: list[int] = []

    async def headless(kind: BrowserType, **options: Any) -> Browser:
        launched.append(options)
        return await launch(kind, **{**options, "headless": True, "slow_mo": 0})

    def hasty(window: Window, *words: Any, pause: float = 0, **more: Any) -> None:
        made(window, *words, pause=pause / 100, **more)  # a test need not follow with its eyes

    @asynccontextmanager
    async def counted(session: Session) -> AsyncIterator[Window]:
        async with opens(session) as window:
            standing.append(window)
            if launched[-1]["slow_mo"]:
                most.append(len(standing))
            try:
                yield window
            finally:
                standing.remove(window)

    monkeypatch.setattr(BrowserType, "launch", headless)
    monkeypatch.setattr(Window, "__init__", hasty)
    monkeypatch.setattr(Session, "window", counted)
    monkeypatch.setattr(installed, "find_with_window", installed.find)
    summary = demo(one_robot(tmp_path / "starter"), tmp_path / "demo", cases=2, watched=True)
    assert (summary.found, summary.wrong) == (2, [])
    assert [(one["headless"], one["slow_mo"]) for one in launched] == [(False, PAUSE * 1000), (True, 0)]
    assert set(most) == {1}


def test_an_older_demo_is_replaced(played: Played) -> None:
    assert (played.home / MARK).is_file()
    assert not (played.home / "left-over.txt").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds something else than a demo"):
        demo(TOOLKIT, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


async def test_without_the_firewall_a_click_on_the_button_that_decides_is_counted() -> None:
    found = installed.find()
    with practice(cases={"parking_permit": 1}, seed=1, day=today()) as system:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
            tab = await _decision_form(await _logged_in(browser, system), system)
            await tab.get_by_role("button", name="Fatta beslut").click()
            await tab.locator(".klart", has_text="Beslut fattat").wait_for()
            await browser.close()
        assert decided_by_robot(system.account()) == 1


async def test_behind_the_firewall_the_same_click_decides_nothing(tmp_path: Path) -> None:
    with practice(cases={"parking_permit": 1}, seed=1, day=today()) as system:
        description = open_system(TOOLKIT / "config" / "systems" / "practice.yaml", address=system.address).description
        async with warm_browser() as (browser, firewall):
            firewall.admit(description.policy)
            with firewall.entering(description.policy):
                page = await _logged_in(browser, system)
            tab = await _decision_form(page, system)
            async with tab.owner.page.expect_event("requestfailed"):
                await tab.get_by_role("button", name="Fatta beslut").click()
        assert decided_by_robot(system.account()) == 0


async def _logged_in(browser: Browser, system: Practice) -> Page:
    """A page in which a clerk has logged in with the robot's account; boxes are accepted."""
    page = await browser.new_page(base_url=system.address)
    page.on("dialog", lambda box: box.accept())
    await page.goto("/")
    await page.locator("[name=anvandare]").fill(system.user)
    await page.locator("[name=losenord]").fill(system.password)
    await page.get_by_role("button", name="Logga in").click()
    await page.wait_for_url("**/start")
    return page


async def _decision_form(page: Page, system: Practice) -> FrameLocator:
    """The decision form of the first case, opened as a clerk would."""
    number = next(iter(system.account()["cases"]))
    await page.goto(f"/arende/{number}")
    tab = page.frame_locator("iframe[name=flik]")
    await tab.get_by_role("link", name="Beslut", exact=True).click()
    return tab
