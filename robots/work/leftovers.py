"""What runs and people left in folders: evidence of failures, logs, workbooks and extracts; each goes by its age."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from robots.model import SWEDEN
from robots.settings import Home

_WRITTEN_NOW = "robots.jsonl"


@dataclass(frozen=True)
class Leftover:
    """A file, or a folder that goes as a whole."""

    path: Path
    touched: float  # the instant, in seconds
    size: int  # bytes

    @property
    def day(self) -> date:
        """The day on which it was last written."""
        return datetime.fromtimestamp(self.touched, SWEDEN).date()


def leftovers(home: Home, kind: str) -> list[Leftover]:
    """What there is of a kind (evidence, logs, reports or extracts), oldest first."""
    return sorted(map(_leftover, _paths(home, kind)), key=lambda one: (one.touched, one.path))


def beyond(files: Sequence[Leftover], most: int) -> list[Leftover]:
    """The oldest ones that have to go so that the others take at most so many bytes."""
    room = sum(one.size for one in files) - most
    gone: list[Leftover] = []
    for one in files:
        if room <= 0:
            break
        gone.append(one)
        room -= one.size
    return gone


def remove(files: Iterable[Leftover]) -> int:
    """Remove them, and folders that are empty then; how many went. One that is open elsewhere goes another time."""
    return sum(map(_removed, files))


def _paths(home: Home, kind: str) -> Iterator[Path]:
    match kind:
        case "evidence":
            yield from (path for path in (home.logs / "evidence").rglob("*") if path.is_file())
        case "logs":
            there = (path for path in home.logs.glob("*") if path.is_file() and not path.name.startswith("."))
            yield from (path for path in there if path.name != _WRITTEN_NOW)
        case _:
            yield from (home.data / kind).glob("*")


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
            _remove_empty(one.path.parent)
    except OSError:
        return False
    return True


def _remove_empty(folder: Path) -> None:
    """Remove a failure's own folder once all its files are gone."""
    if folder.parent.name == "evidence" and not any(folder.iterdir()):
        folder.rmdir()
