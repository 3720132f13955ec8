"""What is wrong with a home folder, each thing with what to do about it. Changes nothing."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from robots import browser
from robots.cases import key_from
from robots.errors import ConfigError, LoginRefused, PageProblem, RobotError, SystemDown
from robots.model import Mode
from robots.redaction import unforeseen
from robots.secrets import Secrets
from robots.settings import Home, Recipient
from robots.work import machine, mailing
from robots.work.alerts import sending
from robots.work.alerts.deciding import AHEAD
from robots.work.alerts.facts import described, expires
from robots.work.breaking import told
from robots.work.checking import open_checked
from robots.work.credentials import credentials_for, note_refusal
from robots.work.job import job
from robots.work.office import STORE_KEY, open_store, today

QUICK, SLOW = 20.0, 90.0  # seconds that one look may take: at this machine; at a browser, a system or a server

Look = Callable[[], str]


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at."""

    what: str
    well: bool
    says: str = ""  # what there is or, where it is not well, what is wrong and what to do
    name: str = ""  # which one, where there are several


def examine(home: Home, *, offline: bool = False) -> Iterator[Examined]:
    """Look at everything that a robot needs, and tell of each thing as it is done.

    Args:
        home: The home folder.
        offline: Start no browser, and reach no case system and no mail server.
    """
    visits = Visits(home)
    for what, name, look, seconds in _looks(home, visits, offline):
        yield _looked(what, name, look, seconds)


def _looks(home: Home, visits: Visits, offline: bool) -> Iterator[tuple[str, str, Look, float]]:
    """What is looked at, which one, and how; what a look answers is shown, what it raises is wrong."""
    yield "Python", "", lambda: sys.version.split()[0], QUICK
    yield "packages", "", machine.lock, QUICK
    yield "browser", "", lambda: machine.browser_found(home), SLOW
    if not offline:
        yield "write firewall", "", lambda: machine.firewall(home), SLOW
    yield "settings", "", lambda: f"{home.settings.language}, {home.settings.database}", QUICK
    yield "robots", "", lambda: ", ".join(home.robots), QUICK
    yield "key", "", lambda: _key(home), QUICK
    yield "store", "", lambda: _store(home), SLOW
    yield "folders", "", lambda: machine.folders(home), QUICK
    for name in home.systems:
        yield "case system", name, partial(visits.described if offline else visits.visited, name), SLOW
    for name in sorted(_worked(home)):
        yield "breaker", name, partial(_breaker, home, name), QUICK
    for name in _working(home):
        yield "robot", name, partial(_robot, home, name), QUICK
    yield "clock", "", lambda: machine.clock(visits.ahead, visits.newest()), QUICK
    if not offline:
        yield "mail", "", lambda: _mail(home), SLOW
    yield "alerts", "", lambda: _alerts(home), QUICK
    yield "reports", "", lambda: _reports(home), QUICK
    for name in sorted(_worked(home)):
        yield "password", name, partial(_password, home, name), QUICK
    yield "room on disk", "", lambda: machine.room(home), QUICK
    yield "STOP", "", lambda: _stop(home), QUICK


def _looked(what: str, name: str, look: Look, seconds: float) -> Examined:
    """One look, in a thread of its own: one that never comes back does not hold up the others."""
    told: list[Examined] = []

    def tell() -> None:
        try:
            told.append(Examined(what, True, look(), name))
        except (RobotError, browser.NoBrowser, OSError) as problem:
            told.append(Examined(what, False, str(problem), name))
        except Exception as fault:
            told.append(Examined(what, False, unforeseen(fault), name))

    looking = threading.Thread(target=tell, daemon=True)
    looking.start()
    looking.join(seconds)
    return told[0] if told else Examined(what, False, f"no answer came in {seconds:.0f} s.", name)


class Visits:
    """The case systems: how each is described and, where a robot works it, whether it lets the robot in."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.ahead: dict[str, timedelta] = {}  # how far this machine's clock is ahead of those that told their time

    def described(self, name: str) -> str:
        """Its description fits its flows, and a robot that works it has a password."""
        system, _ = open_checked(self._home, name)
        if not self._is_worked(name):
            return "described; no robot works it"
        credentials_for(self._home, system)
        return f"{system.description.title}, {system.description.address}"

    def visited(self, name: str) -> str:
        """The same, and it was logged in to and out of."""
        described = self.described(name)
        if not self._is_worked(name):
            return described
        if self._home.stop_file.exists():
            return f"{described}; not logged in to while STOP stands"
        self._visit(name)
        return f"{described}; logged in and out"

    def _visit(self, name: str) -> None:
        from robots.systems.visit import visit

        system, _ = open_checked(self._home, name)
        credentials, settings = credentials_for(self._home, system), self._home.settings.browser
        try:
            ahead = asyncio.run(visit(system, credentials, program=settings.program, proxy=settings.proxy))
        except LoginRefused as refused:
            note_refusal(self._home, refused, credentials)
            raise
        except (SystemDown, PageProblem) as down:
            raise SystemDown(
                f"{down} Is it up, and is its address right ({system.shown}, or addresses: in config/settings.yaml)? "
                f"Then: run.py check {name}"
            ) from None
        if ahead is not None:
            self.ahead[name] = ahead

    def newest(self) -> datetime | None:
        """When the newest run of all began."""
        try:
            with open_store(self._home) as store:
                return next((run.began for run in store.runs(1)), None)
        except Exception:  # said of the store already
            return None

    def _is_worked(self, name: str) -> bool:
        return name in {part.system for part in self._home.robots.values()}


def _working(home: Home) -> list[str]:
    """The robots that work a case system; where config/robots.yaml cannot be read, that is said of it already."""
    try:
        return [name for name, part in home.robots.items() if part.flow]
    except ConfigError:
        return []


def _worked(home: Home) -> set[str]:
    """The case systems that robots work."""
    return {part.system for name in _working(home) if (part := home.robots[name]).system}


def _breaker(home: Home, name: str) -> str:
    with open_store(home) as store:
        if breaker := store.breaker(name):
            raise SystemDown(told(breaker))
    return "robots may work with it"


def _robot(home: Home, name: str) -> str:
    settled = job(home, name, day=today())
    if settled.mode is Mode.DRAFT:
        return "saves drafts"
    return f"works in shadow: {settled.why_shadow}" if settled.why_shadow else "works in shadow"


def _key(home: Home) -> str:
    key_from(Secrets(home.path).secret(STORE_KEY))
    return "there; keep a copy in a safe"


def _store(home: Home) -> str:
    with open_store(home) as store:
        store.try_soundness()
        return f"{sum(store.summary().states.values())} cases"


def _mail(home: Home) -> str:
    mail = home.settings.mail
    if mail is None:
        return "none is set up, and none is needed"
    mailing.let_in(home)
    return f"{mail.server}, {mail.security}; nothing was sent"


def _alerts(home: Home) -> str:
    """Whether each recipient of alerts could be one; nothing is sent."""
    recipients = home.settings.alerts.to
    for one in recipients:
        if one.secret:
            sending.by_secret(home, one)
    if not recipients:
        return "nobody is told of anything: see alerts: in config/settings.yaml"
    return f"{', '.join(one.name for one in recipients)}; try it: run.py alerts test"


def _reports(home: Home) -> str:
    """Whether each report could go where it is to go; nothing is sent, and nothing is put anywhere."""
    ways = [way for part in home.robots.values() for way in part.to]
    for way in ways:
        if way.secret:
            sending.by_secret(home, Recipient(secret=way.secret))
        if way.mail and home.settings.mail is None:
            raise ConfigError("No mail server is set up: see mail: in config/settings.yaml")
        if way.folder and not (home.path / way.folder).is_dir():
            raise ConfigError(
                f"There is no folder {home.path / way.folder}. If it is a share: is it mounted? Nothing was put there."
            )
    return ", ".join(dict.fromkeys(way.name for way in ways)) or "they go into data/reports and nowhere else"


def _password(home: Home, name: str) -> str:
    """How long the password in a case system still holds, where its description says that it expires."""
    description = described(home, name)
    after = description.account.expires_after if description else None
    if description is None or after is None:
        return "its description names no expires_after:"
    command = f"run.py secret set {description.account.secret}"
    day = expires(home, description)
    if day is None:
        raise ConfigError(
            f"it expires after {after}, and nobody knows when it was set. Set it anew: {command}; or name the day in "
            f"expires_after: of config/systems/{name}.yaml"
        )
    left = (day - today()).days
    if left <= max(AHEAD):
        raise ConfigError(f"it expires on {day} (days left: {left}). Change it in the case system, then: {command}")
    return f"expires on {day}"


def _stop(home: Home) -> str:
    if home.stop_file.exists():
        raise ConfigError(f"no robot works while {home.stop_file} is there. To let them work again, remove it.")
    return "not asked for"
