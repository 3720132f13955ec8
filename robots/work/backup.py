"""Backups: the store, its attachments, config, flows and reports' code in one file; never key, password or log."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from loguru import logger

from robots.cases import Store, Verified, copy_in, copy_out, key_from
from robots.cases.watching import BACKUP, BACKUP_FAILED
from robots.errors import ConfigError, RobotError, SecretMissing
from robots.folders import own
from robots.model import SWEDEN
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.office import STORE_KEY, account, open_store

NOTE, STORE, ATTACHMENTS = "backup.json", "cases.db", "attachments"
PARTS = {"config": "*", "flows": "*", "reports": "*.py"}  # of reports those who make them, never a workbook about cases
_KIND = "case robots"


@dataclass(frozen=True)
class Restored:
    """What came back."""

    made: datetime  # when the backup was
    cases: int
    audit: Verified
    parts: tuple[str, ...]  # of config, flows and reports those that the home had none of
    aside: Path | None  # where the store lies that stood there


def back_up(home: Home, file: Path) -> int:
    """Write a backup, also while robots work; how many bytes it takes. Of a failure people are told.

    Raises:
        ConfigError: There is such a file already, or the store cannot be copied; there is no backup then.
    """
    try:
        size = _write(home, file)
    except BaseException:
        _note(home, BACKUP_FAILED)
        raise
    _note(home, BACKUP)
    return size


def _write(home: Home, file: Path) -> int:
    if file.exists():
        raise ConfigError(f"There is a file {file} already, and a backup replaces none. Name another.")
    made = datetime.now(SWEDEN)
    with _folder(file.parent) as folder:
        copy_out(home.database, folder / STORE)
        whole = folder / file.name
        with ZipFile(whole, "w", ZIP_DEFLATED, compresslevel=1) as backup:
            backup.writestr(NOTE, json.dumps({"kind": _KIND, "made": made.isoformat()}))
            backup.write(folder / STORE, STORE)
            for path, name in _files(home):
                backup.write(path, name)
        with ZipFile(whole) as backup:
            if (bad := backup.testzip()) is not None:
                raise ConfigError(f"{bad} was not written to {file.parent} as it was read. See to that disk.")
        whole.chmod(0o600)
        whole.replace(file)
    return file.stat().st_size


def restore(home: Home, file: Path, *, replace: bool = False) -> Restored:
    """Make the home's store, and what it lacks of config, flows and own reports, from a backup.

    Args:
        home: The home folder; it has the store's key.
        file: From `back_up`.
        replace: Put a store aside with which robots have worked.

    Raises:
        ConfigError: It is no backup, a newer version of the toolkit made it, robots have worked with a store that
            stands there, or a process does; the store was not changed.
        SecretMissing: The store's key is not set; nothing was changed.
        KeyMismatch: The backup's store was made with another key; nothing was changed.
    """
    key, now = _key(home), datetime.now(SWEDEN)
    aside = home.data / f"replaced-{now:%Y%m%d-%H%M%S}"
    with _backup(file) as backup, _folder(own(home.data)) as folder:
        made = _made(backup, file)
        inside = [name for name in backup.namelist() if name.partition("/")[0] not in PARTS]
        _closed(backup, folder, inside)
        with Store.open(f"sqlite:///{(folder / STORE).as_posix()}", key) as store:
            store.try_soundness()
            audit, cases = store.verify_audit(), sum(store.summary().states.values())
            store.note(account(), "restore", f"made: {made:%Y-%m-%d %H:%M}")
        lacking = {part: _of(backup, part) for part in PARTS if not (home.path / part).exists()}
        parts = tuple(part for part, names in lacking.items() if names)  # an older backup has no reports
        for part in parts:
            backup.extractall(home.path, lacking[part])
        copy_in(folder / STORE, home.database, aside=aside if replace else None)
        _put(folder / ATTACHMENTS, home.attachments, aside)
    return Restored(made, cases, audit, parts, aside if aside.exists() else None)


def _files(home: Home) -> Iterator[tuple[Path, str]]:
    """What goes along, and under which name. A document that comes while this goes on may or may not."""
    for part, pattern in PARTS.items():
        for path in sorted((home.path / part).rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("~$"):
                yield path, path.relative_to(home.path).as_posix()
    for path in sorted(home.attachments.rglob("*.sealed")):
        yield path, f"{ATTACHMENTS}/{path.relative_to(home.attachments).as_posix()}"


def _note(home: Home, action: str) -> None:
    """Note it where the store can be written; where it cannot, a whole backup is one all the same."""
    try:
        with open_store(home, as_it_is=True) as store:
            store.note(account(), action)
    except RobotError as trouble:
        logger.warning('"{}" could not be noted, and nobody is told of it: {}', action, trouble)


def _key(home: Home) -> bytes:
    try:
        return key_from(Secrets(home.path).secret(STORE_KEY))
    except SecretMissing:
        raise SecretMissing(
            f"No backup holds the store's key. Take the copy from your safe, then: run.py secret set {STORE_KEY}"
        ) from None


@contextmanager
def _backup(file: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(file) as backup:
            yield backup
    except BadZipFile:
        raise ConfigError(f"{file} is no backup, or was cut short. Nothing was changed.") from None


def _made(backup: ZipFile, file: Path) -> datetime:
    """When it was made."""
    try:
        note = json.loads(backup.read(NOTE))
        if note["kind"] == _KIND:
            return datetime.fromisoformat(note["made"])
    except (KeyError, ValueError):
        pass
    raise ConfigError(f"{file} is no backup of robots. Nothing was changed.")


def _of(backup: ZipFile, part: str) -> list[str]:
    """The files of a part."""
    return [name for name in backup.namelist() if name.startswith(f"{part}/")]


def _closed(backup: ZipFile, folder: Path, names: list[str]) -> None:
    """Unpack for the eyes of this account only."""
    before = os.umask(0o077)
    try:
        backup.extractall(folder, names)
    finally:
        os.umask(before)


def _put(new: Path, place: Path, aside: Path) -> None:
    """Put attachments in their place; such as stand there already belong to the store that did."""
    if place.exists():
        shutil.move(place, own(aside) / ATTACHMENTS)
    if new.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(new, place)


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder for this account only, on the disk where the result is to lie."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".backup-") as folder:
        yield Path(folder)
