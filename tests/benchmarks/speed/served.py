"""The measured cases, served by a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import date
from typing import Any

from tests.benchmarks.speed import tree
from tests.benchmarks.speed.home import TOOLKIT


class Served:
    """The measured cases, served by a process of their own that says when a participant has come so far."""

    def __init__(
        self, cases: int, day: date, think: int, participant: dict[str, int], *, one_at_a_time: bool = False
    ) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.speed.serve", "--cases", str(cases), "--day", str(day)]
        command += ["--think", str(think), *(["--one-at-a-time"] if one_at_a_time else [])]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOOLKIT)
        assert self._server.stdout is not None
        self._said = self._server.stdout
        self._participant = participant  # its process, once it is started
        self.address = self._said.readline().strip()
        self.came: dict[str, tuple[float, float]] = {}  # when, and what it had taken by then
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait()

    def account(self, path: str = "") -> Any:
        """What really happened."""
        with urllib.request.urlopen(f"{self.address}/_konto{path}", timeout=60) as answer:
            return json.load(answer)

    def _listen(self) -> None:
        for word in self._said:
            at = time.monotonic()
            self.came[word.strip()] = at, tree.living(self._participant.get("pid", os.getpid()))
