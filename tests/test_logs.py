"""Logs: JSON lines that say which robot, run and case, a file a day, and none a citizen's data."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from loguru import logger

from robots import logs
from tests.logbook import logged

if TYPE_CHECKING:
    from loguru import Record

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The logger, and what else writes, as other tests expect them afterwards."""
    kept = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning, logging.root.handlers[:]
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning, logging.root.handlers[:] = kept
    logger.remove()
    logger.configure(patcher=lambda _record: None)
    logger.add(sys.stderr)


@pytest.fixture
def written(tmp_path: Path) -> Lines:
    """Begins to log, and reads the lines that were written."""
    file = logs.set_up(tmp_path / "logs", days=30, console=None)
    return lambda: [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def test_a_line_says_when_how_grave_which_robot_run_and_case_and_what(written: Lines) -> None:
    with logger.contextualize(robot="parking", run=7), logger.contextualize(case="2026-1"):
        logger.warning("tab {} did not load", "Ansökan")
    (line,) = written()
    assert line.pop("at")[10] == "T"
    assert line == {
        "level": "warning",
        "robot": "parking",
        "run": "7",
        "case": "2026-1",
        "module": __name__,
        "says": "tab Ansökan did not load",
    }


def test_a_line_outside_a_case_names_none(written: Lines) -> None:
    with logger.contextualize(robot="parking", run=7, applicant="Test Testsson"):
        logger.info("60 cases")
    assert set(written()[0]) == {"at", "level", "robot", "run", "module", "says"}


@pytest.mark.parametrize(
    "number",
    [
        *("19900101-2385", "199001012385", "19900101 2385", "19900101\u00a02385", "900101-2385", "9001012385"),
        *("18900101+2385", "19701063-2391"),
    ],
)
def test_what_looks_like_a_personal_number_is_blotted_out(written: Lines, number: str) -> None:
    logger.error("{} has no permit, nor has {}", number, number)
    assert written()[0]["says"] == "[personal number] has no permit, nor has [personal number]"


@pytest.mark.parametrize("text", ["case 2026-PRK-00755", "25000000 bytes", "1.234567 s", "2026-11-22", "9" * 20])
def test_other_numbers_stay(written: Lines, text: str) -> None:
    logger.error(text)
    assert written()[0]["says"] == text


def test_an_error_is_named_by_its_class_alone(written: Lines) -> None:
    secret = "Test Testsson, Provgatan 1"
    try:
        raise ValueError(f"{secret} is wrong")
    except ValueError:
        logger.exception("the case could not be read")
    (line,) = written()
    assert (line["error"], line["says"]) == ("ValueError", "the case could not be read")
    assert line["places"][0].startswith("test_logs.py:")
    assert "Testsson" not in json.dumps(line)


PERSON = "Test Testsson"


def test_a_library_s_line_is_told_without_what_it_was_filled_with(
    written: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("library").warning("%s is no name", PERSON)
    logging.getLogger("library").error(f"{PERSON} is no name")
    first, second = (line["says"] for line in written())
    assert first.startswith("library at test_logs.py:")
    assert first.endswith(": %s is no name")
    assert second.startswith("library at test_logs.py:")
    assert PERSON not in second
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_told_by_kind_and_place(written: Lines, capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs._warned  # pytest has put its own in place
        warnings.warn(f"{PERSON} is deprecated", UserWarning, stacklevel=1)
    assert written()[0]["says"].startswith("UserWarning at test_logs.py:")
    assert PERSON not in written()[0]["says"] + capfd.readouterr().err


def test_a_fault_of_a_task_that_nobody_asked_for_is_told_without_its_text(
    written: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fails() -> None:
        raise ValueError(PERSON)

    async def forgets() -> None:
        await asyncio.wait([asyncio.create_task(fails())])

    gc.collect()  # what earlier tests forgot
    before = len(written())
    asyncio.run(forgets())
    gc.collect()
    (line,) = written()[before:]
    assert (line["error"], line["says"].split(" at ")[0]) == ("ValueError", "asyncio")
    assert PERSON not in json.dumps(line) + capfd.readouterr().err


def test_a_fault_that_ends_a_thread_or_the_program_is_told_without_its_text(
    written: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise ValueError(PERSON)

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    try:
        fails()
    except ValueError as fault:
        sys.excepthook(ValueError, fault, fault.__traceback__)
    assert [line["error"] for line in written()] == ["ValueError", "ValueError"]
    assert PERSON not in json.dumps(written()) + capfd.readouterr().err


def test_text_that_looks_like_a_format_or_another_line_stays_text(written: Lines) -> None:
    hostile = '{extra} <red>{message}</red>\n{"level": "info", "says": "all well"}\u2028 {0}'
    logger.warning("{}", hostile)
    (line,) = written()
    assert line["says"] == hostile


def a_day_later(record: Record) -> None:
    """Make a line one of tomorrow."""
    record["time"] += timedelta(days=1)


def test_each_day_has_a_file_of_its_own_and_the_old_ones_go(written: Lines, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    names = {"kept": folder / "robots.2026-01-02_00-00-00_000000.jsonl", "old": folder / "robots.2026-01-01_x.jsonl"}
    for name, days in (("kept", 29), ("old", 31)):
        names[name].write_text("", encoding="utf-8")
        then = (folder.stat().st_mtime) - days * 86400
        os.utime(names[name], (then, then))
    logger.info("today")
    logger.patch(a_day_later).info("tomorrow")
    assert [line["says"] for line in written()] == ["tomorrow"]
    others = sorted(path for path in folder.iterdir() if path.name != "robots.jsonl")
    assert names["kept"] in others
    assert names["old"] not in others
    (yesterday,) = set(others) - {names["kept"]}
    assert json.loads(yesterday.read_text(encoding="utf-8"))["says"] == "today"
    assert [line["says"] for line in logged(folder)] == ["today", "tomorrow"]


def test_the_console_shows_from_its_level_on_with_the_case_and_without_traces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up(tmp_path, days=30)
    with logger.contextualize(robot="parking", run=7, case="2026-1"):
        logger.info("opened")
        try:
            raise ValueError("Test Testsson")
        except ValueError:
            logger.exception("199001012385 failed")
    logger.warning("later")
    first, second = capsys.readouterr().err.splitlines()
    assert first[9:].split() == ["ERROR", "2026-1", "[personal", "number]", "failed"]
    assert second[9:].split() == ["WARNING", "later"]


def test_without_a_console_nothing_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(tmp_path, days=30, console=None)
    logger.error("failed")
    assert capsys.readouterr() == ("", "")


def test_to_begin_twice_writes_each_line_once(tmp_path: Path) -> None:
    logs.set_up(tmp_path, days=30, console=None)
    file = logs.set_up(tmp_path, days=30, console=None)
    logger.info("once")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1
