"""A new flow: a folder in flows/ that works from the first minute, to be changed towards a case type of one's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from robots.errors import ConfigError
from robots.rules.layout import set_out
from robots.settings import Home

SKELETON = Path(__file__).resolve().parent.parent / "skeletons" / "flow"
NAME, TITLE = "new_flow", "Ny ärendetyp"  # what the skeleton is called before it has names of its own


def begin_flow(home: Home, name: str, title: str) -> Path:
    """Write flows/<name> in the home: record, rules, letters, and examples that pass.

    Args:
        home: The home folder.
        name: The flow's name, and its folder's.
        title: What caseworkers call the case type.

    Raises:
        ConfigError: Name or title is none, or the folder is there already; nothing was written.
    """
    folder = home.flow_folder(plain_name(name))
    if not title.isprintable() or set(title) & set('"\\{}') or not title.strip():
        raise ConfigError("A title is one line of text, without quotation marks, backslashes or braces.")
    if folder.exists():
        raise ConfigError(f"{folder} is there already, and nothing in it was changed. Take another name.")
    shutil.copytree(SKELETON, folder, ignore=shutil.ignore_patterns("rules.yaml", "__pycache__"))
    for file in (folder / "flow.py", folder / "examples.yaml"):
        text = file.read_text(encoding="utf-8").replace(NAME, name).replace(TITLE, title)
        file.write_text(text, encoding="utf-8")
    set_out(SKELETON / "rules.yaml", folder / "rules.xlsx", title=title[:1].lower() + title[1:])
    return folder


def plain_name(name: str) -> str:
    """A name that a folder, a file and a secret can have everywhere.

    Raises:
        ConfigError: It is none.
    """
    if not re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise ConfigError(f'"{name}" is no name here: small letters a to z, digits and _, such as resident_parking.')
    return name
