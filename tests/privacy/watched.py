"""A robot run as a person would run it, with folders of its own, and everything that it leaves there looked at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from robots import browser

DOOR = Path(__file__).resolve().parents[2] / "run.py"
PAUSE = 0.1  # seconds between two looks
LIMIT = 180.0


@dataclass
class Watched:
    """Commands that run with a temporary folder and a person's folder of their own.

    What stood in files, arguments and environments while they ran is kept by its content, each once.
    """

    folder: Path
    seen: dict[bytes, str] = field(default_factory=dict)
    looks: int = 0
    processes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._mark = uuid.uuid4().hex
        for path in (self.temporary, self.personal):
            path.mkdir(parents=True)

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def personal(self) -> Path:
        return self.folder / "person"

    def runs(self, *words: str | Path, until: threading.Event | None = None) -> int:
        """Run a command to its end, or kill it and all that it started once something has come about; its exit code."""
        said = self.folder / f"said-{uuid.uuid4().hex}.txt"
        with said.open("wb") as output:
            command = [sys.executable, str(DOOR), *map(str, words)]
            process = subprocess.Popen(command, env=self._environment(), stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            self.look()
            if until and until.is_set():
                self.look()
                process.send_signal(signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE)
        self.keep(said.read_bytes(), f"output of {words[2]}")
        return process.returncode

    def look(self) -> None:
        """Keep what stands in the folders and in the arguments and environments of all processes at this moment."""
        self.looks += 1
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                environment = (place / "environ").read_bytes()
                if self._mark.encode() in environment:
                    command = (place / "cmdline").read_bytes()
                    self.processes.add(Path(command.split(b"\0")[0].decode() or "-").name)
                    self.keep(environment.replace(b"\0", b"\n"), "environment")
                    self.keep(command.replace(b"\0", b"\n"), "arguments")
        for folder in (self.temporary, self.personal):
            for path in _files(folder):
                with suppress(OSError):
                    self.keep(path.read_bytes(), str(path))
                self.keep(str(path).encode(), "name of a file")

    def keep(self, content: bytes, where: str) -> None:
        """Keep something to be searched."""
        self.seen.setdefault(content, where)

    def _environment(self) -> dict[str, str]:
        """As a person's, but nothing is shared with the person who runs the tests."""
        own = {
            "TMPDIR": str(self.temporary),
            "HOME": str(self.personal),
            "ROBOTS_BROWSER": str(browser.find().program),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "WATCHED": self._mark,
            "DEBUG": "pw:*",  # someone may have left it set
            "PYTHONIOENCODING": "utf-8",
        }
        shared = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TZ")}
        return shared | own


def _files(folder: Path) -> Iterator[Path]:
    for root, _folders, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.is_file():
                yield path
