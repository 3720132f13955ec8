"""next, pause and resume: what will run when, why not when not, and what people said about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.cases import Firing
from robots.cli.schedule import SHUT
from robots.settings import Home
from robots.words import Words
from robots.work.office import open_store
from robots.work.schedule.pending import Plan
from robots.workdays import _EVES, LOCAL, SQUEEZE_DAY, WEEKEND, _public
from tests.cli.conftest import Command

ROBOTS = ("parking-practice", "worklist", "weekly")


@pytest.fixture
def planned(fresh: Path) -> Home:
    """A home with three robots, so that much can be told of each."""

    def three(tree: Any) -> None:
        for name in [name for name in tree["robots"] if name not in ROBOTS]:
            del tree["robots"][name]
        tree["robots"]["worklist"]["when"] = [{"every": "1 h", "between": "07:00-18:00"}, {"after": "parking-practice"}]
        tree["robots"]["weekly"]["when"] = {"cron": "0 5 24 12 *", "days": "workdays", "otherwise": "next"}

    yamlfile.change(fresh / "config" / "robots.yaml", three)
    return Home(fresh)


def upcoming(command: Command, home: Home, *words: str) -> list[dict[str, Any]]:
    answer = command("--home", home.path, "next", "--json", *words)
    assert answer.code == 0, answer.err
    told: list[dict[str, Any]] = json.loads(answer.out)
    return told


def of(told: list[dict[str, Any]], robot: str) -> list[dict[str, Any]]:
    return [one for one in told if one["robot"] == robot]


def test_next_tells_in_both_languages_what_will_run_and_what_starts_it(planned: Home, command: Command) -> None:
    english = command("--home", planned.path, "--lang", "en", "next", "--days", "366").out
    swedish = command("--home", planned.path, "next", "--days", "366").out
    assert "What comes until" in english
    assert "Vad som kommer till och med" in swedish
    assert "07:00–17:00" in english  # eleven starts on one line
    assert "11 times" in english
    assert "11 gånger" in swedish
    assert "when parking-practice is done" in english
    assert "när parking-practice är klar" in swedish
    assert "moved to the next working day" in english
    assert "flyttad till nästa arbetsdag" in swedish
    assert {line.split()[-1] for line in english.splitlines() if "02:30" in line} == {"shadow"}


def test_next_gives_other_programs_every_start_with_its_identity(planned: Home, command: Command) -> None:
    told = upcoming(command, planned, "--days", "3")
    now = datetime.now(UTC)
    expected = Plan.of(planned, "worklist").timetable.between(now, now + timedelta(days=3))
    given = [one for one in of(told, "worklist") if one["due"]]
    assert {one["due"] for one in given} >= {time.due for time in expected[1:]}
    assert all(one["starts"] == one["planned"] and one["hold"] is None for one in given)
    assert of(told, "worklist")[-1]["after"] == "parking-practice"
    assert {one["mode"] for one in of(told, "parking-practice")} <= {"shadow"}


def test_a_pause_is_told_wherever_robots_are_listed_and_ends_with_resume(planned: Home, command: Command) -> None:
    why = ("--why", "uppgradering")
    assert command("--home", planned.path, "pause", "parking-practice", "--until", "2099-01-01", *why).code == 0
    told = of(upcoming(command, planned, "--days", "7"), "parking-practice")
    assert told
    assert {(one["starts"], one["hold"]["cause"]) for one in told} == {(None, "paused")}
    for listing in ("robots", "status", "next"):
        said = command("--home", planned.path, listing).out
        assert "pausad av" in said, listing
        assert "uppgradering" in said, listing
    listed = json.loads(command("--home", planned.path, "robots", "--json").out)
    assert [one["robot"] for one in listed if one["pause"]] == ["parking-practice"]

    assert "startar enligt schema igen" in command("--home", planned.path, "resume", "parking-practice").out
    assert "var inte pausad" in command("--home", planned.path, "resume", "parking-practice").out
    assert {one["hold"] for one in of(upcoming(command, planned, "--days", "7"), "parking-practice")} == {None}
    with open_store(planned) as store:
        assert [entry.action for entry in store.audit()] == ["pause", "resume"]


def test_a_pause_that_is_over_before_it_begins_or_of_no_robot_is_refused(planned: Home, command: Command) -> None:
    over = command("--home", planned.path, "pause", "parking-practice", "--until", "2020-01-01")
    assert (over.code, "2020-01-01" in over.err) == (2, True)
    assert command("--home", planned.path, "pause", "parking").code == 2
    assert command("--home", planned.path, "resume", "parking").code == 2


def test_next_tells_what_holds_a_robot_back(planned: Home, command: Command) -> None:
    described = planned.system_file("practice")
    yamlfile.change(described, lambda tree: tree.update({"hours": {"mon-sun": "06:00-22:00"}}))
    told = of(upcoming(command, planned, "--days", "7"), "parking-practice")
    assert {one["hold"]["cause"] for one in told} == {"closed"}
    assert {one["starts"] == one["hold"]["until"] for one in told} == {True}
    assert "planerad till 02:30, practice är stängt till dess" in command("--home", planned.path, "next").out
    planned.stop_file.touch()
    assert {one["hold"]["cause"] for one in upcoming(command, planned, "--days", "1")} == {"stop"}
    assert "STOP" in command("--home", planned.path, "next").out


def test_next_tells_what_was_missed(planned: Home, command: Command) -> None:
    missed = datetime.now(UTC) - timedelta(days=8)
    with open_store(planned) as store:
        store._now = lambda: missed
        for robot in ROBOTS:
            store.keep_schedule(robot, Plan.of(planned, robot).kept)
        store.fire(Firing("worklist", "before", missed), owner="a scheduler")
        store.let_robot_go("worklist", "before", outcome="done")
    said = command("--home", planned.path, "next", "--days", "1").out
    assert said.count("missad") == 2  # however many times each was due
    assert "startar genast: run.py start" in said


def test_every_day_off_and_every_cause_has_a_swedish_name() -> None:
    swedish = Words("sv")
    texts = list(SHUT.values())
    assert [text for text in texts if swedish(text) == text] == []
    names = {*_public(2026).values(), *_EVES.values(), WEEKEND, SQUEEZE_DAY, LOCAL}
    assert [name for name in names if swedish(name) == name] == []
    assert len(names) == 23
