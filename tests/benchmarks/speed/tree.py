"""Processor time of a participant with all that it starts, its browser included, whether that still runs or not."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
ENDING = 5.0  # seconds that what a participant left behind has to end
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: whoever loses their parent becomes a child of ours, and none is left out


@contextmanager
def adopting() -> Iterator[None]:
    """Meanwhile, whatever a process below this one leaves behind is this one's to wait for."""
    _adopt(True)
    try:
        yield
    finally:
        _adopt(False)


def _adopt(whether: bool) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, int(whether), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this system keeps no account of orphans")


def ended() -> float:
    """Seconds of the processor that all processes took that ended below this one and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def living(root: int) -> float:
    """Seconds that a living process has taken so far, with all that it has started."""
    below, used = _processes()
    waiting, total = [root], 0.0
    while waiting:
        one = waiting.pop()
        total += used.get(one, 0.0)
        waiting += below[one]
    return total


def children() -> set[int]:
    """The processes that are this one's own by now."""
    return set(_processes()[0][os.getpid()])


def wait_for_orphans(*, keep: set[int]) -> None:
    """Wait until all that was left behind has ended; what does not end in time is ended.

    Args:
        keep: The children that were there before: they go on.
    """
    until = time.monotonic() + ENDING
    while left := children() - keep:
        for one in left:
            if time.monotonic() > until:
                os.kill(one, signal.SIGKILL)
            os.waitpid(one, os.WNOHANG)
        time.sleep(0.02)


def _processes() -> tuple[defaultdict[int, list[int]], dict[int, float]]:
    """Who has started whom, and the seconds that each has taken with its own that ended."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                told = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            below[int(told[1])].append(int(folder.name))
            used[int(folder.name)] = sum(map(int, told[11:15])) / TICK
    return below, used
