"""A robot works the whole inbox of a Roundup tracker, judged by Roundup's own database and by what the store says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from robots.cases import CaseView, Store
from robots.model import Result, State
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.office import open_store, run_robot, today
from robots.work.running import RunResult

from . import ROBOT, Application, Roundup, Verdict, applications, judge

pytestmark = pytest.mark.proof

STARTER = Path(__file__).parents[3]
NAME = "parking-roundup"


@dataclass(frozen=True)
class Worked:
    """A tracker that the robot has worked twice, and how it stood after each run."""

    home: Home
    applications: Sequence[Application]
    first: RunResult
    after_first: Sequence[Verdict]
    second: RunResult
    after_second: Sequence[Verdict]


def _home(path: Path, roundup: Roundup) -> Home:
    """A home in which the robot that config/robots.yaml ships as a comment is there, and may save drafts."""
    home = trial_home(STARTER, path, system="roundup", address=roundup.address, password=ROBOT.password)
    listed = path / "config" / "robots.yaml"
    said, robots, parts = listed.read_text(encoding="utf-8").partition("\nrobots:\n")
    listed.write_text(said + robots + re.sub(r"(?m)^#(?=  )", "", parts), encoding="utf-8")
    return approve(home, NAME, by="test", reference="test data only")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    folder = tmp_path_factory.mktemp("roundup")
    with Roundup(folder / "roundup", day=today()) as roundup:
        home = _home(folder / "home", roundup)
        first, after_first = run_robot(home, NAME), judge(roundup.folder)
        second, after_second = run_robot(home, NAME), judge(roundup.folder)
        yield Worked(home, applications(roundup.day), first, after_first, second, after_second)


@pytest.fixture(scope="module")
def store(worked: Worked) -> Iterator[Store]:
    with open_store(worked.home) as opened:
        yield opened


def test_36_of_36_issues_stand_in_roundup_as_the_key_says(worked: Worked, capsys: pytest.CaptureFixture[str]) -> None:
    right = [verdict.number for verdict in worked.after_first if verdict.right]
    with capsys.disabled():
        print(f"\nRoundup: {len(right)} of {len(worked.after_first)} right")  # noqa: T201 - a figure to be seen
    assert worked.first.trouble is None
    assert [verdict for verdict in worked.after_first if not verdict.right] == []
    assert len(right) == 36


def test_36_of_36_cases_stand_in_the_store_as_the_key_says(worked: Worked, store: Store) -> None:
    cases = {case.number: case for case in store.cases(robot=NAME)}
    wrong = [one.sentence for one in worked.applications if not _right(store, cases[str(one.number)], one)]
    assert wrong == []
    assert len(cases) == 36


def test_of_a_case_of_protected_identity_only_the_number_is_held(worked: Worked, store: Store) -> None:
    (marked,) = (one for one in worked.applications if one.given.marking)
    case = store.case(str(marked.number), "roundup")
    content = store.content(case)
    assert (content.application, content.proposal, content.findings) == (None, None, ())
    assert case.flow is None


def test_a_second_run_saves_nothing(worked: Worked) -> None:
    assert worked.second.trouble is None
    assert worked.second.outcomes == []
    assert worked.after_second == worked.after_first


def _right(store: Store, case: CaseView, application: Application) -> bool:
    """Whether a case ended as the key says, with the right findings behind it."""
    expected = application.expected
    if expected.handed_over:
        return (case.state, case.reason) == (State.HANDED_OVER, expected.handed_over)
    content = store.content(case)
    if content.proposal is None or content.proposal.outcome != expected.outcome:
        return False
    failed = {finding.criterion for finding in content.findings if finding.result is Result.FAIL}
    return (
        case.state is (State.PROPOSED if expected.outcome == "reject" else State.VERIFIED)
        and content.proposal.values.get("valid_to") == expected.valid_to
        and set(content.proposal.missing) == set(expected.missing)
        and (expected.outcome != "reject" or failed == set(expected.fails))
    )
