"""A practice system and a home folder for each test that works them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.work.municipality import Municipality, municipality, practice

collect_ignore = ["test_crashes.py"] if sys.platform == "win32" else []  # Windows has no signals that stop a process


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Municipality]]:
    """Starts a practice system of the test's own, with a home beside it."""
    with ExitStack() as stack:

        def start(*, cases: int, seed: int, faults: float = 0.0, **home: Any) -> Municipality:
            address, password = stack.enter_context(practice(cases=cases, seed=seed, faults=faults))
            town = municipality(tmp_path / "home", address, password, **home)
            stack.callback(town.ends)
            return town

        yield start
