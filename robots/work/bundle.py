"""All locked packages in one folder, to set robots up on a machine without network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker, default_environment

from robots.errors import ConfigError, TechnicalProblem
from robots.work.machine import TOOLKIT

_ENTRY = re.compile(r"^([\w.-]+==[\w.]+)(?: ; (.+?))?( +--hash=.+)$", re.MULTILINE)
_LINUX = tuple(f"manylinux_2_{minor}_x86_64" for minor in range(39, 4, -1))
PLATFORMS = {"linux": (*_LINUX, "manylinux2014_x86_64", "manylinux1_x86_64"), "windows": ("win_amd64",)}
_ADDRESS = re.compile(r"\w+://\S+")

README = """\
Packages for the robots, to set them up on a machine without network.

1. Copy this folder and the project's folder to that machine. It needs Python {python}.
2. It needs a browser, which is not in this folder. On Windows that is Edge, which is there. On Debian and Ubuntu:
   apt install chromium-headless-shell (or chromium) from your own mirror; elsewhere Chrome or Chromium. One that stands
   in an unusual place is named in the variable ROBOTS_BROWSER, or in config/settings.yaml (browser: program).
3. In the project's folder: python3 run.py setup --offline THIS-FOLDER   (py run.py ... on Windows)
   Each package is held against its hash in requirements.lock; no address is asked.
4. python3 run.py doctor
"""


@dataclass(frozen=True)
class Machine:
    """The machine that the packages are for."""

    platform: str | None  # a key of PLATFORMS; None: like this one
    python: str  # "3.12"

    @property
    def environment(self) -> dict[str, str]:
        """What the lock's conditions ask about."""
        here = {name: str(value) for name, value in default_environment().items()}
        full = here["python_full_version"] if self.python == here["python_version"] else f"{self.python}.0"
        there = {"python_version": self.python, "python_full_version": full}
        if self.platform:
            windows = self.platform == "windows"
            there |= {"sys_platform": "win32" if windows else "linux", "os_name": "nt" if windows else "posix"}
            there |= {"platform_system": "Windows" if windows else "Linux"}
        return here | there


def machine_like(platform: str | None, python: str | None) -> Machine:
    """The machine that somebody named; what was not named is as here.

    Raises:
        ConfigError: The lock is for no such machine.
    """
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if platform is not None and platform not in PLATFORMS:
        raise ConfigError(f"Option --platform takes {', '.join(PLATFORMS)}, not {platform}.")
    if python is not None and not re.fullmatch(r"3\.1[1-4]", python):
        raise ConfigError(f"Option --python takes 3.11 to 3.14, not {python}.")
    return Machine(platform, python or here)


def bundle(folder: Path, machine: Machine, *, toolkit: Path = TOOLKIT) -> int:
    """Fetch every package that the lock names for a machine, each held against its hash; how many there are.

    Args:
        folder: Where they go, with a note of what to do with them. What is there already is not fetched again.
        machine: Whom they are for.
        toolkit: The folder with requirements.lock.

    Raises:
        ConfigError: There is no lock.
        TechnicalProblem: A package could not be fetched, or was another than the locked one.
    """
    lock = toolkit / "requirements.lock"
    if not lock.is_file():
        raise ConfigError(f"There is no {lock}: what is to be fetched is not known. Use the project's folder.")
    wanted = locked(lock.read_text(encoding="utf-8"), machine)
    folder.mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("pip") is None:
        _run([sys.executable, "-m", "ensurepip", "--default-pip"])
    with tempfile.TemporaryDirectory() as temporary:
        list_ = Path(temporary) / "wanted.txt"
        list_.write_text("".join(wanted), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps"]
        command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(folder), "-r", str(list_)]
        _run(command + _for(machine))
    (folder / "README.txt").write_text(README.format(python=machine.python), encoding="utf-8")
    return len(wanted)


def locked(lock: str, machine: Machine) -> list[str]:
    """The entries of a lock that are for a machine, without their conditions: pip would try those here."""
    entries = _ENTRY.findall(lock.replace("\\\n", ""))
    environment = machine.environment
    return [f"{name}{hashes}\n" for name, when, hashes in entries if not when or Marker(when).evaluate(environment)]


def _for(machine: Machine) -> list[str]:
    if machine.platform is None and machine.python == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return []
    tags = PLATFORMS[machine.platform or ("windows" if sys.platform == "win32" else "linux")]
    words = ["--python-version", machine.python, "--implementation", "cp"]
    return words + [word for tag in tags for word in ("--platform", tag)]


def _run(command: list[str]) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        said = [line for line in run.stderr.splitlines() if "ERROR" in line] or run.stderr.splitlines()
        why = _ADDRESS.sub("(an address)", said[-1] if said else "")
        raise TechnicalProblem(f"The packages could not be fetched: {why} Then give the same command again.")
