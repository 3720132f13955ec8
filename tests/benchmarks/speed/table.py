"""What a run comes to: the table that docs/speed.md holds, and the ratios that matter."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.speed.block import Block
from tests.benchmarks.speed.home import TOOLKIT
from tests.benchmarks.speed.participants import ALL, COMPETITORS, Participant

DOCUMENT = TOOLKIT / "docs" / "speed.md"
BEGINS, ENDS = "<!-- measured -->", "<!-- /measured -->"
AGAINST = {
    "page": ("tuned", "raw"),
    "fetch": ("raw",),
    "replay": (
        "fetched",
        "tuned",
        "raw",
        "raw_whole",
        "robocorp",
        "robot_framework",
        "selenium",
        "selenium_whole",
        "sockets",
    ),
    "fetched": ("raw",),
}
"""Whose CPU a case is held against whose; a participant that is not there is left out."""


def right(blocks: Iterable[Block], name: str, think: int) -> list[Block]:
    """The blocks of one participant that count."""
    return [one for one in blocks if (one.participant, one.think) == (name, think) and not one.void]


def ratio(blocks: Sequence[Block], name: str, other: str, think: int = 0) -> float | None:
    """How many times another's CPU a participant takes for a case: the median over the blocks that both did."""
    pairs = zip(right(blocks, name, think), right(blocks, other, think), strict=False)
    ratios = [(one.cpu / one.cases) / (two.cpu / two.cases) for one, two in pairs]
    return median(ratios) if ratios else None


def table(blocks: Sequence[Block]) -> str:
    """A table for each think time, with the spread over the blocks, and what it was measured on."""
    parts = [_part(blocks, think) for think in sorted({one.think for one in blocks})]
    return "\n\n".join([_machine(blocks), *parts])


def total(blocks: Sequence[Block]) -> str:
    """The ratios that matter, in a line."""
    told = []
    for name, others in AGAINST.items():
        for other in others:
            if times := ratio(blocks, name, other):
                told.append(f"{name} {times:.2f} x {other}")
    void = sum(bool(one.void) for one in blocks)
    return f"sum: CPU a case: {', '.join(told) or 'nothing to compare'}; {void} of {len(blocks)} blocks void"


def write(text: str, into: Path = DOCUMENT) -> None:
    """Put the table between its marks in the document."""
    held = into.read_text(encoding="utf-8")
    head, _, rest = held.partition(BEGINS)
    _, _, tail = rest.partition(ENDS)
    into.write_text(f"{head}{BEGINS}\n{text}\n{ENDS}{tail}", encoding="utf-8")


def _part(blocks: Sequence[Block], think: int) -> str:
    lines = [
        f"The system thinks for {think} ms:",
        "",
        "| | CPU a case, ms | against raw | cases a minute | requests a case | CPU of the start, s | start, s |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, participant in ALL.items():
        done = [one for one in blocks if (one.participant, one.think) == (name, think)]
        if done:
            lines.append(_row(participant, done, right(blocks, name, think), ratio(blocks, name, "raw", think)))
    return "\n".join(lines)


def _row(participant: Participant, done: Sequence[Block], counts: Sequence[Block], times: float | None) -> str:
    if not counts:
        return f"| {participant.title} | void: {done[-1].void} | | | | | |"
    cells = (
        participant.title,
        _spread([1000 * one.cpu / one.cases for one in counts]),
        f"{times:.2f}" if times else "",
        _spread([60 * one.cases / one.wall for one in counts]),
        f"{median(one.requests for one in counts):.1f}",
        _spread([one.start_cpu for one in counts], ".1f"),
        _spread([one.first for one in counts], ".1f"),
    )
    return f"| {' | '.join(cells)} |"


def _spread(numbers: Sequence[float], form: str = ".0f") -> str:
    """The median and, where there are several, the quartiles."""
    form = ".1f" if form == ".0f" and median(numbers) < 10 else form
    told = f"{median(numbers):{form}}"
    if len(numbers) > 1:
        low, _, high = quantiles(numbers, n=4, method="inclusive")
        told += f" ({low:{form}}–{high:{form}})"
    return told


def _machine(blocks: Sequence[Block]) -> str:
    cases, many = blocks[0].cases, max(_counted(blocks).values())
    load = os.getloadavg()[1]
    took_part = {one.participant for one in blocks}
    programs = sorted({ALL[name].program for name in took_part} - {""})
    browsers = [f"{Path(one).name}: {_says(one)}" for one in programs]
    others = [f"{name} {number}" for name, number in _locked(took_part).items()]
    told = (
        f"{many} blocks of {cases} cases of each, in turn",
        f"{os.cpu_count()} cores ({_processor()}), load {load:.0f}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"Playwright {version('playwright')}",
        *browsers,
        *others,
    )
    return "; ".join(told) + "."


def _counted(blocks: Sequence[Block]) -> Mapping[tuple[str, int], int]:
    keys = [(one.participant, one.think) for one in blocks]
    return {key: keys.count(key) for key in keys}


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    found = re.search(r"model name\s*: (.*)", told)
    return found[1].strip() if found else platform.machine()


def _says(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()


def _locked(names: Iterable[str]) -> dict[str, str]:
    """The versions of the tools themselves, by their locks."""
    wanted = ("selenium", "robocorp-browser", "robotframework", "robotframework-browser")
    venvs = {ALL[name].venv for name in names} - {""}
    text = "\n".join((COMPETITORS / venv / "requirements.lock").read_text(encoding="utf-8") for venv in sorted(venvs))
    return {name: number for name, number in re.findall(r"^([a-z-]+)==(\S+)", text, re.MULTILINE) if name in wanted}
