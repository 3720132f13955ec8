"""Folders for this account only, for what stands in them is about people; and what goes from them by age and room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Leftover:
    """A file, or a folder that goes as a whole."""

    path: Path
    touched: float  # when it was last written, in seconds
    size: int  # bytes


def own(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, so that no other account can look inside.

    One that is there already stays as it is: somebody may have opened it on purpose.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def own_file(path: Path, content: bytes) -> None:
    """Write a file, in place of one that is there, that only this account may read."""
    own(path.parent)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def contents(folder: Path) -> list[Leftover]:
    """What stands in a folder, oldest first; nothing where there is no such folder."""
    return sorted(map(_leftover, folder.glob("*")), key=lambda one: (one.touched, one.path))


def beyond(there: Sequence[Leftover], most: int) -> list[Leftover]:
    """The oldest ones that have to go so that the others take at most so many bytes."""
    room = sum(one.size for one in there) - most
    gone: list[Leftover] = []
    for one in there:
        if room <= 0:
            break
        gone.append(one)
        room -= one.size
    return gone


def remove(gone: Iterable[Leftover]) -> int:
    """Remove them; how many went. One that is open elsewhere goes another time."""
    return sum(map(_removed, gone))


def _leftover(path: Path) -> Leftover:
    parts = [part.lstat() for part in (path, *path.rglob("*")) if part == path or not part.is_dir()]
    newest = parts[1:] or parts  # a folder is as old as what was last written in it
    return Leftover(path, max(part.st_mtime for part in newest), sum(part.st_size for part in newest))


def _removed(one: Leftover) -> bool:
    try:
        if one.path.is_dir() and not one.path.is_symlink():
            shutil.rmtree(one.path)
        else:
            one.path.unlink()
    except OSError:
        return False
    return True
