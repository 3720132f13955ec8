"""Evidence of a failure: what the page looked like and how it was made, without anything that it told of anybody.

The picture is drawn anew from where things stand, with the words that the description names and no others. A mask over
a true picture would have to know every way in which a page can show text; this need not.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loguru import logger
from playwright.async_api import Error as BrowserError
from playwright.async_api import Frame, Page

from robots.errors import RobotError, TechnicalProblem
from robots.folders import beyond, contents, own, remove
from robots.model import SWEDEN
from robots.redaction import redacted, unforeseen
from robots.systems.drawing import Rectangle, drawing
from robots.systems.vocabulary import Vocabulary
from robots.systems.window import Window

SECONDS = 6.0  # for all of it: a run does not wait for evidence
CLOSING = 2.0  # seconds, for the page in which the picture is drawn
_PLACES = files("robots.systems").joinpath("evidence.js").read_text(encoding="utf-8").strip()
_OUTLINED = ("headings", "labels", "headers", "buttons")


@dataclass(frozen=True)
class EvidenceFolder:
    """Where a robot's evidence lies, and how much of it is kept."""

    path: Path  # logs/evidence of the home folder
    robot: str
    days: int
    megabytes: int

    def add(self, case: str) -> Path:
        """A new folder that this account alone may read; the oldest ones make room."""
        make_room(own(self.path), days=self.days, megabytes=self.megabytes)
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
    there, oldest = contents(folder), time.time() - days * 86400
    old = [one for one in there if one.touched < oldest]
    remove([*old, *beyond(there[len(old) :], megabytes * 1_000_000)])


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
            at = whole if frame is window.page.main_frame else await _place(frame)
            drawn.append(drawing(there["boxes"], at, vocabulary.words))
    page = await window.page.context.new_page()
    try:
        await page.set_viewport_size(size)
        await page.set_content(f'<body style="margin:0"><svg {whole.sides}>{"".join(drawn)}</svg>')
        _write(made / "picture.png", await _picture(page))
    finally:
        with suppress(BrowserError, TimeoutError):  # what is left of it ends with its context
            await asyncio.wait_for(page.close(), CLOSING)


async def _picture(page: Page) -> bytes:
    """What a page shows. Chromium on a busy machine fails to draw one at times, and then draws the next."""
    with suppress(BrowserError):
        return await page.screenshot()
    return await page.screenshot()


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


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
