"""A robot works the whole inbox of a django-helpdesk, judged by the helpdesk's own database and mail."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from robots.cases import Store
from robots.work.office import open_store, today

from ..parking.working import Worked, stands_as_key, work_twice
from . import Helpdesk, judge, mailed

pytestmark = pytest.mark.proof


@dataclass(frozen=True)
class Done:
    """A helpdesk that was worked, and every message that it sent meanwhile."""

    worked: Worked
    letters: list[str]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("helpdesk")
    with Helpdesk(folder / "helpdesk", day=today()) as helpdesk:
        worked = work_twice("helpdesk", helpdesk, folder / "home", judge)
        yield Done(worked, mailed(helpdesk.folder))


@pytest.fixture(scope="module")
def store(done: Done) -> Iterator[Store]:
    with open_store(done.worked.home) as opened:
        yield opened


def test_36_of_36_tickets_stand_in_the_helpdesk_as_the_key_says(done: Done, capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = done.worked.after_first
    with capsys.disabled():
        print(f"\ndjango-helpdesk: {sum(verdict.right for verdict in verdicts)} of {len(verdicts)} right")  # noqa: T201
    assert done.worked.first.trouble is None
    assert [verdict for verdict in verdicts if not verdict.right] == []
    assert len(verdicts) == 36


def test_36_of_36_cases_stand_in_the_store_as_the_key_says(done: Done, store: Store) -> None:
    cases = {case.number: case for case in store.cases(robot=done.worked.robot)}
    every = done.worked.applications
    assert [one.sentence for one in every if not stands_as_key(store, cases[str(one.number)], one)] == []
    assert len(cases) == 36


def test_no_applicant_is_mailed_though_every_update_comes_public(done: Done) -> None:
    assert done.letters == []


def test_a_second_run_saves_nothing(done: Done) -> None:
    assert done.worked.second.trouble is None
    assert done.worked.second.outcomes == []
    assert done.worked.after_second == done.worked.after_first
