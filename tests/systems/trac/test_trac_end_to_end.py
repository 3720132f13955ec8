"""A robot works the whole inbox of a Trac behind HTTP Digest, judged by Trac's own database and by the store."""

from collections.abc import Iterator

import pytest

from robots.cases import Store
from robots.work.office import open_store, today

from ..parking.working import Worked, stands_as_key, work_twice
from . import Trac, judge

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    folder = tmp_path_factory.mktemp("trac")
    with Trac(folder / "trac", day=today()) as trac:
        yield work_twice("trac", trac, folder / "home", judge)


@pytest.fixture(scope="module")
def store(worked: Worked) -> Iterator[Store]:
    with open_store(worked.home) as opened:
        yield opened


def test_36_of_36_tickets_stand_in_trac_as_the_key_says(worked: Worked, capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = worked.after_first
    with capsys.disabled():
        print(f"\nTrac: {sum(verdict.right for verdict in verdicts)} of {len(verdicts)} right")  # noqa: T201
    assert worked.first.trouble is None
    assert [verdict for verdict in verdicts if not verdict.right] == []
    assert len(verdicts) == 36


def test_36_of_36_cases_stand_in_the_store_as_the_key_says(worked: Worked, store: Store) -> None:
    cases = {case.number: case for case in store.cases(robot=worked.robot)}
    wrong = [one.sentence for one in worked.applications if not stands_as_key(store, cases[str(one.number)], one)]
    assert wrong == []
    assert len(cases) == 36


def test_a_second_run_saves_nothing(worked: Worked) -> None:
    assert worked.second.trouble is None
    assert worked.second.outcomes == []
    assert worked.after_second == worked.after_first
