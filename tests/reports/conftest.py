"""An office with a store of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.office import Office
from tests.reports.quarter import Quarter, quarter


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose cases are due two weeks after they came."""
    opened = Office.open(tmp_path, due_after=14)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """A municipality's quarter, which no test changes but by keeping closed weeks."""
    office = Office.open(tmp_path_factory.mktemp("quarter"))
    yield quarter(office)
    office.store.close()
