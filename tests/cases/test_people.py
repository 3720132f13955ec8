"""What people ask of the store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from robots.cases import Store
from robots.cases.schema import CaseRow, ReadingRow
from robots.errors import ClaimLost, ConfigError, Reason
from robots.model import State
from tests.cases.desk import APPLICATION, FILE, KEY, Clock, Desk, row
from tests.cases.test_asking import audit


def test_a_retry_lets_robots_read_the_case_anew(desk: Desk) -> None:
    claim = desk.has()
    desk.store.put_back(claim, "HTTP 500", after=timedelta(days=1), most=1)
    desk.store.let_go(claim)

    desk.store.retry(["2026-1"], by="test-clerk")

    case = desk.store.case("2026-1")
    assert (case.state, case.attempts, case.not_before) == (State.FOUND, 0, None)
    assert desk.claims() is not None
    assert audit(desk.store) == [("test-clerk", "retry")]


def test_a_retry_of_a_handed_over_case_forgets_the_reason_but_not_the_history(desk: Desk) -> None:
    desk.store.hand_over(desk.has(), Reason.LOCKED, "Låst av Test Ett")
    desk.store.retry(["2026-1"], "practice", by="test-clerk")

    content = desk.store.content(desk.store.case("2026-1"))
    assert (content.case.state, content.case.reason) == (State.FOUND, None)
    assert content.hand_over == "Låst av Test Ett"


def test_a_retry_takes_all_cases_or_none(desk: Desk) -> None:
    desk.store.hand_over(desk.has("2026-1"), Reason.LOCKED, "")
    desk.reads_inbox(row("2026-2"), complete=False)

    with pytest.raises(ConfigError, match=r'2026-2 is "found"'):
        desk.store.retry(["2026-1", "2026-2"], by="test-clerk")
    assert desk.state("2026-1") is State.HANDED_OVER


def test_no_retry_lets_a_robot_read_a_person_only_case(desk: Desk) -> None:
    desk.reads_inbox(row(protected=True))

    with pytest.raises(ConfigError, match="people only"):
        desk.store.retry(["2026-1"], by="test-clerk")


def test_a_release_frees_the_case_and_stops_whoever_held_it(desk: Desk) -> None:
    claim = desk.has()

    desk.store.release(["2026-1"], by="test-clerk")

    with pytest.raises(ClaimLost):
        desk.store.extracted(claim, APPLICATION, [])
    assert desk.claims() is not None
    assert audit(desk.store) == [("test-clerk", "release")]


def test_disposal_destroys_what_was_read_and_keeps_what_is_counted(desk: Desk) -> None:
    claim, draft = desk.has_drafted()
    desk.store.verified(claim, draft)

    desk.store.dispose("2026-1", by="test-archivist")

    content = desk.store.content(desk.store.case("2026-1"))
    assert (content.application, content.proposal, content.findings, content.drafts) == (None, None, (), ())
    assert (content.case.state, content.case.outcome) == (State.VERIFIED, "grant")
    assert content.case.disposed == desk.clock.at
    assert desk.store.saves_in_run(desk.run) == 1
    with pytest.raises(ConfigError, match="disposed of"):
        desk.store.open_document("2026-1", FILE, reader="test-clerk")


def test_a_case_that_was_disposed_of_takes_nothing_new(desk: Desk) -> None:
    desk.has_proposed()
    desk.store.dispose("2026-1", by="test-archivist")
    heir = desk.claims(again=True)
    assert heir is not None

    with pytest.raises(ConfigError, match="disposed of"):
        desk.store.extracted(heir, APPLICATION, [])


@pytest.mark.parametrize("way", ["disposal", "protection", "hand-over"])
def test_a_destroyed_key_is_in_no_file_of_the_store(sqlite_url: str, tmp_path: Path, way: str) -> None:
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        desk = Desk(store, clock)
        claim = desk.has_proposed()
        with store._reading() as session:
            key, blob = session.execute(select(CaseRow.key, ReadingRow.application).join(ReadingRow)).one()
        assert key is not None
        assert held(tmp_path, key)

        match way:
            case "disposal":
                store.dispose("2026-1", by="test-archivist")
            case "protection":
                desk.reads_inbox(row(protected=True))
            case "hand-over":
                store.hand_over(claim, Reason.PERSON_ONLY, "")

        assert not held(tmp_path, key)
        assert not held(tmp_path, blob)
        assert not list(tmp_path.rglob("*.sealed"))


def held(folder: Path, content: bytes) -> bool:
    """Whether any file of a folder holds it."""
    return any(content in path.read_bytes() for path in folder.rglob("*") if path.is_file())
