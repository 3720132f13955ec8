"""An approval for draft mode, and a home folder of its own in which a robot can be tried with one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from robots import yamlfile
from robots.cases import new_key
from robots.model import Mode
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.description import open_system
from robots.work.job import job
from robots.work.office import STORE_KEY, today


def approve(home: Home, robot: str, *, by: str, reference: str, day: date | None = None) -> Home:
    """Let a robot save drafts, by exactly the rules, texts and description that are in force now.

    Args:
        home: The home folder; config/robots.yaml is changed, and the home as it then is comes back.
        robot: Its name in config/robots.yaml.
        by: Who approves.
        reference: Where the approval stands, such as a case number.
        day: The day of the approval; today without.

    Raises:
        ConfigError: Something does not fit; nothing was changed.
    """
    given = day or today()
    versions = job(home, robot, day=given, mode=Mode.SHADOW).versions
    approval = {
        "by": by,
        "day": given,
        "reference": reference,
        "rules": versions.rules,
        "texts": versions.texts,
        "description": versions.description,
    }
    yamlfile.change(
        home.path / "config" / "robots.yaml",
        lambda tree: tree["robots"][robot].update({"mode": "draft", "approval": approval}),
    )
    return Home(home.path)


def trial_home(starter: Path, path: Path, *, system: str, address: str, password: str) -> Home:
    """A home folder to try robots in, which shares nothing with any other: the starter's config and flows, a key.

    No draft waits there for a person's release, and no case stays blind: nothing in it is anybody's.

    Args:
        starter: The folder with config/ and flows/ to begin from.
        path: The new home; it holds neither yet.
        system: The case system that the robots are tried on.
        address: Where that stands.
        password: The robot's password there.
    """
    for part in ("config", "flows"):
        shutil.copytree(starter / part, path / part, ignore=shutil.ignore_patterns("__pycache__"))
    home, secrets = Home(path), Secrets(path)

    def settle(tree: Any) -> None:
        tree["addresses"].update({system: address})
        tree.setdefault("bounds", {}).update(first=0, blind=0)

    yamlfile.change(path / "config" / "settings.yaml", settle)
    secrets.put_file(STORE_KEY, new_key())
    secrets.put_file(open_system(home.system_file(system)).description.account.secret, password)
    return home
