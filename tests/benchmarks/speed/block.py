"""One participant does the job once, on a practice system of its own that nobody has touched."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from robots.practice.case import Case
from robots.practice.users import ROBOT as USER
from robots.settings import Home
from robots.work.office import open_store, today
from tests.benchmarks.speed import tree
from tests.benchmarks.speed.cases import TYPE, market_stalls
from tests.benchmarks.speed.home import ROBOT, draft, home_at, read_as
from tests.benchmarks.speed.participants import Participant
from tests.benchmarks.speed.proofs import know
from tests.benchmarks.speed.served import Served

START_LIMIT, CASE_LIMIT = 120.0, 40.0  # seconds that a participant has, and more for each case


@dataclass(frozen=True)
class Block:
    """What one participant took for so many cases. `void` says why it does not count; empty where all is right."""

    participant: str
    think: int
    cases: int
    cpu: float  # seconds from the first request for a case until all of it had ended
    wall: float  # seconds from then until it had ended itself
    start_cpu: float  # seconds before: start, login, list
    first: float  # seconds from its start to its first request
    requests: float  # a case
    void: str = ""


def block(participant: Participant, *, cases: int, think: int) -> Block:
    """Have a participant do the job, and hold what came of it against the account."""
    if participant.lacks:
        return Block(participant.name, think, cases, 0, 0, 0, 0, 0, void=f"there is no {participant.lacks} here")
    day, started = today(), dict[str, int]()
    population = market_stalls(cases, day).cases
    with TemporaryDirectory(prefix="speed-") as made, Served(cases, day, think, started) as served:
        folder = Path(made)
        home = home_at(folder / "home", served.address, USER.password, participant.lanes)
        if participant.lanes:
            know(home, participant)
        wanted = draft(home, next(iter(population.values())), day)
        job = _job(participant, folder, served.address, cases, wanted)
        with (folder / "said").open("w", encoding="utf-8") as said:
            ours, before, began = tree.children(), tree.ended(), time.monotonic()
            process = subprocess.Popen(
                participant.command(folder, job),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=participant.environment(),
                cwd=folder,
            )
            started["pid"] = process.pid
            code, over = _ended(process, START_LIMIT + CASE_LIMIT * cases), time.monotonic()
            tree.wait_for_orphans(keep=ours)
            used = tree.ended() - before
        void = _told(folder / "said", code) if code else amiss(participant, served, population, wanted, folder)
        at, taken = served.came.get("case", (over, used))
        asked = served.account("/handelser")
        requests = sum(bool(event["case"]) or event["path"].startswith("/bilaga") for event in asked) / cases
        first = served.came.get("login", (over, 0.0))[0] - began
        return Block(participant.name, think, cases, used - taken, over - at, taken, first, requests, void)


def _job(participant: Participant, folder: Path, address: str, cases: int, wanted: dict[str, str]) -> Path:
    told = {
        "address": address,
        "user": USER.login,
        "password": USER.password,
        "cases": cases,
        "labels": TYPE.labels,
        "draft": wanted,
        "browser": participant.program,
        "out": str(folder / "read.json"),
    }
    job = folder / "job.json"
    job.write_text(json.dumps(told), encoding="utf-8")
    return job


def _ended(process: subprocess.Popen[bytes], limit: float) -> int:
    """Its exit code; whatever happens meanwhile, it has ended."""
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        return 1
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _told(said: Path, code: int) -> str:
    lines = [line.strip() for line in said.read_text(encoding="utf-8", errors="replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]  # nor where in a driver it was
    return f"ended with {code}: {' / '.join(lines[-3:])}"


def amiss(participant: Participant, served: Served, population: Any, wanted: dict[str, str], folder: Path) -> str:
    """What is otherwise than it must be; empty where all is right."""
    account = served.account()
    if account["decisions"] or account["locks"]:
        return f"{len(account['decisions'])} decisions, {len(account['locks'])} cases not left"
    wrong = [number for number, case in account["cases"].items() if not _saved(case, wanted)]
    if wrong:
        return f"{len(wrong)} drafts are not as they must be, such as {wrong[0]}"
    read = _read_by_toolkit(folder) if participant.is_toolkit else _read_by_script(folder)
    right = _right if participant.is_toolkit else _right_text
    unread = [number for number, case in population.items() if not right(read.get(number, {}), case, participant)]
    return f"{len(unread)} cases were not read right, such as {unread[0]}" if unread else ""


def _saved(case: dict[str, Any], wanted: dict[str, str]) -> bool:
    """Whether the draft was saved once, with just these values; browsers and systems end lines in their own ways."""
    standing = {name: text.replace("\r\n", "\n").strip() for name, text in case["draft"].items()}
    return len(case["saves"]) == 1 and standing == {name: text.strip() for name, text in wanted.items()}


def _read_by_script(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "read.json").read_text(encoding="utf-8")))


def _read_by_toolkit(folder: Path) -> dict[str, Any]:
    with open_store(Home(folder / "home")) as store:
        return {case.number: store.read_of(case)[-1] for case in store.cases(robot=ROBOT)}


def _right_text(read: dict[str, Any], case: Case, participant: Participant) -> bool:
    """Whether a script read the case's texts and file; some tools make each space a plain one."""
    fields = {label: text.replace("\u00a0", " ") for label, text in read.get("fields", {}).items()}
    wanted = {label: text.replace("\u00a0", " ") for label, text in case.fields.items()}
    return read.get("pdf") == _hash(case) and (fields == wanted or not participant.reads)


def _right(read: dict[str, Any], case: Case, _: Participant) -> bool:
    """Whether the toolkit has the case's values, each of its type, and the file."""
    wanted = read_as(case)
    return {name: read.get(name) for name in wanted} == wanted and read["documents"][0]["file"].sha256 == _hash(case)


def _hash(case: Case) -> str:
    return hashlib.sha256(case.documents[0].content).hexdigest()
