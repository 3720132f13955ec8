"""A practice system and a home folder for each test that works them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller

    from tests.work.municipality import Municipality, Start
    from tests.work.post import Recorder

# They stop processes, fork them and look into /proc: what they prove of the robot's protocol holds everywhere.
LINUX = ["test_crashes.py", "test_held_saves.py", "test_outages.py", "test_runs.py", "test_service.py"]
LINUX += ["test_two_pages.py"]
collect_ignore = [] if sys.platform == "linux" else LINUX


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """Starts a practice system of the test's own, with a home beside it."""
    from tests.work.municipality import municipality, practice

    with ExitStack() as stack:

        def start(*, cases: int, seed: int, faults: float = 0.0, **home: Any) -> Municipality:
            address, password = stack.enter_context(practice(cases=cases, seed=seed, faults=faults))
            town = municipality(tmp_path / "home", address, password, **home)
            stack.callback(town.ends)
            return town

        yield start


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, with its key, in one file."""
    from tests.work.post import self_signed

    return self_signed(tmp_path_factory.mktemp("mail") / "certificate.pem")


@pytest.fixture
def post(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Controller, Recorder]]:
    """A mail server with STARTTLS whose certificate this machine trusts."""
    from tests.work.post import mail_server

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(certificate) as server:
        yield server
