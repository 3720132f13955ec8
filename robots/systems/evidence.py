"""Evidence of a failure: what the page looked like and how it was made, without anything that it told of anybody.

The picture is drawn anew from where things stand, with the words that the description names and no others. A mask over
a true picture would have to know every way in which a page can show text; this need not.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from loguru import logger
from playwright.async_api import Error as BrowserError
from playwright.async_api import Frame
from pydantic import BaseModel

from robots.errors import RobotError, TechnicalProblem
from robots.model import SWEDEN
from robots.redaction import redacted, unforeseen
from robots.systems.description import Description
from robots.systems.window import Window

SECONDS = 6.0  # for all of it: a run does not wait for evidence
NEAR = 0.55  # how alike a text must be to a word of the description, to be shown as what that was renamed to
_PLACES = files("robots.systems").joinpath("evidence.js").read_text(encoding="utf-8").strip()
_NAMING = ("label", "heading", "press", "confirm", "shows", "locked", "refused", "none", "within", "popup", "title")
_ADDRESSING = ("at", "sends", "to", "lands", "logout")
_OUTLINED = ("headings", "labels", "headers", "buttons")
_LOOKS = {
    "cell": 'fill="none" stroke="#ccc"',
    "frame": 'fill="none" stroke="#888" stroke-dasharray="6 3"',
    "control": 'fill="#f4f4f4" stroke="#888"',
    "button": 'fill="#ddd" stroke="#666"',
    "picture": 'fill="#eee" stroke="#aaa" stroke-dasharray="2 2"',
    "line": 'fill="#bbb" stroke="none"',
}


@dataclass(frozen=True)
class EvidenceFolder:
    """Where a robot's evidence lies, and how much of it is kept."""

    path: Path  # logs/evidence of the home folder
    robot: str
    days: int
    megabytes: int

    def add(self, case: str) -> Path:
        """A new folder that this account alone may read; the oldest ones make room."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_room(self.path, days=self.days, megabytes=self.megabytes)
        instant = f"{datetime.now(SWEDEN):%Y-%m-%dT%H-%M-%S-%f}"[:-3]
        named = (re.sub(r"[^\w.-]+", "_", part) for part in (instant, self.robot, case) if part)
        made = self.path / "-".join(named)
        made.mkdir(mode=0o700)
        return made

    def noted(self, made: Path) -> str:
        """How notes name it: from the home folder."""
        return made.relative_to(self.path.parent.parent).as_posix()


def make_room(folder: Path, *, days: int, megabytes: int) -> None:
    """Remove evidence that is older than so many days and then, the oldest first, what takes more room than allowed."""
    kept = sorted(path for path in folder.iterdir() if path.is_dir())
    sizes = {path: sum(file.stat().st_size for file in path.iterdir()) for path in kept}
    oldest, room = time.time() - days * 86400, megabytes * 1_000_000
    for path in kept:
        if path.stat().st_mtime < oldest or sum(sizes.values()) > room:
            shutil.rmtree(path, ignore_errors=True)
            del sizes[path]


async def take(window: Window, folder: EvidenceFolder, problem: RobotError, case: str = "") -> str | None:
    """Keep what a window shows at the moment of a failure; nothing in its page is changed.

    Args:
        window: The window, still where it failed.
        folder: Where evidence is kept.
        problem: What failed.
        case: The number of the case that is open, if one is.

    Returns:
        The new folder's place, from the home folder; None where nothing could be taken, which is only logged.
    """
    try:
        made = folder.add(case)
        vocabulary = Vocabulary(window.system.description, case)
        about: dict[str, Any] = {
            "at": datetime.now(SWEDEN).isoformat(timespec="seconds"),
            "robot": folder.robot,
            "system": window.system.name,
            "case": case or None,
            "problem": type(problem).__name__,
            "says": redacted(str(problem)),
            "frames": [],
        }
        try:
            async with asyncio.timeout(SECONDS):
                await _look(window, vocabulary, about, made)
        except (TimeoutError, BrowserError, TechnicalProblem) as trouble:
            logger.warning("not all evidence could be taken: {}", type(trouble).__name__)
        _write(made / "page.json", json.dumps(about, ensure_ascii=False, indent=2).encode("utf-8"))
    except Exception as fault:  # whatever it is: the failure itself is what matters
        logger.warning("no evidence could be taken. {}", unforeseen(fault))
        return None
    logger.info("evidence: {}", folder.noted(made))
    return folder.noted(made)


async def _look(window: Window, vocabulary: Vocabulary, about: dict[str, Any], made: Path) -> None:
    size = window.page.viewport_size or {"width": 1280, "height": 720}
    whole = Rectangle(0, 0, size["width"], size["height"])
    drawn: list[str] = []
    for frame in window.page.frames:
        with suppress(BrowserError, TechnicalProblem):  # a frame that goes away takes its own part with it
            there = await frame.evaluate(f"({_PLACES})", sorted(vocabulary.words))
            about["frames"].append(await _structure(window, frame, vocabulary) | {"elements": there["elements"]})
            drawn.append(_drawing(there["boxes"], whole if frame is window.page.main_frame else await _place(frame)))
    page = await window.page.context.new_page()
    try:
        await page.set_viewport_size(size)
        await page.set_content(f'<body style="margin:0"><svg {whole.sides}>{"".join(drawn)}</svg>')
        _write(made / "picture.png", await page.screenshot())
    finally:
        await page.close()


async def _structure(window: Window, frame: Frame, vocabulary: Vocabulary) -> dict[str, Any]:
    """How a frame is made: its address, headings, labels, columns, buttons and forms."""
    outline = (await window.ask(frame, {"outline": True}))["outline"]
    forms = [form.partition(" ") for form in outline["forms"]]
    return {
        "name": vocabulary.frame(frame.name) or None,
        "path": vocabulary.path(urlsplit(frame.url).path),
        "status": window.status(frame),
        **{name: [vocabulary.shown(text) for text in outline[name]] for name in _OUTLINED},
        "forms": [f"{method} {vocabulary.path(path)}" for method, _, path in forms],
    }


async def _place(frame: Frame) -> Rectangle:
    """Where a frame stands in the window."""
    box = await (await frame.frame_element()).bounding_box()
    return Rectangle(box["x"], box["y"], box["width"], box["height"]) if box else Rectangle(0, 0, 0, 0)


class Rectangle(NamedTuple):
    """A place in the window, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corner(self) -> str:
        return f'x="{self.x:.0f}" y="{self.y:.0f}"'

    @property
    def sides(self) -> str:
        return f'width="{self.width:.0f}" height="{self.height:.0f}"'


def _drawing(boxes: Sequence[Sequence[Any]], at: Rectangle) -> str:
    """A frame as SVG."""
    shapes = "".join(_word(Rectangle(*place), *text) if text else _box(kind, *place) for kind, place, *text in boxes)
    return f'<svg {at.corner} {at.sides} overflow="hidden">{shapes}</svg>'


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    box = Rectangle(x, y + height / 4, width, max(height / 2, 2)) if kind == "line" else Rectangle(x, y, width, height)
    return f"<rect {box.corner} {box.sides} {_LOOKS[kind]}/>"


def _word(at: Rectangle, word: str, size: float, weight: str) -> str:
    baseline = at.y + at.height / 2 + size * 0.35
    font = f'font-family="sans-serif" font-size="{size:.0f}" font-weight="{weight}"'
    return f'<text x="{at.x:.0f}" y="{baseline:.0f}" {font}>{escape(word)}</text>'


class Vocabulary:
    """What may be shown of a page: the words that its description names, and what comes near one of them.

    Options are none of them: which one is chosen is a value. Everything else is shown by its shape.
    """

    def __init__(self, description: Description, case: str = "") -> None:
        self._case = case
        named = set(_said(description, _NAMING))
        self.words = frozenset(text.replace("{case}", case) for text in named if case or "{case}" not in text)
        self._frames = frozenset(_said(description, ("frame",)))
        self._steps = {step for text in _said(description, _ADDRESSING) for step in re.split(r"[ /]", text)}

    def shown(self, text: str) -> str:
        """A text of the page as evidence may hold it."""
        if text in self.words or self._is_near(text):
            return text
        return shape(text)

    def frame(self, name: str) -> str:
        """A frame's name."""
        return name if name in self._frames else shape(name)

    def path(self, path: str) -> str:
        """An address without what only its author could vouch for."""
        return "/".join(self._step(unquote(step)) for step in path.split("/"))

    def _step(self, step: str) -> str:
        return step if step in self._steps or (step and step == self._case) else shape(step)

    def _is_near(self, text: str) -> bool:
        """Whether a text may be what a word was renamed to. A capital within it may begin a name, a digit a number."""
        first, *others = text.split() or [""]
        if any(word not in self._single and not word.islower() and word[:1].isalnum() for word in others):
            return False
        plain = not re.search(r"\d", text) and first == first.capitalize() and redacted(text) == text
        return plain and bool(get_close_matches(text, self.words, n=1, cutoff=NEAR))

    @cached_property
    def _single(self) -> frozenset[str]:
        return frozenset(word for text in self.words for word in text.split())


def shape(text: str) -> str:
    """A text's shape: how many letters and digits, and what stands between them."""
    letters = (("X" if sign.isupper() else "x") if sign.isalpha() else "0" if sign.isdigit() else sign for sign in text)
    return "".join(letters)


def _said(part: object, wanted: Collection[str], name: str = "") -> Iterator[str]:
    """Every text that a description gives under one of the wanted names."""
    if isinstance(part, BaseModel):
        for inner in type(part).model_fields:
            yield from _said(getattr(part, inner), wanted, inner)
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _said(value, wanted)
    elif isinstance(part, tuple):
        for value in part:
            yield from _said(value, wanted, name)
    elif isinstance(part, str) and name in wanted:
        yield part


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
