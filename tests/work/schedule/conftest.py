"""A home with schedules, schedulers that a test looks with, and a clock that it turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cases.conftest import clock, postgres, postgres_url, sqlite_url, url
from tests.cases.desk import Clock
from tests.work.schedule.shift import Shift

__all__ = ["clock", "postgres", "postgres_url", "sqlite_url", "url"]


@pytest.fixture
def shift(url: str, clock: Clock, tmp_path: Path) -> Iterator[Shift]:
    """Schedulers of one store, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        yield Shift(tmp_path / "home", url, clock, stack)


@pytest.fixture
def small_shift(sqlite_url: str, clock: Clock, tmp_path: Path) -> Iterator[Shift]:
    """The same on SQLite alone, for what no database has a part in."""
    with ExitStack() as stack:
        yield Shift(tmp_path / "home", sqlite_url, clock, stack)
