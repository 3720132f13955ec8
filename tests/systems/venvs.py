"""The virtual environments of the systems that tests start, made when first needed under .venvs/ beside the project."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / ".venvs"
INSTALL_LIMIT_S = 600


class NotInstalled(RuntimeError):
    """A system's lock could not be installed; the test that needs it cannot run. The text holds the installer's own."""


def interpreter(name: str, lock: Path) -> Path:
    """The Python of one system's environment, which holds exactly what its lock says.

    Args:
        name: The environment's folder under .venvs/, such as "roundup".
        lock: Exact versions with hashes. When it or the running Python changes, the environment is made anew.

    Raises:
        NotInstalled: pip could not install the lock.
    """
    home, stamp = HOME / name, _stamp(lock)
    if not _is_current(home, stamp):
        HOME.mkdir(exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=HOME))
        try:
            _install(workshop, lock)
            (workshop / "stamp").write_text(stamp, encoding="ascii")
            _put_in_place(workshop, home, stamp)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return _python(home)


def _stamp(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _is_current(home: Path, stamp: str) -> bool:
    written = home / "stamp"
    return written.is_file() and written.read_text(encoding="ascii") == stamp


def _install(home: Path, lock: Path) -> None:
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    command = [str(_python(home)), "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_LIMIT_S, check=False)
    if done.returncode:
        raise NotInstalled(f"{lock}: pip ended with {done.returncode}.\n{done.stderr}")


def _put_in_place(workshop: Path, home: Path, stamp: str) -> None:
    """Two test runs may build at once: whoever is done first wins, and the other uses that."""
    if _is_current(home, stamp):
        return
    shutil.rmtree(home, ignore_errors=True)
    workshop.rename(home)


def _python(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
