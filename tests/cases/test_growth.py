"""What a case costs does not grow with the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.cases import Store
from robots.model import Mode
from tests.cases.desk import KEY, VERSIONS, Clock
from tests.cases.grown import FLOW, ROBOT, SYSTEM, grow
from tests.cases.plans import planned, whole
from tests.cases.way import arrives, counted, worked

STATEMENTS, COMMITS = 58, 16
"""Of one case with one document, BEGIN counted; whoever adds one says why."""


@pytest.mark.parametrize("cases", [100, 1_000, 10_000])
def test_a_case_takes_the_same_statements_and_transactions_however_many_there_are(tmp_path: Path, cases: int) -> None:
    with Store.open(f"sqlite:///{(tmp_path / 'cases.db').as_posix()}", KEY, clock=Clock()) as store:
        grow(store, cases, undecided=cases // 5)
        run = store.begin_run(robot=ROBOT, system=SYSTEM, flow=FLOW, mode=Mode.DRAFT, versions=VERSIONS)
        arrives(store, run, ["2026-1", "2026-2"])

        first = worked(store, run, "201212121212")
        with planned(store) as plans, counted(store) as counts:
            second = worked(store, run, "201212121220")

    assert {first, second} == {"2026-1", "2026-2"}
    assert counts == {"statements": STATEMENTS, "commits": COMMITS}
    assert whole(plans) == {}
