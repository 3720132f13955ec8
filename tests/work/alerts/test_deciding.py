"""What is wrong, from what is known: each cause once, whatever it brings about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from robots.cli.status import ENDED
from robots.settings import AlertKind, Alerts
from robots.words import Words
from robots.work.alerts.facts import Breaker, System
from robots.work.alerts.sayings import SAYINGS
from tests.work.alerts.town import NOW, TODAY, causes, ended, robot, told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_robots_that_work_as_planned_are_not_spoken_of() -> None:
    assert told(robot(), robot("day"), free=9000) == []


def test_a_robot_that_did_not_start_is_late_since_it_was_due() -> None:
    (late,) = causes(robot(), robot("day"), late={"day": NOW - HOUR})
    assert (late.kind, late.about, late.since) == (AlertKind.LATE, "day", NOW - HOUR)


def test_stop_is_one_cause_for_all_robots_once_it_has_stood_for_a_while() -> None:
    late = {"late": {"night": NOW - HOUR}}
    assert told(robot(), **late, stopped=NOW - timedelta(minutes=30)) == []
    (stop,) = causes(robot(), **late, stopped=NOW - timedelta(minutes=31))
    assert (stop.kind, stop.since, stop.robots) == (AlertKind.STOP, NOW - timedelta(minutes=31), ())


@pytest.mark.parametrize(("outcome", "kind"), [("SystemDown", "down"), ("LoginRefused", "login")])
def test_a_system_that_lets_nobody_in_is_one_cause_until_one_run_there_goes_well(outcome: str, kind: str) -> None:
    stopped, late = robot(last=ended(outcome, hours_ago=2)), {"night": NOW - HOUR}
    (cause,) = causes(stopped, robot("day", last=ended("done", hours_ago=3)), late=late)
    assert (cause.kind, cause.about, cause.robots) == (kind, "practice", ("night", "day"))
    assert told(stopped, robot("day", last=ended("done", hours_ago=1)), late=late) == [("late", "night")]


def test_a_session_of_a_person_s_that_has_ended_is_a_cause_of_its_own() -> None:
    refused = robot(last=ended("LoginRefused"))
    for breaker in (None, Breaker(NOW - HOUR, "LoginRefused")):
        by_person = System("practice", "", breaker, by_person=True)
        assert told(refused, systems=(by_person,)) == [("session", "practice")]


def test_a_changed_screen_stops_those_who_read_it_whatever_others_do() -> None:
    read = [robot("a", last=ended("ScreenChanged", robot="a")), robot("b", last=ended("ScreenChanged", robot="b"))]
    (cause,) = causes(*read, robot("c", last=ended("done", robot="c", hours_ago=1)))
    assert (cause.kind, cause.about, cause.robots) == ("screen", "practice", ("a", "b"))


def test_an_open_breaker_is_the_cause_and_what_its_runs_ended_by_is_none_beside_it() -> None:
    down = robot(last=ended("SystemDown"))
    for error, kind in (("SystemDown", "down"), ("PageProblem", "breaker")):
        broken = System("practice", "", Breaker(NOW - 3 * HOUR, error, NOW + HOUR))
        (cause,) = causes(down, systems=(broken,), late={"night": NOW - HOUR})
        assert (cause.kind, cause.since, cause.figures["probe"]) == (kind, NOW - 3 * HOUR, "09:00")


def test_a_fault_for_which_a_system_is_left_alone_is_not_told_twice_and_a_blocked_save_is_told_all_the_same() -> None:
    broken = {"systems": (System("practice", "", Breaker(NOW - HOUR, "BrowserGone")),)}
    assert told(robot(last=ended("BrowserGone")), **broken) == [("breaker", "practice")]
    assert told(robot(last=ended("WriteBlocked")), **broken) == [("breaker", "practice"), ("blocked", "night")]


def test_what_stops_a_run_is_told_by_its_name_and_what_nobody_thought_of_as_a_fault() -> None:
    kinds = {name: [one.kind for one in causes(robot(last=ended(name)))] for name in ENDED if name}
    assert kinds == {
        "done": [],
        **{end: ["fault"] for end in ("StopAsked", "stopped", "OutOfTime", "SystemClosed")},  # never given
        "ScreenChanged": ["screen"],
        "SystemDown": ["down"],
        "LoginRefused": ["login"],
        "FirewallLeaks": ["leaks"],
        "DraftsAltered": ["altered"],
        "BrowserGone": ["fault"],
        "WriteBlocked": ["blocked"],
        "PageProblem": ["fault"],
        "KeyboardInterrupt": ["fault"],
        "CancelledError": ["fault"],
        "StoreFault": ["fault"],
        "TechnicalProblem": ["fault"],
    }
    assert told(robot(last=ended("ZeroDivisionError"))) == [("fault", "night")]
    assert told(robot(last=ended("RuleError"))) == [("config", "night")]


def test_a_run_that_gives_no_sign_of_life_is_told() -> None:
    assert told(robot(silent=ended("", hours_ago=2))) == [("silent", "night")]


def test_failed_cases_are_told_from_the_number_that_the_settings_say() -> None:
    assert told(robot(failed=4), robot("day", failed=5)) == [("failed", "day")]
    assert told(robot(failed=4), settings=Alerts(failed=4)) == [("failed", "night")]


@pytest.mark.parametrize(
    ("days", "stage"), [(15, None), (14, "14"), (8, "14"), (7, "7"), (3, "3"), (2, "3"), (1, "1"), (0, "expired")]
)
def test_a_password_that_expires_is_announced_in_stages(days: int, stage: str | None) -> None:
    found = causes(robot(), systems=(System("practice", "practice.password", expires=TODAY + days * DAY),))
    assert [one.stage for one in found] == ([stage] if stage else [])
    assert all(one.figures["days"] == days for one in found)


def test_backups_and_the_disk_are_watched_where_the_settings_ask_for_it() -> None:
    old = {"backup": NOW - 8 * DAY, "free": 1999}
    assert told(robot(), **old) == [("room", "")]
    assert told(robot(), **old, settings=Alerts(backup=7, room=0)) == [("backup", "")]
    assert told(robot(), **old, settings=Alerts(backup=9, room=1999)) == []


def test_every_kind_has_its_words_and_no_word_too_many() -> None:
    swedish = Words("sv")
    assert set(SAYINGS) == set(AlertKind)
    said = [text for one in SAYINGS.values() for text in (one.headline, one.means)]
    assert [text for text in said if swedish(text) == text] == []


def test_a_day_is_held_against_the_day_in_sweden() -> None:
    late_evening = System("practice", expires=date(2026, 12, 10))
    assert [one.stage for one in causes(robot(), systems=(late_evening,))] == ["14"]
