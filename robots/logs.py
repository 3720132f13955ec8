"""Logs: a readable console, and JSON lines in logs/ that say which robot, run and case. Never a citizen's data."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Record

_PERSONAL_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6}[-+ \u00a0]?[0-9]{4}(?![0-9])")
_NAMES = ("robot", "run", "case")


def set_up(folder: Path, *, days: int, console: str | None = "WARNING") -> Path:
    """Begin to log.

    Args:
        folder: Where the JSON lines go; a new file each day.
        days: How long they are kept.
        console: From which level on the console shows lines; None: not at all.

    Returns:
        The file that today's lines go to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "robots.jsonl"
    logger.remove()
    logger.configure(patcher=_redact)
    logger.add(
        file,
        format=_json_line,
        level="DEBUG",
        rotation="00:00",
        retention=f"{days} days",
        encoding="utf-8",
        diagnose=False,
        backtrace=False,
    )
    if console:
        logger.add(sys.stderr, level=console, format=_console_line, diagnose=False, backtrace=False)
    return file


def _redact(record: Record) -> None:
    """The net below the rule: what looks like a personal number is blotted out."""
    record["message"] = _PERSONAL_NUMBER.sub("[personal number]", record["message"])


def _json_line(record: Record) -> str:
    line = {"at": record["time"].isoformat(timespec="milliseconds"), "level": record["level"].name.lower()}
    line |= {name: str(record["extra"][name]) for name in _NAMES if name in record["extra"]}
    line |= {"module": record["name"] or "", "says": record["message"]}
    if record["exception"] and record["exception"].type:
        line["error"] = record["exception"].type.__name__
    record["extra"]["json"] = json.dumps(line, ensure_ascii=False)
    return "{extra[json]}\n"


def _console_line(record: Record) -> str:
    case = " {extra[case]}" if "case" in record["extra"] else ""
    return "{time:HH:mm:ss} <level>{level: <7}</level>" + case + " {message}\n"
