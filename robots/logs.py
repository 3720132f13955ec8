"""Logs: a readable console, and JSON lines in logs/ that say which robot, run and case. Never a citizen's data."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from robots.redaction import places, redacted

if TYPE_CHECKING:
    from loguru import Record

_NAMES = ("robot", "run", "case")


def set_up(folder: Path, *, days: int, console: str | None = "WARNING") -> Path:
    """Begin to log, and let nothing else write: what libraries, warnings and lost faults say goes the same way.

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
        rotation=time.min,
        retention=timedelta(days=days),
        encoding="utf-8",
        diagnose=False,
        backtrace=False,
    )
    if console:
        logger.add(sys.stderr, level=console, format=_console_line, diagnose=False, backtrace=False)
    logging.basicConfig(handlers=[_FromLibraries()], level=logging.WARNING, force=True)
    warnings.showwarning = _warned  # type: ignore[assignment]  # it is never called by the names of its arguments
    sys.excepthook = lambda _kind, fault, _trace: _lost(fault, "the program")
    threading.excepthook = lambda lost: _lost(lost.exc_value, "a thread")
    sys.unraisablehook = lambda lost: _lost(lost.exc_value, "something that was being cleared away")
    return file


class _FromLibraries(logging.Handler):
    """Tells that a library logged something, and where. What it says is told only as the text before it was filled."""

    def emit(self, record: logging.LogRecord) -> None:
        said = f": {record.msg}" if record.args else ""
        fault = record.exc_info[1] if record.exc_info else None
        known = record.levelname if record.levelname in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL") else "WARNING"
        where = f"{record.name} at {record.filename}:{record.lineno}"
        logger.opt(exception=fault).log(known, "{}{}", where, said)


def _warned(_message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    logger.warning("{} at {}:{}", category.__name__, Path(filename).name, lineno)


def _lost(fault: BaseException | None, where: str) -> None:
    logger.opt(exception=fault).error("{} was ended by a fault that nobody thought of", where)


def _redact(record: Record) -> None:
    record["message"] = redacted(record["message"])


def _json_line(record: Record) -> str:
    line: dict[str, object] = {
        "at": record["time"].isoformat(timespec="milliseconds"),
        "level": record["level"].name.lower(),
    }
    line |= {name: str(record["extra"][name]) for name in _NAMES if name in record["extra"]}
    line |= {"module": record["name"] or "", "says": record["message"]}
    if (fault := record["exception"]) and fault.type:
        line["error"] = fault.type.__name__
        line["places"] = places(fault.value) if fault.value else []
    record["extra"]["json"] = json.dumps(line, ensure_ascii=False)
    return "{extra[json]}\n"


def _console_line(record: Record) -> str:
    case = " {extra[case]}" if "case" in record["extra"] else ""
    return "{time:HH:mm:ss} <level>{level: <7}</level>" + case + " {message}\n"
