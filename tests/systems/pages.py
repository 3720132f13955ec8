"""Pages of a test's own, read as a robot reads a screen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.async_api import Page

from robots.systems.apart import Apart
from robots.systems.description import FieldPart, ScreenPart, SystemFile, open_system
from robots.systems.naming import Naming
from robots.systems.screen import Screen
from robots.systems.view import Seen
from robots.systems.window import Window

PRACTICE = Path(__file__).parents[2] / "config" / "systems" / "practice.yaml"

SYSTEM = """\
system: test
title: A system for tests
authority: Testnämnden
address: ADDRESS
account: {user: robot, secret: test.password}
limits: {wait: 10}
login:
  at: /login
  heading: Log in
  user: User
  password: Password
  press: Log in
  sends: POST /login
  lands: /start
  refused: Wrong password
inbox:
  at: /inbox
  heading: New cases
  columns:
    number: {label: Case}
cases:
  permit:
    rows: {number: "1"}
    open: {at: "/case/{case}", heading: Case}
    screens:
      application:
        heading: Application
        fields:
          capacity: {label: Capacity}
    draft:
      fields:
        outcome: {label: Outcome}
      untouched: {outcome: ""}
      carries: token
      save: {press: Save, sends: POST /save, shows: Saved}
never: {press: [Decide], send: [{to: POST /decide}]}
"""


def described(folder: Path, *changes: tuple[str, str], address: str = "http://127.0.0.1:9") -> SystemFile:
    """The system for tests with some of its lines changed."""
    text = SYSTEM.replace("ADDRESS", address)
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    path = folder / "test.yaml"
    path.write_text(text, encoding="utf-8")
    return open_system(path)


@cache
def _practice() -> SystemFile:
    return open_system(PRACTICE)


def screen(
    page: Page, fields: Mapping[str, FieldPart], system: SystemFile | None = None, apart: Apart | None = None
) -> Screen:
    """A screen with these fields on a page."""
    window = Window(page, system or _practice(), apart or Apart())
    return Screen(window, ScreenPart(fields=dict(fields)), Naming("1"), "cases", "permit", "screens", "application")


async def fetched(at: Screen, html: str) -> Seen:
    """What the reader sees on the same screen where it was only fetched, as text."""
    frame = at.window.frame(None)
    read = {name: part.spec for name, part in at.part.fields.items()}
    seen = await at.window.ask(frame, {"html": html, "read": read})
    return Seen(tuple(seen["headings"]), {}, {}, seen["fields"], tuple(seen["labels"]), None)


async def read(page: Page, html: str, **fields: FieldPart) -> dict[str, Any]:
    """The fields' values on a live page; the same page, fetched as text, must give the same."""
    await page.set_content(html)
    shown = screen(page, fields)
    values = shown.values(await shown.look())
    assert shown.values(await fetched(shown, html)) == values, "fetched, the page says something else"
    return values


async def read_one(page: Page, html: str, **about: Any) -> Any:
    """The value of one field; its label is "Capacity" unless said otherwise."""
    part = FieldPart(**({"label": ("Capacity",)} | about))
    return (await read(page, html, value=part))["value"]


def echo(html: str) -> str:
    """The address at which the loopback server shows this page."""
    return f"/echo?html={quote(html, safe='')}"
