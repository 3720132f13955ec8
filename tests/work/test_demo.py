"""The demo: what it says of itself is what the practice system's own account and its hand-written key say."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, BrowserType, FrameLocator, async_playwright

from robots import browser as installed
from robots.errors import ConfigError
from robots.model import State
from robots.settings import Home
from robots.systems.chromium import warm_browser
from robots.systems.description import open_system
from robots.systems.window import Window
from robots.work.demo import MARK, PAUSE, Difference, Ending, Practice, Story, Summary, decided_by_robot, demo, practice
from robots.work.office import open_store, today
from tests.logbook import logged

TOOLKIT = Path(__file__).resolve().parents[2]
ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
REASONS = {"altered", "begun", "contradiction", "judgement", "locked", "person_only", "unreadable"}


class Heard(Story):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.chapters: list[str] = []
        self.endings: list[Ending] = []
        self.differences: Sequence[Difference] | None = None

    def begins(self, cases: int) -> None:
        self.chapters.append(f"begins with {cases}")

    def logs_in(self) -> None:
        self.chapters.append("logs in")

    def reads(self, cases: int) -> None:
        self.chapters.append(f"reads {cases}")

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


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Played]:
    """The demo, played once for each seed, where an older demo lies."""
    done: dict[int, Played] = {}

    def with_seed(seed: int) -> Played:
        if seed not in done:
            home = tmp_path_factory.mktemp("played")
            for name in (MARK, "left-over.txt"):
                (home / name).touch()
            told = Heard()
            done[seed] = Played(home, demo(TOOLKIT, home, seed=seed, story=told), told)
        return done[seed]

    return with_seed


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_all_60_cases_end_as_the_hand_written_key_says(seed: int, played: Callable[[int], Played]) -> None:
    summary = played(seed).summary
    assert summary.wrong == []
    assert (summary.found, summary.failed) == (60, 0)
    assert summary.found == summary.verified + summary.proposed + sum(summary.handed_over.values())
    assert set(summary.handed_over) == REASONS


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.proof)])
def test_each_draft_was_saved_once_and_nothing_was_decided_or_left_locked(
    seed: int, played: Callable[[int], Played]
) -> None:
    summary = played(seed).summary
    assert summary.draft_saves == summary.drafted + summary.restored, "one save a case, and one to put values back"
    assert summary.restored == 1
    assert (summary.decided_by_robot, summary.locks_left, summary.second_run_saves) == (0, 0, 0)


def test_its_summary_stands_beside_it_and_names_files_that_are_there(played: Callable[[int], Played]) -> None:
    home = played(1).home
    written = json.loads((home / "summary.json").read_text("utf-8"))
    assert written.keys() >= {
        *("found", "drafted", "verified", "withdrawn", "failed", "handed_over", "flows", "draft_saves"),
        *("decided_by_robot", "wrong", "worklist", "weekly", "logs", "seconds"),
    }
    assert sum(written["flows"].values()) == written["found"]
    for name in ("worklist", "weekly", "logs"):
        assert Path(written[name]).exists()
        assert Path(written[name]).is_relative_to(home), "all of it lies in the demo's folder"


def test_its_logs_say_which_robot_run_and_case_and_hold_no_personal_number(played: Callable[[int], Played]) -> None:
    demo = played(1)
    lines = logged(demo.home / "logs")
    of_cases = [line for line in lines if "case" in line]
    assert {line["robot"] for line in of_cases} == {"parking-practice"}
    assert {line["run"] for line in of_cases} == {"1"}, "the second run touched no case"
    with open_store(Home(demo.home)) as store:
        read = [store.content(case).application for case in store.cases()]
    numbers = {number for application in read if application and isinstance(number := application["applicant"], str)}
    said = " ".join(line["says"] for line in lines)
    assert numbers
    assert not any(number in said or f"{number[:8]}-{number[8:]}" in said for number in numbers)


def test_what_happens_is_told_as_it_happens(played: Callable[[int], Played]) -> None:
    assert played(1).told.chapters == ["begins with 60", "logs in", "reads 60", "goes again after 60", "judged"]
    assert played(1).told.differences == ()


def test_each_case_is_told_once_with_what_came_of_it(played: Callable[[int], Played]) -> None:
    summary, endings = played(1).summary, played(1).told.endings
    assert len({ending.number for ending in endings}) == len(endings) == summary.found
    assert sum(ending.state is State.VERIFIED for ending in endings) == summary.verified
    assert {ending.outcome for ending in endings if ending.state is State.VERIFIED} == {"grant", "completion"}


def test_each_hand_over_is_told_with_its_reason_in_words_except_where_only_people_may_open_the_case(
    played: Callable[[int], Played],
) -> None:
    handed = [ending for ending in played(1).told.endings if ending.state is State.HANDED_OVER]
    assert {ending.reason for ending in handed} == REASONS
    assert {ending.reason for ending in handed if not ending.why} == {"person_only"}
    assert next(ending.why for ending in handed if ending.reason == "locked") == "En kollega har ärendet öppet."


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """The toolkit's config and flows, with the walking distance of drivers lowered in rules.xlsx as a person would."""
    for part in ("config", "flows"):
        shutil.copytree(TOOLKIT / part, tmp_path / "strict" / part)
    path = tmp_path / "strict" / "flows" / "parking_permit" / "rules.xlsx"
    book = load_workbook(path)
    row = next(row for row in book["Belopp"] if row[0].value == "gångsträcka.förare")
    row[3].value = 100
    book.save(path)
    return tmp_path / "strict"


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
    launch, opened = BrowserType.launch, Window.__init__
    windows: Counter[str] = Counter()
    most: list[int] = []

    async def headless(kind: BrowserType, **options: Any) -> Browser:
        launched.append(options)
        return await launch(kind, **{**options, "headless": True, "slow_mo": 0})

    def counted(window: Window, *words: Any, pause: float) -> None:
        opened(window, *words, pause=pause / 100)  # a test need not follow with its eyes
        if pause:
            windows["open"] += 1
            most.append(windows["open"])
            window.page.on("close", lambda _: windows.subtract(["open"]))

    monkeypatch.setattr(BrowserType, "launch", headless)
    monkeypatch.setattr(Window, "__init__", counted)
    monkeypatch.setattr(installed, "find_with_window", installed.find)
    summary = demo(TOOLKIT, tmp_path, cases=2, watched=True)
    assert (summary.found, summary.wrong) == (2, [])
    assert [(one["headless"], one["slow_mo"]) for one in launched] == [(False, PAUSE * 1000), (True, 0)]
    assert set(most) == {1}


def test_an_older_demo_is_replaced(played: Callable[[int], Played]) -> None:
    assert (played(1).home / MARK).is_file()
    assert not (played(1).home / "left-over.txt").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds something else than a demo"):
        demo(TOOLKIT, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


async def test_without_the_firewall_a_click_on_the_button_that_decides_is_counted() -> None:
    found = installed.find()
    with practice(cases=1, seed=1, day=today()) as system:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
            tab = await _decision_form(browser, system)
            await tab.get_by_role("button", name="Fatta beslut").click()
            await tab.get_by_text("Beslut fattat").wait_for()
            await browser.close()
        assert decided_by_robot(system.account()) == 1


async def test_behind_the_firewall_the_same_click_decides_nothing(tmp_path: Path) -> None:
    with practice(cases=1, seed=1, day=today()) as system:
        description = open_system(TOOLKIT / "config" / "systems" / "practice.yaml", address=system.address).description
        async with warm_browser() as (browser, firewall):
            firewall.admit(description.policy)
            tab = await _decision_form(browser, system)
            async with tab.owner.page.expect_event("requestfailed"):
                await tab.get_by_role("button", name="Fatta beslut").click()
        assert decided_by_robot(system.account()) == 0


async def _decision_form(browser: Browser, system: Practice) -> FrameLocator:
    """The decision form of the first case, opened as a clerk would with the robot's account; boxes are accepted."""
    number = next(iter(system.account()["cases"]))
    page = await browser.new_page(base_url=system.address)
    page.on("dialog", lambda box: box.accept())
    await page.goto("/")
    await page.locator("[name=anvandare]").fill(system.user)
    await page.locator("[name=losenord]").fill(system.password)
    await page.get_by_role("button", name="Logga in").click()
    await page.wait_for_url("**/start")
    await page.goto(f"/arende/{number}")
    tab = page.frame_locator("iframe[name=flik]")
    await tab.get_by_role("link", name="Beslut", exact=True).click()
    return tab
