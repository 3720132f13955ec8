"""What a robot may do is settled before anything starts: shadow, unless exactly this was approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.errors import ConfigError, DescriptionError
from robots.model import Mode
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.job import job
from robots.work.roster import roster

TOOLKIT = Path(__file__).resolve().parents[2]
ROBOT, DAY = "parking-practice", date(2026, 11, 23)
ACCEPT = "To accept that: run.py rules accept parking_permit --by NAME --reference REF"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that no robot has worked in; nothing answers at its system's address."""
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


@pytest.fixture
def approved(home: Home) -> Home:
    return approve(home, ROBOT, by="Testchef Ett", reference="TEST-1")


def robots(home: Home, change: Callable[[Any], object]) -> Home:
    """The home with a change of config/robots.yaml."""
    yamlfile.change(home.path / "config" / "robots.yaml", lambda tree: change(tree["robots"][ROBOT]))
    return Home(home.path)


def test_a_robot_starts_in_shadow(home: Home) -> None:
    settled = job(home, ROBOT, day=DAY)
    assert (settled.mode, settled.why_shadow) == (Mode.SHADOW, None)


def test_an_approved_robot_saves_drafts(approved: Home) -> None:
    settled = job(approved, ROBOT, day=DAY)
    assert (settled.mode, settled.why_shadow) == (Mode.DRAFT, None)


def test_draft_mode_without_an_approval_stays_shadow_and_says_why(home: Home) -> None:
    settled = job(robots(home, lambda part: part.update({"mode": "draft"})), ROBOT, day=DAY)
    assert (settled.mode, settled.why_shadow) == (Mode.SHADOW, "it has no approval.")


def test_draft_mode_that_is_asked_for_without_an_approval_is_refused(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"may not save drafts: it has no approval\."):
        job(home, ROBOT, day=DAY, mode=Mode.DRAFT)


def test_an_approved_robot_may_be_run_in_shadow(approved: Home) -> None:
    assert job(approved, ROBOT, day=DAY, mode=Mode.SHADOW).mode is Mode.SHADOW


@pytest.mark.parametrize(
    ("part", "file"),
    [
        (f"texts. {ACCEPT}", "flows/parking_permit/texts/grant.j2"),
        ("description.", "config/systems/practice.yaml"),
    ],
)
def test_what_changed_since_the_approval_takes_the_robot_back_to_shadow(part: str, file: str, approved: Home) -> None:
    path = approved.path / file
    if not path.exists():
        path = next(path.parent.glob("*.j2"))
    sign = "\n# changed\n" if path.suffix == ".yaml" else "\n{{ day }}\n"
    path.write_text(path.read_text("utf-8") + sign, encoding="utf-8")
    settled = job(Home(approved.path), ROBOT, day=DAY)
    assert (settled.mode, settled.why_shadow) == (Mode.SHADOW, f"changed since it was approved: {part}")


def test_an_approval_of_other_rules_is_none(approved: Home) -> None:
    changed = robots(approved, lambda part: part["approval"].update({"rules": "0" * 64}))
    assert job(changed, ROBOT, day=DAY).why_shadow == f"changed since it was approved: rules. {ACCEPT}"


def test_another_address_of_the_same_system_needs_no_new_approval(approved: Home) -> None:
    settings = approved.path / "config" / "settings.yaml"
    yamlfile.change(settings, lambda tree: tree["addresses"].update({"practice": "http://127.0.0.1:10"}))
    assert job(Home(approved.path), ROBOT, day=DAY).mode is Mode.DRAFT


def test_line_ends_of_windows_need_no_new_approval(approved: Home) -> None:
    description = approved.system_file("practice")
    description.write_bytes(description.read_bytes().replace(b"\n", b"\r\n"))
    assert job(Home(approved.path), ROBOT, day=DAY).mode is Mode.DRAFT


def test_a_hand_over_is_never_drafted_whatever_the_config_says(home: Home) -> None:
    changed = robots(home, lambda part: part.update({"drafts": ["grant", "hand_over"]}))
    assert job(changed, ROBOT, day=DAY).drafts == {"grant"}


def test_a_report_is_no_job_for_a_case_system(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"makes a report; use: run\.py report weekly"):
        job(home, "weekly", day=DAY)


def test_a_robot_that_nobody_configured_is_refused_with_those_there_are(home: Home) -> None:
    with pytest.raises(ConfigError, match=r'no robot "nattroboten"\. There are: .*parking-practice'):
        job(home, "nattroboten", day=DAY)


def test_a_description_that_does_not_fit_stops_the_robot(home: Home) -> None:
    description = home.system_file("practice")
    text = description.read_text("utf-8").replace("          signed: ", "          undersigned: ")
    description.write_text(text, encoding="utf-8")
    with pytest.raises(DescriptionError, match='the flow needs "signed"'):
        job(home, ROBOT, day=DAY)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("walking_distance", "Gångsträcka"),
        ("signed", "Namnteckning"),
        ("reasons", "Motivering"),
        ("nothing", "nothing"),
    ],
)
def test_people_hear_a_field_by_the_rules_name_or_by_its_label(field: str, name: str, home: Home) -> None:
    assert job(home, ROBOT, day=DAY).called(field) == name


def test_the_roster_holds_what_an_approval_must_name(home: Home) -> None:
    flows = [line for line in roster(home) if line.flow is not None]
    others = [line for line in roster(home) if not (line.flow or line.looks_again or line.follows_up)]
    assert ROBOT in [line.robot for line in flows]
    assert all(set(line.approval or ()) == {"rules", "texts", "description"} for line in flows)
    assert [(line.report, line.chore, line.approval) for line in others] == [
        ("worklist", None, None),
        ("weekly", None, None),
        (None, "check", None),
        (None, "purge", None),
    ]


def test_an_approved_robot_needs_no_further_approval(approved: Home) -> None:
    robot = next(line for line in roster(approved) if line.robot == ROBOT)
    assert (robot.mode, robot.approval, robot.why_shadow) == (Mode.DRAFT, None, None)


def test_a_robot_that_looks_again_works_as_the_one_whose_cases_they_are_under_its_own_name(approved: Home) -> None:
    settled = job(approved, "look-again-parking", day=DAY)
    assert (settled.robot, settled.runs_under, settled.mode) == (ROBOT, "look-again-parking", Mode.DRAFT)
    (line,) = [line for line in roster(approved) if line.looks_again]
    assert (line.looks_again, line.mode, line.approval) == (ROBOT, Mode.DRAFT, None)


def test_a_robot_that_looks_again_at_none_that_works_a_flow_is_refused(home: Home) -> None:
    looks = {"look-again-parking": {"looks_again": "weekly"}}
    yamlfile.change(home.path / "config" / "robots.yaml", lambda tree: tree["robots"].update(looks))
    with pytest.raises(ConfigError, match='"look-again-parking" looks again at the cases of a robot with a flow'):
        job(Home(home.path), "look-again-parking", day=DAY)


def test_a_robot_may_have_a_number_of_drafts_of_its_own(home: Home) -> None:
    assert job(home, ROBOT, day=DAY).drafts_a_run == 100
    assert job(robots(home, lambda part: part.update({"drafts_a_run": 7})), ROBOT, day=DAY).drafts_a_run == 7


def test_a_robot_that_follows_up_is_in_shadow_whatever_the_other_may_do(approved: Home) -> None:
    settled = job(approved, "follow-up-parking", day=DAY)
    assert (settled.robot, settled.runs_under, settled.mode) == (ROBOT, "follow-up-parking", Mode.SHADOW)
    asked = job(approved, "follow-up-parking", day=DAY, mode=Mode.DRAFT)
    assert asked.mode is Mode.SHADOW
    (line,) = [line for line in roster(approved) if line.follows_up]
    assert (line.follows_up, line.mode, line.approval) == (ROBOT, Mode.SHADOW, None)


def test_a_robot_that_follows_up_needs_a_robot_with_a_flow_and_a_screen_that_shows_decisions(home: Home) -> None:
    follows = {"follow-up-parking": {"follows_up": "weekly"}, "other": {"follows_up": "building-practice"}}
    yamlfile.change(home.path / "config" / "robots.yaml", lambda tree: tree["robots"].update(follows))
    with pytest.raises(ConfigError, match='"follow-up-parking" follows up the proposals of a robot with a flow'):
        job(Home(home.path), "follow-up-parking", day=DAY)
    with pytest.raises(ConfigError, match="does not say where a decided case shows the decision"):
        job(Home(home.path), "other", day=DAY)


def test_the_blind_share_is_the_robots_own_and_else_that_of_the_settings(home: Home) -> None:
    assert job(home, ROBOT, day=DAY).blind == 0  # where robots are tried
    assert job(robots(home, lambda part: part.update(blind=12.5)), ROBOT, day=DAY).blind == 0.125
    assert Home(TOOLKIT).settings.bounds.blind == 5
    with pytest.raises(ConfigError, match="blind"):
        job(robots(home, lambda part: part.update(blind=51)), ROBOT, day=DAY)
