"""What pressing a button or link would send, read from the page: nothing is pressed to find out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from robots.systems.description import Press
from robots.systems.learning.entrance import is_mark
from robots.systems.learning.pages import Button, Link, Pane

_POSTBACK = re.compile(r"__doPostBack\(\s*&?['\"]([^'\"]*)['\"]")  # ASP.NET's, and of those who imitate it
_CONFIRM = re.compile(r"confirm\(\s*(['\"])(.*?)\1\s*\)", re.DOTALL)


@dataclass(frozen=True)
class Pressed:
    """A button or link in the words of a description."""

    press: str
    sends: str | None = None  # None: it only reads
    with_: Mapping[str, str] = field(default_factory=dict)
    confirm: str | None = None
    sure: bool = True  # the page says what it sends

    @property
    def described(self) -> dict[str, Any]:
        said: dict[str, Any] = {"press": self.press}
        said |= {"sends": self.sends} if self.sends else {}
        said |= {"with": dict(self.with_)} if self.with_ else {}
        return said | ({"confirm": self.confirm} if self.confirm else {})

    @property
    def part(self) -> Press:
        return Press.model_validate(self.described)


def pressed(pane: Pane, what: Link | Button) -> Pressed:
    """What a link or a button of a page sends when it is pressed."""
    question = _CONFIRM.search(what.act)
    confirm = question[2].replace("\\'", "'").strip() if question else None
    target = _POSTBACK.search(what.act)
    if target:
        own = what.form if isinstance(what, Button) and what.form >= 0 else 0
        sends = f"POST {_where(pane, own)}" if pane.forms else None
        return Pressed(what.text, sends, {"__EVENTTARGET": target[1]}, confirm, sure=bool(pane.forms))
    if isinstance(what, Link):
        return Pressed(what.text, None, {}, confirm, sure=what.plain)
    if what.form < 0 or not what.submits:
        return Pressed(what.text, None, {}, confirm, sure=False)
    form = pane.forms[what.form]
    if form.method == "GET":
        return Pressed(what.text, None, {}, confirm)
    marks = {one.name: one.value for one in form.controls if one.kind == "hidden" and is_mark(one)}
    named = {what.name: what.value} if what.name and what.value else {}
    sends = f"{form.method} {_where(pane, what.form)}"
    return Pressed(what.text, sends, {**marks, **named}, confirm, sure=not what.act)


def _where(pane: Pane, form: int) -> str:
    return urlsplit(pane.forms[form].address).path or "/"
