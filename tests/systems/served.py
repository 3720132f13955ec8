"""A real system in a folder of its own: made once by its own Python, served as a process of ours, and ended with it."""

import os
import subprocess
from abc import ABC, abstractmethod
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from .venvs import interpreter

STEP_LIMIT_S = 600  # a machine that is shared makes a system slowly
STOP_LIMIT_S = 10


class NotServed(RuntimeError):
    """A system could not be made or started; the text holds its own words."""


class Served(ABC):
    """A running system: `with Roundup(tmp_path) as roundup: ... roundup.address ...`.

    A folder that already holds the system is served as it stands, on another port: what a robot did there is kept.
    """

    here: ClassVar[Path]  # where its lock stands, and the scripts that its own Python runs under inside/

    def __init__(self, folder: Path, *, day: date | None = None) -> None:
        """Prepare nothing yet.

        Args:
            folder: Gets the system, its database and mail, the seed and the server's log. It is made when missing.
            day: The day that the applications' dates are counted from; by default today.
        """
        self.folder = folder
        self.day = day or date.today()  # noqa: DTZ011 - the day on this machine's wall, as the robot under test sees it
        self.address = ""  # ends with a slash, once served
        self._server: subprocess.Popen[str] | None = None

    @property
    @abstractmethod
    def home(self) -> Path:
        """The folder that the system itself lives in, within ours."""

    @abstractmethod
    def make(self, python: Path) -> None:
        """Make and seed the system, with the Python of its environment."""

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._server is None:
            raise NotServed("The system is not being served.")
        return self._server.pid

    def __enter__(self) -> Self:
        python = interpreter(self.here.name, self.here / "requirements.lock")
        if not self.home.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.make(python)
        self._serve(python)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server, by its own process only."""
        server, self._server = self._server, None
        if server is None:
            return
        server.terminate()
        try:
            server.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        for stream in (server.stdin, server.stdout):
            if stream:
                stream.close()

    def _serve(self, python: Path) -> None:
        with (self.folder / "server.log").open("a", encoding="utf-8") as log:
            self._server = subprocess.Popen(
                [python, self.here / "inside" / "serve.py", self.home],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env=_environment(),
            )
        assert self._server.stdout is not None
        self.address = self._server.stdout.readline().strip()
        if not self.address:
            self.stop()
            raise NotServed((self.folder / "server.log").read_text(encoding="utf-8"))


def run(*command: Path | str) -> None:
    """Run one step that makes a system.

    Raises:
        NotServed: It failed.
    """
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=STEP_LIMIT_S, check=False, env=_environment()
    )
    if done.returncode:
        raise NotServed(f"{command} ended with {done.returncode}.\n{done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    """English pages and UTF-8 files, whatever this machine speaks."""
    return os.environ | {"PYTHONUTF8": "1", "LANGUAGE": "en"}
