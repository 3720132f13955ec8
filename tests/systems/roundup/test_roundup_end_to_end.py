"""A robot works the whole inbox of a Roundup tracker, judged by Roundup's own database and by what the store says."""

from collections.abc import Iterator

import pytest

from robots.cases import Store
from robots.work.office import open_store, today

from ..parking.working import Worked, stands_as_key, work_twice
from . import Roundup, judge

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    folder = tmp_path_factory.mktemp("roundup")
    with Roundup(folder / "roundup", day=today()) as roundup:
        yield work_twice("roundup", roundup, folder / "home", judge)


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
    cases = {case.number: case for case in store.cases(robot=worked.robot)}
    wrong = [one.sentence for one in worked.applications if not stands_as_key(store, cases[str(one.number)], one)]
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
