"""What is wrong with a home folder, each thing with what to do about it. Changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from robots import browser
from robots.errors import ConfigError
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.checking import open_checked
from robots.work.job import job
from robots.work.office import open_store, today

ROOM = 1_000_000_000  # bytes that must be free where the store and the logs grow


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at."""

    what: str
    well: bool
    says: str = ""


def examine(home: Home) -> list[Examined]:
    """Look at everything that a robot needs to start."""
    return [_looked(what, look) for what, look in _looks(home)]


def _looks(home: Home) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "Python", lambda: sys.version.split()[0]
    yield "browser", lambda: _browser(home)
    yield "settings", lambda: home.settings.language and "config/settings.yaml"
    yield "robots", lambda: ", ".join(home.robots)
    try:
        parts = home.robots
    except ConfigError:
        parts = {}
    for name in home.systems:
        yield f"system {name}", partial(_system, home, name)
    for name, part in parts.items():
        if part.flow:
            yield f"robot {name}", partial(_robot, home, name)
    yield "store", lambda: _store(home)
    yield "secrets", lambda: _secrets(home)
    yield "room on disk", lambda: _room(home)
    yield "STOP", lambda: _stop(home)


def _looked(what: str, look: Callable[[], str]) -> Examined:
    try:
        return Examined(what, True, look())
    except (ConfigError, browser.NoBrowser, OSError) as problem:
        return Examined(what, False, str(problem))


def _browser(home: Home) -> str:
    found = browser.find(home.settings.browser.program)
    if found.program is None:
        return found.channel or ""
    asked = subprocess.run([found.program, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    return f"{found.program} {asked.stdout.strip()}"


def _system(home: Home, name: str) -> str:
    system, flows = open_checked(home, name)
    Secrets(home.path).secret(system.description.account.secret)
    return f"{system.description.title}: {', '.join(flow.flow.name for flow in flows)}"


def _robot(home: Home, name: str) -> str:
    settled = job(home, name, day=today())
    return settled.mode.value + (f" ({settled.why_shadow})" if settled.why_shadow else "")


def _store(home: Home) -> str:
    with open_store(home) as store:
        return f"{sum(store.summary().states.values())} cases"


def _secrets(home: Home) -> str:
    folder = home.data / "secrets"
    wide = stat.S_IRWXG | stat.S_IRWXO
    if os.name == "posix" and folder.is_dir():
        for path in folder.iterdir():
            if path.stat().st_mode & wide:
                raise ConfigError(f"{path} can be read by other accounts. Close it with: chmod 600 {path}")
    return ""


def _room(home: Home) -> str:
    free = shutil.disk_usage(home.path).free
    if free < ROOM:
        raise ConfigError(f"{free // 1_000_000} MB are free; make room, or the store cannot grow.")
    return f"{free // 1_000_000_000} GB"


def _stop(home: Home) -> str:
    if home.stop_file.exists():
        raise ConfigError(f"no robot works while {home.stop_file} is there. To let them work again, remove it.")
    return ""
