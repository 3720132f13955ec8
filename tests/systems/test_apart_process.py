"""The process in which files are opened, as Linux sees it: without secrets, bounded, and gone with its robot."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from robots.systems.apart import Apart
from tests.systems.test_apart import number
from tests.systems.test_examining import PDF

pytestmark = pytest.mark.asyncio


async def test_the_process_knows_no_secret_and_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOTS_SECRET_PRACTICE_PASSWORD", "a-secret")
    apart = Apart()
    await apart.look(PDF, "application/pdf")
    proc = Path(f"/proc/{number(apart)}")
    assert b"a-secret" not in (proc / "environ").read_bytes()
    limits = (proc / "limits").read_text("ascii")
    assert "Max address space         1073741824" in limits
    assert "Max file size             0" in limits
    await apart.close()


async def test_it_ends_with_whoever_started_it_however_that_ends(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys\nfrom robots.systems.apart import Apart\n"
        "async def main():\n    apart = Apart()\n    await apart.look(b'x', 'image/png')\n"
        "    print(apart._process.pid, flush=True)\n    await asyncio.sleep(600)\nasyncio.run(main())\n"
    )
    script = tmp_path / "starts.py"
    script.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    robot = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert robot.stdout is not None
    child = int(await robot.stdout.readline())
    robot.kill()
    await robot.wait()
    async with asyncio.timeout(20):
        while _runs(child):
            await asyncio.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text("ascii").rpartition(") ")[2][0] not in "ZX"
