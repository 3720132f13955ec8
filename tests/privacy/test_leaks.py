"""Nothing that a citizen wrote, and no secret, leaves store and reports: real runs, and everything they leave searched.

A robot meets a failing system, a screen that has changed, a draft that the system alters, and its own sudden death.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.practice.options import Options
from robots.practice.population import population
from robots.practice.users import ROBOT as ACCOUNT
from robots.secrets import Secrets
from robots.work.office import STORE_KEY, open_store, today
from tests.logbook import logged
from tests.privacy.searcher import Searcher
from tests.privacy.watched import Watched
from tests.work.municipality import ROBOT, SIX, Municipality, municipality, practice, tell

PERSONAL = ("Personnummer", "Namn", "Adress", "Telefon", "E-post", "Polisanmälan", "Ombud", "Meddelande")
FAULTS = 0.06


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Municipality]:
    """A practice system that fails now and then, and a home whose robot may save drafts there."""
    with practice(**SIX, faults=FAULTS) as (address, password):
        yield municipality(tmp_path / "home", address, password, attempts=8)


def personal() -> frozenset[str]:
    """What the applicants told of themselves."""
    cases = population(Options(**SIX, day=today())).cases
    told = [case.fields[label] for case in cases.values() if case.status == "Nytt" for label in PERSONAL]
    names = [case.fields["Namn"] for case in cases.values() if case.status == "Nytt"]
    turned = [" ".join(reversed(name.split(", "))) for name in names] + [name.split(", ")[0] for name in names]
    files = [document.name for case in cases.values() if case.status == "Nytt" for document in case.documents]
    periods = [period.number for case in cases.values() if case.status == "Nytt" for period in case.periods]
    return frozenset(value for value in (*told, *turned, *files, *periods) if value)


def killed_at_its_first_draft(town: Municipality, watched: Watched) -> int:
    """Run the robot, and kill it once it has begun a draft."""
    begun, over = threading.Event(), threading.Event()

    def waits() -> None:
        while not over.wait(0.02):
            if any(line["says"] == "draft point after intent" for line in logged(town.home.logs)):
                begun.set()

    waiting = threading.Thread(target=waits)
    waiting.start()
    code = watched.runs("--home", town.home.path, "run", ROBOT, until=begun)
    over.set()
    waiting.join()
    return code


def change_a_label(town: Municipality) -> None:
    """Let the description name a label that no screen has, as after an upgrade of the system."""

    def rename(tree: Any) -> None:
        tree["cases"]["parking_permit"]["screens"]["basis"]["fields"]["walking_distance"]["label"] = "Gångsträcka"

    yamlfile.change(town.home.system_file("practice"), rename)


def stored_errors(town: Municipality) -> str:
    """What runs and attempts have kept of what failed."""
    with town.store() as store:
        runs = [run.error or "" for run in store.runs()]
        cases = [store.open_case(case.number, "practice", reader="test") for case in store.cases()]
    return "\n".join([*runs, *(step.error or "" for case in cases for step in case.attempts)])


@pytest.mark.proof
def test_nothing_of_a_citizen_and_no_secret_is_left_outside_store_and_reports(
    town: Municipality, tmp_path: Path
) -> None:
    watched = Watched(tmp_path / "watched")
    home = ("--home", town.home.path)
    assert killed_at_its_first_draft(town, watched) == -9
    left_by_the_killed = sorted(path.name for path in watched.temporary.iterdir())
    watched.look()
    town.steer(fail_next=1)
    runs = 0
    while runs < 6 and not _met_an_altered_draft(town):
        watched.runs(*home, "run", ROBOT)
        runs += 1
    assert _met_an_altered_draft(town)
    watched.runs(*home, "doctor")
    with town.store() as store:
        store.retry([case.number for case in store.cases() if case.state == "handed_over"], "practice", by="test")
    change_a_label(town)
    changed = 0
    while changed < 6 and "ScreenChanged" not in _failures(town):
        watched.runs(*home, "run", ROBOT, "--mode", "shadow", "--verbose")
        changed += 1
    watched.runs(*home, "check", "practice", "--cases", "2")
    watched.runs(*home, "status")
    failures = _failures(town)
    tell(f"evidence of: {dict(failures)}; left by the killed robot: {left_by_the_killed}")
    assert failures["PageProblem"] > 0
    assert failures["ScreenChanged"] > 0

    searcher = Searcher(personal() | {ACCOUNT.password, Secrets(town.home.path).secret(STORE_KEY)})
    searcher.look_into(town.home.logs)
    searcher.look_at(stored_errors(town).encode(), "errors in the store")
    for content, where in watched.seen.items():
        searcher.look_at(content, where)
    searcher.look_into(watched.folder)
    tell(f"{watched.looks} looks at {sorted(watched.processes)}")
    tell(searcher.told())
    assert searcher.leaks == []
    assert len(watched.processes) >= 3, "the browser and its driver were not seen"
    _finds_a_planted_one(searcher, town.home.logs / "evidence")


def _finds_a_planted_one(searcher: Searcher, folder: Path) -> None:
    planted = next(iter(sorted(personal())))
    place = next(folder.iterdir()) / "planted.bin"
    place.write_bytes(planted.encode("utf-16-be"))
    searcher.look_into(folder)
    assert {(leak.value, leak.where) for leak in searcher.leaks} >= {(planted, str(place))}


def _met_an_altered_draft(town: Municipality) -> bool:
    """Whether the draft that the system alters went to a person; nobody can tell why, where its answer was lost."""
    with open_store(town.home) as store:
        return any(case.reason in ("altered", "uncertain") for case in store.cases())


def _failures(town: Municipality) -> Counter[str]:
    """Of what there is evidence, and how often."""
    pages = (town.home.logs / "evidence").glob("*/page.json")
    return Counter(json.loads(page.read_text("utf-8"))["problem"] for page in pages)
