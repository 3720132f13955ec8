"""Several machines work one practice system through one PostgreSQL, and lose, double and outrun nothing.

What really happened is asked of the practice system.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from signal import SIGKILL, SIGSTOP, SIGTERM
from typing import Any, Protocol

import pytest

from robots import yamlfile
from robots.cases import FiringView
from robots.settings import Home
from tests.faults.workers import in_hand, owner
from tests.postgres import emptied, postgres_server, restart
from tests.work.machines import is_due, machines
from tests.work.municipality import ONE, ROBOT, ROBOTS, TWELVE, Municipality, practice, tell
from tests.work.robot_process import RobotProcess, until
from tests.work.struck_robot import Blow

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with postgres_server() as running:
        yield running


class Begin(Protocol):
    def __call__(self, *, cases: int, seed: int, pace: float | None = None) -> tuple[Municipality, Home]: ...


@pytest.fixture
def begun(tmp_path: Path, server: Any) -> Iterator[Begin]:
    with ExitStack() as stack:

        def begin(*, cases: int, seed: int, pace: float | None = None) -> tuple[Municipality, Home]:
            address, password = stack.enter_context(practice(cases=cases, seed=seed))
            town, other = machines(tmp_path, address, password, emptied(server.get_uri()), pace=pace)
            town.store().close()
            stack.callback(town.ends)
            return town, other

        yield begin


def test_two_workers_share_logins_and_inbox_also_when_one_is_ended_and_the_database_is_restarted(
    begun: Begin, server: Any
) -> None:
    town, other = begun(**TWELVE)
    workers = [town.starts("worker"), town.starts("worker", at=other)]
    is_due(town)
    until(lambda: sum(town.saves().values()) >= 3, "some drafts were saved")
    with town.store() as store:
        at_work = {worker.login for worker in store.workers()}
    assert at_work == {"practice/login-1", "practice/login-2"}

    ending = workers.pop()
    user = user_of(town, ending)
    end([ending])
    assert user not in town.account()["locks"].values()
    workers.append(town.starts("worker", at=other))
    until(lambda: workers_of(town) == 2, "a second worker was there again")
    restart(server)

    until(lambda: town.amiss() == {}, "all was done")
    saved_by = {save["user"] for case in town.account()["cases"].values() for save in case["saves"]}
    assert set(ROBOTS) <= saved_by
    end(workers)
    assert max(town.saves().values()) <= 2  # one that the system altered was put back


def test_a_killed_worker_s_case_is_taken_over_and_the_pace_is_held_by_all(begun: Begin) -> None:
    town, other = begun(**TWELVE, pace=150)
    dying = town.starts("worker", blow=Blow(SIGKILL, "request", nth=2))
    living = town.starts("worker", at=other)
    is_due(town)
    assert dying.ends() == -SIGKILL
    at = time.monotonic()
    left = in_hand(town, dying)
    dead = owner(town, left)

    until(lambda: owner(town, left) not in ("", dead), "another worker took the case over")
    tell(f"taken over after {time.monotonic() - at:.1f} s")
    until(lambda: town.amiss() == {}, "all was done")
    end([living])
    assert busiest(town, timedelta(seconds=10)) <= 150 / 6 + 3  # saves go ahead of their turn


def test_a_worker_that_stood_still_with_a_held_save_writes_nothing_once_it_goes_on(begun: Begin) -> None:
    town, other = begun(**ONE)
    revived = town.starts("worker", blow=Blow(SIGSTOP, "request"))
    is_due(town)
    revived.stands_still()
    successor = town.starts("worker", at=other)
    until(lambda: town.amiss() == {}, "another worker took the case over")
    saves = town.saves()

    revived.goes_on()

    until(lambda: "blocked POST /handlaggning: ClaimLost" in revived.logged(), "its save was not released")
    until(lambda: "this process was taken for dead; what it had is others' now" in revived.logged(), "it knows")
    end([revived, successor])
    assert town.saves() == saves
    assert sum(saves.values()) == 1
    assert town.amiss() == {}


def test_a_machine_with_other_files_leaves_the_work_and_says_so_until_they_are_the_same(begun: Begin) -> None:
    town, other = begun(**ONE)
    description = Path("config") / "systems" / "practice.yaml"
    right = (other.path / description).read_text("utf-8")
    (other.path / description).write_text(right + "# changed here only\n", "utf-8")
    is_due(town)
    worker = town.starts("worker", at=other)
    until(lambda: any("may not take" in line for line in worker.logged()), "it says so")
    assert town.requests() == 0

    (other.path / description).write_text(right, "utf-8")

    until(lambda: town.amiss() == {}, "all was done")
    end([worker])


def test_a_service_lets_workers_do_what_is_due_and_all_logins_of_a_firing_share_its_drafts(begun: Begin) -> None:
    town, other = begun(**TWELVE)
    for home in (town.home, other):
        yamlfile.change(home.path / "config" / "settings.yaml", lambda tree: tree["bounds"].update(drafts_a_run=6))
    town.schedules({"every": "1 min"})
    shutil.copy(town.home.path / "config" / "robots.yaml", other.path / "config" / "robots.yaml")
    service = town.starts("start")
    until(lambda: taken(town), "the service put it into the queue")
    assert not ended(town)

    workers = [town.starts("worker"), town.starts("worker", at=other)]

    until(lambda: ended(town), "the first firing was done")
    first = ended(town)[0]
    with town.store() as store:
        saved = sum(store.saves_in_run(run.id) for run in store.runs() if first.fired <= run.began <= first.ended)
    assert (first.outcome, saved) == ("done", 6)
    until(lambda: town.amiss() == {}, "all was done")
    end([service, *workers])
    assert len(taken(town)) >= 2


def taken(town: Municipality) -> list[FiringView]:
    """The firings of the robot, the first one first."""
    with town.store() as store:
        return store.firings(ROBOT)[::-1]


def ended(town: Municipality) -> list[FiringView]:
    return [firing for firing in taken(town) if firing.ended]


def end(workers: list[RobotProcess]) -> None:
    """Ask workers to end; each is gone soon, and says that it ended well."""
    for worker in workers:
        worker.strike(SIGTERM)
    for worker in workers:
        at = time.monotonic()
        assert worker.ends() == 0, worker.said()
        assert time.monotonic() - at < 30


def busiest(town: Municipality, span: timedelta) -> int:
    """The most pages that the robots asked for in any such span: cases opened, lists and saves."""
    times = sorted(
        datetime.fromisoformat(event["time"])
        for event in town.account("/handelser")
        if event["user"] in ROBOTS and (event["method"] == "POST" or event["path"].count("/") == 2)
    )
    return max(sum(first <= other < first + span for other in times) for first in times)


def workers_of(town: Municipality) -> int:
    """How many processes work with the store."""
    with town.store() as store:
        return len(store.workers())


def user_of(town: Municipality, worker: RobotProcess) -> str:
    """As whom a worker works in the practice system."""
    with town.store() as store:
        (login,) = (one.login for one in store.workers() if f":{worker.process.pid}:" in one.owner)
    return dict(zip(("practice/login-1", "practice/login-2"), ROBOTS, strict=True))[str(login)]
