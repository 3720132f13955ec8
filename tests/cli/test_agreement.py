"""Agreement between proposals and decisions, as `status` tells it: figures and a suggestion, never a decision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robots.cases import Compared, Met, Verdict
from robots.model import DecidedRow, State
from robots.settings import Home
from robots.work import recalling
from robots.work.office import open_store, today
from tests.cli.conftest import Command
from tests.reports.office import FLOW, VERSIONS, Clock, Office, proposed, row

ROBOT = "parking-practice"


@pytest.fixture
def office(fresh: Path) -> Iterator[Office]:
    with open_store(Home(fresh)) as store:
        yield Office(store, Clock(), ROBOT)


def decides(office: Office, numbers: range, verdict: Verdict, met: Met = Met.SHOWN) -> None:
    office.begins()
    for number in map(str, numbers):
        office.finds(row(number))
        claim = office.proposes(number, proposed("grant"))
        if met is Met.BLIND:
            office.store.proposed(claim, (), proposed("grant"), VERSIONS, blind=1.0)
        office.decided(DecidedRow(number, FLOW, today(), today(), "grant"))
        claim = office.has(number)
        office.store.followed(claim, Compared(verdict, "grant", "grant"), today())
        office.store.let_go(claim)
    office.ends()


def test_status_tells_how_often_people_decide_as_proposed_and_what_that_suggests(
    office: Office, fresh: Path, command: Command
) -> None:
    assert "Överensstämmelse" not in command("--home", fresh, "status").out
    decides(office, range(1, 51), Verdict.AGREED)
    answer = command("--home", fresh, "status")
    assert answer.code == 0
    said = " ".join(answer.out.split())
    assert "Överensstämmelse med besluten" in said
    assert "50 av 50" in said
    assert "En rekommendation avgör inget, det gör människor." in said
    told = json.loads(command("--home", fresh, "status", "--json").out)["agreement"][ROBOT]
    assert (told["advice"], told["agreed"], told["of"], told["to_read"]) == ("ready", 50, 50, 0)
    assert told["between"] == [0.929, 1.0]


def stays_blind(office: Office) -> None:
    """A robot has a proposal for a case that nobody is shown."""
    office.begins()
    office.finds(row("2026-PRK-00001"))
    claim = office.has("2026-PRK-00001")
    office.store.proposed(claim, (), proposed("grant"), VERSIONS, blind=1.0)
    office.store.let_go(claim)
    office.ends()


def test_a_recall_lists_a_case_that_stays_blind_without_its_proposal(
    office: Office, fresh: Path, command: Command
) -> None:
    stays_blind(office)
    recall = ("--home", fresh, "recall", "--since", "2020-01-01", "--dry-run")
    (listed,) = json.loads(command(*recall, "--json").out)["cases"]
    assert (listed["state"], listed["proposal"], listed["fate"]) == ("extracted", None, "set_aside")
    assert "inläst" in command(*recall).out
    came = recalling._came(office.store, *office.store.affected(since=datetime(2020, 1, 1, tzinfo=UTC)))
    assert (came.case.state, came.case.outcome, came.left) == (State.EXTRACTED, None, True)


def test_a_case_that_stays_blind_is_listed_like_one_that_no_robot_has_prepared(
    office: Office, fresh: Path, command: Command
) -> None:
    stays_blind(office)
    (listed,) = json.loads(command("--home", fresh, "cases", "--json").out)
    assert (listed["state"], listed["proposal"]) == ("extracted", None)
    assert json.loads(command("--home", fresh, "cases", "--state", "proposed", "--json").out) == []
    case = json.loads(command("--home", fresh, "case", "2026-PRK-00001", "--json").out)
    assert "Motivering för grant" not in str(case)
    assert [step["state"] for step in case["attempts"] if step["state"] == "proposed"] == []
    assert "förslag" not in command("--home", fresh, "case", "2026-PRK-00001").out.split("Vad robotarna gjorde")[-1]
    states = json.loads(command("--home", fresh, "status", "--json").out)["states"]
    assert (states["extracted"], states["proposed"]) == (1, 0)
