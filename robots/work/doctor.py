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
from robots.model import Mode
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
    says: str = ""  # what there is or, where it is not well, what is wrong and what to do
    name: str = ""  # which one, where there are several


def examine(home: Home) -> list[Examined]:
    """Look at everything that a robot needs to start."""
    return [_looked(*look) for look in _looks(home)]


def _looks(home: Home) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """What is looked at, which one, and how; what a look answers is shown, what it raises is wrong."""
    yield "Python", "", lambda: sys.version.split()[0]
    yield "browser", "", lambda: _browser(home)
    yield "settings", "", lambda: f"{home.settings.language}, {home.settings.database}"
    yield "robots", "", lambda: ", ".join(home.robots)
    for name in home.systems:
        yield "case system", name, partial(_system, home, name)
    for name in _working(home):
        yield "robot", name, partial(_robot, home, name)
    yield "store", "", lambda: _store(home)
    yield "secrets", "", lambda: _secrets(home)
    yield "room on disk", "", lambda: _room(home)
    yield "STOP", "", lambda: _stop(home)


def _looked(what: str, name: str, look: Callable[[], str]) -> Examined:
    try:
        return Examined(what, True, look(), name)
    except (ConfigError, browser.NoBrowser, OSError) as problem:
        return Examined(what, False, str(problem), name)


def _working(home: Home) -> list[str]:
    """The robots that work a case system; where config/robots.yaml cannot be read, that is said of it already."""
    try:
        return [name for name, part in home.robots.items() if part.flow]
    except ConfigError:
        return []


def _browser(home: Home) -> str:
    found = browser.find(home.settings.browser.program)
    if found.program is None:
        return found.channel or ""
    asked = subprocess.run([found.program, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    return f"{found.program} {asked.stdout.strip()}"


def _system(home: Home, name: str) -> str:
    system, _ = open_checked(home, name)
    if name not in {part.system for part in home.robots.values()}:
        return "described; no robot works it"
    Secrets(home.path).secret(system.description.account.secret)
    return f"{system.description.title}, {system.description.address}"


def _robot(home: Home, name: str) -> str:
    settled = job(home, name, day=today())
    if settled.mode is Mode.DRAFT:
        return "saves drafts"
    return f"works in shadow: {settled.why_shadow}" if settled.why_shadow else "works in shadow"


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
    return "no other account may read them"


def _room(home: Home) -> str:
    free = shutil.disk_usage(home.path).free
    if free < ROOM:
        raise ConfigError(f"only {free // 1_000_000} MB are free. Make room, or the store cannot grow.")
    return f"{free // 1_000_000_000} GB"


def _stop(home: Home) -> str:
    if home.stop_file.exists():
        raise ConfigError(f"no robot works while {home.stop_file} is there. To let them work again, remove it.")
    return "not asked for"
