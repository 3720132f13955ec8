"""The practice system with the measured cases, in a process of its own: python -m tests.benchmarks.speed.serve

Its first line is the address. Then it says "login" when first it is asked for its login page, and "case" when first for
a case: whoever measures takes the time then. It ends with whoever started it, who holds its standard input.
"""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import date
from typing import Any

import uvicorn

from robots.practice.options import Options
from robots.practice.server import listening
from robots.practice.system import PracticeSystem
from tests.benchmarks.speed.cases import market_stalls


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    parser.add_argument("--think", type=int, default=0)
    parser.add_argument("--one-at-a-time", action="store_true")
    asked = parser.parse_args()
    options = Options(day=asked.day, think=asked.think, one_at_a_time=asked.one_at_a_time)
    application = PracticeSystem(options, market_stalls(asked.cases, asked.day)).application()
    here = listening()
    server = uvicorn.Server(
        uvicorn.Config(_Herald(application), log_level="warning", access_log=False, lifespan="off", ws="none")
    )
    threading.Thread(target=_end_with_whoever_started, args=(server,), daemon=True).start()
    _say(f"http://127.0.0.1:{here.getsockname()[1]}")
    server.run([here])


class _Herald:
    """Says when a page is asked for that marks where a participant has come."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._awaited = {"/login": "login", "/arende/": "case"}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        for start in [start for start in self._awaited if scope["path"].startswith(start)]:
            _say(self._awaited.pop(start))
        await self._application(scope, receive, send)


def _end_with_whoever_started(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
