"""Settings: what config/*.yaml says, and where the home folder has what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from robots.errors import ConfigError
from robots.model import Mode
from robots.settings import Home, Settings
from robots.words import Words

REAL = Path(__file__).parents[1]
ROBOT = """robots:
  parking:
    flow: parking_permit
    system: practice
    {more}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home folder with an empty config."""
    (tmp_path / "config" / "systems").mkdir(parents=True)
    return Home(tmp_path)


def put(home: Home, name: str, text: str) -> Home:
    """Write a file of config/; the folder is opened anew."""
    (home.path / "config" / name).write_text(text, encoding="utf-8")
    return Home(home.path)


def test_every_word_of_the_settings_may_be_left_out(home: Home) -> None:
    assert put(home, "settings.yaml", "{}").settings == Settings()


def test_the_settings_that_ship_say_what_holds_without_them() -> None:
    assert Home(REAL).settings.model_copy(update={"municipality": ""}) == Settings()


REFUSED = {
    "language: fi": "config/settings.yaml:1: \"language\": Input should be 'sv' or 'en'.",
    "faults:\n  attempts: 0": 'config/settings.yaml:2: "faults.attempts": Input should be greater than or equal to 1.',
    "faults: {rest: .inf}": 'config/settings.yaml:1: "faults.rest": Input should be a finite number.',
    "retention:\n  logs: 30 days": 'config/settings.yaml:2: "retention.logs": Input should be a valid integer.',
    "databse: x": 'config/settings.yaml:1: "databse" is not a word that belongs here.',
    "addresses: {practice: 8765}": '"addresses.practice" must be text, but YAML reads 8765 here; put it in quotes.',
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED)
def test_settings_that_cannot_be_meant_are_refused_with_their_line(home: Home, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        _ = put(home, "settings.yaml", text).settings
    assert said in str(refusal.value)


def test_settings_that_are_missing_are_named(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"config/settings\.yaml: there is no such file\."):
        _ = home.settings


def test_a_robot_begins_in_shadow_and_may_draft_grants_and_completions_only(home: Home) -> None:
    robot = put(home, "robots.yaml", ROBOT.format(more="when: 30 2 * * 1-5")).robot("parking")
    assert (robot.wanted_mode, robot.drafts, robot.approval) == (Mode.SHADOW, ("grant", "completion"), None)


ROBOTS = {
    "report: weekly": 'config/robots.yaml:2: "robots.parking": a robot has either a flow and a system, or a report, or',
    "chore: purge": 'config/robots.yaml:2: "robots.parking": a robot has either a flow and a system, or a report, or',
    "chore: sweep": 'config/robots.yaml:5: "robots.parking.chore": ',
    "mode: drafts": "config/robots.yaml:5: \"robots.parking.mode\": Input should be 'shadow' or 'draft'.",
    "drafts: grant": 'config/robots.yaml:5: "robots.parking.drafts": ',
    "approval: {by: Test}": 'config/robots.yaml:5: "robots.parking.approval.reference" is missing.',
    "when: 30": 'config/robots.yaml:5: "robots.parking.when": it takes a cron line in quotes, such as "30',
    'when: "30 25 * * *"': 'config/robots.yaml:5: "robots.parking.when.0.cron": "30 25 * * *" is no cron line; write',
    'when: "@daily"': 'config/robots.yaml:5: "robots.parking.when.0.cron": "@daily" is no cron line',
    'when: "R R * * *"': 'config/robots.yaml:5: "robots.parking.when.0.cron": "R R * * *" is no cron line',
    'when: "0 0 L * *"': 'config/robots.yaml:5: "robots.parking.when.0.cron": "0 0 L * *" is no cron line',
    'when: "0 2 * * * *"': 'config/robots.yaml:5: "robots.parking.when.0.cron": "0 2 * * * *" is no cron line',
    "when: {every: 20 hours}": 'config/robots.yaml:5: "robots.parking.when.0.every": "20 hours" is no interval',
    "when: {every: 25 h}": 'config/robots.yaml:5: "robots.parking.when.0.every": "25 h" is no interval',
    'when: {every: 2 h, between: "7-18"}': 'config/robots.yaml:5: "robots.parking.when.0.between": "7" is no time',
    "when: {cron: 0 2 * * *, between: 01:00-02:00}": '"robots.parking.when.0": "between" belongs to "every".',
    "when: {at: 2026-12-01}": 'config/robots.yaml:5: "robots.parking.when.0.at.0": 2026-12-01 lacks its time',
    "when: {at: [2026-12-01 25:00]}": '"robots.parking.when.0.at.0": "2026-12-01 25:00" is no day with a time; write ',
    "when: [0 2 * * *, {days: workdays}]": '"robots.parking.when.1": it takes one of the words cron, every, at, last_w',
    "when: {every: 1 h, days: workdays, otherwise: next}": '"otherwise: next" goes with "days: workdays" and a time',
    "when: {waiting: 5, days: workdays}": '"robots.parking.when.0": "days" does not go with "waiting".',
    "when: {after: evening}": 'config/robots.yaml:5: "robots.parking.when.0.after": there is no robot "evening".',
    "when: {after: parking}": '"robots.parking.when.0.after": the robots would start each other for ever.',
    "when: {cron: 0 2 * * *, days: helg}": "\"robots.parking.when.0.days\": Input should be 'all' or 'workdays'.",
}


@pytest.mark.parametrize(("more", "said"), ROBOTS.items(), ids=ROBOTS)
def test_a_robot_that_cannot_be_meant_is_refused_with_its_line(home: Home, more: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        _ = put(home, "robots.yaml", ROBOT.format(more=more)).robots
    assert said in str(refusal.value)


def test_schedules_are_refused_in_swedish_as_well(home: Home) -> None:
    for more in (more for more, said in ROBOTS.items() if more.startswith("when") and "Input" not in said):
        with pytest.raises(ConfigError) as refusal:
            _ = put(home, "robots.yaml", ROBOT.format(more=more)).robots
        assert Words("sv").again(str(refusal.value)) != str(refusal.value)


def test_a_schedule_is_a_cron_line_a_mapping_or_a_list_of_both(home: Home) -> None:
    several = 'when: ["30 2 * * 1-5", {at: [2026-12-01 08:00, 2026-12-02 09:00:00]}, {every: 20 min}]'
    cron, at, every = put(home, "robots.yaml", ROBOT.format(more=several)).robot("parking").when
    assert (cron.shown, at.at) == ("30 2 * * 1-5", ("2026-12-01 08:00", "2026-12-02 09:00"))
    assert every.shown == "every: 20 min"
    assert put(home, "robots.yaml", ROBOT.format(more="mode: shadow")).robot("parking").when == ()


def test_cases_wait_for_no_report(home: Home) -> None:
    with pytest.raises(ConfigError, match=r'robots\.yaml:4: "robots\.list\.when\.0\.waiting": cases wait only'):
        _ = put(home, "robots.yaml", "robots:\n  list:\n    report: worklist\n    when: {waiting: 3}\n").robots


def test_the_calendar_says_which_days_are_working_days_here(home: Home) -> None:
    said = "calendar: {squeeze_days: free, eves: [walpurgis], free: [2026-11-27], working: [2026-05-15]}\n"
    calendar = put(home, "settings.yaml", said).settings.calendar.calendar
    days = [date(2026, 1, 2), date(2026, 4, 30), date(2026, 5, 15), date(2026, 11, 27), date(2026, 12, 24)]
    assert [calendar.why_free(day) for day in days] == ["squeeze day", "walpurgis", None, "free here", None]


def test_a_robot_without_its_system_is_refused(home: Home) -> None:
    with pytest.raises(ConfigError, match="either a flow and a system, or a report"):
        _ = put(home, "robots.yaml", ROBOT.replace("    system: practice\n", "").format(more="")).robots


def test_an_unknown_robot_is_answered_with_those_there_are(home: Home) -> None:
    with pytest.raises(ConfigError, match=r'no robot "weekly"\. There are: parking\.'):
        put(home, "robots.yaml", ROBOT.format(more="")).robot("weekly")


def test_a_database_file_stands_in_the_home_folder_unless_it_says_where(home: Home, tmp_path: Path) -> None:
    inside = (home.path / "data" / "cases.db").as_posix()
    elsewhere = (tmp_path / "x.db").resolve().as_posix()
    urls = {
        "sqlite:///data/cases.db": f"sqlite:///{inside}",
        f"sqlite:///{elsewhere}": f"sqlite:///{elsewhere}",
        "postgresql+psycopg://robots@server/robots": "postgresql+psycopg://robots@server/robots",
    }
    found = {url: put(home, "settings.yaml", f'database: "{url}"').database for url in urls}
    assert found == urls


def test_the_systems_are_those_that_are_described(home: Home) -> None:
    for name in ("ekot.yaml", "arken.yaml", "ekot.py", "notes.txt"):
        put(home, f"systems/{name}", "")
    assert home.systems == ("arken", "ekot")
    assert home.system_file("ekot").is_file()


def test_a_home_is_the_same_from_wherever_it_is_named(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = Home(Path())
    monkeypatch.chdir(tmp_path / "config")
    assert (here.path, here.stop_file, here.logs) == (home.path, home.path / "STOP", home.path / "logs")


@pytest.mark.parametrize(
    "server", ["mail.kommun.example:587", "192.0.2.7", "localhost.kommun.example", "127.0.0.1.example"]
)
def test_mail_in_the_clear_to_another_machine_is_refused_with_file_and_line(home: Home, server: str) -> None:
    mail = f"mail:\n  server: {server}\n  sender: robot@kommun.example\n  security: "
    with pytest.raises(ConfigError, match=r"config/settings\.yaml:4: .*mail goes over starttls or tls"):
        _ = put(home, "settings.yaml", f"{mail}none\n").settings
    assert put(home, "settings.yaml", f"{mail}tls\n").settings.mail is not None


@pytest.mark.parametrize("server", ["localhost", "127.0.0.1:2525"])
def test_mail_to_this_machine_itself_may_go_in_the_clear(home: Home, server: str) -> None:
    text = f"mail: {{server: '{server}', sender: robot@kommun.example, security: none}}\n"
    assert put(home, "settings.yaml", text).settings.mail is not None
