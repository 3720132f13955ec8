"""What a robot works by on this machine, as one short word: machines that work together must have the same files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from robots.settings import Home, RobotPart

LONG = 32
"""Characters of a fingerprint; PostgreSQL tells of news under names of at most 63, of which a queue's has 40."""

_BINARY = (".xlsx",)


def fingerprints(home: Home) -> Mapping[str, str]:
    """The fingerprint of each robot of the home.

    It is also the name of the queue in which its work waits, so that only who has the same files takes it.
    """
    return {robot: _fingerprint(home, robot, part) for robot, part in home.robots.items()}


def _fingerprint(home: Home, robot: str, part: RobotPart) -> str:
    said = [one.model_dump_json(exclude={"when"}) for one in dict.fromkeys((part, home.worked(part)))]
    marks = hashlib.sha256(f"{robot} {' '.join(said)}\n".encode())
    for path in _files(home, home.worked(part)):
        content = path.read_bytes()
        if path.suffix not in _BINARY:
            content = content.replace(b"\r\n", b"\n")  # the same file, as Windows keeps it
        marks.update(f"{path.relative_to(home.path).as_posix()} {hashlib.sha256(content).hexdigest()}\n".encode())
    return marks.hexdigest()[:LONG]


def _files(home: Home, part: RobotPart) -> Iterator[Path]:
    if part.flow is None or part.system is None:
        return
    folder, system = home.flow_folder(part.flow), home.system_file(part.system)
    inside = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    yield from sorted(path for path in inside if not path.name.startswith("~$"))
    yield from (path for path in (system, system.with_suffix(".py")) if path.exists())
