"""Several machines at the command line: who works where, and a store that cannot be shared."""

from __future__ import annotations

import json
from pathlib import Path

from robots.settings import Home
from robots.work.office import open_store
from tests.cli.conftest import Command


def test_a_worker_is_refused_with_a_store_that_only_one_process_may_work_with(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "--lang", "en", "worker")
    assert answer.code == 2
    assert "name a PostgreSQL database" in " ".join(answer.err.split())
    assert "run.py start" in answer.err


def test_status_tells_of_each_worker_its_machine_and_what_it_works_at(command: Command, fresh: Path) -> None:
    with open_store(Home(fresh)) as store:
        store.take_login(store.join("ada:17:c0ffee", "ada"), "parking-practice", "practice/login-2")
        store.join("bert:4:beef", "bert")
    told = json.loads(command("--home", fresh, "status", "--json").out)["workers"]
    assert [(one["machine"], one["robot"], one["login"]) for one in told] == [
        ("ada", "parking-practice", "practice/login-2"),
        ("bert", None, None),
    ]
    said = command("--home", fresh, "status").out
    assert "ada:17:c0ffee" in said
    assert "väntar på arbete" in said
