"""Practice systems for the tests: one that all may look at, and a fresh one for each test that changes something."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from robots.practice import Options, PracticeServer
from tests.practice.clerk import Clerk

DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A system with seed 1 that no test changes."""
    with PracticeServer(Options(day=DAY)) as server:
        yield server.address


@pytest.fixture
def reader(address: str) -> Clerk:
    """The robot's account, logged in where nothing may be changed."""
    clerk = Clerk(address)
    clerk.log_in()
    return clerk


@pytest.fixture
def started() -> Iterator[Callable[..., Clerk]]:
    """Starts a system of the test's own and logs a user in to it."""
    with ExitStack() as stack:

        def start(user: str = "robot", **options: Any) -> Clerk:
            server = stack.enter_context(PracticeServer(Options(**{"day": DAY, **options})))
            clerk = Clerk(server.address)
            clerk.log_in(user)
            return clerk

        yield start


@pytest.fixture
def clerk(started: Callable[..., Clerk]) -> Clerk:
    """The robot's account in a fresh system."""
    return started()
