"""The demo: a robot works a practice system, and is judged by that system's own account and hand-written key."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robots import browser, logs, yamlfile
from robots.cases import CaseView, Store
from robots.errors import ConfigError, Reason
from robots.model import Outcome, Result, State
from robots.settings import Home
from robots.words import Language
from robots.work.approving import approve, trial_home
from robots.work.office import open_store, run_robot, today
from robots.work.reporting import write_report
from robots.work.way import TECHNICAL

if TYPE_CHECKING:
    from robots.work.running import RunResult

ROBOT = "parking-practice"
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


@dataclass(frozen=True)
class Ending:
    """What came of one case."""

    number: str
    state: State
    outcome: str | None  # the proposal's, where there is one
    reason: str | None
    why: str | None  # a hand-over's reason in words


@dataclass(frozen=True)
class Difference:
    """A case that ended otherwise than the answer key says, as where a rule was changed."""

    number: str
    story: str  # the key's own sentence about the case
    expected: Ending
    came: Ending


class Story:
    """Whom the demo tells what it does, as it does it. This one listens, and says nothing to anyone."""

    def begins(self, cases: int) -> None:
        """The practice system runs."""

    def logs_in(self) -> None:
        """The write firewall is tried, and the robot logs in."""

    def reads(self, cases: int) -> None:
        """The inbox was read, and held so many cases."""

    def works(self, ending: Ending) -> None:
        """One case is done."""

    def goes_again(self) -> None:
        """All cases are done, and the robot runs once more."""

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
def practice(*, cases: int, seed: int, day: date, port: int = 0) -> Iterator[Practice]:
    """Start the practice system, and end it."""
    options = {"--port": port, "--seed": seed, "--cases": cases, "--day": day.isoformat()}
    command = [sys.executable, "-m", "robots.practice", *(str(word) for pair in options.items() for word in pair)]
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
    cases: int = 60,
    seed: int = 1,
    language: Language = "sv",
    story: Story | None = None,
    watched: bool = False,
) -> Summary:
    """Work a whole inbox of the practice system, in a home folder of the demo's own.

    Args:
        starter: The folder with config/ and flows/ to begin from.
        out: The demo's home folder; an older demo's is replaced, anything else is left alone.
        cases: How many new applications there are.
        seed: Which people, values and order.
        language: Of the workbooks and of what the robot notes.
        story: Told what happens as it happens.
        watched: Show the browser at work, slowly and in one window.

    Raises:
        ConfigError: The folder holds something else than a demo.
        NoBrowser: There is no browser, or none that can be shown; an older demo stands as it was.
    """
    began, day, story = time.monotonic(), today(), story or Story()
    pause = PAUSE if watched else None
    if watched:
        browser.find_with_window()
    _clear(out)
    with practice(cases=cases, seed=seed, day=day) as system:
        home = trial_home(starter, out, system="practice", address=system.address, password=system.password)
        yamlfile.change(out / "config" / "settings.yaml", lambda tree: tree.update({"language": language}))
        home = approve(home, ROBOT, by="demo", reference="practice data only", day=day)
        logs.set_up(home.logs, days=home.settings.retention.logs, console=None)
        story.begins(cases)
        _work_the_inbox(home, story, pause)
        after_first = _saves(system)
        story.goes_again()
        second = run_robot(home, ROBOT)  # it shows nothing to look at
        if second.trouble:
            raise second.trouble
        account, key = system.account(), system.account("/facit")
    worklist = write_report(home, "worklist", out / "worklist.xlsx", day=day, language=language)
    weekly = write_report(home, "weekly", out / "weekly.xlsx", day=day, language=language)
    with open_store(home) as store:
        wrong = tuple(_differences(store, account, key))
        counts = _counts(store, account)
    summary = Summary(
        **counts,
        wrong=[case.number for case in wrong],
        second_run_saves=_saves_of(account) - after_first,
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


def _work_the_inbox(home: Home, story: Story, pause: float | None) -> None:
    """The first run, told case by case; what only people may open is handed over before it begins."""
    story.logs_in()
    with open_store(home) as store:

        def opened(run: RunResult) -> None:
            story.reads(run.found)
            for case in store.cases(state=State.HANDED_OVER, robot=ROBOT):
                story.works(_ending(store, case))

        def tell(outcome: Outcome, _count: int) -> None:
            case = store.case(outcome.number)
            if case.state not in (State.FOUND, State.EXTRACTED, State.PROPOSED) or outcome.reason != TECHNICAL:
                story.works(_ending(store, case))

        first = run_robot(home, ROBOT, tell=tell, opened=opened, pause=pause)
    if first.trouble:
        raise first.trouble


def _ending(store: Store, case: CaseView) -> Ending:
    return Ending(case.number, case.state, case.outcome, case.reason, _why(store, case))


def _why(store: Store, case: CaseView) -> str | None:
    """A hand-over's reason: the engine's sentence or, where the rules led to it, those of the checks that decided."""
    if case.state is not State.HANDED_OVER or case.reason is Reason.PERSON_ONLY:
        return None
    content = store.content(case)
    decided = (finding.reason for finding in content.findings if finding.result in (Result.FAIL, Result.UNKNOWN))
    return content.hand_over or " ".join(decided) or None


def _clear(out: Path) -> None:
    """Make room for a new demo; a folder that no demo made is never emptied."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise ConfigError(f"{out} holds something else than a demo. Name another folder: run.py demo --out DIR")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Made by `run.py demo`, and replaced by the next one. All people in it are test data.\n")


def decided_by_robot(account: Mapping[str, Any]) -> int:
    """How many decisions the practice system saw the robot make; any other number than 0 is a disaster."""
    return int(account["decisions"].get("robot", 0))


def _saves(system: Practice) -> int:
    return _saves_of(system.account())


def _saves_of(account: Mapping[str, Any]) -> int:
    return int(account["draft_saves"].get("robot", 0))


def _counts(store: Store, account: Mapping[str, Any]) -> dict[str, Any]:
    """What the store and the practice system's own account say of the robot's work."""
    cases = {case.number: case for case in store.cases(robot=ROBOT) if case.state is not State.DECIDED}
    summary = store.summary(robot=ROBOT)
    saves = [[save for save in case["saves"] if save["user"] == "robot"] for case in account["cases"].values()]
    return {
        "found": len(cases),
        "drafted": sum(bool(case) for case in saves),
        "verified": summary.states.get(State.VERIFIED, 0),
        "proposed": summary.states.get(State.PROPOSED, 0),
        "withdrawn": summary.states.get(State.WITHDRAWN, 0),
        "failed": summary.states.get(State.FAILED, 0),
        "handed_over": {str(reason): count for reason, count in sorted(summary.reasons.items())},
        "flows": dict(Counter(case.flow or "-" for case in cases.values())),
        "draft_saves": _saves_of(account),
        "restored": sum(save["restored"] for case in saves for save in case),
        "decided_by_robot": decided_by_robot(account),
        "locks_left": sum(user == "robot" for user in account["locks"].values()),
    }


def _differences(store: Store, account: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Difference]:
    """The cases that ended otherwise than the hand-written key says, in the store or in the case system itself."""
    cases = {case.number: case for case in store.cases(robot=ROBOT) if case.state is not State.DECIDED}
    for number, wanted in key["cases"].items():
        case = cases.get(number)
        if not _right(store, case, wanted, account):
            said = wanted["expect"]
            expected = Ending(number, State(wanted["state"]), said.get("outcome"), said.get("handed_over"), None)
            came = _ending(store, case) if case else Ending(number, State.WITHDRAWN, None, None, None)
            yield Difference(number, wanted["story"], expected, came)


def _right(store: Store, case: CaseView | None, expected: Mapping[str, Any], account: Mapping[str, Any]) -> bool:
    """Whether a case ended as the hand-written key says, in the store and in the case system itself."""
    if case is None:
        return False
    real, wanted, content = account["cases"][case.number], expected["expect"], store.content(case)
    saves = sum(save["user"] == "robot" for save in real["saves"])
    stands = all(real["draft"].get(name) == value for name, value in expected["draft"].items())
    if case.state != expected["state"] or saves != expected["saves"] or not stands:
        return False
    if "handed_over" in wanted:
        return bool(case.reason == wanted["handed_over"])
    missing = content.proposal.missing if content.proposal else ()
    failed = {finding.criterion for finding in content.findings if finding.result is Result.FAIL}
    return (
        case.outcome == wanted["outcome"]
        and set(missing) == set(wanted.get("missing", ()))
        and (wanted["outcome"] != "reject" or failed == set(wanted["fails"]))
    )
