"""A store copied out of each database and into each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.cases import Store, copy_in, copy_out
from robots.errors import ConfigError
from robots.model import State
from tests.cases.desk import CERTIFICATE, FILE, KEY, Desk


def test_a_store_that_was_copied_from_one_database_into_the_other_holds_the_same_and_goes_on(
    desk: Desk, url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    desk.has_drafted()
    desk.store.note("archivist", "worklist", "cases: 1")
    head, held = desk.store.verify_audit().head, desk.store.content(desk.store.case("2026-1"))
    copy_out(url, tmp_path / "copy.db")
    desk.has("2026-2")
    desk.store.close()
    target = f"sqlite:///{(tmp_path / 'new' / 'cases.db').as_posix()}"
    if url.startswith("sqlite"):
        target = request.getfixturevalue("postgres_url")

    copy_in(tmp_path / "copy.db", target)

    with Store.open(target, KEY, attachments=tmp_path / "attachments", clock=desk.clock) as store:
        assert store.verify_audit(head).well
        assert [case.number for case in store.cases()] == ["2026-1"], "what came later is not in it"
        assert store.content(store.case("2026-1")) == held
        assert store.document(store.case("2026-1"), FILE) == CERTIFICATE
        again = Desk(store, desk.clock)
        again.has_drafted("2026-3")
        assert again.state("2026-3") is State.DRAFTED


def test_a_store_with_which_robots_have_worked_is_put_aside_or_left_alone(desk: Desk, url: str, tmp_path: Path) -> None:
    desk.has_drafted()
    copy_out(url, tmp_path / "copy.db")
    desk.has("2026-2")
    with pytest.raises(ConfigError, match=r"store already|a store .* already"):
        copy_in(tmp_path / "copy.db", url)
    assert [case.number for case in desk.store.cases()] == ["2026-1", "2026-2"]
    desk.store.close()
    if url.startswith("sqlite"):
        copy_in(tmp_path / "copy.db", url, aside=tmp_path / "aside")
        assert numbers(url) == ["2026-1"]
        assert numbers(f"sqlite:///{(tmp_path / 'aside' / 'cases.db').as_posix()}") == ["2026-1", "2026-2"]


def test_no_store_is_replaced_while_a_process_works_with_it(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path
) -> None:
    copy_out(sqlite_url, tmp_path / "copy.db")
    with sqlite_store.working(), pytest.raises(ConfigError, match="Another process"):
        copy_in(tmp_path / "copy.db", sqlite_url, aside=tmp_path / "aside")


def numbers(url: str) -> list[str]:
    with Store.open(url, KEY) as store:
        return [case.number for case in store.cases()]
