"""The process in which files are opened: warm, bounded, replaced when a file breaks it, and never left behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from robots.errors import TechnicalProblem
from robots.practice import hostile
from robots.systems import apart as module
from robots.systems.apart import Apart
from robots.systems.examining import BROKEN
from tests.systems.test_examining import PDF
from tests.work.municipality import tell

pytestmark = pytest.mark.asyncio

STALLS = "import sys, time\nprint('ready', flush=True)\nsys.stdin.buffer.readline()\ntime.sleep(600)\n"
FILLS = "import sys\nprint('ready', flush=True)\nsys.stdin.buffer.readline()\nsys.exit(1)\n"


@pytest_asyncio.fixture
async def own() -> AsyncIterator[Apart]:
    """A process of the test's own."""
    made = Apart()
    yield made
    await made.close()


def number(apart: Apart) -> int:
    assert apart._process is not None
    return apart._process.pid


async def test_files_are_looked_into_one_after_another_by_one_warm_process(own: Apart) -> None:
    first = await own.look(PDF, "application/pdf")
    process, began = number(own), time.perf_counter()
    answers = [await own.look(PDF, "application/pdf") for _ in range(50)]
    tell(f"{(time.perf_counter() - began) / 50 * 1000:.1f} ms for a small PDF")
    assert {first, *answers} == {None}
    assert number(own) == process


async def test_several_windows_may_ask_at_once(own: Apart) -> None:
    files = [(PDF, "application/pdf"), (hostile.made("pdf with script"), "application/pdf"), (b"x", "image/png")] * 5
    answers = await asyncio.gather(*(own.look(*file) for file in files))
    assert answers == [None, "it holds a script", "it cannot be read"] * 5


@pytest.mark.parametrize("program", [STALLS, FILLS], ids=["takes too long", "ends"])
async def test_a_process_that_a_file_breaks_is_replaced(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, apart = tmp_path / "broken.py", Apart(seconds=0.5)
    broken.write_text(program, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(module, "_PROGRAM", broken)
        assert await apart.look(PDF, "application/pdf") == BROKEN
    apart._seconds = 20
    assert await apart.look(PDF, "application/pdf") is None
    await apart.close()


async def test_a_process_that_cannot_be_started_is_a_passing_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PROGRAM", Path("no-such-program.py"))
    with pytest.raises(TechnicalProblem, match="did not start"):
        await Apart().look(PDF, "application/pdf")


async def test_a_look_that_is_given_up_leaves_no_answer_behind_for_the_next(own: Apart) -> None:
    assert await own.look(PDF, "application/pdf") is None
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await own.look(hostile.made("pdf bomb"), "application/pdf")
    assert await own.look(PDF, "application/pdf") is None
