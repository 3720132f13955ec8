"""Nothing that was read stands in the clear, and no blob opens in another's place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete, select, update

from robots.cases import Store, key_from, new_key
from robots.cases.schema import CanaryRow, CaseRow, ProposalRow, ReadingRow
from robots.cases.sealing import Seal
from robots.errors import ConfigError, KeyMismatch, Reason
from tests.cases.desk import ILLNESS, KEY, NAME, NUMBER, SECRETS, Clock, Desk


def everything_is_written(desk: Desk) -> None:
    claim, draft = desk.has_drafted("2026-1")
    desk.store.restored(claim, draft, ["reasons"], f"{NAME}: {ILLNESS}")
    claim = desk.has("2026-2")
    desk.store.put_back(claim, f"locator 'text={NUMBER}'", after=timedelta(0), most=3)
    desk.store.hand_over(claim, Reason.JUDGEMENT, ILLNESS)
    desk.store.end_run(desk.run, outcome="stopped", error=f"failed at {NAME}")


def test_no_file_of_a_store_holds_what_was_read_in_the_clear(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url, KEY, clock=(clock := Clock())) as store:
        everything_is_written(Desk(store, clock))
        paths = [path for path in tmp_path.rglob("*") if path.is_file()]
        held = b"\n".join(path.read_bytes() + path.name.encode() for path in paths)

    assert len(paths) >= 3  # the database, its log and an attachment
    assert b"2026-1" in held  # the search would find what stands in the clear
    assert [secret for secret in SECRETS if any(form in held for form in forms(secret))] == []


def test_no_table_in_postgresql_holds_what_was_read_in_the_clear(postgres_url: str, tmp_path: Path) -> None:
    with Store.open(postgres_url, KEY, attachments=tmp_path, clock=(clock := Clock())) as store:
        everything_is_written(Desk(store, clock))
    held = b""
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for record in connection.execute(f"SELECT * FROM {table}"):
                held += b"\n".join(part if isinstance(part, bytes) else str(part).encode() for part in record)

    assert b"2026-1" in held
    assert [secret for secret in SECRETS if any(form in held for form in forms(secret))] == []


def forms(secret: str) -> list[bytes]:
    """A text in the encodings in which it could stand in a file."""
    return [secret.encode(encoding) for encoding in ("utf-8", "latin-1", "utf-16-le")] + [ascii(secret)[1:-1].encode()]


def test_another_key_opens_nothing(url: str) -> None:
    Store.open(url, KEY).close()

    with pytest.raises(KeyMismatch, match="canary"):
        Store.open(url, bytes(32))
    Store.open(url, KEY).close()


def test_a_store_whose_canary_was_taken_away_is_not_given_a_new_one(desk: Desk, url: str) -> None:
    desk.has_proposed()
    with desk.store._writing() as session:
        session.execute(delete(CanaryRow))

    with pytest.raises(KeyMismatch, match="no canary"):
        Store.open(url, bytes(32))


def test_a_blob_moved_to_another_case_does_not_open(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    claim = desk.has_proposed("2026-2")
    with desk.store._writing() as session:
        first, second = session.scalars(select(ReadingRow).order_by(ReadingRow.id))
        second.application = first.application

    with pytest.raises(KeyMismatch, match="2026-2"):
        desk.store.content(claim)


def test_a_blob_in_the_place_of_another_kind_does_not_open(desk: Desk) -> None:
    claim = desk.has_proposed()
    with desk.store._writing() as session:
        session.execute(update(ProposalRow).values(findings=ProposalRow.proposal))

    with pytest.raises(KeyMismatch, match="findings"):
        desk.store.content(claim)


def test_a_case_key_moved_to_another_case_does_not_open(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    claim = desk.has_proposed("2026-2")
    with desk.store._writing() as session:
        first, second = session.scalars(select(CaseRow).order_by(CaseRow.number))
        second.key = first.key

    with pytest.raises(KeyMismatch):
        desk.store.content(claim)


def test_a_changed_blob_does_not_open() -> None:
    seal = Seal(KEY)
    blob = bytearray(seal.seal("note", b"content"))
    blob[-1] ^= 1

    with pytest.raises(KeyMismatch):
        seal.open("note", bytes(blob))


def test_equal_contents_never_look_equal() -> None:
    seal = Seal(KEY)
    assert seal.seal("note", b"content") != seal.seal("note", b"content")


def test_a_new_key_is_32_random_bytes_as_text() -> None:
    assert len(key_from(new_key())) == 32
    assert new_key() != new_key()


@pytest.mark.parametrize("text", ["", "short", "å" * 44, "A" * 40])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="32 bytes"):
        key_from(text)


def test_neither_key_nor_content_shows_in_texts_about_objects(desk: Desk) -> None:
    claim = desk.has_proposed()
    seal = Seal(KEY)
    wrapped = seal.new_case_key("practice", "2026-1")

    shown = repr((desk.store, seal, seal.of_case(wrapped, "practice", "2026-1"), claim, desk.store.case("2026-1")))
    assert KEY.hex() not in shown
    assert str(KEY) not in shown
    assert NAME not in shown
