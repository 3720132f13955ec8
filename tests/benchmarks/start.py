"""From the start of the process to the first request: python -m tests.benchmarks.start [--times N]

`run.py run ROBOT`, with store, rules and a tried firewall, beside a script that starts the same browser by Playwright
and goes to the same address. In turn, in one run: seconds by the clock, and of the processor in all their processes.
Each starts as it does every day: it did so before, uncounted, so that what it keeps for its next start is there.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from robots import browser
from tests.work.municipality import TOOLKIT, municipality

PATIENCE = 300  # seconds
TICKS = os.sysconf("SC_CLK_TCK")
BARE = """
import asyncio, sys
from playwright.async_api import async_playwright
async def main():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=sys.argv[2] or None, args=sys.argv[3:])
        page = await (await browser.new_context()).new_page()
        await page.goto(sys.argv[1])
asyncio.run(main())
"""


class Gate(BaseHTTPRequestHandler):
    """Tells that the first request has come, and answers nothing that could be gone on with."""

    came = threading.Event()

    def do_GET(self) -> None:
        Gate.came.set()
        time.sleep(1)
        with contextlib.suppress(OSError):  # whoever asked is gone by now
            self.send_error(503)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=5)
    times = asked.parse_args().times
    with _gate() as address, TemporaryDirectory(prefix="robots-start-") as folder:
        town = municipality(Path(folder) / "home", address, "no-password")
        with town.store():
            pass
        found = browser.find()
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        commands = {
            "bare Playwright": [sys.executable, "-c", BARE, address, str(found.program or ""), *sandbox],
            "run.py run": [sys.executable, str(TOOLKIT / "run.py"), "--home", str(town.home.path), "run", town.robot],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        doctor = [*commands["run.py run"][:4], "doctor"]  # it ends its browser, which then keeps what it compiled
        subprocess.run(doctor, cwd=TOOLKIT, env=_environment(), check=False, capture_output=True)
        for command in commands.values():
            _started(command)
        for _ in range(times):
            for name, command in commands.items():
                taken[name].append(_started(command))
    middle = {name: [statistics.median(part) for part in zip(*rows, strict=True)] for name, rows in taken.items()}
    for name, (wall, cpu) in middle.items():
        print(f"{name:16} {wall:6.2f} s by the clock, {cpu:6.2f} s of the processor (median of {times})")
    (wall, cpu), (bare_wall, bare_cpu) = middle["run.py run"], middle["bare Playwright"]
    print(f"ratio: {wall / bare_wall:.2f} by the clock, {cpu / bare_cpu:.2f} of the processor")


@contextmanager
def _gate() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _started(command: list[str]) -> tuple[float, float]:
    """Seconds until the first request comes: by the clock, and of the processor in the process and all below it."""
    Gate.came.clear()
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=TOOLKIT,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        came = Gate.came.wait(PATIENCE)
        wall, cpu = time.perf_counter() - began, sum(map(_seconds, _tree(process.pid)))
        for pid in reversed(_tree(process.pid)):
            os.kill(pid, signal.SIGKILL)
        assert came, process.stderr.read() if process.stderr else ""
    return wall, cpu


def _environment() -> dict[str, str]:
    """What a start finds on a machine where Python and its driver may keep what they compile."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _tree(pid: int) -> list[int]:
    """A process and all below it that are there now."""
    found = [pid]
    for place in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in place.read_text().split():
            found += _tree(int(child))
    return found


def _seconds(pid: int) -> float:
    """What a process has had of the processor, with its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


if __name__ == "__main__":
    main()
