"""The way in: the login form as a person finds it, and one try with the credentials that were given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from robots.systems.challenge import Answer
from robots.systems.credentials import Credentials
from robots.systems.description import Description, SystemFile
from robots.systems.door import Door
from robots.systems.firewall import Firewall
from robots.systems.learning.pages import Button, Form, FormControl, Pane
from robots.systems.learning.walk import Walk, path_of
from robots.systems.learning.wording import holds, words_of
from robots.systems.permit import Policy, Sends
from robots.systems.request import origin_of
from robots.systems.window import Window

_TYPED = ("text", "email", "tel", "search", "")


@dataclass(frozen=True)
class Entrance:
    """How a system is logged in to, in the words of a description, but for where it lands."""

    described: dict[str, Any]
    stands: tuple[str, ...] = ()  # texts that the login page shows itself


def sketch(name: str, address: str, user: str = "-", login: dict[str, Any] | None = None) -> SystemFile:
    """What stands for a description while there is none: an address, and perhaps a way in.

    A login page that still stands there after a try counts as a refusal, whatever it says.
    """
    nowhere = {"at": "/", "user": "-", "password": "-", "press": "-", "sends": "POST /"}
    way_in = {**(login or nowhere), "lands": "/**"}
    described = Description.model_validate(
        {
            "system": name,
            "title": name,
            "authority": "-",
            "address": address,
            "account": {"user": user, "secret": f"{name}.password"},
            "login": way_in if "by" in way_in else {**way_in, "refused": ""},
            "inbox": {"at": "/", "columns": {"number": {"label": "-"}}},
            "cases": {},
            "never": {},
        }
    )
    return SystemFile(described, Path(f"{name}.yaml"), "")


def policy(address: str, sends: Sends | None = None) -> Policy:
    """What the firewall lets out: reads of this one address and, for a moment, one request more."""
    return Policy(origin=address, allowed=(sends,) if sends else ())


def find_entrance(pane: Pane) -> Entrance | None:
    """The login form of a page; None where there is none.

    The user's field is the last visible text field before the visible password: hidden twins are for nobody, and what
    stands further up, such as a search, is another matter.
    """
    for at, form in enumerate(pane.forms):
        seen = [control for control in form.controls if control.seen]
        secret = next((place for place, control in enumerate(seen) if control.kind == "password"), None)
        if secret is None or any(control.kind == "password" for control in seen[secret + 1 :]):
            continue  # two passwords: a form to register, or to change one
        before = [control for control in seen[:secret] if control.kind in _TYPED]
        button = _button(pane, at)
        if before and button:
            return _entrance(pane, form, before[-1], seen[secret], button)
    return None


async def find_challenge(walk: Walk, firewall: Firewall, address: str) -> Entrance | None:
    """Whether the browser itself is asked for a password at an address, and how; nothing is answered."""
    window = walk.window
    await window.know_frames()
    question = Answer(origin_of(address), "none", "", "", page=window.own)
    with firewall.challenges.answering(question):
        await walk.open(address)
    known = question.asked if question.asked in ("basic", "digest") else None
    return Entrance({"by": known, "at": path_of(address)}) if known else None


async def log_in(walk: Walk, firewall: Firewall, password: str) -> None:
    """Go in as robots do, by the way that the walk's sketch of a description says; the password is tried once.

    Raises:
        LoginRefused: The system refused it; it is not tried again.
        SystemProblem: The login did not go as it looked.
    """

    @asynccontextmanager
    async def window() -> AsyncIterator[Window]:
        yield walk.window

    door = Door(walk.window.system, firewall, Credentials(password), window)
    await door.enter(seen_logins=0)


def _button(pane: Pane, form: int) -> Button | None:
    return next(
        (one for one in pane.buttons if one.form == form and one.submits and one.text and not one.disabled), None
    )


def _entrance(pane: Pane, form: Form, user: FormControl, password: FormControl, button: Button) -> Entrance:
    pressed = {button.name: button.value} if button.name and button.value else {}
    marks = {c.name: c.value for c in form.controls if c.kind == "hidden" and is_mark(c)}
    where = form.address if origin_of(form.address) != origin_of(pane.url) else urlsplit(form.address).path
    fields = _field(pane, user), _field(pane, password)
    told = {**marks, **pressed}
    return Entrance(
        {
            "at": path_of(pane.url),
            **({"heading": pane.headings[0]} if pane.headings else {}),
            "user": fields[0],
            "password": fields[1],
            "press": button.text,
            "sends": f"{form.method} {where}",
            **({"with": told} if told else {}),
        },
        stands=tuple(filter(None, (*pane.headings, fields[1].get("label", ""), _near(pane, button)))),
    )


def _near(pane: Pane, button: Button) -> str:
    """A line of the page that speaks of the login as the button does."""
    lines = (" ".join(line.split()) for line in pane.text.splitlines())
    return next((line for line in lines if line and holds(line, words_of(button.text)) and len(line) < 60), "")


def is_mark(control: FormControl) -> bool:
    """Whether a hidden field says what its form does, and the same each time: an action's name and nothing else."""
    named = any(word in control.name.casefold() for word in ("action", "command", "cmd", "operation", "mode"))
    return named and control.value.isidentifier()


def _field(pane: Pane, control: FormControl) -> dict[str, str]:
    """By its label where it has one of its own, else by its name in the form."""
    labels = [place.label for place in pane.places if place.spot.control and place.spot.control.name == control.name]
    for label in labels:
        if sum(place.label == label for place in pane.places) == 1:
            return {"label": label}
    return {"at": f'input[name="{control.name}"]' if control.name else f"input[type={control.kind}]"}
