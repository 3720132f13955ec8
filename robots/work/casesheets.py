"""Writing a case sheet: the case, where it was read, and whether its rules are still in force."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from robots.cases import CaseContent, Store
from robots.errors import ConfigError, TechnicalProblem
from robots.folders import own_file
from robots.model import SWEDEN
from robots.reports.casesheet import CaseSheet, documents_of
from robots.reports.spoken import Spoken
from robots.reports.wording import Wording
from robots.settings import Home
from robots.systems.apart import Apart
from robots.words import Words
from robots.work.insight import plain_name
from robots.work.office import account, open_store
from robots.work.standing import in_force


def write_case_sheet(
    home: Home, number: str, system: str | None, *, out: Path | None, say: Words, now: datetime | None = None
) -> Path:
    """Write one case as a page; that it was read is noted.

    Args:
        home: The home folder.
        number: The case.
        system: Its case system, where several have one of that number.
        out: The page to write; in data/reports without.
        say: The language.
        now: The instant that the page names; now without.

    Raises:
        ConfigError: There is no such case, or the file cannot be written.
    """
    at = now or datetime.now(SWEDEN)
    with open_store(home) as store:
        content = store.open_case(number, system, reader=account())
        words = Wording.of(home, content.case, say)
        pages = asyncio.run(_pages(store, content, words))
    standing = in_force(home, content) if content.versions else None
    sheet = CaseSheet(content, words, Spoken(say.language), at.astimezone(SWEDEN).date(), at, standing, pages)
    path = out or home.data / "reports" / f"case-{plain_name(content.case.number)}.html"
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            own_file(unfinished, sheet.html().encode("utf-8", "backslashreplace"))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as failed:
        raise ConfigError(f"{path} could not be written: {failed.strerror or type(failed).__name__}.") from None
    return path


async def _pages(store: Store, content: CaseContent, words: Wording) -> dict[str, Sequence[int]]:
    """On which pages of a document each field stands that was read in one, as far as that can be told now."""
    found: dict[str, Sequence[int]] = {}
    apart = Apart()
    try:
        for name, part in words.parts.items():
            if part.from_ is None or (content.application or {}).get(name) is None:
                continue
            labels = [column.label for column in part.columns.values()] or [part.label]
            for file in documents_of(content, part.from_):
                if file.media_type != "application/pdf":
                    continue
                found[name] = [*found.get(name, ()), *await apart.pages(store.document(content.case, file), labels)]
    except (ConfigError, TechnicalProblem):  # a document that is not kept any more: its name still stands there
        return found
    finally:
        await apart.close()
    return found
