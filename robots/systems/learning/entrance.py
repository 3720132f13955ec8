"""The way in: the login form as a person finds it, and one try with the credentials that were given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from robots.errors import ConfigError, LoginRefused
from robots.systems.description import Description, Press, SystemFile
from robots.systems.learning.pages import Button, Form, FormControl, Pane
from robots.systems.learning.walk import Walk, path_of
from robots.systems.learning.wording import holds, words_of
from robots.systems.permit import Policy, Sends
from robots.systems.request import origin_of

_TYPED = ("text", "email", "tel", "search", "")


@dataclass(frozen=True)
class Entrance:
    """How a system is logged in to, in the words of a description."""

    at: str
    heading: str | None
    user: dict[str, str]  # {"label": ...} or {"at": selector}
    password: dict[str, str]
    press: str
    sends: str
    with_: dict[str, str]
    stands: tuple[str, ...]  # texts that the login page shows itself

    @property
    def request(self) -> Sends:
        return Sends.parse(self.sends, self.with_)

    @property
    def described(self) -> dict[str, Any]:
        """As a description says it, but for where it lands."""
        heading = {"heading": self.heading} if self.heading else {}
        said = {"at": self.at, **heading, "user": self.user, "password": self.password, "press": self.press}
        return {**said, "sends": self.sends, **({"with": self.with_} if self.with_ else {})}


def sketch(name: str, address: str, login: dict[str, Any] | None = None) -> SystemFile:
    """What stands for a description while there is none: an address, and perhaps a way in."""
    nowhere = {"at": "/", "user": "-", "password": "-", "press": "-", "sends": "POST /"}
    described = Description.model_validate(
        {
            "system": name,
            "title": name,
            "authority": "-",
            "address": address,
            "account": {"user": "-", "secret": f"{name}.password"},
            "login": {**(login or nowhere), "lands": "/", "refused": "\0"},
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


async def log_in(walk: Walk, entrance: Entrance, user: str, password: str) -> str:
    """Try the credentials, once; the address that the login leads to.

    Raises:
        LoginRefused: The login page still stands there; they are not tried again.
        ConfigError: The form could not be filled in.
    """
    window = walk.window
    frame = window.frame(None)
    fields = window.system.description.login
    wanted = {"user": (fields.user, user), "password": (fields.password, password)}
    asked = {name: {"spec": part.spec, "value": value} for name, (part, value) in wanted.items()}
    problems = {name: why for name, why in (await window.ask(frame, {"fill": asked})).items() if why}
    if problems:
        raise ConfigError(f"The login page cannot be filled in: {', '.join(problems.values())}. Nothing was sent.")
    await window.press(frame, Press(press=entrance.press))
    if (await window.ask(frame, {}))["password"]:
        raise LoginRefused(
            f'The system refused the password of "{user}", or asks for more than a password. It was tried once and '
            "will not be tried again. Make sure of it by hand."
        )
    return frame.url


def _button(pane: Pane, form: int) -> Button | None:
    return next(
        (one for one in pane.buttons if one.form == form and one.submits and one.text and not one.disabled), None
    )


def _entrance(pane: Pane, form: Form, user: FormControl, password: FormControl, button: Button) -> Entrance:
    pressed = {button.name: button.value} if button.name and button.value else {}
    marks = {c.name: c.value for c in form.controls if c.kind == "hidden" and is_mark(c)}
    where = form.address if origin_of(form.address) != origin_of(pane.url) else urlsplit(form.address).path
    fields = _field(pane, user), _field(pane, password)
    return Entrance(
        at=path_of(pane.url),
        heading=pane.headings[0] if pane.headings else None,
        user=fields[0],
        password=fields[1],
        press=button.text,
        sends=f"{form.method} {where}",
        with_={**marks, **pressed},
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
