"""Folders for this account only: what stands in them is about people."""

from __future__ import annotations

from pathlib import Path


def own(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, so that no other account can look inside.

    One that is there already stays as it is: somebody may have opened it on purpose.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder
