"""The seed of a system: one JSON file that its own Python is told to create it from, and the documents beside it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from .accounts import CASEWORKER, ROBOT
from .applications import Application, applications

SEED = "seed.json"


def write_seed(folder: Path, day: date, as_created: Callable[[Application, Path], dict[str, Any]]) -> Path:
    """Write the seed file for a day, and every document it names, into the folder.

    Args:
        folder: Of the system.
        day: The day that the applications' dates are counted from.
        as_created: How one application is to be created; it writes its documents into the folder.
    """
    seed = {
        "day": day.isoformat(),
        "users": [vars(ROBOT), vars(CASEWORKER)],
        "applications": [as_created(application, folder) for application in applications(day)],
    }
    path = folder / SEED
    path.write_text(json.dumps(seed, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def seeded_day(folder: Path) -> date:
    """The day that a system in this folder was seeded for."""
    return date.fromisoformat(json.loads((folder / SEED).read_text(encoding="utf-8"))["day"])
