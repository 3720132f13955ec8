"""What people and robots ask of a store is answered by its indexes, also when it has grown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from robots.cases import Store
from robots.cases.schema import CaseRow
from robots.errors import ConfigError
from robots.model import InboxRow, State
from robots.reports.counting import Counting
from robots.reports.names import FlowNames, Names
from robots.reports.weeks import Week
from robots.work.health import service_signs
from tests.cases.desk import KEY, VERSIONS, Clock
from tests.cases.grown import AUTHORITY, FLOW, ROBOT, SYSTEM, TODAY, grow
from tests.cases.plans import planned, whole

NAMES = Names(AUTHORITY, systems={SYSTEM: "Övning"}, flows={FLOW: FlowNames("Parkeringstillstånd")})
TAKEN = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.STALE, State.DRAFTED)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("grown") / "cases.db"
    with Store.open(f"sqlite:///{file.as_posix()}", KEY, clock=Clock()) as store:
        grow(store, 2000, undecided=400)
        yield store


def status(store: Store) -> None:
    store.summary()
    store.summary(robot=ROBOT)
    store.runs(1, robot=ROBOT)
    store.schedules()
    store.breakers()
    store.noted_changes()
    store.altered_fields(ROBOT)
    list(service_signs(store))
    store.due_by(TODAY)
    store.failed_cases()


def listing(store: Store) -> None:
    store.cases(undecided=True, most=100)
    store.cases(State.DECIDED, most=100)
    store.cases(robot=ROBOT, undecided=True, most=100)
    store.cases(held=True)
    store.count(State.HANDED_OVER)
    with contextlib.suppress(ConfigError):
        store.case("2026-PRK-9000002")


def claiming(store: Store) -> None:
    asked = {"system": SYSTEM, "flow": FLOW}
    for drafts in (None, {"grant", "hand_over"}):
        claim = store.claim(run=1, robot=ROBOT, owner="slot-1", wanted=TAKEN, drafts=drafts, versions=VERSIONS, **asked)
        assert claim is not None
        store.let_go(claim)
    store.next_claim(wanted=TAKEN, **asked)
    store.waiting_cases(SYSTEM, FLOW)
    store.standing(SYSTEM, ROBOT)
    store.ask_for_release(ROBOT, VERSIONS, first=5)
    with store.working():
        pass


def following_up(store: Store) -> None:
    store.to_follow(SYSTEM, FLOW)
    store.left_to_follow(SYSTEM, FLOW)
    list(store.follow_ups(None, TODAY, TODAY, robot=ROBOT, most=9))
    list(store.follow_ups(AUTHORITY, TODAY, TODAY))


def reading_the_inbox(store: Store) -> None:
    asked = {"run": 1, "system": SYSTEM, "robot": ROBOT, "authority": AUTHORITY}
    rows = [InboxRow("2026-PRK-9000001", FLOW, TODAY)]
    store.record_inbox(rows=rows, complete=True, due=lambda _: None, **asked)


def the_week(store: Store) -> None:
    counting = Counting.of(store, NAMES, datetime(2026, 11, 23, 8, tzinfo=UTC), since=Week(2026, 36))
    figures = counting.of_week(Week(2026, 47))
    assert figures is not None
    assert figures.whole.open > 0


def the_worklist(store: Store) -> None:
    store.cases(undecided=True)


def purging(store: Store) -> None:
    store.over_by(TODAY)


QUESTIONS = (status, listing, claiming, following_up, reading_the_inbox, the_week, the_worklist, purging)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_goes_through_all_cases(grown: Store, question: Callable[[Store], None]) -> None:
    with planned(grown) as plans:
        question(grown)

    assert plans
    assert whole(plans) == {}


def test_a_claim_finds_its_case_at_the_top_of_an_index(grown: Store) -> None:
    with planned(grown) as plans:
        claiming(grown)

    lines = [line for statement, plan in plans.items() if "UNION" in statement for line in plan]
    searched = {line.partition(" USING ")[2] for line in lines if line.startswith("SEARCH")}
    assert searched == {
        "INTEGER PRIMARY KEY (rowid=?)",
        "INDEX cases_claim (system=? AND flow=? AND state=?)",
        "INDEX cases_proposed (system=? AND flow=? AND outcome=?)",
    }
    assert sum("TEMP B-TREE" in line for line in lines) == 2, "only the few at the top are put in order"


def test_a_question_that_goes_through_all_cases_is_noticed(grown: Store) -> None:
    with planned(grown) as plans, grown._reading() as session:
        session.execute(select(CaseRow.id).where(CaseRow.unit == "Mark")).all()

    assert any("unit" in statement for statement in whole(plans))
