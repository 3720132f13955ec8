"""A Roundup tracker of a made-up municipality: made from Roundup's classic template, seeded, and served."""

import os
import subprocess
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from ..venvs import interpreter
from .customising import customise
from .seeding import write_seed

HERE = Path(__file__).parent
INSIDE = HERE / "inside"
STEP_LIMIT_S = 120
STOP_LIMIT_S = 10


class RoundupFailed(RuntimeError):
    """Roundup could not be made or started; the text holds its own words."""


class Roundup:
    """A running tracker in a folder: `with Roundup(tmp_path) as roundup: ... roundup.address ...`.

    A folder that already holds a tracker is served as it stands, on another port: what a robot did there is kept.
    """

    def __init__(self, folder: Path, *, day: date | None = None) -> None:
        """Prepare nothing yet.

        Args:
            folder: Gets the tracker, its database and mail, the seed and the server's log. It is made when missing.
            day: The day that the applications' dates are counted from; by default today.
        """
        self.folder = folder
        self.day = day or date.today()  # noqa: DTZ011 - the day on this machine's wall, as the robot under test sees it
        self.address = ""  # ends with a slash, once served
        self._server: subprocess.Popen[str] | None = None

    @property
    def tracker(self) -> Path:
        """The tracker's home, as Roundup calls it."""
        return self.folder / "tracker"

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._server is None:
            raise RoundupFailed("The tracker is not being served.")
        return self._server.pid

    def __enter__(self) -> Self:
        python = interpreter("roundup", HERE / "requirements.lock")
        if not self.tracker.exists():
            self._make(python)
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

    def _make(self, python: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        seed = write_seed(self.folder, self.day)
        # Without a mail_debug file each save would fail for lack of a mail server (seen in 2.6).
        mail = f"mail_domain=example.invalid,mail_host=localhost,mail_debug={self.folder / 'mail.txt'}"
        admin: list[Path | str] = [python, "-m", "roundup.scripts.roundup_admin", "-i", self.tracker]
        _run(*admin, "install", "classic", "sqlite", f"tracker_web=http://127.0.0.1/tracker/,{mail}")
        customise(self.tracker)
        _run(*admin, "initialise", "admin-roundup-test")
        _run(python, INSIDE / "seed.py", self.tracker, seed)

    def _serve(self, python: Path) -> None:
        with (self.folder / "server.log").open("a", encoding="utf-8") as log:
            self._server = subprocess.Popen(
                [python, INSIDE / "serve.py", self.tracker],
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
            raise RoundupFailed((self.folder / "server.log").read_text(encoding="utf-8"))


def _run(*command: Path | str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=STEP_LIMIT_S, check=False, env=_environment()
    )
    if done.returncode:
        raise RoundupFailed(f"{command} ended with {done.returncode}.\n{done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    """English pages and UTF-8 files, whatever this machine speaks."""
    return os.environ | {"PYTHONUTF8": "1", "LANGUAGE": "en"}
