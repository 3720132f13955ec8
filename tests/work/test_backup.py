"""Backups, tried by restoring: into a new home, over another store, and from files that are none."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from robots.cases import Store, key_from, new_key
from robots.cli import WRONG, run
from robots.errors import ConfigError, KeyMismatch, SecretMissing
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.alerts.deciding import decide
from robots.work.alerts.facts import gather
from robots.work.backup import back_up, restore
from robots.work.office import STORE_KEY, open_store
from tests.cases.conftest import postgres, postgres_url
from tests.cases.desk import CERTIFICATE, FILE, SECRETS, Clock, Desk

__all__ = ["postgres", "postgres_url"]

TOOLKIT = Path(__file__).resolve().parents[2]
FLOW = Path("flows") / "parking_permit" / "flow.py"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose store holds a case with a document and a draft."""
    made = _home(tmp_path / "home", new_key())
    for part in ("config", "flows"):
        shutil.copytree(TOOLKIT / part, made.path / part)
    with open_store(made) as store:
        Desk(store, Clock()).has_drafted()
        store.note("archivist", "worklist", "cases: 1")
    return made


@pytest.fixture
def file(home: Home, tmp_path: Path) -> Path:
    """A backup, made while the one working process works."""
    made = tmp_path / "backup.zip"
    with open_store(home) as store, store.working():
        back_up(home, made)
    return made


def test_a_backup_that_is_restored_into_a_new_home_brings_everything_but_the_secrets(
    home: Home, tmp_path: Path
) -> None:
    with open_store(home) as store:
        head, file = store.verify_audit().head, tmp_path / "backup.zip"
    back_up(home, file)
    new = _home(tmp_path / "new", _key(home))

    restored = restore(new, file)

    assert (restored.cases, restored.parts, restored.aside) == (1, ("config", "flows"), None)
    assert restored.audit.well
    assert (new.path / FLOW).read_bytes() == (home.path / FLOW).read_bytes()
    with open_store(home) as before, open_store(new) as after:
        assert after.verify_audit(head).well
        assert after.content(after.case("2026-1")) == before.content(before.case("2026-1"))
        assert after.document(after.case("2026-1"), FILE) == CERTIFICATE
        assert [entry.action for entry in after.audit()][-1] == "restore"
    assert (new.data / "cases.db").stat().st_mode & 0o077 == (new.data / "attachments").stat().st_mode & 0o077 == 0


def test_reports_of_the_homes_own_come_along_and_no_workbook_does(home: Home, tmp_path: Path) -> None:
    (home.path / "reports").mkdir()
    (home.path / "reports" / "pace.py").write_text("TITLE = 'Takt'\n", "utf-8")
    (home.path / "reports" / "weekly-2026-W47.xlsx").write_text("of cases", "utf-8")
    back_up(home, tmp_path / "backup.zip")
    new = _home(tmp_path / "new", _key(home))

    assert restore(new, tmp_path / "backup.zip").parts == ("config", "flows", "reports")

    assert [path.name for path in (new.path / "reports").iterdir()] == ["pace.py"]
    assert "pace" in Home(new.path).reports


def test_a_backup_holds_nothing_in_the_clear_and_no_key(home: Home, file: Path) -> None:
    with ZipFile(file) as backup:
        whole = b"".join(backup.read(name) for name in backup.namelist())
    assert b"2026-1" in whole
    for secret in (*SECRETS, _key(home)):
        assert secret.encode() not in whole
    assert file.stat().st_mode & 0o077 == 0


def test_a_store_with_which_robots_worked_is_replaced_only_when_that_is_said_and_is_put_aside(
    home: Home, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(home) as store:
        Desk(store, Clock()).has("2026-2")
    assert run(["--home", str(home.path), "restore", str(file)]) == WRONG
    assert "run.py restore FILE --replace" in " ".join(capsys.readouterr().err.split())
    assert _numbers(home) == ["2026-1", "2026-2"]

    restored = restore(home, file, replace=True)

    assert _numbers(home) == ["2026-1"]
    assert restored.aside is not None
    assert {path.name for path in restored.aside.iterdir()} == {"cases.db", "attachments"}


def test_what_is_no_backup_or_was_cut_short_changes_nothing(home: Home, file: Path, tmp_path: Path) -> None:
    cut, other = tmp_path / "cut.zip", tmp_path / "other.zip"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with ZipFile(other, "w") as made:
        made.writestr("letter.txt", "nothing of ours")
    for wrong in (cut, other):
        with pytest.raises(ConfigError, match="is no backup"):
            restore(home, wrong, replace=True)
    assert _numbers(home) == ["2026-1"]


def test_a_backup_of_a_newer_toolkit_is_refused(home: Home, file: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.zip"
    with ZipFile(file) as backup:
        backup.extractall(tmp_path / "inside")
    with closing(sqlite3.connect(tmp_path / "inside" / "cases.db")) as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
        store.commit()
    with ZipFile(newer, "w") as made:
        for path in (tmp_path / "inside").rglob("*"):
            made.write(path, path.relative_to(tmp_path / "inside"))
    with pytest.raises(ConfigError, match="9999"):
        restore(home, newer, replace=True)
    assert _numbers(home) == ["2026-1"]


def test_the_right_key_is_asked_for_before_anything_is_changed(file: Path, tmp_path: Path) -> None:
    new = Home(tmp_path / "new")
    with pytest.raises(SecretMissing, match="Take the copy from your safe"):
        restore(new, file)
    Secrets(new.path).put_file(STORE_KEY, new_key())
    with pytest.raises(KeyMismatch):
        restore(new, file)
    assert not (new.path / "config").exists()


def test_a_backup_replaces_no_file_and_needs_a_store(home: Home, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(ConfigError, match="replaces none"):
        back_up(home, file)
    assert file.read_bytes() == before
    (home.data / "cases.db").unlink()
    with pytest.raises(ConfigError, match="There is no store"):
        back_up(home, tmp_path / "another.zip")
    assert not (tmp_path / "another.zip").exists()


def test_a_backup_that_failed_is_told_of_until_one_goes_well(home: Home, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        back_up(home, tmp_path / "no folder" / "backup.zip")
    assert "backup_failed" in _causes(home)

    back_up(home, tmp_path / "backup.zip")

    assert "backup_failed" not in _causes(home)
    with open_store(home) as store:
        assert [entry.action for entry in store.audit()][-2:] == ["backup failed", "backup"]


def test_a_store_whose_key_is_not_here_is_backed_up_all_the_same(home: Home, tmp_path: Path) -> None:
    new = _home(tmp_path / "new", _key(home))
    Secrets(home.path).put_file(STORE_KEY, new_key())
    back_up(home, tmp_path / "backup.zip")
    assert restore(new, tmp_path / "backup.zip").cases == 1


def test_a_store_in_postgresql_is_not_replaced_and_what_does_that_is_said(
    home: Home, file: Path, tmp_path: Path, postgres_url: str
) -> None:
    new = _home(tmp_path / "new", _key(home))
    (new.path / "config").mkdir()
    (new.path / "config" / "settings.yaml").write_text(f"database: {postgres_url}\n", "utf-8")
    with open_store(new) as store:
        Desk(store, Clock()).has("2026-2")
    with pytest.raises(ConfigError, match="pg_dump --format=custom"):
        restore(new, file, replace=True)
    assert _numbers(new) == ["2026-2"]


def _causes(home: Home) -> set[str]:
    """What people are told of."""
    with open_store(home) as store:
        return {cause.kind for cause in decide(gather(home, store, datetime.now(UTC)))}


def _home(path: Path, key: str) -> Home:
    Secrets(path).put_file(STORE_KEY, key)
    return Home(path)


def _key(home: Home) -> str:
    return Secrets(home.path).secret(STORE_KEY)


def _numbers(home: Home) -> list[str]:
    with Store.open(home.database, key_from(_key(home))) as store:
        return [case.number for case in store.cases()]
