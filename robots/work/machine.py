"""What a robot needs of the machine that it works on: packages, a browser, closed folders, a right clock, room."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from robots import browser
from robots.errors import ConfigError
from robots.settings import Home

ROOM = 1_000_000_000  # bytes that ought to be free where the store and the logs grow
LEAST = 100_000_000  # bytes without which no run begins: one writes evidence, logs and the store's own journal
OFF = timedelta(minutes=2)  # how far the clock may be off before last days and schedules are in doubt
TOOLKIT = Path(__file__).resolve().parents[2]
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def lock(folder: Path = TOOLKIT) -> str:
    """Whether what is installed is what requirements.lock names for every machine."""
    path = folder / "requirements.lock"
    if not path.is_file():
        return "no lock beside the toolkit: it was installed as a package"
    pins = re.findall(r"^([\w.-]+)==([\w.]+)[^;\n]*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    there = {name: _version(name) for name, _ in pins}
    odd = [f"{name} {there[name] or 'missing'} ({version})" for name, version in pins if there[name] != version]
    if odd:
        own = Path(sys.prefix) == folder / ".venv"
        first = f"remove the folder {folder / '.venv'}, then: run.py setup"
        install = first if own else f"{sys.executable} -m pip install --require-hashes -r {path}"
        raise ConfigError(f"installed otherwise than locked: {', '.join(odd)}. Mend it: {install}")
    return f"{len(pins)} packages, as locked"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def browser_found(home: Home) -> str:
    """Which browser the robots would drive."""
    found = browser.find(home.settings.browser.program)
    if found.program is None:
        return found.channel or ""
    return f"{found.program} {browser.version(home.settings.browser.program)}"


def firewall(home: Home) -> str:
    """Start the browser, and let the write firewall prove itself, as at the start of every run."""
    from robots.systems.chromium import warm_browser

    async def prove() -> str:
        async with warm_browser(home.settings.browser.program, proxy=home.settings.browser.proxy) as (warm, _):
            return f"holds, tried on version {warm.version}"

    return asyncio.run(prove())


def folders(home: Home) -> str:
    """Whether this account can write what robots leave, and no other account can read it."""
    for folder in (home.data, home.logs):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigError(f"this account may not write in {folder}. As root: chown -R {_user()} {folder}")
    wide = list(_wide(home)) if os.name == "posix" else []
    if wide:
        commands = "; ".join(f"chmod {'700' if path.is_dir() else '600'} {path}" for path in wide)
        raise ConfigError(f"other accounts can look into what robots keep. Close it: {commands}")
    return "writable, for this account only"


def _wide(home: Home) -> Iterator[Path]:
    """What others can reach; what lies in a folder that is closed, or that is named itself, needs no word."""
    inside = [home.data / name for name in ("secrets", "refused", "reports")] + [home.attachments]
    settled: list[Path] = []
    for path in (home.data, *inside, *_database(home), home.logs / "evidence"):
        if path.exists() and not any(path.is_relative_to(folder) for folder in settled):
            settled.append(path)
            if path.stat().st_mode & _OTHERS:
                yield path


def _user() -> str:
    import getpass

    return getpass.getuser()


def clock(ahead: Mapping[str, timedelta], newest: datetime | None) -> str:
    """Whether the machine knows Swedish time, agrees with the case systems, and is not behind its own notes.

    Args:
        ahead: How far this machine is ahead of each case system that told its time.
        newest: When the newest run in the store began; None where there is none.
    """
    try:
        here = datetime.now(ZoneInfo("Europe/Stockholm"))
    except ZoneInfoNotFoundError:
        raise ConfigError("there is no zone data for Europe/Stockholm. Install it: apt install tzdata") from None
    if newest is not None and newest - here > OFF:
        then = newest.astimezone(here.tzinfo)
        raise ConfigError(
            f"it is {here:%Y-%m-%d %H:%M}, and the newest run began {then:%Y-%m-%d %H:%M}: the clock was set back. "
            "Set it: timedatectl set-ntp true"
        )
    for system, off in ahead.items():
        if abs(off) > OFF:
            seconds = abs(off) // timedelta(seconds=1)
            raise ConfigError(
                f"this machine and {system} are {seconds} seconds apart. Where this one is wrong: "
                "timedatectl set-ntp true"
            )
    agreed = f", as {', '.join(ahead)} has it" if ahead else ""
    return f"{here:%Y-%m-%d %H:%M} {here.tzname()}{agreed}"


def room(home: Home, *, least: int = ROOM) -> str:
    """How much room there is where robots leave something: the store, the logs.

    Raises:
        ConfigError: Less than so many bytes are free on one of these disks.
    """
    places = [place if place.exists() else home.path for place in (home.data, home.logs, *_database(home))]
    free, tight = min(((shutil.disk_usage(place).free, place) for place in places), key=lambda one: one[0])
    if free < least:
        raise ConfigError(f"only {free // 1_000_000} MB are free for {tight}. Make room, or the store cannot grow.")
    return f"{free // 1_000_000_000} GB"


def _database(home: Home) -> list[Path]:
    """The store's file, where it is one."""
    prefix = "sqlite:///"
    return [Path(home.database.removeprefix(prefix))] if home.database.startswith(prefix) else []
