"""The demo: robots work a practice system, one for each case type, and are judged by that system's own account."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robots import browser, logs, yamlfile
from robots.errors import ConfigError
from robots.flow import open_flow
from robots.model import Outcome, State
from robots.practice.scenarios import scenarios
from robots.settings import Home
from robots.words import Language
from robots.work.approving import approve, trial_home
from robots.work.judging import Difference, Ending, counts, differences, ending_of, saves_by_robot
from robots.work.office import open_store, run_robot, today
from robots.work.reporting import write_report
from robots.work.way import TECHNICAL

if TYPE_CHECKING:
    from robots.work.running import RunResult

SYSTEM = "practice"
MARK = "this-is-a-demo.txt"
PAUSE = 0.6  # seconds between what the browser does, where a person watches


@dataclass(frozen=True)
class Summary:
    """What the demo came to; written to summary.json."""

    found: int
    drafted: int
    verified: int
    proposed: int
    withdrawn: int
    failed: int
    handed_over: Mapping[str, int]
    flows: Mapping[str, int]
    draft_saves: int
    restored: int
    decided_by_robot: int
    locks_left: int
    second_run_saves: int
    wrong: Sequence[str]
    worklist: str
    weekly: str
    logs: str
    home: str
    seconds: float


class Story:
    """Whom the demo tells what it does, as it does it. This one listens, and says nothing to anyone."""

    def begins(self, cases: Mapping[str, int]) -> None:
        """The practice system runs, with so many new cases of each type, by its title."""

    def logs_in(self) -> None:
        """The write firewall is tried, and the first robot logs in."""

    def reads(self, title: str, cases: int) -> None:
        """A robot has read the inbox, which held so many cases of its type."""

    def works(self, ending: Ending) -> None:
        """One case is done."""

    def goes_again(self) -> None:
        """All cases are done, and the robots run once more."""

    def judged(self, summary: Summary, differences: Sequence[Difference]) -> None:
        """All is done; the practice system's own account says what happened."""


@dataclass(frozen=True)
class Practice:
    """A practice system that runs as a process of its own."""

    address: str
    user: str
    password: str

    def account(self, path: str = "") -> Any:
        """What really happened there, as JSON."""
        with urllib.request.urlopen(f"{self.address}/_konto{path}", timeout=30) as answer:  # noqa: S310  our own
            return json.load(answer)


@contextmanager
def practice(*, cases: Mapping[str, int], seed: int, day: date, port: int = 0) -> Iterator[Practice]:
    """Start the practice system with so many new cases of each type, and end it."""
    options = [("--port", port), ("--seed", seed), ("--day", day.isoformat())]
    options += [("--type", f"{name}={many}") for name, many in cases.items()]
    command = [sys.executable, "-m", "robots.practice", *(str(word) for pair in options for word in pair)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise ConfigError("The practice system did not start. Start it by itself to see why: run.py practice")
        yield Practice(*line.split()[:3])
    finally:
        process.terminate()
        process.wait(timeout=10)


def demo(
    starter: Path,
    out: Path,
    *,
    cases: int | None = None,
    seed: int = 1,
    language: Language = "sv",
    story: Story | None = None,
    watched: bool = False,
) -> Summary:
    """Work a whole inbox of the practice system, in a home folder of the demo's own, with a robot for each case type.

    Args:
        starter: The folder with config/ and flows/ to begin from.
        out: The demo's home folder; an older demo's is replaced, anything else is left alone.
        cases: How many new applications there are, over all types and at least one of each; without, each story once.
        seed: Which people, values and order.
        language: Of the workbooks and of what the robots note.
        story: Told what happens as it happens.
        watched: Show the browser at work, slowly and in one window.

    Raises:
        ConfigError: The folder holds something else than a demo, or what a robot needs does not fit.
        NoBrowser: There is no browser, or none that can be shown; an older demo stands as it was.
    """
    began, day, story = time.monotonic(), today(), story or Story()
    pause = PAUSE if watched else None
    if watched:
        browser.find_with_window()
    _clear(out)
    flows = flows_on(Home(starter), SYSTEM)
    shares = shared_out(cases, flows.values())
    with practice(cases=shares, seed=seed, day=day) as system:
        home = trial_home(starter, out, system=SYSTEM, address=system.address, password=system.password)
        yamlfile.change(out / "config" / "settings.yaml", lambda tree: tree.update({"language": language}))
        for robot in flows:
            home = approve(home, robot, by="demo", reference="practice data only", day=day)
        logs.set_up(home.logs, days=home.settings.retention.logs, console=None)
        titles = {flow: open_flow(home.flow_folder(flow)).flow.title for flow in shares}
        story.begins({titles[flow]: many for flow, many in shares.items()})
        story.logs_in()
        for robot, flow in flows.items():
            _work_the_inbox(home, robot, titles[flow], story, pause)
        after_first = saves_by_robot(system.account())
        story.goes_again()
        for robot in flows:
            _well(run_robot(home, robot))  # it shows nothing to look at
        account, key = system.account(), system.account("/facit")
    worklist = write_report(home, "worklist", out / "worklist.xlsx", day=day, language=language)
    weekly = write_report(home, "weekly", out / "weekly.xlsx", day=day, language=language)
    with open_store(home) as store:
        wrong = tuple(differences(store, account, key))
        told = counts(store, account)
    summary = Summary(
        **told,
        wrong=[case.number for case in wrong],
        second_run_saves=saves_by_robot(account) - after_first,
        worklist=str(worklist),
        weekly=str(weekly),
        logs=str(home.logs),
        home=str(home.path),
        seconds=round(time.monotonic() - began, 1),
    )
    written = json.dumps(asdict(summary), ensure_ascii=False, indent=2) + "\n"
    (out / "summary.json").write_text(written, encoding="utf-8")
    story.judged(summary, wrong)
    return summary


def flows_on(home: Home, system: str) -> dict[str, str]:
    """The flow of each robot that works a case system, in the order of config/robots.yaml."""
    return {name: part.flow for name, part in home.robots.items() if part.flow and part.system == system}


def shared_out(cases: int | None, flows: Iterable[str]) -> dict[str, int]:
    """How many new cases of each flow's type there are: by how many stories it has, and at least one of each.

    Args:
        cases: Over all; without, each story once.
        flows: The flows, each of which is the name of a case type of the practice system.
    """
    stories = {flow: len(scenarios(flow).stories) for flow in flows}
    if cases is None:
        return stories
    left, shares = max(cases, len(stories)), {}
    for flow, many in sorted(stories.items(), key=itemgetter(1)):  # the smallest first: none is left without
        weight = many / sum(count for name, count in stories.items() if name not in shares)
        shares[flow] = max(1, round(left * weight))
        left -= shares[flow]
    return {flow: shares[flow] for flow in stories}


def _work_the_inbox(home: Home, robot: str, title: str, story: Story, pause: float | None) -> None:
    """A robot's first run, told case by case; what only people may open is handed over before it begins."""
    with open_store(home) as store:

        def opened(run: RunResult) -> None:
            story.reads(title, run.found)
            for case in store.cases(state=State.HANDED_OVER, robot=robot):
                story.works(ending_of(store, case))

        def tell(outcome: Outcome, _count: int) -> None:
            case = store.case(outcome.number)
            if case.state not in (State.FOUND, State.EXTRACTED, State.PROPOSED) or outcome.reason != TECHNICAL:
                story.works(ending_of(store, case))

        _well(run_robot(home, robot, tell=tell, opened=opened, pause=pause))


def _well(run: RunResult) -> None:
    """A run that was stopped stops the demo."""
    if run.trouble:
        raise run.trouble


def _clear(out: Path) -> None:
    """Make room for a new demo; a folder that no demo made is never emptied."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise ConfigError(f"{out} holds something else than a demo. Name another folder: run.py demo --out DIR")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Made by `run.py demo`, and replaced by the next one. All people in it are test data.\n")
