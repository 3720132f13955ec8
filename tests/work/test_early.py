"""What a run needs first is made ready early, and undone where the run comes to nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from robots.work.early import early


@asynccontextmanager
async def kettle(told: list[str], heats: asyncio.Event | None = None) -> AsyncIterator[str]:
    told.append("on")
    try:
        if heats:
            await heats.wait()
        yield "hot"
    finally:
        told.append("off")


async def test_it_is_ready_by_the_time_that_it_is_wanted() -> None:
    told: list[str] = []
    async with early(kettle(told)) as begun:
        await asyncio.sleep(0)
        assert told == ["on"]
        async with begun as water:
            assert water == "hot"
        assert told == ["on", "off"]
    assert told == ["on", "off"]


@pytest.mark.parametrize("done", [True, False], ids=["ready", "still on its way"])
async def test_it_is_undone_where_nobody_took_it(done: bool) -> None:
    told: list[str] = []
    heats = asyncio.Event()
    if done:
        heats.set()

    async def fails() -> None:
        async with early(kettle(told, heats)):
            for _ in range(3):
                await asyncio.sleep(0)
            raise ValueError("the rules cannot be read")

    with pytest.raises(ValueError, match="rules"):
        await fails()
    assert told == ["on", "off"]


async def test_what_it_fails_at_is_told_to_whoever_wants_it() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        raise OSError("no water")
        yield

    async with early(broken()) as begun:
        with pytest.raises(OSError, match="no water"):
            async with begun:
                pass


def test_a_run_loads_nothing_that_only_reports_schedules_and_migrations_need() -> None:
    loaded = "robots.cli.commands, robots.work.office, robots.work.looking, robots.work.contracts"
    code = f"import sys, {loaded}; print(*(name for name in sys.modules if '.' not in name))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert "sqlalchemy" in told.stdout.split(), "it was loaded"
    assert not {"pandas", "apscheduler", "procrastinate", "alembic", "pdfplumber"} & set(told.stdout.split())
