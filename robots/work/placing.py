"""Putting a report where people open it: all of it or nothing, and never over what somebody has filled in.

A file that is open elsewhere, or that a person has saved since it was put there, stays as it is; the new one lies
beside it under a name that says so. The next time that the folder is written to, what can be put right is.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from time import time

from robots.errors import ConfigError
from robots.folders import own_file
from robots.model import SWEDEN
from robots.words import Words

_NEW = {"sv": "ny", "en": "new"}
_BESIDE = re.compile(r"(?P<stem>.+) \((?:ny|new) \d{8}-\d{6}\)(?P<ending>\.\w+)")
_HELD = (errno.EACCES, errno.EBUSY, errno.ETXTBSY, errno.EPERM)  # what a folder says of a file that a program holds
_LOCKS = ("~${name}", ".~lock.{name}#")  # what Excel and LibreOffice put beside a file that they have open
_UNFINISHED = 3600  # seconds after which a file that was never finished is nobody's


@dataclass(frozen=True)
class Placed:
    """Where a report lies now, and why it is not under its own name, if it is not."""

    path: Path
    why: str | None = None  # in English


class Notes:
    """What was last put where, by its SHA-256: what is otherwise by now has been saved by a person."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._marks: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._marks = {}

    def is_ours(self, path: Path) -> bool:
        """Whether a file is as it was put there."""
        return self._marks.get(str(path)) == _mark(path)

    def put(self, path: Path) -> None:
        """Note that a file was put there."""
        there = {one: mark for one, mark in self._marks.items() if not _is_gone(Path(one))}
        self._marks = there | {str(path): _mark(path)}
        unfinished = self._file.with_suffix(f".{os.getpid()}.tmp")
        own_file(unfinished, json.dumps(self._marks, ensure_ascii=False, indent=1).encode("utf-8"))
        unfinished.replace(self._file)


def place(made: Path, folder: Path, notes: Notes, say: Words, *, now: datetime | None = None) -> Placed:
    """Copy a report into a folder, under its own name where that is free.

    Args:
        made: The finished file.
        folder: Where to.
        notes: What was put where before.
        say: The language of the name that a file gets that lies beside another.
        now: The instant that such a name tells.

    Raises:
        ConfigError: There is no such folder, or it takes no file from this account; what lay there is as it was.
    """
    target = folder / made.name
    try:
        if not folder.is_dir():
            raise ConfigError(f"There is no folder {folder}. If it is a share: is it mounted? Nothing was put there.")
        _tidy(folder, notes)
        unfinished = folder / f".{made.name}.{os.getpid()}.tmp"
        try:
            _copy(made, unfinished)
            why = _in_the_way(target, notes)
            if why is None:
                why = _moved(unfinished, target)
            if why is None:
                notes.put(target)
                _tidy(folder, notes)
                return Placed(target)
            at = (now or datetime.now(SWEDEN)).astimezone(SWEDEN)
            beside = folder / f"{made.stem} ({_NEW[say.language]} {at:%Y%m%d-%H%M%S}){made.suffix}"
            unfinished.replace(beside)
            notes.put(beside)
            _tidy(folder, notes)
            return Placed(beside, why)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as failed:
        raise ConfigError(f"{target} could not be written: {failed.strerror or type(failed).__name__}.") from None


def _in_the_way(target: Path, notes: Notes) -> str | None:
    """Why a file must not be replaced."""
    if not target.exists():
        return None
    if _is_open(target):
        return "is open in Excel or another program"
    return None if notes.is_ours(target) else "has been filled in by somebody"


def _is_open(file: Path) -> bool:
    """Whether a lock beside a file says that somebody has it open."""
    return any((file.parent / lock.format(name=file.name)).exists() for lock in _LOCKS)


def _moved(unfinished: Path, target: Path) -> str | None:
    """Put a file in the place of another; why that could not be done while the other is open."""
    try:
        unfinished.replace(target)
    except OSError as refused:
        if refused.errno in _HELD and target.exists():
            return "is open in Excel or another program"
        raise
    return None


def _tidy(folder: Path, notes: Notes) -> None:
    """Give what lies beside another file its own name, where that is free by now; remove what it has overtaken."""
    for file in folder.glob(".*.tmp"):
        if time() - file.stat().st_mtime > _UNFINISHED:
            _let_go(file)
    for target, beside in groupby(sorted(_beside(folder)), key=lambda pair: pair[0]):
        ours = [file for _, file in beside if notes.is_ours(file)]
        for file in ours[:-1]:
            _let_go(file)
        if not ours:
            continue
        newest = ours[-1]
        if target.exists() and target.stat().st_mtime > newest.stat().st_mtime and notes.is_ours(target):
            _let_go(newest)
        elif _in_the_way(target, notes) is None and _let_go(newest, target):
            notes.put(target)


def _let_go(file: Path, to: Path | None = None) -> bool:
    """Remove a file, or give it another name, unless a program holds it: then it stays until another time."""
    if _is_open(file):
        return False
    try:
        if to is None:
            file.unlink(missing_ok=True)
        else:
            file.replace(to)
    except OSError as refused:
        if refused.errno not in _HELD:
            raise
        return False
    return True


def _beside(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each file that lies beside another, with the name that it should have."""
    for file in folder.glob("* (*)*"):
        if found := _BESIDE.fullmatch(file.name):
            yield file.with_name(found["stem"] + found["ending"]), file


def _copy(source: Path, to: Path) -> None:
    """Copy a file so that it is on the disk before it gets its name."""
    shutil.copyfile(source, to)
    with to.open("rb+") as file:
        os.fsync(file.fileno())


def _is_gone(path: Path) -> bool:
    """Whether a file was removed; of a folder that is away, or cannot be looked into, nobody knows."""
    try:
        return not path.exists() and path.parent.is_dir()
    except OSError:
        return False


def _mark(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
