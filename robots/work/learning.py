"""Learning a case system: walk it, ask the few questions that matter, write its description, and show what was read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from robots.errors import ConfigError, LoginRefused, RobotError
from robots.flow import open_flow
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.chromium import warm_browser
from robots.systems.description import SystemFile, open_system
from robots.systems.learning import learn
from robots.systems.learning.choosing import Purpose
from robots.systems.learning.described import Described, Learned
from robots.systems.learning.drafts import Draft
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.proposal import describe
from robots.systems.learning.verifying import Verified, verify
from robots.systems.learning.widening import take_up
from robots.systems.learning.writing import written
from robots.words import Words
from robots.work.job import heed_stop
from robots.work.new_flow import plain_name
from robots.work.office import account, today
from robots.work.purpose import purpose_of

ABOUT = (
    "Learned from the pages of {address} on {day}. {confirmed} Look at what is marked as unsure, then: run.py check "
    "{name}"
)
CONFIRMED = "Confirmed by {who}: {what}."
UNCONFIRMED = "Nobody has confirmed yet: {what}."
THE_INBOX, THE_FORM, THE_SAVE, THE_LIST = (
    "the inbox",
    "the draft form",
    "that saving sends nothing",
    "what is never pressed",
)


class Asking(Protocol):
    """A person at the terminal, or what stands for one."""

    def which(self, question: str, options: Sequence[str]) -> int | None:
        """Which of the options it is, from 0; None where nobody says."""

    def whether(self, question: str) -> bool | None:
        """Yes or no; None where nobody says."""

    def name(self, question: str, known: Sequence[str]) -> str | None:
        """A name, perhaps one of those that are known; None where nobody says."""

    def more(self, question: str, known: Sequence[str]) -> list[str] | None:
        """Words to add to a list; None where nobody says."""


@dataclass(frozen=True)
class Target:
    """What is to be learned, and as whom."""

    name: str
    address: str
    user: str
    password: str
    flow: str | None = None
    inbox: str | None = None
    authority: str | None = None  # the board that it belongs to
    press: tuple[str, ...] = ()  # tabs and the button that leaves a case, which may be pressed though they send


@dataclass(frozen=True)
class Outcome:
    """What learning came to."""

    file: Path
    page: Path
    learned: Learned
    described: Described
    verified: Verified | None
    trouble: str  # why the proposal was not held against more cases
    confirmed: tuple[str, ...]
    unconfirmed: tuple[str, ...]


def name_for(address: str) -> str:
    """A name for a system by its address: the first word of its host that says something."""
    host = urlsplit(address).hostname or ""
    words = [word for word in re.split(r"[^a-z]+", host.casefold()) if word not in ("www", "com", "se", "test", "")]
    return words[0] if words else "learned"


def boards(home: Home) -> list[str]:
    """The boards that the home's other systems belong to."""
    files = sorted(home.system_file("*").parent.glob("*.yaml"))
    return sorted({board for file in files if (board := open_system(file).description.authority) != "?"})


def learn_system(home: Home, target: Target, ask: Asking, say: Words) -> Outcome:
    """Learn one system and write config/systems/<name>.yaml.

    Args:
        home: The home folder.
        target: The system, and the robot's own account there.
        ask: Who confirms; what nobody says is marked as not confirmed.
        say: The language of the comments and of the page.

    Raises:
        ConfigError: The name is none or is taken, or nothing could be learned; nothing was written.
        LoginRefused: The password was refused; it will not be tried again.
        StopAsked: STOP stands in the home folder; nothing was opened.
    """
    heed_stop(home.stop_file)
    file = home.system_file(plain_name(target.name))
    if file.exists():
        raise ConfigError(f"{file} is there already, and nothing in it was changed. Take another name: --name NAME")
    secret = f"{target.name}.password"
    if Secrets(home.path).is_refused(secret, target.password):
        raise LoginRefused(
            f"{target.name} has refused this password before; it was not tried again. Set the right one: "
            f"run.py secret set {secret}",
            secret=secret,
        )
    purpose = purpose_of(open_flow(home.flow_folder(target.flow))) if target.flow else None
    try:
        return asyncio.run(_learned(home, target, purpose, ask, say, file))
    except LoginRefused:
        Secrets(home.path).refuse(secret, target.password)
        raise


async def _learned(home: Home, target: Target, purpose: Purpose | None, ask: Asking, say: Words, file: Path) -> Outcome:
    from robots.work.learned_page import write_page

    person = _Person(ask, target.press)
    browser = home.settings.browser
    async with warm_browser(browser.program, proxy=browser.proxy) as (warm, firewall):
        learned = await learn(
            warm,
            firewall,
            target.address,
            target.name,
            target.user,
            target.password,
            inbox=target.inbox,
            purpose=purpose,
            may_press=person.may_press,
            pick=person.picks,
        )
        board = target.authority or person.names(boards(home))
        learned = replace(learned, drafts=person.drafts(learned.drafts), authority=board)
        described = describe(learned, purpose, person.may_press)
        person.confirms(described)
        system = _write(file, described, person, target, say)
        verified, trouble = None, ""
        try:
            verified = await verify(warm, firewall, system, target.password, shut=learned.shut, first=learned.opened)
            if take_up(described, purpose, verified):
                system = _write(file, described, person, target, say)
                shut = learned.shut | verified.opened  # other cases: they may show what none of the first did
                more = await verify(warm, firewall, system, target.password, shut=shut)
                if more.cases:
                    verified = more
                    take_up(described, purpose, verified)
                    _write(file, described, person, target, say)
        except RobotError as problem:
            trouble = str(problem)
    page = write_page(home, target.name, learned, described, verified, say)
    return Outcome(
        file, page, learned, described, verified, trouble, tuple(person.confirmed), tuple(person.unconfirmed)
    )


def _write(file: Path, described: Described, person: _Person, target: Target, say: Words) -> SystemFile:
    """Write the description and open it again, as robots will."""
    told = []
    if person.confirmed:
        told.append(say(CONFIRMED, who=account(), what=", ".join(map(say, person.confirmed))))
    if person.unconfirmed:
        told.append(say(UNCONFIRMED, what=", ".join(map(say, person.unconfirmed))))
    about = say(ABOUT, address=target.address, day=today(), confirmed=" ".join(told), name=target.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written(described, about, say), encoding="utf-8")
    return open_system(file)


class _Person:
    """The person's words on what learning may do and what it found; each question is asked once."""

    def __init__(self, ask: Asking, press: Sequence[str]) -> None:
        self.confirmed: list[str] = []
        self.unconfirmed: list[str] = []
        self._ask = ask
        self._allowed = dict.fromkeys(press, True)

    def may_press(self, text: str) -> bool:
        """Whether a tab, or the button that leaves a case, may be pressed though it sends something."""
        if text not in self._allowed:
            self._allowed[text] = bool(
                self._ask.whether(
                    f'"{text}" sends something when it is pressed, as tabs of old systems do. May it be pressed?'
                )
            )
        return self._allowed[text]

    def picks(self, found: Sequence[Inbox]) -> Inbox:
        """Which list is the inbox."""
        shown = [
            f"{one.heading or one.pane.title}: {', '.join(filter(None, one.grid.titles))} ({len(one.rows)})"
            for one in found
        ]
        at = self._ask.which("Which of these is the list of new cases?", shown)
        self._note(THE_INBOX, at is not None)
        return found[at or 0]

    def names(self, known: Sequence[str]) -> str | None:
        """The board that the system belongs to: nothing of it ever reaches another."""
        return self._ask.name("Which board (nämnd) does the system belong to?", known)

    def drafts(self, found: Sequence[Draft]) -> tuple[Draft, ...]:
        """The form that a draft is saved in, first."""
        if not found:
            return ()
        shown = [
            f'"{one.save.press}": {", ".join(control.beside or control.name for control in one.controls)}'
            for one in found
        ]
        at = self._ask.which("In which of these forms may a draft be saved?", shown)
        self._note(THE_FORM, at is not None)
        first = found[at or 0]
        return (first, *(one for one in found if one is not first))

    def confirms(self, described: Described) -> None:
        """Whether saving sends anything, and what else is never pressed."""
        flow, case = next(iter(described.tree["cases"].items()))
        press = case["draft"]["save"]["press"]
        harmless = self._ask.whether(f'Does "{press}" only save, so that nobody is told and nothing is decided?')
        self._note(THE_SAVE, harmless is True)
        if harmless:
            described.doubts.pop(("cases", flow, "draft", "save"), None)
        never = described.tree["never"]
        more = self._ask.more("What else is never pressed?", never["press"])
        self._note(THE_LIST, more is not None)
        if more is not None:
            described.doubts.pop(("never",), None)
        never["press"] = list(dict.fromkeys((*never["press"], *(one for one in more or () if one != press))))

    def _note(self, what: str, said: bool) -> None:
        (self.confirmed if said else self.unconfirmed).append(what)
