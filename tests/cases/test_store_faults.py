"""A damaged file, a locked store, a clock that jumps: said clearly, and nothing that was noted is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from robots.cases import Store
from robots.cases import database as cases_database
from robots.errors import ConfigError, StoreFault, TechnicalProblem
from robots.model import State
from tests.cases.desk import KEY, Clock, Desk


def test_a_damaged_store_is_named_when_it_is_opened_and_when_it_is_used(sqlite_url: str) -> None:
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        Desk(store, clock).has()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = file.read_bytes()
    file.write_bytes(b"\0" * 4096 + whole[4096:])
    with pytest.raises(ConfigError, match="restore a backup"):
        Store.open(sqlite_url, KEY)

    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises((ConfigError, StoreFault), match="restore a backup"), Store.open(sqlite_url, KEY) as store:
        store.cases()


def test_a_store_that_another_holds_locked_is_a_passing_fault_and_nothing_is_noted_by_halves(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_database, "_BUSY_SECONDS", 0.1)
    file = sqlite_url.removeprefix("sqlite:///")
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        claim = Desk(store, clock).has()
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TechnicalProblem, match="did not answer"):
                store.put_back(claim, "HTTP 500", after=timedelta(0), most=3)
        assert store.case("2026-1").attempts == 0
        store.put_back(claim, "HTTP 500", after=timedelta(0), most=3)
        assert store.case("2026-1").attempts == 1


def test_a_clock_that_is_set_back_keeps_no_case_for_longer_than_a_claim_and_a_rest_last(
    desk: Desk, clock: Clock
) -> None:
    clock.turn(days=300)
    claim = desk.has()
    desk.store.put_back(claim, "HTTP 500", after=timedelta(minutes=1), most=3)
    clock.turn(days=-300)
    asked = {"system": claim.system, "flow": claim.flow, "wanted": [State.FOUND]}
    again = desk.store.claim(run=claim.run, robot=claim.robot, owner="another", **asked)
    assert again is not None
    assert again.fence > claim.fence
    assert not desk.store.holds(claim)


def test_faults_that_were_none_of_the_cases_are_taken_back(desk: Desk) -> None:
    claim = desk.has()
    for _ in range(2):
        desk.store.put_back(claim, "HTTP 500", after=timedelta(minutes=5), most=3)
    desk.store.give_back([claim, claim])
    case = desk.store.case("2026-1")
    assert (case.attempts, case.not_before) == (0, None)


def test_a_case_that_was_prepared_begins_anew(desk: Desk) -> None:
    claim, draft = desk.has_drafted()
    desk.store.put_back(claim, "HTTP 500", after=timedelta(0), most=3)
    desk.store.verified(claim, draft)
    assert desk.store.case("2026-1").attempts == 0
