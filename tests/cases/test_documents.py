"""Attachments, sealed, beside the database."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from robots.cases import Store
from robots.errors import ClaimLost, ConfigError, KeyMismatch
from tests.cases.desk import CERTIFICATE, FILE, KEY, Clock, Desk
from tests.cases.test_asking import audit


def files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "attachments").rglob("*") if path.is_file())


def test_a_document_comes_back_as_it_was(desk: Desk) -> None:
    claim = desk.has()
    desk.store.keep_document(claim, FILE, CERTIFICATE)

    assert desk.store.document(claim, FILE) == CERTIFICATE


def test_the_same_content_is_kept_once_a_case(desk: Desk, tmp_path: Path) -> None:
    claim = desk.has("2026-1")
    desk.store.keep_document(claim, FILE, CERTIFICATE)
    first = [path.read_bytes() for path in files(tmp_path)]
    desk.store.keep_document(claim, FILE, CERTIFICATE)
    assert [path.read_bytes() for path in files(tmp_path)] == first

    desk.store.keep_document(desk.has("2026-2"), FILE, CERTIFICATE)
    assert len(files(tmp_path)) == 2


def test_documents_are_for_this_account_only(desk: Desk, tmp_path: Path) -> None:
    desk.store.keep_document(desk.has(), FILE, CERTIFICATE)

    (path,) = files(tmp_path)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600  # Windows keeps access in lists


def test_content_that_is_not_what_its_hash_says_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2026-1"):
        desk.store.keep_document(desk.has(), FILE, b"something else")
    assert files(tmp_path) == []


def test_a_robot_without_a_claim_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    claim = desk.has()
    desk.store.let_go(claim)

    with pytest.raises(ClaimLost):
        desk.store.keep_document(claim, FILE, CERTIFICATE)
    assert files(tmp_path) == []


def test_a_persons_reading_of_a_document_is_noted(desk: Desk) -> None:
    desk.store.keep_document(desk.has(), FILE, CERTIFICATE)

    assert desk.store.open_document("2026-1", FILE, reader="test-clerk") == CERTIFICATE
    assert audit(desk.store) == [("test-clerk", "read document")]


def test_a_document_put_into_another_case_does_not_open(desk: Desk, tmp_path: Path) -> None:
    first, second = desk.has("2026-1"), desk.has("2026-2")
    desk.store.keep_document(first, FILE, CERTIFICATE)
    desk.store.keep_document(second, FILE, CERTIFICATE)
    one, two = files(tmp_path)
    two.write_bytes(one.read_bytes())

    with pytest.raises(KeyMismatch):
        desk.store.document(second, FILE)


def test_a_document_that_is_gone_is_said_plainly(desk: Desk, tmp_path: Path) -> None:
    claim = desk.has()
    desk.store.keep_document(claim, FILE, CERTIFICATE)
    files(tmp_path)[0].unlink()

    with pytest.raises(ConfigError, match="2026-1"):
        desk.store.document(claim, FILE)


def test_a_shared_store_asks_for_a_folder_that_its_machines_share(postgres_url: str) -> None:
    with Store.open(postgres_url, KEY) as store, pytest.raises(ConfigError, match="attachments"):
        store.keep_document(Desk(store, Clock(store._now())).has(), FILE, CERTIFICATE)
