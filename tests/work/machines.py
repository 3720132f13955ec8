"""Several machines that work one practice system: a home folder each, and a PostgreSQL that they share."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

from robots import yamlfile
from robots.practice.users import MORE_ROBOTS
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.queueing import enqueue
from tests.work.municipality import ROBOT, TOOLKIT, Municipality


def machines(
    folder: Path, address: str, password: str, database: str, *, pace: float | None = None
) -> tuple[Municipality, Home]:
    """Two machines whose robots have two logins: the first one's municipality, and the second one's home.

    Args:
        folder: Where their homes are made.
        address: Where the practice system stands.
        password: The first robot's password there.
        database: The store's address.
        pace: Pages a minute that the practice system's owner allows.
    """
    home = trial_home(TOOLKIT, folder / "one", system="practice", address=address, password=password)
    config = home.path / "config"
    shared = {"database": database, "attachments": str(folder / "attachments")}
    yamlfile.change(config / "settings.yaml", lambda tree: tree.update(shared))
    yamlfile.change(config / "settings.yaml", lambda tree: tree["faults"].update({"rest": 0.2}))
    yamlfile.change(config / "systems" / "practice.yaml", lambda tree: _with_two_logins(tree, pace))
    Secrets(home.path).put_file("practice.second", MORE_ROBOTS[0].password)
    first = approve(home, ROBOT, by="test", reference="practice data only")
    shutil.copytree(first.path, folder / "two")
    return Municipality(first, address), Home(folder / "two")


def is_due(town: Municipality) -> None:
    """Put one firing of the robot into the queue."""
    asyncio.run(enqueue(town.home, ROBOT, "2026-11-26T06:00"))


def _with_two_logins(description: dict[str, Any], pace: float | None) -> None:
    description["more_accounts"] = [{"user": MORE_ROBOTS[0].login, "secret": "practice.second"}]
    description["limits"]["at_once"] = 1
    if pace is not None:
        description["limits"]["pace"] = pace
    del description["decided"]  # no draft depends on that long list
